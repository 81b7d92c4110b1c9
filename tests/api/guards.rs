//! The server refuses to start where something would be lost, seen or forged, and says what: every guard violated
//! (security.md §3.16), each by its code, and several at once.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use pglocal::{Durability, Stop};
use tempfile::TempDir;
use testkit::{TestCluster, TestDb};
use tokio_postgres::Client;

use crate::support::{connect, program, template_on};

/// A database of an outside cluster, a key folder, and a server to start on them.
struct House {
    cluster: Arc<TestCluster>,
    db: TestDb,
    dir: TempDir,
    settings: Vec<(&'static str, String)>,
}

impl House {
    async fn on(durability: Durability) -> Self {
        let cluster = TestCluster::owned(durability).await.unwrap();
        let db = TestDb::create(&template_on(&cluster).await).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let house = Self {
            settings: vec![
                ("CAUSEWAY__DATABASE__URL", db.url("causeway_app")),
                ("CAUSEWAY__DATABASE__AUTH_URL", db.url("causeway_auth")),
            ],
            cluster,
            db,
            dir,
        };
        house.make_keys(&house.keys());
        house
    }

    fn keys(&self) -> PathBuf {
        self.dir.path().join("keys")
    }

    fn make_keys(&self, dir: &Path) {
        causeway::platform::keys::init(dir).unwrap();
        assert!(dir.starts_with(self.dir.path()));
    }

    async fn sql(&self) -> Client {
        connect(&self.db.superuser_url()).await
    }

