//! How long a restore takes, and that a restored network does its main job. Run by `make soak`; prints its figures.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::{Desk, Safe, restore, said};
use crate::durability::Installation;
use crate::support::{House, program, program_path};

/// Fills the notes with about `gigabytes` of bytes that do not compress. Rows like these are what a house that writes a
/// lot has most of.
async fn fill(installation: &Installation, house: &House, gigabytes: u32) {
    let mut desk = Desk::of(installation, house.token("worker")).await;
    desk.enrolled(house).await;
    let sql = installation.sql().await;
    sql.batch_execute(&format!(
        "create temp table blob as
             select n, (select decode(string_agg(md5(random()::text || n || i), ''), 'hex') from generate_series(1, 118) i) as body
             from generate_series(0, 999) n;
         insert into session_note (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, body_enc,
                                   recorded_at, recorded_by, voided_at, void_reason)
         select s.org_id, gen_random_uuid(), s.session_id, s.enrolment_id, s.person_id, s.site_id, s.programme_id, s.kind,
                b.body, s.recorded_at, s.recorded_by, now(), 'duplicate'
         from session_note s, blob b, generate_series(1, {gigabytes} * 524) times"
    ))
    .await
    .unwrap();
}

/// Makes a database of this size, backs it up, loses it and restores it. The figures.
pub(crate) async fn restore_of(gigabytes: u32) -> String {
    let mut installation = Installation::new();
    let house = House::build(&installation.ground().await, "First").await;
    fill(&installation, &house, gigabytes).await;
    let sql = installation.sql().await;
    let size: i64 = sql
        .query_one("select pg_database_size('causeway')", &[])
        .await
        .unwrap()
        .get(0);
    let safe = Safe::new(&installation);
    let started = Instant::now();
    said(&safe.back_up("large"));
    let backed_up = started.elapsed();
    let file = std::fs::metadata(safe.path("large")).unwrap().len();
    let started = Instant::now();
    let checked = safe
        .causeway()
        .args(["backup", "--check"])
        .arg(safe.path("large"))
        .arg("--identity")
        .arg(safe.identity())
        .output()
        .unwrap();
    said(&checked);
    let verified = started.elapsed();
    installation.stop();
    installation.lose_data();
    let started = Instant::now();
    said(&restore(&installation, "large", Some("large.keys")));
    let restored = started.elapsed();
    installation.start();
    let megabytes = |bytes: u64| bytes / (1024 * 1024);
    format!(
        "database of {} MiB: backed up in {:.0} s to {} MiB, verified in {:.0} s, restored in {:.0} s",
        megabytes(u64::try_from(size).unwrap()),
        backed_up.as_secs_f64(),
        megabytes(file),
        verified.as_secs_f64(),
        restored.as_secs_f64()
    )
}

/// A server of a demo's network, until it is stopped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    /// The demo of a folder, made if it is not there.
    fn demo(folder: &Path) -> Self {
        let mut demo = program();
        demo.args(["demo", "--people", "60", "--port", "0", "--data-dir"])
            .arg(folder);
        Self::start(demo)
    }

    /// What was restored into a folder. It is no demo any more, which could be thrown away: it is served like any other.
    fn restored(folder: &Path) -> Self {
        let mut serve = on_demo(folder, "");
        serve
            .arg("serve")
            .env("CAUSEWAY__SERVER__PORT", "0")
            .env("CAUSEWAY__MAIL__TRANSPORT", "file")
            .env("CAUSEWAY__SIGN_IN__REQUIRE_SECOND_FACTOR", "false");
        Self::start(serve)
    }

    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ready ").map(str::to_owned))
            .expect("the server says that it is ready");
        Self { child, address }
    }

    fn stop(mut self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success() && self.child.wait().unwrap().success());
    }
}

/// `causeway` on a demo's folder.
fn on_demo(folder: &Path, recipient: &str) -> Command {
    let mut command = program();
    command
        .env("CAUSEWAY__DATA_DIR", folder)
        .env("CAUSEWAY__KEYS_DIR", folder.join("keys"))
        .env("CAUSEWAY__BACKUP__RECIPIENTS", recipient);
    command
}

/// The invented network, backed up and restored into another folder, still does the main job: `examples/main-job.sh`.
pub(crate) fn main_job_on_a_restored_network() -> String {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .unwrap();
    let (first, second) = (place.path().join("first"), place.path().join("second"));
    Served::demo(&first).stop();
    let identity = place.path().join("identity");
    let made = on_demo(&first, "")
        .args(["keys", "backup-identity", "--out"])
        .arg(&identity)
        .output()
        .unwrap();
    let recipient = said(&made).lines().next().unwrap().to_owned();
    let (backup, keys) = (place.path().join("backup"), place.path().join("backup.keys"));
    let backed_up = on_demo(&first, &recipient)
        .args(["backup", "--out"])
        .arg(&backup)
        .arg("--keys-out")
        .arg(&keys)
        .output()
        .unwrap();
    said(&backed_up);
    std::fs::create_dir(&second).unwrap();
    std::fs::set_permissions(&second, std::fs::Permissions::from_mode(0o711)).unwrap();
    for what in ["keys", "accounts.json"] {
        let copied = Command::new("cp")
            .arg("-a")
            .arg(first.join(what))
            .arg(second.join(what))
            .status()
            .unwrap();
        assert!(copied.success());
    }
    let restored = on_demo(&second, &recipient)
        .arg("restore")
        .arg(&backup)
        .arg("--identity")
        .arg(&identity)
        .arg("--keys")
        .arg(&keys)
        .output()
        .unwrap();
    let mut figures = said(&restored);
    let server = Served::restored(&second);
    let job = Command::new("examples/main-job.sh")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("BASE_URL", &server.address)
        .env("ACCOUNTS", second.join("accounts.json"))
        .env("CAUSEWAY", program_path())
        .env("XDG_CACHE_HOME", place.path().join("cache"))
        .output()
        .unwrap();
    server.stop();
    write!(figures, "{}", said(&job).lines().last().unwrap_or_default()).unwrap();
    figures
}
