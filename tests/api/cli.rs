//! The command line, by running the binary: what it says when something is wrong, and a whole life of a private server.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::program;

/// Gives a folder to the user who runs Postgres, when that is not the one who runs the test.
fn hand_over(folder: &Path) {
    if fs::metadata(folder).unwrap().uid() == 0 {
        let given = Command::new("chown")
            .args(["-R", "postgres"])
            .arg(folder)
            .status()
            .unwrap();
        assert!(given.success());
    }
}

/// A folder that the user who runs Postgres may enter, with keys in it.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o711))
            .tempdir()
            .unwrap();
        let place = Self { dir };
        let made = place.run(&["keys", "init", "--keys-dir", place.keys().to_str().unwrap()], &[]);
        assert!(made.status.success(), "{made:?}");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn keys(&self) -> PathBuf {
        self.path("keys")
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// The binary with this place's folders and nothing of the test's own environment.
    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = program();
        command.env_clear();
        for kept in ["PATH", "PG_BIN", "HOME"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        command
            .env("CAUSEWAY__DATA_DIR", self.data())
            .env("CAUSEWAY__KEYS_DIR", self.keys())
            .env("CAUSEWAY__SERVER__PORT", "0")
            .envs(environment.iter().copied())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.command(arguments, environment).output().unwrap()
    }

    /// Fails unless the command says one line on standard error, exits with 1 and writes no data.
    #[track_caller]
    fn refused(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let output = self.run(arguments, environment);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "one line: {said}");
        assert!(said.starts_with("causeway: "), "{said}");
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(!self.data().join("pg").exists(), "a cluster was begun");
        said
    }
}

#[test]
fn a_mistyped_key_is_refused_by_its_name() {
    let place = Place::new();
    for command in [["serve"].as_slice(), &["config", "check"]] {
        let said = place.refused(command, &[("CAUSEWAY__SERVER__PROT", "1")]);
        assert!(said.contains("prot"), "{said}");
    }
    let file = place.write("causeway.toml", "[server]\nprot = 1\n");
    let said = place.refused(&["serve", "--config", file.to_str().unwrap()], &[]);
    assert!(said.contains("prot"), "{said}");
    let said = place.refused(&["serve", "--config", "/nowhere/causeway.toml"], &[]);
    assert!(said.contains("/nowhere/causeway.toml"), "{said}");
}

#[test]
fn a_missing_or_open_key_file_is_named() {
    let place = Place::new();
    let key = place.keys().join("token-1.key");
    fs::set_permissions(&key, Permissions::from_mode(0o444)).unwrap();
    assert!(place.refused(&["serve"], &[]).contains("token-1.key"));
    fs::remove_file(&key).unwrap();
    let said = place.refused(&["serve"], &[]);
    assert!(said.contains("token-1.key") && said.contains("is missing"), "{said}");
}

#[test]
fn keys_are_never_made_twice() {
    let place = Place::new();
    let before = fs::read(place.keys().join("kek-1.key")).unwrap();
    let said = place.refused(&["keys", "init", "--keys-dir", place.keys().to_str().unwrap()], &[]);
    assert!(said.contains("never overwritten"), "{said}");
    assert_eq!(fs::read(place.keys().join("kek-1.key")).unwrap(), before);
}

#[test]
fn a_port_in_use_is_named() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = place.refused(&["serve", "--port", &port], &[]);
    assert!(said.contains(&format!("port {port} is in use")), "{said}");
}

#[test]
fn a_secret_that_cannot_be_read_is_named() {
    let place = Place::new();
    let said = place.refused(&["serve"], &[("CAUSEWAY__DATABASE__URL_FILE", "/nowhere/url")]);
    assert!(said.contains("/nowhere/url") && said.contains("database.url"), "{said}");
    // A folder: not even root can read it as a file.
    let folder = place.dir.path().to_str().unwrap();
    let said = place.refused(&["serve"], &[("CAUSEWAY__DATABASE__AUTH_URL_FILE", folder)]);
    assert!(said.contains("database.auth_url"), "{said}");
}

#[test]
fn a_cluster_of_another_postgres_is_left_alone() {
    let place = Place::new();
    fs::create_dir_all(place.data().join("pg")).unwrap();
    fs::write(place.data().join("pg/PG_VERSION"), "14\n").unwrap();
    hand_over(&place.data());
    let output = place.run(&["serve"], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("PostgreSQL 14") && said.contains("backup"), "{said}");
    let left: Vec<_> = fs::read_dir(place.data().join("pg"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["PG_VERSION"], "nothing was written");
}

#[test]
fn a_folder_postgres_cannot_enter_is_named() {
    let place = Place::new();
    let closed = place.path("closed");
    fs::create_dir(&closed).unwrap();
    // For root, who runs Postgres as another user, 0700 closes it; for everyone else a file in the way does.
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let owner_is_root = fs::metadata(&closed).unwrap().uid() == 0;
    let way = if owner_is_root { closed } else { place.write("file", "") };
    let said = place.refused(&["serve", "--data-dir", way.join("data").to_str().unwrap()], &[]);
    assert!(said.contains(way.to_str().unwrap()), "{said}");
}

#[test]
fn config_check_shows_what_holds_and_no_secret() {
    let place = Place::new();
    let secret = place.write("url", "postgresql://causeway_app:canary@db/causeway\n");
    let output = place.run(
        &["config", "check"],
        &[
            ("CAUSEWAY__DATABASE__URL_FILE", secret.to_str().unwrap()),
            (
                "CAUSEWAY__DATABASE__AUTH_URL",
                "postgresql://causeway_auth:canary@db/causeway",
            ),
        ],
    );
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        said.contains("server.port = 0") && said.contains("database.url = (set, hidden)"),
        "{said}"
    );
    assert!(!said.contains("canary"), "{said}");
}

