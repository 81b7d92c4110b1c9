//! The drill: a backup, more work, an erasure, a lost disk, the backup again, and nobody who was erased comes back.

use std::process::Command;

use serde_json::{Value, json};

use super::{Desk, Safe, erase, restore, said};
use crate::durability::{Installation, Wire};
use crate::support::House;
use crate::support::line::session;

const PASSWORD: &str = "kettle moss argue lantern";

fn create_administrator(installation: &Installation) {
    let password = installation.path().join("password");
    std::fs::write(&password, PASSWORD).unwrap();
    let made = installation
        .causeway()
        .args(["admin", "create", "--organisation", "Second", "--country", "CO"])
        .args(["--email", "first@example.org", "--name", "First", "--password-file"])
        .arg(password)
        .output()
        .unwrap();
    said(&made);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_backup_brings_back_everybody_but_who_was_erased() {
    let mut installation = Installation::new();
    create_administrator(&installation);
    let house = House::build(&installation.ground().await, "First").await;
    let mut worker = Desk::of(&installation, house.token("worker")).await;
    let [gone, _, gone_met] = worker.enrolled(&house).await;
    let [stays, course, met] = worker.enrolled(&house).await;

    let safe = Safe::new(&installation);
    let report = said(&safe.back_up("monday"));
    assert!(report.contains("2 people's keys"), "{report}");
    let monday = std::fs::read(safe.path("monday")).unwrap();
    assert!(monday.starts_with(b"age-encryption.org/v1"));
    let checked = safe
        .causeway()
        .arg("backup")
        .arg("--check")
        .arg(safe.path("monday"))
        .arg("--identity")
        .arg(safe.identity())
        .output()
        .unwrap();
    assert!(said(&checked).starts_with("VERIFIED"));

    // Work goes on after it, and somebody is erased.
    let later = worker.enrolled(&house).await[0];
    erase(&installation, &house, gone).await;
    drop(worker);
    installation.stop();
    installation.lose_data();

    let report = said(&restore(&installation, "monday", Some("monday.keys")));
    assert!(report.contains("1 in the ledger, 1 carried out anew"), "{report}");
    assert!(report.contains("everybody's names and notes open"), "{report}");
    installation.start();

    let mut supervisor = Desk::of(&installation, house.token("supervisor")).await;
    let identity = supervisor.get(&format!("/people/{gone}/identity")).await;
    assert_eq!(
        (&identity["erased"], &identity["legal_name"]),
        (&json!(true), &Value::Null)
    );
    let note = supervisor.get(&format!("/sessions/{gone_met}/note")).await;
    assert_eq!((&note["erased"], &note["text"]), (&json!(true), &Value::Null));
    let identity = supervisor.get(&format!("/people/{stays}/identity")).await;
    assert_eq!(
        (&identity["erased"], &identity["legal_name"]),
        (&json!(false), &json!("Canary Legalname"))
    );
    assert_eq!(
        supervisor.get(&format!("/sessions/{met}/note")).await["text"],
        session("")["note"]["text"]
    );
    let mut wire = Wire::open(*installation.address().borrow()).await.unwrap();
    let after = wire
        .get(Some(house.token("supervisor")), &format!("/people/{later}"))
        .await
        .unwrap();
    assert_eq!(after.status, 404, "she came after the backup");

    // The line goes on: somebody signs in, a session is logged, somebody is taken in.
    let sign_in = json!({"email": "first@example.org", "password": PASSWORD});
    assert_eq!(wire.post(None, "/sign-ins", &sign_in).await.unwrap().status, 201);
    let mut worker = Desk::of(&installation, house.token("worker")).await;
    worker
        .post(
            &format!("/enrolments/{course}/sessions"),
            &session("2026-02-10T15:00:00Z"),
        )
        .await;
    worker.enrolled(&house).await;

    // The keys part again, without it this time: everything but what is sealed works.
    installation.stop();
    installation.lose_data();
    let report = said(&restore(&installation, "monday", None));
    assert!(report.contains("without --keys"), "{report}");
    installation.start();
    let mut supervisor = Desk::of(&installation, house.token("supervisor")).await;
    let identity = supervisor.get(&format!("/people/{stays}/identity")).await;
    assert_eq!(
        (&identity["key_missing"], &identity["erased"], &identity["legal_name"]),
        (&json!(true), &json!(false), &Value::Null)
    );
    let identity = supervisor.get(&format!("/people/{gone}/identity")).await;
    assert_eq!(
        (&identity["key_missing"], &identity["erased"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        supervisor.get(&format!("/sessions/{met}/note")).await["text"],
        Value::Null
    );
    let people = supervisor.get("/people?with_names=true").await;
    assert_eq!(people["items"].as_array().unwrap().len(), 2);
    installation.stop();
}

/// A crash between the ledger's line and the commit leaves a line: the next start carries it out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_carries_out_what_the_ledger_says_and_a_marked_database_is_not_served() {
    let mut installation = Installation::new();
    let house = House::build(&installation.ground().await, "First").await;
    let mut worker = Desk::of(&installation, house.token("worker")).await;
    let [person, ..] = worker.enrolled(&house).await;
    erase(&installation, &house, person).await;
    // As if the commit had never been: the key and the name are back.
    let sql = installation.sql().await;
    sql.batch_execute(
        "update person set erased_at = null; update erasure set state = 'asked', decided_by = null, decided_at = null",
    )
    .await
    .unwrap();
    installation.stop();
    installation.start();
    let mut supervisor = Desk::of(&installation, house.token("supervisor")).await;
    assert_eq!(supervisor.get(&format!("/people/{person}")).await["erased"], true);

    installation
        .sql()
        .await
        .batch_execute("create schema restoring")
        .await
        .unwrap();
    installation.stop();
    let refused = serve(&installation);
    assert!(refused.contains("not restored to the end"), "{refused}");
}

/// Tries to serve and says why not.
fn serve(installation: &Installation) -> String {
    let mut command: Command = installation.causeway();
    super::refused(&command.args(["serve", "--port", "0"]).output().unwrap())
}
