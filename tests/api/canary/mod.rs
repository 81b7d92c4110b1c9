//! What must not be found, is not found: words that stand for everything personal and secret are typed in, and then looked
//! for wherever the machine keeps something (security.md §3.13).
//!
//! In the logs, the metrics and the errors nothing of it may stand, not even what is stored in the clear for colleagues.
//! In data files, write-ahead log, dumps and backups nothing that is sealed or hashed.

mod sweep;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use serde_json::{Value, json};

use crate::backup::{Desk, Safe, said};
use crate::durability::{Installation, Reply, Wire};
use crate::support::{House, new_id};
use sweep::{Canary, Place, everything_below, found};

const PASSWORD: &str = "canarypassword moss argue lantern";

/// What is sealed or hashed: nowhere but in the answers to those who may open it.
const SEALED: [&str; 5] = [
    "Canarylegalname Quetzal",
    "Canaryknownas",
    "Canarynote about what was said",
    "Canaryreplaced",
    "+57 300 555 0142",
];
/// What colleagues may read of each other: in the database, and in no log.
const STORED: [&str; 3] = ["canarymail@example.org", "Canarystaff", "Canaryhouse"];
/// What was sent by mistake, in places where it does not belong.
const STRAY: [&str; 4] = ["canarystray", "canaryquery", "canaryheader", "canarywrongpassword"];

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn metrics(port: u16) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut page = Vec::new();
    stream.read_to_end(&mut page).unwrap();
    page
}

fn create_administrator(installation: &Installation) {
    let password = installation.path().join("password");
    std::fs::write(&password, PASSWORD).unwrap();
    let made = installation
        .causeway()
        .args(["admin", "create", "--organisation", STORED[2], "--country", "CO"])
        .args(["--email", STORED[0], "--name", STORED[1], "--password-file"])
        .arg(&password)
        .output()
        .unwrap();
    std::fs::remove_file(password).unwrap();
    said(&made);
}

/// Signs in, right and wrong. The secrets that were handed out.
async fn sign_in(wire: &mut Wire, errors: &mut Vec<Reply>) -> Vec<String> {
    let right = json!({"email": STORED[0], "password": PASSWORD});
    let reply = wire.post(None, "/sign-ins", &right).await.unwrap();
    assert_eq!(reply.status, 201, "{}", reply.json());
    let mut secrets = vec![reply.json()["access_token"].as_str().unwrap().to_owned()];
    let cookie = reply
        .header("set-cookie")
        .and_then(|cookie| cookie.split(['=', ';']).nth(1));
    secrets.extend(cookie.map(str::to_owned));
    for wrong in [
        json!({"email": STORED[0], "password": STRAY[3]}),
        json!({"email": "canarystray@example.org", "password": PASSWORD}),
        json!({"email": STORED[0], "password": PASSWORD, "canarystray": "canarystray"}),
        json!({"email": "canarystray", "password": PASSWORD}),
    ] {
        errors.push(wire.post(None, "/sign-ins", &wrong).await.unwrap());
    }
    secrets
}

fn person(house: &House) -> Value {
    json!({
        "id": new_id(), "home_site_id": house.north, "language": "es", "gender_identity": "woman_girl",
        "birth_date": {"on": "2003-11-27", "quality": "exact"},
        "identity": {"legal_name": SEALED[0], "known_as": SEALED[1]},
    })
}

fn session() -> Value {
    let mut session = crate::support::line::session("2026-02-03T15:00:00Z");
    session["note"]["text"] = json!(format!("{}; call {}", SEALED[2], SEALED[4]));
    session
}

/// The line, and every way to get it wrong that carries something personal.
async fn work(installation: &Installation, house: &House, errors: &mut Vec<Reply>) {
    let mut worker = Desk::of(installation, house.token("worker")).await;
    let body = person(house);
    let hers = worker.post("/people", &body).await;
    worker
        .post(
            &format!("/people/{hers}/consents"),
            &crate::support::line::own_consent(),
        )
        .await;
    let course = crate::support::line::enrolment(house);
    let course = worker.post(&format!("/people/{hers}/enrolments"), &course).await;
    let met = worker.post(&format!("/enrolments/{course}/sessions"), &session()).await;
    assert_eq!(
        worker.get(&format!("/people/{hers}/identity")).await["legal_name"],
        SEALED[0]
    );
    let note = worker.get(&format!("/sessions/{met}/note")).await;
    assert!(note["text"].as_str().unwrap().contains(SEALED[4]));
    worker.get("/people?with_names=true").await;
    let renamed = json!({"legal_name": SEALED[0], "known_as": SEALED[3]}).to_string();
    let path = format!("/people/{hers}/identity");
    let replaced = worker.send("PUT", &path, "if-match: \"v1\"\r\n", &renamed).await;
    assert_eq!(replaced.status, 204);

    // Another content under the same id meets a unique key; a stale version meets nothing.
    let mut again = person(house);
    again["id"] = body["id"].clone();
    again["identity"]["known_as"] = json!("canarystray");
    let mut too_long = person(house);
    too_long["identity"]["legal_name"] = json!(SEALED[0].repeat(20));
    let mut wrong_code = person(house);
    wrong_code["gender_identity"] = json!("canarystray");
    let mut unknown = person(house);
    unknown["canarystray"] = json!(SEALED[0]);
    for wrong in [again, too_long, wrong_code, unknown] {
        errors.push(worker.send("POST", "/people", "", &wrong.to_string()).await);
    }
    errors.push(worker.send("PUT", &path, "if-match: \"v1\"\r\n", &renamed).await);
    errors.push(worker.send("PUT", &path, "if-match: canaryheader\r\n", &renamed).await);
    errors.push(
        worker
            .send(
                "POST",
                "/people",
                "",
                "{\"identity\": {\"legal_name\": \"Canarylegalname Quetzal",
            )
            .await,
    );
    errors.push(
        worker
            .send("GET", "/people?site_id=canaryquery&canaryquery=1", "", "")
            .await,
    );
    errors.push(worker.send("GET", "/people/canarystray/canarystray", "", "").await);
    let key = "if-match: \"v1\"\r\nidempotency-key: canaryheader canaryheader\r\n";
    errors.push(
        worker
            .send(
                "POST",
                &format!("/sessions/{met}/void"),
                key,
                "{\"reason\": \"canarystray\"}",
            )
            .await,
    );
    errors.push(
        worker
            .send(
                "GET",
                "/people",
                "user-agent: canaryheader\r\nreferer: canaryheader\r\n",
                "",
            )
            .await,
    );
}