    fn serve(&self, with: &[(&str, &str)]) -> Child {
        let mut command = program();
        command.env_clear();
        for kept in ["PATH", "HOME"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        command
            .env("CAUSEWAY__KEYS_DIR", self.keys())
            .env("CAUSEWAY__DATA_DIR", self.dir.path().join("data"))
            .envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())))
            .envs(with.iter().copied())
            .args(["serve", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Fails unless it becomes ready.
    #[track_caller]
    fn starts(&self, with: &[(&str, &str)]) {
        let mut child = self.serve(with);
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        child.kill().unwrap();
        let said = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
        assert!(line.starts_with("ready http://"), "{said}");
    }

    /// The codes it refuses with, in one line, with exit code 1.
    #[track_caller]
    fn refuses(&self, with: &[(&str, &str)]) -> (Vec<String>, String) {
        let output = self.serve(with).wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(output.stdout.is_empty(), "it said that it is ready");
        let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("causeway: ")).collect();
        assert_eq!(lines.len(), 1, "{said}");
        let line = lines[0]
            .strip_prefix("causeway: refusing to start: ")
            .unwrap_or_else(|| panic!("{said}"));
        let codes = line.split('[').skip(1).filter_map(|part| part.split(']').next());
        (codes.map(str::to_owned).collect(), line.to_owned())
    }

    #[track_caller]
    fn refuses_for(&self, with: &[(&str, &str)], code: &str) -> String {
        let (codes, said) = self.refuses(with);
        assert_eq!(codes, [code], "{said}");
        said
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_forgets_is_refused_with_everything_that_is_wrong() {
    let house = House::on(Durability::Throwaway).await;
    let (codes, said) = house.refuses(&[]);
    assert_eq!(
        codes,
        ["fsync_off", "full_page_writes_off", "synchronous_commit"],
        "{said}"
    );
    // Files and database together: whoever mends it goes there once.
    fs::set_permissions(house.keys().join("kek-1.key"), Permissions::from_mode(0o440)).unwrap();
    let (codes, said) = house.refuses(&[]);
    assert_eq!(codes[0], "key_too_open", "{said}");
    assert_eq!(codes.len(), 4, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_without_checksums_are_refused() {
    let house = House::on(Durability::Durable).await;
    let cluster = house.cluster.cluster().expect("an own cluster");
    cluster.stop(Stop::Fast).unwrap();
    let data = cluster.data_dir().join("pg");
    let data = if data.exists() {
        data
    } else {
        cluster.data_dir().to_owned()
    };
    let tool = cluster.binaries().program("pg_checksums");
    // As root the test runs Postgres' own tool as the user whose cluster it is, as the server does.
    let mut command = if fs::metadata("/proc/self").unwrap().uid() == 0 {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
            .arg(&tool);
        command
    } else {
        Command::new(&tool)
    };
    let done = command.args(["--disable", "-D"]).arg(&data).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(cluster.restart_if_dead().unwrap());
    house.refuses_for(&[], "checksums_off");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_guard_of_the_database_refuses_with_its_code() {
    let house = House::on(Durability::Durable).await;
    let sql = house.sql().await;
    house.starts(&[]);
    for (code, violated, mended) in [
        (
            "synchronous_commit",
            "alter role causeway_app set synchronous_commit = 'local'",
            "alter role causeway_app reset synchronous_commit",
        ),
        (
            "wall_open",
            "alter table site no force row level security",
            "alter table site force row level security",
        ),
        (
            "wall_open",
            "grant execute on function access.enter to public",
            "revoke execute on function access.enter from public",
        ),
        (
            "schema_version",
            "insert into __diesel_schema_migrations (version) values ('99991231000000')",
            "delete from __diesel_schema_migrations where version = '99991231000000'",
        ),
        (
            "clock_skew",
            "create schema late;
             create function late.clock_timestamp() returns timestamptz language sql as
                 $$ select pg_catalog.clock_timestamp() + interval '2500 milliseconds' $$;
             grant usage on schema late to causeway_app;
             alter role causeway_app set search_path = late, pg_catalog, public",
            "alter role causeway_app reset search_path",
        ),
    ] {
        sql.batch_execute(violated).await.unwrap();
        house.refuses_for(&[], code);
        sql.batch_execute(mended).await.unwrap();
    }
    let before: String = sql
        .query_one("select obj_description('access'::regnamespace, 'pg_namespace')", &[])
        .await
        .unwrap()
        .get(0);
    sql.batch_execute("comment on schema access is 'another'")
        .await
        .unwrap();
    house.refuses_for(&[], "wall_version");
    sql.batch_execute(&format!("comment on schema access is '{before}'"))
        .await
        .unwrap();
    house.refuses_for(
        &[("CAUSEWAY__DATABASE__URL", &house.db.superuser_url())],
        "role_too_powerful",
    );
    let gone = house.db.url("causeway_app").replace("/t_", "/gone_");
    house.refuses_for(&[("CAUSEWAY__DATABASE__URL", &gone)], "database_unreachable");
    house.starts(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_guard_of_keys_and_secrets_refuses_with_its_code() {
    let house = House::on(Durability::Durable).await;
    house.starts(&[]);
    // Other keys than the database was sealed with: found out before anything is written with them.
    let others = house.dir.path().join("others");
    house.make_keys(&others);
    house.refuses_for(&[("CAUSEWAY__KEYS_DIR", others.to_str().unwrap())], "kek_wrong");
    let key = house.keys().join("content-mac-1.key");
    let kept = fs::read(&key).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    assert!(house.refuses_for(&[], "key_too_open").contains("content-mac-1.key"));
    fs::remove_file(&key).unwrap();
    assert!(house.refuses_for(&[], "key_missing").contains("content-mac-1.key"));
    for (text, code) in [
        ("ab".repeat(32), "default_secret"),
        ("no key".to_owned(), "key_unusable"),
    ] {
        fs::write(&key, text).unwrap();
        fs::set_permissions(&key, Permissions::from_mode(0o400)).unwrap();
        house.refuses_for(&[], code);
        fs::remove_file(&key).unwrap();
    }
    fs::write(&key, kept).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o400)).unwrap();
    let example = house
        .db
        .url("causeway_app")
        .replace("causeway_app@", "causeway_app:changeme@");
    let said = house.refuses_for(&[("CAUSEWAY__DATABASE__URL", &example)], "default_secret");
    assert!(!said.contains("changeme"), "{said}");
    let in_the_way = house.dir.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    let place = [("CAUSEWAY__AUDIT__CHECKPOINT_DIR", in_the_way.to_str().unwrap())];
    house.refuses_for(&place, "checkpoints_unwritable");
    let place = house.dir.path().join("second/place");
    house.starts(&[("CAUSEWAY__AUDIT__CHECKPOINT_DIR", place.to_str().unwrap())]);
    assert!(place.is_dir(), "made where it can be");
}
