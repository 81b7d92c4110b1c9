//! Random histories of ages of consent through HTTP: they are vouched for once, by name, by who answers for them, and what was
//! vouched for does not change.

use std::cell::Cell;

use actix_web::http::Method;
use chrono::{Days, NaiveDate, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::walk::Lifecycle;
use crate::support::{Answer, World, new_id};

const NEVER: &str = "
    select 'recorded or confirmed by who does not answer for ages' as what from jurisdiction_policy p
    cross join lateral (values (p.recorded_by), (p.confirmed_by)) v (staff_id)
    where v.staff_id is not null
      and not exists (select from role_grant g where g.staff_id = v.staff_id and g.site_id is null and g.programme_id is null
                      and g.role in ('org_admin', 'data_protection_officer', 'director'))
    union all
    select 'confirmed in another name' from jurisdiction_policy p
    where p.recorded_by is not null and p.confirmed_by is distinct from
        (select e.staff_id from audit_event e where e.object_id = p.id and e.action = 'confirm')
    union all
    select 'confirmed twice' from audit_event where action = 'confirm' and object_type = 'jurisdiction_policy'
    group by object_id having count(*) > 1
    union all
    select 'changed after it was confirmed' from jurisdiction_policy where row_version > 2 or (confirmed_at is null and row_version > 1)
    union all
    select 'confirmed before it was recorded' from jurisdiction_policy where confirmed_at < recorded_at
    union all
    select 'two for one day' from jurisdiction_policy where voided_at is null
    group by org_id, jurisdiction, valid_from having count(*) > 1";

/// Ages of one jurisdiction from a day on.
fn ages(jurisdiction: &str, valid_from: NaiveDate) -> Value {
    json!({"id": new_id(), "jurisdiction": jurisdiction, "age_majority": 18, "age_service_consent": 15,
        "age_data_consent": 16, "valid_from": valid_from})
}

/// Another row for the jurisdiction of this one: for its own day it is refused, whoever asks.
async fn again(world: &World, token: &str, id: Uuid) -> Answer {
    let stored = "select jurisdiction, valid_from from jurisdiction_policy where id = $1";
    let row = world.sql().await.query_one(stored, &[&id]).await.unwrap();
    let (jurisdiction, day): (String, NaiveDate) = (row.get(0), row.get(1));
    let same_day = world
        .post(token, "/jurisdiction-policies", ages(&jurisdiction, day))
        .await;
    assert!(same_day.status.is_client_error(), "{}", same_day.body);
    let next = ages(&jurisdiction, day + Days::new(1));
    world.post(token, "/jurisdiction-policies", next).await
}

#[actix_web::test]
async fn no_history_of_a_policy_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    let course = Lifecycle {
        state: "select case when confirmed_at is null then 'recorded' else 'confirmed' end
                from jurisdiction_policy where id = $1",
        transitions: vec![
            ("recorded", "confirm", "confirmed"),
            ("recorded", "again", "recorded"),
            ("confirmed", "again", "confirmed"),
            ("recorded", "look", "recorded"),
            ("confirmed", "look", "confirmed"),
        ],
        people: &[
            "dpo",
            "org_admin",
            "director",
            "local",
            "worker",
            "supervisor",
            "evaluator",
            "funder",
        ],
        never: NEVER,
        anew: 12,
        least: 5,
    };
    let token = |who: &str| match who {
        "local" => house.renew_of(&world, &local),
        _ => house.renew(&world, who),
    };
    let turn = Cell::new(0_u8);
    let begin = async || {
        turn.set(turn.get() + 1);
        let (first, second) = (turn.get() / 26 % 26, turn.get() % 26);
        let jurisdiction = format!("X{}-{}", char::from(b'A' + first), char::from(b'A' + second));
        let body = ages(&jurisdiction, world.now().date_naive());
        let asks = ["dpo", "org_admin", "director"][usize::from(turn.get() % 3)];
        world
            .post(&token(asks), "/jurisdiction-policies", body.clone())
            .await
            .expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + TimeDelta::minutes(1));
        let token = token(who);
        match what {
            "look" => world.get(&token, "/jurisdiction-policies").await,
            "again" => again(&world, &token, id).await,
            _ => {
                let etag = world.version("jurisdiction_policy", id).await;
                let path = format!("/jurisdiction-policies/{id}/confirm");
                let headers = [("if-match", etag.as_str())];
                world.call(Method::POST, Some(&token), &path, None, &headers).await
            }
        }
    };
    course.walk(&world, (56, 160), begin, attempt).await;
}
