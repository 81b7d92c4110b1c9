//! Random histories of a referral through HTTP, from the first call to an enrolment: no step that the lifecycle does not have,
//! no rule set aside by one alone, and nobody enrolled who was not offered a place. The pure rules are walked in
//! `src/intake/model/walk.rs`, which comes to every end; most of these end on the way.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{a_rule, asks};
use crate::support::line::{adult, enrolment, id_of, own_consent, referral};
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, House, World, new_id};

/// Every state in which something may still be done.
const OPEN: [&str; 7] = [
    "received",
    "triaged",
    "screening",
    "eligible",
    "waiting",
    "offered",
    "accepted",
];

/// domain.md §2.2, with contact, other calls and ends from anywhere.
fn transitions() -> Vec<Transition> {
    let mut ways = vec![
        ("received", "triaged", "triaged"),
        ("triaged", "screening_begun", "screening"),
        ("screening", "info_needed", "screening"),
        ("screening", "found_eligible", "eligible"),
        ("screening", "found_ineligible", "redirected"),
        ("screening", "ask_override", "screening"),
        ("screening", "approve_override", "eligible"),
        ("eligible", "put_on_list", "waiting"),
        ("waiting", "put_on_list", "waiting"),
        ("waiting", "taken_off_list", "eligible"),
        ("eligible", "place_offered", "offered"),
        ("waiting", "place_offered", "offered"),
        ("offered", "offer_accepted", "accepted"),
        ("offered", "offer_declined", "eligible"),
        ("offered", "offer_unreachable", "eligible"),
        ("accepted", "enrolled", "enrolled"),
        ("redirected", "another_call", "received"),
        ("closed", "another_call", "received"),
    ];
    // A request that is still open is turned down wherever the referral has gone meanwhile.
    for any in OPEN.iter().chain(&["redirected", "closed", "enrolled"]) {
        ways.push((any, "refuse_override", any));
    }
    for open in OPEN {
        ways.extend([
            (open, "attempted", open),
            (open, "contacted", open),
            (open, "another_call", open),
            (open, "redirected", "redirected"),
            (open, "closed", "closed"),
        ]);
    }
    ways
}

const NEVER: &str = "
    select 'set aside by who asked' as what from eligibility_override where decided_by = asked_by
    union all
    select 'enrolled and no place accepted' from referral_in r
    where r.state = 'enrolled' and not exists (select from referral_event v
                                               where v.referral_id = r.id and v.step = 'offer_accepted')
    union all
    select 'enrolled without an enrolment' from referral_in r
    where r.state = 'enrolled' and not exists (select from enrolment e where e.referral_id = r.id)
    union all
    select 'stands elsewhere than its last step' from referral_in r
    cross join lateral (select v.to_state from referral_event v where v.referral_id = r.id
                        order by v.recorded_at desc, v.id desc limit 1) last
    where last.to_state <> r.state";

/// Sends to a place below the referral, on the version it has.
async fn act(world: &World, token: &str, referral: Uuid, place: &str, body: Value) -> Answer {
    let etag = world.version("referral_in", referral).await;
    let path = format!("/referrals/{referral}/{place}");
    world.change(Method::POST, token, &path, &etag, body).await
}

async fn look(world: &World, token: &str, referral: Uuid, rule: Uuid, result: &str) -> Answer {
    let body = json!({"id": new_id(), "answers": [{"rule_id": rule, "result": result}]});
    world
        .post(token, &format!("/referrals/{referral}/evaluations"), body)
        .await
}

/// Decides the request that is open, or one that is not there.
async fn judge(world: &World, token: &str, referral: Uuid, approve: bool) -> Answer {
    let open = "select id from eligibility_override where referral_id = $1 and state = 'asked'";
    let row = world.sql().await.query_opt(open, &[&referral]).await.unwrap();
    let path = format!("/overrides/{}/decide", row.map_or_else(new_id, |row| row.get(0)));
    let body = json!({"approve": approve});
    world.change(Method::POST, token, &path, "\"v1\"", body).await
}

async fn person_of(world: &World, referral: Uuid) -> Uuid {
    let person = "select person_id from referral_in where id = $1";
    world.sql().await.query_one(person, &[&referral]).await.unwrap().get(0)
}

/// One thing somebody tries.
async fn attempt(world: &World, house: &House, rule: Uuid, (what, who): (&'static str, &str), id: Uuid) -> Answer {
    world.clock.set(world.now() + chrono::TimeDelta::minutes(1));
    let (now, token) = (world.now(), house.renew(world, who));
    match what {
        "info_needed" => {
            look(world, &token, id, rule, "unknown").await;
            let body = json!({"decision": "pending_info", "decided_at": now});
            act(world, &token, id, "decide", body).await
        }
        "found_eligible" => {
            look(world, &token, id, rule, "true").await;
            act(
                world,
                &token,
                id,
                "decide",
                json!({"decision": "eligible", "decided_at": now}),
            )
            .await
        }
        "found_ineligible" => {
            look(world, &token, id, rule, "false").await;
            let body = json!({"decision": "not_eligible", "reason": "needs_other_service", "decided_at": now});
            act(world, &token, id, "decide", body).await
        }
        "ask_override" => {
            look(world, &token, id, rule, "false").await;
            let body = json!({"id": new_id(), "reason": "needs_help_most"});
            world.post(&token, &format!("/referrals/{id}/overrides"), body).await
        }
        "approve_override" => judge(world, &token, id, true).await,
        "refuse_override" => judge(world, &token, id, false).await,
        "put_on_list" => act(world, &token, id, "wait", json!({"priority": "normal", "since": now})).await,
        "place_offered" => {
            let body = json!({"id": new_id(), "offered_at": now});
            world.post(&token, &format!("/referrals/{id}/offers"), body).await
        }
        "enrolled" => {
            let mut body = enrolment(house);
            (body["programme_id"], body["referral_id"]) = (json!(house.sport), json!(id));
            body["enrolled_on"] = json!("2026-06-10");
            let path = format!("/people/{}/enrolments", person_of(world, id).await);
            world.post(&token, &path, body).await
        }
        "another_call" => {
            let mut body = referral(house);
            body["received_at"] = json!(now);
            let path = format!("/people/{}/referrals", person_of(world, id).await);
            world.post(&token, &path, body).await
        }
        by_hand => {
            let mut body = json!({"step": by_hand, "occurred_at": now});
            match by_hand {
                "triaged" => body["contact_safety"] = json!("safe"),
                "redirected" | "closed" => body["reason"] = json!("no_longer_needed"),
                _ => {}
            }
            act(world, &token, id, "steps", body).await
        }
    }
}

#[actix_web::test]
async fn no_history_of_a_referral_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let rule = a_rule(&world, &house, asks("must", "answered")).await;
    let begin = async || {
        let token = house.renew(&world, "worker");
        let person = adult(&house);
        world.post(&token, "/people", person.clone()).await.expect(201);
        let to = |place: &str| format!("/people/{}/{place}", id_of(&person));
        world.post(&token, &to("consents"), own_consent()).await.expect(201);
        let body = referral(&house);
        world.post(&token, &to("referrals"), body.clone()).await.expect(201);
        id_of(&body)
    };
    let course = Lifecycle {
        state: "select state from referral_in where id = $1",
        transitions: transitions(),
        people: &["worker", "supervisor", "intake_officer"],
        never: NEVER,
        anew: 0,
        least: 30,
    };
    let attempt = async |what, who, id| attempt(&world, &house, rule, (what, who), id).await;
    course.walk(&world, (2, 900), begin, attempt).await;
}