fn canaries(installation: &Installation, secrets: &[String]) -> Vec<Canary> {
    let mut canaries: Vec<Canary> = SEALED.iter().map(|word| Canary::text("sealed", word)).collect();
    canaries.push(Canary::text("sealed", "2003-11-27"));
    canaries.push(Canary::text("password", PASSWORD));
    canaries.extend(STRAY.iter().map(|word| Canary::text("stray", word)));
    canaries.extend(secrets.iter().map(|secret| Canary::text("secret handed out", secret)));
    for entry in std::fs::read_dir(installation.path().join("keys")).unwrap() {
        let path = entry.unwrap().path();
        let hex = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        canaries.push(Canary::bytes(&name, &hex::decode(hex.trim()).unwrap()));
    }
    canaries
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_and_no_secret_is_kept_where_it_does_not_belong() {
    let port = free_port();
    let installation = Installation::configured(&format!("[server]\nmetrics_port = {port}\n"));
    create_administrator(&installation);
    let house = House::build(&installation.ground().await, "First").await;
    let mut wire = Wire::open(*installation.address().borrow()).await.unwrap();
    let mut errors = Vec::new();
    let mut secrets = sign_in(&mut wire, &mut errors).await;
    secrets.extend(["worker", "supervisor"].map(|who| house.token(who).to_owned()));
    work(&installation, &house, &mut errors).await;
    assert!(errors.iter().filter(|reply| reply.status >= 400).count() > 12);

    let safe = Safe::new(&installation);
    said(&safe.back_up("backup"));
    let dump = dump(&installation);
    installation.sql().await.batch_execute("checkpoint").await.unwrap();

    let mut said_aloud = vec![
        Place::new("metrics", metrics(port)),
        Place::new("errors", errors.iter().flat_map(|reply| reply.body.clone()).collect()),
    ];
    said_aloud.extend(everything_below(&installation.data_dir().join("log")));
    said_aloud.extend(everything_below(&installation.path().join("server.log")));
    let mut kept = vec![Place::new("pg_dump", dump)];
    kept.extend(everything_below(&installation.data_dir()));
    for file in ["backup", "backup.keys", "erasure.ledger"] {
        kept.extend(everything_below(&installation.path().join(file)));
    }
    let logged = said_aloud.iter().any(|place| place.holds("/api/v1/people"));
    let dumped = kept.iter().filter(|place| place.holds(STORED[1])).count();
    assert!(
        logged && dumped > 2,
        "the sweep looked where something stands: {dumped}"
    );

    let canaries = canaries(&installation, &secrets);
    let colleagues: Vec<Canary> = STORED.iter().map(|word| Canary::text("stored", word)).collect();
    let mut hits = found(&said_aloud, &canaries);
    hits.extend(found(&said_aloud, &colleagues));
    hits.extend(found(&kept, &canaries));
    assert_eq!(hits, Vec::<String>::new());

    // The same sweep finds what is planted.
    let planted = [Canary::text("planted", "Canaryplanted word")];
    let sql = installation.sql().await;
    sql.batch_execute("update organisation set name = 'Canaryplanted word'; checkpoint")
        .await
        .unwrap();
    let mut kept = vec![Place::new("pg_dump", self::dump(&installation))];
    kept.extend(everything_below(&installation.data_dir()));
    let hits = found(&kept, &planted);
    for place in ["pg_dump", "pg_wal", "base"] {
        assert!(
            hits.iter().any(|hit| hit.contains(place)),
            "planted and not found in {place}: {hits:?}"
        );
    }
    let sealed_in_hex = Place::new("hex", hex::encode(SEALED[0]).into_bytes());
    assert_eq!(
        found(&[sealed_in_hex], &canaries).len(),
        1,
        "nor does another spelling hide it"
    );
}

/// What somebody with the right to back up sees of everything.
fn dump(installation: &Installation) -> Vec<u8> {
    let output = Command::new("pg_dump")
        .arg(installation.conninfo("causeway_backup"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
