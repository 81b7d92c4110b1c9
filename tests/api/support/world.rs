//! The application under test and how to call it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use causeway::access::{TokenLives, Tokens};
use causeway::accounts::PasswordHasher;
use causeway::platform::clock::{Clock, FixedClock};
use causeway::platform::db::{Db, Pool, PoolOptions, Wake};
use causeway::platform::ids::RandomIds;
use causeway::platform::keys::{self, Keys};
use causeway::state::{AppState, Front, Post, Shared};
use serde_json::Value;
use testkit::TestDb;

use super::Door;
use super::house::{Ground, House};

/// One test's application, database and clock.
pub(crate) struct World {
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) db: TestDb,
    pub(crate) state: AppState,
    door: tokio::sync::OnceCell<Door>,
    keys_dir: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) body: Value,
}

impl Answer {
    /// Of time that passed: no request, and it always comes about.
    pub(crate) fn of_time() -> Self {
        Self {
            status: StatusCode::OK,
            headers: header::HeaderMap::new(),
            bytes: Vec::new(),
            body: Value::Null,
        }
    }

    /// Fails with the body unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// Fails unless this is a problem of this status and code.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.body["code"], code, "{}", answer.body);
        assert_eq!(
            answer.headers.get(header::CONTENT_TYPE).unwrap(),
            "application/problem+json"
        );
        answer
    }

    /// The row's version, for `If-Match`.
    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        self.headers
            .get(header::ETAG)
            .expect("an ETag")
            .to_str()
            .unwrap()
            .to_owned()
    }
}

impl World {
    /// An empty database, the schema up to date, the clock at [`NOW`](super::NOW).
    pub(crate) async fn new() -> Self {
        Self::on(TestDb::create(&super::template().await).await.expect("a test database"))
    }

    /// On a database that is already there.
    pub(crate) fn on(db: TestDb) -> Self {
        Self::posting(db, post())
    }

    /// On a database that is already there, with mail and calls leaving like this.
    pub(crate) fn posting(db: TestDb, post: Post) -> Self {
        let clock = Arc::new(FixedClock::at(super::NOW.parse().unwrap()));
        let keys_dir = tempfile::tempdir().unwrap();
        keys::init(keys_dir.path()).unwrap();
        let keys = Keys::load(keys_dir.path()).unwrap();
        let shared = Shared {
            tokens: tokens(&keys),
            // Cheap on purpose; the production parameters are pinned by the configuration's own test.
            passwords: PasswordHasher::new(256, 1, &keys.pepper).unwrap(),
            keys: Arc::new(keys),
            wake: Wake::default(),
            post,
            ledger: causeway::erasure::Ledger::at(keys_dir.path().join("erasure.ledger")),
            clock: Arc::<FixedClock>::clone(&clock),
            ids: Arc::new(RandomIds),
            front: Front::default(),
        };
        let pool = |role: &str| {
            Pool::new(&PoolOptions {
                url: db.url(role),
                size: 4,
                wait: Duration::from_secs(5),
            })
            .expect("a pool")
        };
        let door = Db::new(
            pool("causeway_app"),
            pool("causeway_auth"),
            Arc::<FixedClock>::clone(&clock),
            Arc::new(RandomIds),
        )
        .waking(shared.wake.clone());
        let state = AppState::new(Arc::new(shared), door);
        Self {
            clock,
            db,
            state,
            door: tokio::sync::OnceCell::new(),
            keys_dir,
        }
    }

    /// Where the world's keys lie: for who forges something with them.
    pub(crate) fn keys_dir(&self) -> &std::path::Path {
        self.keys_dir.path()
    }

    /// The same world with the application's own permission checks switched off.
    pub(crate) fn with_checks_off(&self) -> AppState {
        AppState::new(self.state.shared(), self.state.db().clone().with_checks_off())
    }

    /// Switches the application's own permission checks off, for every call from here on.
    pub(crate) fn switch_checks_off(&mut self) {
        self.state = self.with_checks_off();
        self.door = tokio::sync::OnceCell::new();
    }

    /// An organisation with sites, programmes and people of every role.
    pub(crate) async fn house(&self, name: &str) -> House {
        House::build(&self.ground().await, name).await
    }

    /// What houses are built on here.
    pub(super) async fn ground(&self) -> Ground<'_> {
        Ground {
            sql: self.sql().await,
            now: self.now(),
            tokens: self.state.tokens(),
        }
    }

    /// Moves the clock.
    pub(crate) fn set_now(&self, now: &str) {
        self.clock.set(now.parse().unwrap());
    }

    /// As if everybody had just given password and factor once more.
    pub(crate) async fn everybody_steps_up(&self) {
        let step_up = "update auth.sign_in set stepped_up_at = $1";
        self.sql().await.execute(step_up, &[&self.now()]).await.unwrap();
    }

    /// Where the clock stands.
    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// SQL as the cluster's superuser: to set scenes and to look behind the wall.
    pub(crate) async fn sql(&self) -> tokio_postgres::Client {
        connect(&self.db.superuser_url()).await
    }

    /// The version the row `id` of a table is in now, as `If-Match` names it.
    pub(crate) async fn version(&self, table: &str, id: uuid::Uuid) -> String {
        let version = format!("select row_version from {table} where id = $1");
        let row = self.sql().await.query_one(&version, &[&id]).await.unwrap();
        format!("\"v{}\"", row.get::<_, i32>(0))
    }

    /// Who tried alone what takes another with this thing, as the log has it: kind of thing, step, name; oldest first.
    pub(crate) async fn tried_alone(&self, id: uuid::Uuid) -> Vec<String> {
        let statement = "select concat_ws(' ', e.object_type, array_to_string(e.fields, ' '), m.display_name)
                         from audit_event e join staff_member m on m.org_id = e.org_id and m.id = e.staff_id
                         where e.action = 'tried_alone' and e.object_id = $1 order by e.at, e.id";
        let rows = self.sql().await.query(statement, &[&id]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// GET.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.call(Method::GET, Some(token), path, None, &[]).await
    }

    /// POST of a JSON body.
    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.call(Method::POST, Some(token), path, Some(body), &[]).await
    }

    /// A change of a row whose version is known.
    pub(crate) async fn change(&self, method: Method, token: &str, path: &str, etag: &str, body: Value) -> Answer {
        self.call(method, Some(token), path, Some(body), &[("if-match", etag)])
            .await
    }

    /// Any request. `path` is below `/api/v1` unless it starts with `//`, which stands for the root.
    pub(crate) async fn call(
        &self,
        method: Method,
        token: Option<&str>,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.door().await.call(method, token, path, body, headers).await
    }

    /// A POST from somewhere else in the world, without a token.
    pub(crate) async fn post_from(&self, address: IpAddr, path: &str, body: Value) -> Answer {
        let door = self.door().await;
        door.call_from(address, Method::POST, None, path, Some(body), &[]).await
    }

    async fn door(&self) -> &Door {
        self.door.get_or_init(|| Door::to(self.state.clone())).await
    }
}

/// Makers of tokens with the keys of a folder, as `serve` sets them up.
pub(crate) fn tokens(keys: &Keys) -> Tokens {
    let lives = TokenLives {
        desk: chrono::Duration::minutes(5),
        device: chrono::Duration::minutes(15),
    };
    Tokens::new(&keys.token, None, lives).unwrap()
}

/// Where links of a test world lead.
pub(crate) fn post() -> Post {
    Post {
        public_url: "https://house.example".to_owned(),
        transport: "none",
        webhook: None,
    }
}

/// A plain connection, driven in the background.
pub(crate) async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .expect("a connection");
    tokio::spawn(connection);
    client
}
