//! `causeway serve`: ports, keys, database, workers, and an orderly end.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::web::{Data, get};
use actix_web::{App, HttpResponse, HttpServer};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::background::Background;
use super::backup::require_restored;
use super::database::runtime;
use super::guards::{self, Refusal};
use super::stop::StopSignals;
use super::{Database, Failure, say};
use crate::access::{TokenLives, Tokens};
use crate::accounts::PasswordHasher;
use crate::audit::Keeper;
use crate::erasure::{self, Ledger};
use crate::platform::clock::SystemClock;
use crate::platform::config::Settings;
use crate::platform::db::{Db, Pool, PoolOptions, Wake};
use crate::platform::http::{BodyTimeout, TrustedProxies};
use crate::platform::ids::RandomIds;
use crate::platform::keys::Keys;
use crate::platform::telemetry;
use crate::state::{AppState, Front, Post, Shared};
use crate::sync::begin_history;

/// What the demo does differently.
#[derive(Debug, Default)]
pub struct ServeOptions {
    /// What `GET /` tells a stranger.
    pub front: Front,
    /// The database, when it has been opened already.
    pub database: Option<Database>,
}

/// Serves until asked to stop. Prints `ready http://HOST:PORT` once requests are answered.
pub fn serve(settings: &Settings, options: ServeOptions) -> Result<(), Failure> {
    telemetry::init(&settings.log);
    // Ports and keys first: nothing is written before everything is known to be there.
    let listener = listen(&settings.server.host, settings.server.port)?;
    // Port 0 was a question; links and messages need the answer.
    let mut settings = settings.clone();
    settings.server.port = listener.local_addr().map_err(Failure::of)?.port();
    let settings = &settings;
    let metrics_listener = match settings.server.metrics_port {
        0 => None,
        port => Some(listen("127.0.0.1", port)?),
    };
    let wrong = guards::files(settings);
    // A private cluster is not begun for a server that cannot start; an outside one is there, and is asked too.
    if settings.database.outside().is_none() {
        guards::refuse(&wrong)?;
    }
    let database = options.database.map_or_else(|| Database::reach(settings), Ok)?;
    let prepared = prepare(settings, options.front, &database, wrong);
    let served = prepared.and_then(|shared| {
        actix_web::rt::System::new().block_on(run(settings, shared, &database, listener, metrics_listener))
    });
    let stopped = database.stop();
    served?;
    stopped
}

/// Asks every guard and, when none refuses, makes what the workers share.
fn prepare(
    settings: &Settings,
    front: Front,
    database: &Database,
    mut wrong: Vec<Refusal>,
) -> Result<Arc<Shared>, Failure> {
    let keys = Keys::load(&settings.keys_dir).and_then(|keys| keys.pin_kek(settings.active_kek.as_deref()));
    let runtime = runtime()?;
    wrong.extend(runtime.block_on(guards::database(database, keys.as_ref().ok())));
    guards::refuse(&wrong)?;
    runtime.block_on(require_restored(&database.app_url))?;
    Ok(Arc::new(shared(settings, keys.map_err(Failure::of)?, front)?))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the two kinds a person can mend are named"
)]
pub(super) fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((host, port)).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::of(format!(
            "port {port} is in use: stop what listens there, or choose another with --port"
        )),
        std::io::ErrorKind::PermissionDenied => Failure::of(format!(
            "port {port} needs more rights than this user has: choose one above 1023 with --port"
        )),
        _ => Failure::of(format!("cannot listen on {host}:{port}: {error}")),
    })
}

pub(super) fn shared(settings: &Settings, keys: Keys, front: Front) -> Result<Shared, Failure> {
    let lives = TokenLives {
        desk: chrono::Duration::minutes(settings.sign_in.token_minutes),
        device: chrono::Duration::minutes(settings.sign_in.device_token_minutes),
    };
    let tokens = Tokens::new(&keys.token, settings.sign_in.token_key, lives).map_err(|_refused| {
        Failure::of("the key folder holds no usable token key of the number that sign_in.token_key names")
    })?;
    let passwords = hasher(settings, &keys)?;
    Ok(Shared {
        keys: Arc::new(keys),
        tokens,
        passwords,
        ledger: Ledger::at(settings.ledger_file()),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        wake: Wake::default(),
        post: Post {
            public_url: settings.server.public_url(),
            transport: settings.mail.transport.as_str(),
            webhook: settings.alerts.webhook().map_err(Failure::of)?,
        },
        front: Front {
            public_api_pages: front.public_api_pages || settings.server.public_api_pages,
            ..front
        },
    })
}

/// What hashes passwords by these settings.
pub(super) fn hasher(settings: &Settings, keys: &Keys) -> Result<PasswordHasher, Failure> {
    let settings = &settings.sign_in;
    PasswordHasher::new(settings.argon2_kib, settings.argon2_passes, &keys.pepper).map_err(Failure::of)
}

