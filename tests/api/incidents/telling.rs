//! Those who handle it are written to at once, and again with the directors when the clock runs out; in words that say
//! nothing.

use super::{act, listed, naming_colleague, report, send, step};
use crate::support::World;
use crate::support::smtp::Mailbox;

/// Who was written to, by the names in their addresses.
async fn told(world: &World, mailbox: &Mailbox) -> Vec<String> {
    world.work().await;
    let mut names = Vec::new();
    for mail in mailbox.collect().await {
        for telling in ["Canary", "ncident", "gate", "First", "threat"] {
            assert!(!mail.text.contains(telling), "{telling} in {}", mail.text);
        }
        names.push(mail.to.split('.').next().unwrap().to_owned());
    }
    names.sort();
    names
}

#[actix_web::test]
async fn who_handles_it_is_told_at_once_and_the_directors_when_nobody_looked() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    let incident = send(&world, &house, "worker", &report(&house)).await;
    assert_eq!(told(&world, &mailbox).await, ["safeguarding_lead", "supervisor"]);
    world.set_now("2026-06-10T13:29:00Z");
    assert!(told(&world, &mailbox).await.is_empty());
    world.set_now("2026-06-10T13:30:00Z");
    assert_eq!(
        told(&world, &mailbox).await,
        ["director", "safeguarding_lead", "supervisor"]
    );
    assert!(told(&world, &mailbox).await.is_empty(), "once");
    world.set_now("2026-06-10T13:31:00Z");
    let token = house.renew(&world, "supervisor");
    let overdue = world.get(&token, "/incidents?overdue=true").await.expect(200);
    assert_eq!(overdue.body["items"][0]["id"], serde_json::json!(incident));
}

#[actix_web::test]
async fn nobody_is_told_what_somebody_has_looked_at_nor_what_is_said_about_her() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    let body = naming_colleague(&house, "supervisor", "alleged_responsible");
    send(&world, &house, "worker", &body).await;
    assert_eq!(told(&world, &mailbox).await, ["safeguarding_lead"]);
    let incident = send(&world, &house, "supervisor", &report(&house)).await;
    assert_eq!(
        told(&world, &mailbox).await,
        ["safeguarding_lead"],
        "not who reported it"
    );
    act(&world, &house, "safeguarding_lead", incident, "steps", step("triaged"))
        .await
        .expect(200);
    assert!(listed(&world, &house, "supervisor", "overdue=true").await.is_empty());
    world.set_now("2026-06-10T13:30:00Z");
    // The other one's clock runs still.
    assert_eq!(told(&world, &mailbox).await, ["director", "safeguarding_lead"]);
}
