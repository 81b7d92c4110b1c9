//! A listening server as `causeway serve` makes it, and a client that sends bytes as they are.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use causeway::cli::{Patience, http_server};
use causeway::platform::clock::FixedClock;
use causeway::platform::db::{Db, Pool, PoolOptions};
use causeway::platform::http::{BodyTimeout, TrustedProxies};
use causeway::platform::ids::RandomIds;
use causeway::state::AppState;
use serde_json::Value;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::World;

/// How long a client of a test waits for an answer.
const WAIT: Duration = Duration::from_secs(20);

/// A server with one worker; it stops when this is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    handle: ServerHandle,
}

impl Server {
    /// With the world's own pools.
    pub(super) fn start(world: &World) -> Self {
        Self::with_state(world.state.clone(), Duration::from_secs(5))
    }

    /// With little patience for slow clients, so that a test need not have more.
    pub(super) fn impatient(world: &World) -> Self {
        Self::with_state(world.state.clone(), Duration::from_millis(500))
    }

    /// With pools of `size` connections, for which a request waits `wait`.
    pub(super) fn with_pools(world: &World, size: usize, wait: Duration) -> Self {
        let pool = |role: &str| {
            Pool::new(&PoolOptions {
                url: world.db.url(role),
                size,
                wait,
            })
            .unwrap()
        };
        let db = Db::new(
            pool("causeway_app"),
            pool("causeway_auth"),
            Arc::<FixedClock>::clone(&world.clock),
            Arc::new(RandomIds),
        );
        Self::with_state(AppState::new(world.state.shared(), db), Duration::from_secs(5))
    }

    fn with_state(state: AppState, patience: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Patience {
            head: patience,
            body: BodyTimeout(patience),
            stop_seconds: 1,
        };
        let server = http_server(listener, 1, patience, TrustedProxies::default(), move || state.clone()).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { address, handle }
    }

    pub(super) async fn open(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes and reads the one answer.
    pub(super) async fn raw(&self, bytes: &[u8]) -> Wire {
        let mut stream = self.open().await;
        // A server that refuses early may close while we still write.
        drop(stream.write_all(bytes).await);
        read_answer(&mut stream).await
    }

    /// One request with a token.
    pub(super) async fn call(&self, method: &str, path: &str, token: &str) -> Wire {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        self.raw(request.as_bytes()).await
    }

    /// A body of JSON, to the one operation that takes one from a stranger.
    pub(super) async fn sign_in(&self, body: &[u8]) -> Wire {
        self.raw(&sign_in_request(body, "")).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Told to stop at once; nobody waits for it.
        drop(self.handle.stop(false));
    }
}

/// A sign-in as bytes; `headers` are further lines, each with its line end.
pub(super) fn sign_in_request(body: &[u8], headers: &str) -> Vec<u8> {
    let head = format!(
        "POST /api/v1/sign-ins HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// An answer, as it came over the wire.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Wire {
    /// The one header of this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(there, _)| there == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands twice");
        value
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Fails unless this is a whole problem of this status and code, with the headers every answer has.
    #[track_caller]
    pub(super) fn expect_problem(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("/problems/{code}"));
        assert!(body["title"].is_string() && body["instance"].is_string(), "{body}");
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"), "{body}");
        assert!(!body["request_id"].as_str().unwrap().is_empty());
        self.expect_headers();
    }

    /// Fails unless the headers are there that protect every answer.
    #[track_caller]
    pub(super) fn expect_headers(&self) {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(self.header(name), Some(value), "{name}");
        }
        assert!(
            self.header("content-security-policy")
                .is_some_and(|csp| csp.contains("default-src 'none'"))
        );
        assert!(
            self.header("strict-transport-security")
                .is_some_and(|sts| sts.starts_with("max-age="))
        );
        assert!(self.header("permissions-policy").is_some());
        assert!(self.header("x-request-id").is_some());
        assert!(
            self.header("server").is_none(),
            "the server does not say what it is made of"
        );
    }
}

/// Reads until the server closes, or until the body is as long as announced.
pub(super) async fn read_answer(stream: &mut TcpStream) -> Wire {
    let bytes = tokio::time::timeout(WAIT, read_bytes(stream))
        .await
        .expect("an answer in time");
    let split = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or_else(|| {
            panic!("no whole answer: {:?}", String::from_utf8_lossy(&bytes));
        });
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(':'));
    Wire {
        status,
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect(),
        body: bytes[split + 4..].to_vec(),
    }
}

async fn read_bytes(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 8192];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return bytes,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}