async fn run(
    settings: &Settings,
    shared: Arc<Shared>,
    database: &Database,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
) -> Result<(), Failure> {
    let signals = StopSignals::take().map_err(Failure::of)?;
    let address = listener.local_addr().map_err(Failure::of)?;
    let pools = (
        pool_options(settings, &database.app_url),
        pool_options(settings, &database.auth_url),
    );
    // A pool that cannot be made is found out here, not in a worker.
    Pool::new(&pools.0).map_err(Failure::of)?;
    let workers = match settings.server.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    let patience = Patience {
        stop_seconds: settings.server.stop_seconds,
        ..Patience::default()
    };
    carry_out_erasures(&shared, &pools).await?;
    begin_history(&door(&shared, &pools)).await.map_err(Failure::of)?;
    let background = Background::start(settings, &shared, &door(&shared, &pools))?;
    let keeper = Keeper::new(
        database.auth_url.clone(),
        Arc::clone(&shared),
        settings.audit.checkpoint_dir.clone(),
    );
    let factors = settings.sign_in.require_second_factor;
    let state = move || {
        let door = door(&shared, &pools);
        let door = if factors { door } else { door.without_second_factors() };
        AppState::new(Arc::clone(&shared), door)
    };
    let proxies = TrustedProxies::parse(&settings.server.trusted_proxies).map_err(Failure::of)?;
    let server = http_server(listener, workers, patience, proxies, state).map_err(Failure::of)?;
    if let Some(listener) = metrics_listener {
        serve_metrics(listener)?;
    }
    let watch = Watch::over(database);
    let keeper = actix_web::rt::spawn(keeper.run());
    let stopper = actix_web::rt::spawn(signals.stop(server.handle()));
    tracing::info!(port = address.port(), workers, "serving");
    say(&format!("ready http://{address}\n"));
    let ended = server.await;
    background.end().await;
    keeper.abort();
    stopper.abort();
    watch.end();
    ended.map_err(Failure::of)
}

/// Carries out what the erasure ledger says and the database does not know: an erasure whose commit a crash prevented.
async fn carry_out_erasures(shared: &Shared, pools: &(PoolOptions, PoolOptions)) -> Result<(), Failure> {
    let ledger = shared.ledger.read(&shared.keys.erasure).map_err(Failure::of)?;
    if ledger.entries.is_empty() {
        return Ok(());
    }
    let done = erasure::replay(&door(shared, pools), ledger.entries)
        .await
        .map_err(Failure::of)?;
    if done.erased > 0 {
        tracing::warn!("erasures that had been approved and not committed were carried out");
    }
    Ok(())
}

/// How long the server waits for a client.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request to be whole.
    pub head: Duration,
    /// For its body to be whole.
    pub body: BodyTimeout,
    /// Seconds that requests under way get to finish when the server is asked to stop.
    pub stop_seconds: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            body: BodyTimeout::default(),
            stop_seconds: 20,
        }
    }
}

/// The server on `listener`; each worker makes its own `state`. It runs while it is awaited, until its handle stops it: it
/// heeds no signals itself.
pub fn http_server(
    listener: TcpListener,
    workers: usize,
    patience: Patience,
    proxies: TrustedProxies,
    state: impl Fn() -> AppState + Clone + Send + 'static,
) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        crate::app::app(state())
            .app_data(patience.body)
            .app_data(proxies.clone())
    })
    .workers(workers)
    .client_request_timeout(patience.head)
    .shutdown_timeout(patience.stop_seconds)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(server)
}

pub(super) fn pool_options(settings: &Settings, url: &str) -> PoolOptions {
    PoolOptions {
        url: url.to_owned(),
        size: settings.database.pool_size,
        wait: Duration::from_millis(settings.database.pool_wait_ms),
    }
}

/// One door per worker: a connection is driven by the worker that opened it, so a shared pool would pay a thread hop on
/// every round trip.
#[expect(
    clippy::expect_used,
    reason = "the same options made a pool before the workers started"
)]
fn door(shared: &Shared, pools: &(PoolOptions, PoolOptions)) -> Db {
    let app = Pool::new(&pools.0).expect("checked before");
    let auth = Pool::new(&PoolOptions {
        size: 4,
        ..pools.1.clone()
    })
    .expect("checked before");
    Db::new(app, auth, Arc::clone(&shared.clock), Arc::clone(&shared.ids)).waking(shared.wake.clone())
}

fn serve_metrics(listener: TcpListener) -> Result<(), Failure> {
    let handle = PrometheusBuilder::new().install_recorder().map_err(Failure::of)?;
    let server = HttpServer::new(move || {
        App::new().app_data(Data::new(handle.clone())).route(
            "/metrics",
            get().to(async |handle: Data<PrometheusHandle>| {
                HttpResponse::Ok()
                    .content_type("text/plain; version=0.0.4")
                    .body(handle.render())
            }),
        )
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(Failure::of)?
    .run();
    actix_web::rt::spawn(server);
    Ok(())
}

/// Brings the private cluster back when it dies: the server itself needs no restart.
struct Watch {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Watch {
    fn over(database: &Database) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let thread = database.cluster.clone().map(|cluster| {
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    match cluster.restart_if_dead() {
                        Ok(true) => tracing::warn!("Postgres had died and was started again"),
                        Ok(false) => {}
                        Err(error) => tracing::error!(error = %error, "Postgres is down and does not start"),
                    }
                    std::thread::sleep(Duration::from_millis(500));
                }
            })
        });
        Self { stop, thread }
    }

    /// Waits for a restart under way, so that stopping the cluster afterwards is the last word.
    fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread {
            drop(thread.join());
        }
    }
}
