//! What waits, and what runs out first.

use serde_json::json;
use uuid::Uuid;

use super::{at, receive, referred, sorted, step};
use crate::support::line::{adult, id_of, referral};
use crate::support::{House, World};

/// The ids a list shows to `who`.
async fn listed(world: &World, house: &House, who: &str, query: &str) -> Vec<Uuid> {
    let answer = world
        .get(house.token(who), &format!("/referrals?{query}"))
        .await
        .expect(200);
    let items = answer.body["items"].as_array().unwrap().clone();
    items.iter().map(id_of).collect()
}

#[actix_web::test]
async fn the_queue_shows_what_runs_out_first_page_by_page() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut by_urgency = Vec::new();
    for urgency in ["routine", "immediate", "urgent"] {
        let person = world.take_in(&house, "worker", &adult(&house)).await;
        let mut body = referral(&house);
        body["urgency"] = json!(urgency);
        receive(&world, &house, "worker", person, &body).await.expect(201);
        by_urgency.push(id_of(&body));
    }
    let (_, spoken_to) = referred(&world, &house).await;
    step(&world, &house, "worker", spoken_to, sorted("06:00"))
        .await
        .expect(200);
    step(&world, &house, "worker", spoken_to, at("contacted", "07:00"))
        .await
        .expect(200);
    let [routine, immediate, urgent] = by_urgency[..] else {
        panic!("three were received")
    };
    let order = vec![immediate, urgent, routine, spoken_to];
    assert_eq!(listed(&world, &house, "intake_officer", "").await, order);
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    for _ in 0..order.len() {
        let path = format!("/referrals?limit=1{cursor}");
        let page = world.get(house.token("intake_officer"), &path).await.expect(200).body;
        paged.extend(page["items"].as_array().unwrap().iter().map(id_of));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, order);
    // It is 10 June at half past four in the morning in Bogotá: yesterday's immediate one should have been seen.
    assert_eq!(listed(&world, &house, "supervisor", "overdue=true").await, [immediate]);
    assert_eq!(
        listed(&world, &house, "supervisor", "urgency=urgent").await,
        [urgent, spoken_to]
    );
    assert_eq!(listed(&world, &house, "supervisor", "state=triaged").await, [spoken_to]);
    let south = format!("site_id={}", house.south);
    assert!(listed(&world, &house, "supervisor", &south).await.is_empty());
    let mentoring = format!("programme_id={}", house.mentoring);
    assert!(listed(&world, &house, "supervisor", &mentoring).await.is_empty());
    // Who took them in sees hers; a colleague beside her and one at another site nothing.
    assert_eq!(listed(&world, &house, "worker", "").await, order);
    for stranger in ["other_worker", "south_supervisor", "org_admin", "it_admin", "funder"] {
        assert!(listed(&world, &house, stranger, "").await.is_empty(), "{stranger}");
    }
}

#[actix_web::test]
async fn what_has_ended_is_shown_when_asked_for() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, id) = referred(&world, &house).await;
    let mut redirected = at("redirected", "08:00");
    redirected["reason"] = json!("other_programme_fits");
    step(&world, &house, "supervisor", id, redirected).await.expect(200);
    assert!(listed(&world, &house, "supervisor", "").await.is_empty());
    assert_eq!(listed(&world, &house, "supervisor", "with_ended=true").await, [id]);
    let hers = world
        .get(house.token("supervisor"), &format!("/people/{person}/referrals"))
        .await
        .expect(200);
    assert_eq!(hers.body["items"][0]["state"], "redirected");
}