/// A server that runs; killed if the test ends before it does.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    /// Starts it and waits until it says that it is ready.
    fn start(place: &Place) -> Self {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(place.path("stderr"))
            .unwrap();
        let mut child = place.command(&["serve"], &[]).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("ready http://").map(str::to_owned);
        let address =
            address.unwrap_or_else(|| panic!("{line:?} {}", fs::read_to_string(place.path("stderr")).unwrap()));
        Self { child, address }
    }

    async fn ask(&self, request: &str) -> (u16, Value) {
        let mut stream = tokio::net::TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut bytes))
            .await
            .unwrap()
            .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (
            head[9..12].parse().unwrap(),
            serde_json::from_str(body).unwrap_or(Value::Null),
        )
    }

    async fn post(&self, path: &str, body: &str) -> (u16, Value) {
        let length = body.len();
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             user-agent: canary-agent\r\nconnection: close\r\n\r\n{body}"
        ))
        .await
    }

    /// Asks it to stop and waits until it has.
    fn terminate(mut self) -> std::process::ExitStatus {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "it does not stop");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            drop(
                Command::new("kill")
                    .args(["-TERM", &self.child.id().to_string()])
                    .status(),
            );
            drop(self.child.wait());
        }
    }
}

/// Every text under a folder.
fn all_text(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&all_text(&path));
        } else {
            let mut bytes = Vec::new();
            fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    text
}

/// From an empty folder to a signed-in administrator, a stop, and what the logs of all that say about her: nothing.
#[actix_web::test]
async fn a_private_server_lives_and_ends_in_order() {
    let place = Place::new();
    let password = place.write("password", "canary kettle moss argue\n");
    let server = Running::start(&place);
    let made = place.run(
        &[
            "admin",
            "create",
            "--organisation",
            "Canary House",
            "--country",
            "co",
            "--email",
            "Canary@Example.org",
            "--name",
            "Ana Canary",
            "--password-file",
            password.to_str().unwrap(),
        ],
        &[],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let sign_in = json!({"email": "canary@example.org", "password": "canary kettle moss argue"}).to_string();
    let (status, body) = server.post("/api/v1/sign-ins", &sign_in).await;
    assert_eq!(
        (status, body["organisation"].as_str()),
        (201, Some("Canary House")),
        "{body}"
    );
    let token = body["access_token"].as_str().unwrap();
    let me = format!(
        "GET /api/v1/me?canary HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    let (status, body) = server.ask(&me).await;
    assert_eq!(
        (status, body["grants"][0]["role"].as_str()),
        (200, Some("org_admin")),
        "{body}"
    );

    // Wrong in every way that carries something personal.
    for wrong in [
        json!({"email": "canary@example.org", "password": "canary is wrong"}).to_string(),
        json!({"email": "canary", "password": "canary"}).to_string(),
        json!({"email": "canary@example.org", "canary": "canary"}).to_string(),
        "{\"canary".to_owned(),
    ] {
        let (status, body) = server.post("/api/v1/sign-ins", &wrong).await;
        assert!((400..500).contains(&status), "{body}");
    }
    let (status, _) = server
        .ask("GET /canary/canary?name=canary HTTP/1.1\r\nhost: canary\r\nconnection: close\r\n\r\n")
        .await;
    assert_eq!(status, 404);

    let postmaster = fs::read_to_string(place.data().join("pg/postmaster.pid")).unwrap();
    let pid = postmaster.lines().next().unwrap().to_owned();
    assert!(server.terminate().success());
    assert!(
        !place.data().join("pg/postmaster.pid").exists(),
        "Postgres was stopped too"
    );
    assert!(!Path::new("/proc").join(pid).exists());

    let logged = fs::read_to_string(place.path("stderr")).unwrap() + &all_text(&place.data().join("log"));
    assert!(
        logged.contains("/api/v1/sign-ins") && logged.contains("\"status\":\"201\""),
        "the log was read: {logged}"
    );
    for canary in ["canary", token] {
        assert!(
            !logged.to_lowercase().contains(&canary.to_lowercase()),
            "{canary} stands in the log: {logged}"
        );
    }

    // And again on the same data.
    let server = Running::start(&place);
    assert_eq!(server.post("/api/v1/sign-ins", &sign_in).await.0, 201);
    assert!(server.terminate().success());

    // Whoever has read that it is ready may ask it to stop, however soon.
    for _ in 0..3 {
        assert!(Running::start(&place).terminate().success());
        assert!(!place.data().join("pg/postmaster.pid").exists());
    }
}
