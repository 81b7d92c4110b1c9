//! What operators see of the queues.

use std::process::Output;

use crate::support::{World, new_id, program};

/// A command of the binary on a test's database.
fn causeway(world: &World, arguments: &[&str]) -> Output {
    program()
        .args(arguments)
        .env("DATABASE_URL", world.db.url("causeway_app"))
        .env("CAUSEWAY__DATABASE__AUTH_URL", world.db.url("causeway_auth"))
        .output()
        .unwrap()
}

#[actix_web::test]
async fn on_the_machine_what_was_given_up_is_listed_tried_again_and_dropped() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let (id, now) = (new_id(), world.now());
    sql.execute(
        "insert into auth.job (org_id, id, kind, object_id, run_at, attempts, dead_at, last_error, recorded_at)
         values ($1, $2, 'ask_approval', $2, $3, 14, $3, 'unavailable', $3)",
        &[&house.org, &id, &now],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into auth.mail (id, account_id, template, recorded_at, next_at, attempts, dead_at, last_error)
         values ($1, $2, 'device_added', $3, $3, 14, $3, 'smtp_550')",
        &[&id, &house.who("worker").account, &now],
    )
    .await
    .unwrap();
    for (queue, kind, error) in [
        ("jobs", "ask_approval", "unavailable"),
        ("mail", "device_added", "smtp_550"),
    ] {
        let list = || String::from_utf8(causeway(&world, &[queue, "list"]).stdout).unwrap();
        let listed = list();
        for part in [id.to_string().as_str(), kind, "dead", error] {
            assert!(listed.contains(part), "{part} in {listed}");
        }
        assert!(!listed.contains('@'), "{listed}");
        let id = id.to_string();
        assert!(causeway(&world, &[queue, "retry", &id]).status.success());
        assert!(list().contains("waiting"), "{}", list());
        assert!(causeway(&world, &[queue, "drop", &id]).status.success());
        assert_eq!(list(), "");
        let gone = causeway(&world, &[queue, "retry", &id]);
        assert!(!gone.status.success() && String::from_utf8_lossy(&gone.stderr).contains("is not there"));
    }
}

#[actix_web::test]
async fn queues_are_shown_by_count_and_id_to_administrators_only() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    let sql = world.sql().await;
    let now = world.now();
    let [waits, retries, dead] = std::array::from_fn(|_| new_id());
    for (id, attempts, gave_up) in [(waits, 0, None), (retries, 3, None), (dead, 14, Some(now))] {
        sql.execute(
            "insert into auth.job (org_id, id, kind, object_id, run_at, attempts, dead_at, last_error, recorded_at)
             values ($1, $2, 'ask_approval', $2, $3, $4, $5, 'unavailable', $3)",
            &[&house.org, &id, &now, &attempts, &gave_up],
        )
        .await
        .unwrap();
        sql.execute(
            "insert into auth.mail (id, org_id, account_id, template, recorded_at, next_at, attempts, dead_at, last_error)
             values ($1, $2, $3, 'approval_asked', $4, $4, $5, $6, 'smtp_550')",
            &[&id, &house.org, &house.who("worker").account, &now, &attempts, &gave_up],
        )
        .await
        .unwrap();
    }
    for (path, kind) in [
        ("/operations/jobs", "ask_approval"),
        ("/operations/mail", "approval_asked"),
    ] {
        for who in ["org_admin", "it_admin"] {
            let shown = world.get(house.token(who), path).await.expect(200).body;
            assert_eq!(shown["open"][0]["kind"], kind);
            assert_eq!(
                (&shown["open"][0]["waiting"], &shown["open"][0]["retrying"]),
                (&1.into(), &1.into())
            );
            assert_eq!(shown["dead"].as_array().unwrap().len(), 1);
            assert_eq!(shown["dead"][0]["id"], dead.to_string());
            let theirs = world.get(other.token(who), path).await.expect(200).body;
            assert_eq!(
                (
                    theirs["open"].as_array().unwrap().len(),
                    theirs["dead"].as_array().unwrap().len()
                ),
                (0, 0)
            );
        }
        world
            .get(house.token("director"), path)
            .await
            .expect_problem(403, "not_allowed");
    }
    let mail = world
        .get(house.token("it_admin"), "/operations/mail")
        .await
        .expect(200)
        .body;
    assert_eq!(mail["transport"], "none", "mails wait, and it is said");
}
