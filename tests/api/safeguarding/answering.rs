//! Taking a concern up, passing it on, closing it; and being told until somebody does.

use serde_json::json;

use super::{about, concern, lists, raise, read, step};
use crate::support::World;
use crate::support::smtp::Mailbox;

#[actix_web::test]
async fn who_has_taken_it_up_passes_it_on_and_closes_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let lead = house.token("safeguarding_lead");
    let grants = [("safeguarding_lead", Some(house.north), None)];
    let other = house.add_staff(&world, "other_lead", &grants, None).await;
    let id = raise(&world, &house, "worker", &concern(&house)).await;
    for early in ["passed_on", "closed", "reopened"] {
        step(&world, lead, id, early)
            .await
            .expect_problem(409, "step_not_from_here");
    }
    step(&world, lead, id, "taken_up").await.expect(200);
    step(&world, &other.token, id, "noted").await.expect(200);
    for hers in ["passed_on", "closed"] {
        step(&world, &other.token, id, hers)
            .await
            .expect_problem(409, "anothers_to_move");
    }
    let passed = step(&world, lead, id, "passed_on").await.expect(200);
    assert_eq!(passed.body["file"]["state"], "passed_on");
    step(&world, &other.token, id, "taken_up").await.expect(200);
    step(&world, lead, id, "closed")
        .await
        .expect_problem(409, "anothers_to_move");
    let closed = step(&world, &other.token, id, "closed").await.expect(200);
    let steps: Vec<_> = closed.body["file"]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["taken_up", "noted", "passed_on", "taken_up", "closed"]);
    assert_eq!(
        closed.body["file"]["entries"][1]["text"],
        "Canary: spoke with the aunt."
    );
    assert!(!lists(&world, lead, id).await, "closed ones are asked for");
    step(&world, lead, id, "reopened").await.expect(200);
    assert!(lists(&world, lead, id).await);
    // Who raised it still sees that it was received.
    let hers = read(&world, house.token("worker"), id).await.expect(200);
    assert_eq!(hers.body["file"], json!(null));
    let path = format!("/safeguarding-concerns/{id}/entries");
    let sent = world
        .change(
            actix_web::http::Method::POST,
            house.token("worker"),
            &path,
            "\"v1\"",
            json!({"step": "noted", "text": "What became of it?"}),
        )
        .await;
    sent.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn the_database_lets_the_accused_take_nothing_up() {
    let world = World::new().await;
    let house = world.house("First").await;
    let accused = house.who("safeguarding_lead").id;
    let id = raise(&world, &house, "worker", &about(&house, accused)).await;
    let take = "update safeguarding_concern set state = 'taken_up', lead_id = $2, taken_up_at = now() where id = $1";
    let refused = world.sql().await.execute(take, &[&id, &accused]).await.unwrap_err();
    let constraint = refused
        .as_db_error()
        .and_then(|error| error.constraint().map(str::to_owned));
    assert_eq!(constraint.as_deref(), Some("safeguarding_concern_not_by_the_accused"));
}

#[actix_web::test]
async fn they_are_told_at_once_and_again_until_somebody_takes_it_up() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    let told = async || {
        world.work().await;
        mailbox.collect().await
    };
    let [left, taken] = [concern(&house), concern(&house)];
    for body in [&left, &taken] {
        raise(&world, &house, "worker", body).await;
        let mails = told().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].to.starts_with("safeguarding_lead."));
        for telling in ["Canary", "concern", "child", "arm."] {
            assert!(!mails[0].text.contains(telling), "{telling}");
        }
    }
    let taken = super::id_of(&taken);
    step(&world, house.token("safeguarding_lead"), taken, "taken_up")
        .await
        .expect(200);
    world.set_now("2026-06-10T13:29:00Z");
    assert!(told().await.is_empty());
    world.set_now("2026-06-10T13:30:00Z");
    assert_eq!(told().await.len(), 1, "the one nobody has taken up");
    assert!(told().await.is_empty());
}
