//! Connections, kept open and handed out.

use std::sync::Arc;
use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool as DeadPool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use futures_util::FutureExt;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::DbError;

/// How a pool is made.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// Connection string, URL or key=value form.
    pub url: String,
    /// Most connections open at once.
    pub size: usize,
    /// How long a request waits for a free one before it is answered 503.
    pub wait: Duration,
}

/// A pool of connections with one role.
#[derive(Clone)]
pub struct Pool {
    inner: DeadPool<AsyncPgConnection>,
    size: usize,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Pool {
    /// Makes the pool; connections open when first needed.
    pub fn new(options: &PoolOptions) -> Result<Self, DbError> {
        let mut config = ManagerConfig::default();
        // A closed connection is noticed when BEGIN is sent on it, and the next one taken: no extra query per request.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(|url| connect(url.to_owned()).boxed());
        let manager = AsyncDieselConnectionManager::new_with_config(options.url.clone(), config);
        let inner = DeadPool::builder(manager)
            .max_size(options.size)
            .runtime(deadpool_runtime())
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(Duration::from_secs(5)))
            .build()
            .map_err(|_error| DbError::Unavailable("the connection pool could not be made"))?;
        Ok(Self {
            inner,
            size: options.size,
        })
    }

    /// A connection. Waits until one is free.
    pub(super) async fn get(&self) -> Result<Object<AsyncPgConnection>, DbError> {
        use diesel_async::pooled_connection::deadpool::PoolError;
        self.inner.get().await.map_err(|error| {
            DbError::Unavailable(if matches!(error, PoolError::Timeout(_)) {
                "every connection is busy"
            } else {
                "no connection could be opened"
            })
        })
    }

    /// Most connections open at once.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Connections open now, and requests waiting for one.
    pub fn status(&self) -> (usize, usize) {
        let status = self.inner.status();
        (status.size, status.waiting)
    }
}

fn deadpool_runtime() -> deadpool::Runtime {
    deadpool::Runtime::Tokio1
}

/// Opens one connection: over TLS with a verified certificate, except on a Unix socket or a loopback address.
pub async fn connect(url: String) -> ConnectionResult<AsyncPgConnection> {
    let config: Config = url.parse().map_err(|_error| {
        ConnectionError::InvalidConnectionUrl("the database address is not a connection string".to_owned())
    })?;
    let failed = |_| ConnectionError::BadConnection("no connection to the database".to_owned());
    if let Some(tls) = tls_for(&config)? {
        let (client, connection) = config.connect(tls).await.map_err(failed)?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    } else {
        let (client, connection) = config.connect(NoTls).await.map_err(failed)?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    }
}

/// The TLS to use for these hosts; `None` when all of them are on this machine. Switching TLS off for a remote host is
/// refused: C3 is sealed, but C2 and passwords' hashes travel on this line.
pub fn tls_for(config: &Config) -> ConnectionResult<Option<MakeRustlsConnect>> {
    let local = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
    });
    if local {
        return Ok(None);
    }
    if config.get_ssl_mode() == SslMode::Disable {
        return Err(ConnectionError::InvalidConnectionUrl(
            "sslmode=disable is refused for a database on another machine".to_owned(),
        ));
    }
    let mut roots = RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A store with one unreadable certificate still serves with the others.
        drop(roots.add(certificate));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_error| ConnectionError::BadConnection("no TLS version is available".to_owned()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(tls)))
}
