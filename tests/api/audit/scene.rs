//! A log of two organisations, and who seals and verifies it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use causeway::audit::{Check, Finding, Sealer, Verdict, verify};
use causeway::state::Shared;
use testkit::TestDb;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{World, connect, new_id};

/// How long the transactions of other tests on the same cluster may hold up the sealer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Two organisations' log.
pub(crate) struct Log {
    pub(crate) world: World,
    pub(crate) sql: Client,
    pub(crate) sealer: Sealer,
    pub(crate) second_place: tempfile::TempDir,
    pub(crate) orgs: [Uuid; 2],
}

impl Log {
    /// An empty log on the shared cluster.
    pub(crate) async fn new() -> Self {
        Self::on(World::new().await).await
    }

    pub(crate) async fn on(world: World) -> Self {
        let second_place = tempfile::tempdir().unwrap();
        let sealer = sealer(&world.db, world.state.shared(), &second_place).await.unwrap();
        let sql = world.sql().await;
        let orgs = [new_id(), new_id()];
        for org in &orgs {
            sql.execute(
                "insert into organisation (org_id, name, country, recorded_at) values ($1, 'House', 'CO', now())",
                &[org],
            )
            .await
            .unwrap();
        }
        Self {
            world,
            sql,
            sealer,
            second_place,
            orgs,
        }
    }

    /// A log with this many sealed rows in each organisation, signed.
    pub(crate) async fn sealed(rows: i32) -> Self {
        let mut log = Self::new().await;
        log.write(rows).await;
        log.seal().await;
        assert_eq!(log.sealer.sign_when_due().await.unwrap(), 2);
        log
    }

    /// Writes rows into both organisations, spread over months that have a partition and months that have none.
    pub(crate) async fn write(&self, rows: i32) {
        for org in &self.orgs {
            write(&self.sql, *org, rows).await;
        }
    }

    /// Seals until nothing is left. Other tests' transactions hold it up; nothing else does.
    pub(crate) async fn seal(&mut self) -> usize {
        let (start, mut sealed) = (Instant::now(), 0);
        loop {
            sealed += self.sealer.seal().await.unwrap();
            if self.unsealed().await == 0 {
                return sealed;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{} rows are not sealed",
                self.unsealed().await
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub(crate) async fn unsealed(&self) -> i64 {
        self.count(
            "select count(*) from audit_event e where not exists (
                 select from audit_seal s where s.org_id = e.org_id and s.audit_at = e.at and s.audit_id = e.id)",
        )
        .await
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.sql.query_one(sql, &[]).await.unwrap().get(0)
    }

    /// What a check finds, in words too.
    pub(crate) async fn verify(&self) -> (Verdict, Vec<Finding>) {
        self.verify_with(true).await
    }

    /// A check with or without the second place.
    pub(crate) async fn verify_with(&self, second_place: bool) -> (Verdict, Vec<Finding>) {
        let mut findings = Vec::new();
        let shared = self.world.state.shared();
        let check = Check {
            url: &self.world.db.superuser_url(),
            keys: &shared.keys,
            second_place: second_place.then(|| self.second_place.path()),
            retained_from: None,
        };
        let verdict = verify(&check, |finding| findings.push(finding.clone())).await.unwrap();
        (verdict, findings)
    }

    /// Fails unless everything that is there is sealed and as it was.
    pub(crate) async fn expect_honest(&self) {
        let (verdict, findings) = self.verify().await;
        assert!(findings.is_empty(), "{}", findings[0]);
        let rows = self.count("select count(*) from audit_event").await;
        assert_eq!((i64::try_from(verdict.sealed).unwrap(), verdict.unsealed), (rows, 0));
    }
}

/// The seat, as a server takes it.
pub(crate) async fn sealer(db: &TestDb, shared: Arc<Shared>, second_place: &tempfile::TempDir) -> Option<Sealer> {
    let folder = second_place.path().to_owned();
    Sealer::take_the_seat(&db.url("causeway_auth"), shared, Some(folder))
        .await
        .unwrap()
}

/// Rows in one transaction, each different from the next in every column.
pub(crate) async fn write(sql: &Client, org: Uuid, rows: i32) {
    sql.execute(
        "insert into audit_event (org_id, id, at, staff_id, sign_in_id, request_id, action, object_type, object_id,
                                  shown_ids, fields, tier, break_glass_id)
         select $1, gen_random_uuid(), now() - make_interval(days => n % 60, secs => n), gen_random_uuid(),
                case when n % 3 > 0 then gen_random_uuid() end, 'r' || n, case n % 2 when 0 then 'open' else 'list' end,
                case n % 2 when 0 then 'session_note' else 'person_identity' end, case when n % 2 = 0 then gen_random_uuid() end,
                case n % 2 when 0 then '{}' else array[gen_random_uuid(), gen_random_uuid()] end,
                case n % 4 when 0 then '{}' else array['known_as', 'body'] end, 'c' || 1 + n % 3,
                case when n % 5 = 0 then gen_random_uuid() end
         from generate_series(1, $2) n",
        &[&org, &rows],
    )
    .await
    .unwrap();
}

/// A second connection, to write with while the first one waits.
pub(crate) async fn another(log: &Log) -> Client {
    connect(&log.world.db.superuser_url()).await
}
