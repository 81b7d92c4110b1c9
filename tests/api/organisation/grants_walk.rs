//! Random histories of roles through HTTP: given and ended by administrators of their place, never by whom they are for, held
//! once at a time, and what has ended stays so.

use std::cell::Cell;

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use super::grants::{end, give};
use crate::support::line::id_of;
use crate::support::walk::Lifecycle;
use crate::support::{World, new_id};

const NEVER: &str = "
    select 'given by whom it is for' as what from role_grant where recorded_by = staff_id
    union all
    select 'ended by whom it is for' from audit_event e join role_grant g on g.id = e.object_id
    where e.action = 'end' and e.staff_id = g.staff_id
    union all
    select 'given or ended by who does not administer there' from audit_event e join role_grant g on g.id = e.object_id
    where e.action in ('grant', 'end')
      and not exists (select from role_grant a
                      where a.staff_id = e.staff_id and a.role = 'org_admin' and a.programme_id is null
                        and (a.site_id is null or a.site_id = g.site_id)
                        and tstzrange(a.granted_at, a.ended_at, '[]') @> e.at)
    union all
    select 'given without a trace' from role_grant g
    where g.recorded_by is not null
      and not exists (select from audit_event e
                      where e.object_id = g.id and e.action = 'grant' and e.staff_id = g.recorded_by)
    union all
    select 'ended without a trace' from role_grant g
    where g.ended_at is not null and not exists (select from audit_event e where e.object_id = g.id and e.action = 'end')
    union all
    select 'ended twice, or opened again' from audit_event e join role_grant g on g.id = e.object_id
    where e.action = 'end' group by g.id, g.ended_at having count(*) > 1 or g.ended_at is null
    union all
    select 'held twice at once' from role_grant a
    join role_grant b on b.staff_id = a.staff_id and b.role = a.role and b.id > a.id
     and b.site_id is not distinct from a.site_id and b.programme_id is not distinct from a.programme_id
    where tstzrange(a.granted_at, a.ended_at) && tstzrange(b.granted_at, b.ended_at)
    union all
    select 'over before it began' from role_grant where ended_at < granted_at
    union all
    select 'for a funder and more' from role_grant g join staff_member m on m.id = g.staff_id
    where (m.funder_id is null) = (g.role = 'funder_viewer')";

const ROLES: [&str; 5] = [
    "job_coach",
    "activity_lead",
    "supervisor",
    "safeguarding_lead",
    "director",
];

#[actix_web::test]
async fn no_history_of_a_role_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let second = house
        .add_staff(&world, "second", &[("org_admin", None, None)], None)
        .await;
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    let course = Lifecycle {
        state: "select case when ended_at is null then 'open' else 'ended' end from role_grant where id = $1",
        transitions: vec![
            ("open", "end", "ended"),
            // The same role once more: only when this one has ended, and it is another row.
            ("ended", "again", "ended"),
            ("open", "look", "open"),
            ("ended", "look", "ended"),
        ],
        people: &[
            "org_admin",
            "second",
            "local",
            "director",
            "supervisor",
            "it_admin",
            "worker",
        ],
        never: NEVER,
        anew: 12,
        least: 4,
    };
    let added = |who: &str| match who {
        "second" => second.clone(),
        "local" => local.clone(),
        _ => house.who(who).clone(),
    };
    let token = |who: &str| house.renew_of(&world, &added(who));
    let turn = Cell::new(0_usize);
    let begin = async || {
        world.everybody_steps_up().await;
        // Until one is found that is not held already.
        loop {
            turn.set(turn.get() + 1);
            let turn = turn.get();
            let place = [
                json!({}),
                json!({"site_id": house.north}),
                json!({"site_id": house.south}),
                json!({"programme_id": house.sport}),
            ];
            let mut body = place[turn % 4].clone();
            body["id"] = json!(new_id());
            body["role"] = json!(ROLES[turn % 5]);
            let (asks, gets) = [("org_admin", "second"), ("second", "no_role"), ("second", "local")][turn % 3];
            let given = give(&world, &token(asks), added(gets).id, body.clone()).await;
            if given.status != actix_web::http::StatusCode::CONFLICT {
                given.expect(201);
                return id_of(&body);
            }
        }
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + TimeDelta::minutes(1));
        world.everybody_steps_up().await;
        let token = token(who);
        let stored = "select staff_id, role, site_id, programme_id from role_grant where id = $1";
        let row = world.sql().await.query_one(stored, &[&id]).await.unwrap();
        let staff: Uuid = row.get(0);
        match what {
            "look" => world.get(&token, &format!("/staff/{staff}")).await,
            "again" => {
                let (role, site, programme): (String, Option<Uuid>, Option<Uuid>) =
                    (row.get(1), row.get(2), row.get(3));
                let same: Value = json!({"id": new_id(), "role": role, "site_id": site, "programme_id": programme});
                give(&world, &token, staff, same).await
            }
            _ => {
                let etag = world.version("role_grant", id).await;
                end(&world, &token, &id.to_string(), &[("if-match", &etag)]).await
            }
        }
    };
    course.walk(&world, (57, 240), begin, attempt).await;
}
