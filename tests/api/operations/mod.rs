//! What operators see of the queues.

use crate::support::{World, new_id};

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
