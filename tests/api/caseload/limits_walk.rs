//! Random histories of limits through HTTP: set and ended by who answers for their place, one at a time for each role and site,
//! and what has ended stays so.

use std::cell::Cell;

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::walk::Lifecycle;
use crate::support::{Answer, House, World, new_id};

const NEVER: &str = "
    select 'set or ended by who does not answer for the place' as what from audit_event e
    join caseload_limit l on l.id = e.object_id
    where e.action in ('create', 'end')
      and not exists (select from role_grant g
                      where g.staff_id = e.staff_id and g.role in ('org_admin', 'programme_manager', 'director')
                        and g.programme_id is null and (g.site_id is null or g.site_id = l.site_id))
    union all
    select 'set in another name' from caseload_limit l join audit_event e on e.object_id = l.id and e.action = 'create'
    where e.staff_id <> l.recorded_by
    union all
    select 'ended twice, or holds again' from caseload_limit l join audit_event e on e.object_id = l.id and e.action = 'end'
    group by l.id, l.ended_at having count(*) > 1 or l.ended_at is null
    union all
    select 'ended without a trace' from caseload_limit l
    where l.ended_at is not null
      and not exists (select from audit_event e where e.object_id = l.id and e.action = 'end')
    union all
    select 'two at once for one role and site' from caseload_limit a
    join caseload_limit b on b.role is not distinct from a.role and b.site_id is not distinct from a.site_id and b.id > a.id
    where tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)
    union all
    select 'about nobody' from caseload_limit where role is null and site_id is null";

/// A role, a site, or both.
fn about(house: &House, turn: usize) -> (Option<&'static str>, Option<Uuid>) {
    match turn % 5 {
        0 => (Some("mentor"), Some(house.north)),
        1 => (Some("programme_manager"), None),
        2 => (None, Some(house.south)),
        3 => (Some("job_coach"), Some(house.south)),
        _ => (None, Some(house.north)),
    }
}

async fn end(world: &World, token: &str, id: Uuid) -> Answer {
    let etag = world.version("caseload_limit", id).await;
    let path = format!("/caseload-limits/{id}/end");
    let headers = [("if-match", etag.as_str())];
    world.call(Method::POST, Some(token), &path, None, &headers).await
}

#[actix_web::test]
async fn no_history_of_a_limit_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let at_north = [("programme_manager", Some(house.north), None)];
    let local = house.add_staff(&world, "site_manager", &at_north, None).await;
    let course = Lifecycle {
        state: "select case when ended_at is null then 'holds' else 'over' end from caseload_limit where id = $1",
        transitions: vec![
            ("holds", "end", "over"),
            // The same limit once more: only when this one is over, and it is another row.
            ("over", "again", "over"),
            ("holds", "look", "holds"),
            ("over", "look", "over"),
        ],
        people: &[
            "org_admin",
            "programme_manager",
            "director",
            "local",
            "supervisor",
            "worker",
            "south_supervisor",
            "dpo",
        ],
        never: NEVER,
        anew: 12,
        least: 4,
    };
    let token = |who: &str| match who {
        "local" => house.renew_of(&world, &local),
        _ => house.renew(&world, who),
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        turn.set(turn.get() + 1);
        let (role, site) = about(&house, turn.get());
        let token = token(["programme_manager", "director", "org_admin"][turn.get() % 3]);
        // One that holds already makes room.
        let held =
            "select id from caseload_limit where role is not distinct from $1 and site_id is not distinct from $2
                    and ended_at is null";
        let held = world.sql().await.query_opt(held, &[&role, &site]).await.unwrap();
        if let Some(row) = held {
            end(&world, &token, row.get(0)).await.expect(204);
        }
        let body = json!({"id": new_id(), "role": role, "site_id": site, "cap": 12});
        world.post(&token, "/caseload-limits", body.clone()).await.expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + TimeDelta::minutes(1));
        let token = token(who);
        match what {
            "look" => world.get(&token, "/caseload-limits").await,
            "again" => {
                let stored = "select role, site_id from caseload_limit where id = $1";
                let row = world.sql().await.query_one(stored, &[&id]).await.unwrap();
                let (role, site): (Option<String>, Option<Uuid>) = (row.get(0), row.get(1));
                let same: Value = json!({"id": new_id(), "role": role, "site_id": site, "cap": 40});
                world.post(&token, "/caseload-limits", same).await
            }
            _ => end(&world, &token, id).await,
        }
    };
    course.walk(&world, (58, 200), begin, attempt).await;
}
