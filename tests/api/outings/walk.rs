//! Random histories of outings through HTTP, while the clock runs: who is not back is called for each time she named, once and
//! not before it is time; nobody speaks for another who does not watch over her, and what is over is forgotten.

use std::cell::Cell;

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::say;
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, World, new_id};

const STATE: &str = "
    select coalesce((select case when back_at is not null then 'back' when missed_at >= back_by then 'missed' else 'out' end
                     from outing where id = $1), 'forgotten')";

const NEVER: &str = "
    select 'called for twice at once' as what from alert a
    join alert b on b.outing_id = a.outing_id and b.id <> a.id and b.recorded_at >= a.recorded_at
    where b.recorded_at < a.recorded_at + interval '15 minutes'
    union all
    select 'late, and nobody was called since' from outing o
    where o.back_at is null and o.back_by + interval '15 minutes' <= (select max(at) from audit_event)
      and not exists (select from alert a where a.outing_id = o.id and a.recorded_at >= o.back_by + interval '15 minutes')
    union all
    select 'called for too soon' from alert a join outing o on o.id = a.outing_id
    where a.recorded_at < o.went_at + interval '45 minutes'
    union all
    select 'called for and back' from alert a join outing o on o.id = a.outing_id where a.recorded_at > o.back_at
    union all
    select 'called herself' from alert_call c join alert a on a.id = c.alert_id join outing o on o.id = a.outing_id
    where c.staff_id = o.staff_id
    union all
    select 'called after she was back' from alert_call c join alert a on a.id = c.alert_id join outing o on o.id = a.outing_id
    where c.recorded_at > o.back_at
    union all
    select 'out twice at once' from outing where back_at is null group by staff_id having count(*) > 1
    union all
    select 'missed, and nobody knows' from outing o
    where o.missed_at is not null and not exists (select from alert a where a.outing_id = o.id)";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("out", "hour", "out"),
        ("out", "hour", "missed"),
        ("out", "week", "missed"),
        ("back", "hour", "back"),
        ("back", "week", "forgotten"),
        ("missed", "hour", "missed"),
        ("missed", "week", "missed"),
        ("forgotten", "hour", "forgotten"),
        ("forgotten", "week", "forgotten"),
    ];
    for open in ["out", "missed"] {
        all.push((open, "back", "back"));
        // From then on she is missed anew.
        all.push((open, "extend", "out"));
    }
    all
}

#[actix_web::test]
async fn no_history_of_an_outing_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let course = Lifecycle {
        state: STATE,
        transitions: transitions(),
        people: &["worker", "supervisor", "other_worker", "director", "south_supervisor"],
        never: NEVER,
        anew: 8,
        least: 11,
    };
    let turn = Cell::new(0_usize);
    let run = async |minutes: i64| {
        world.clock.set(world.now() + TimeDelta::minutes(minutes));
        world.plan_day().await;
        while world.work().await > 0 {}
    };
    let begin = async || {
        turn.set(turn.get() + 1);
        let who = ["worker", "supervisor"][turn.get() % 2];
        // Who is out still comes back first.
        let open = "select id from outing where staff_id = $1 and back_at is null";
        let open = sql.query_opt(open, &[&house.who(who).id]).await.unwrap();
        if let Some(row) = open {
            say(&world, &house.renew(&world, who), row.get(0), "back", None)
                .await
                .expect(200);
        }
        let back_by = world.now() + TimeDelta::minutes(30);
        let body = json!({"id": new_id(), "site_id": house.north, "back_by": back_by});
        let token = house.renew(&world, who);
        world.post(&token, "/outings", body.clone()).await.expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        match what {
            "hour" => run(40).await,
            "week" => run(8 * 24 * 60).await,
            _ => {
                world.clock.set(world.now() + TimeDelta::minutes(1));
                if sql
                    .query("select from outing where id = $1", &[&id])
                    .await
                    .unwrap()
                    .is_empty()
                {
                    let path = format!("/outings/{id}/back");
                    let token = house.renew(&world, who);
                    let seen = [("if-match", "\"v1\"")];
                    return world
                        .call(actix_web::http::Method::POST, Some(&token), &path, None, &seen)
                        .await;
                }
                let longer = json!({"back_by": world.now() + TimeDelta::minutes(50)});
                let body = (what == "extend").then_some(longer);
                let said = say(&world, &house.renew(&world, who), id, what, body).await;
                run(0).await;
                return said;
            }
        }
        Answer::of_time()
    };
    course.walk(&world, (107, 220), begin, attempt).await;
}
