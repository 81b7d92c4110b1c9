//! Random histories of a colleague through HTTP: she comes, holds roles, leaves and comes back. Who has left holds nothing and does
//! nothing, and comes back only when she was asked to since.

use std::cell::{Cell, RefCell};

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::joining_walk::{Letters, with_password};
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, House, Staff, World, new_id};

const NEVER: &str = "
    select 'left, and holds a role' as what from staff_member m join role_grant g on g.staff_id = m.id
    where m.ended_at is not null and g.ended_at is null
    union all
    select 'left, and is signed in' from staff_member m join auth.sign_in s on s.staff_id = m.id
    where m.ended_at is not null and s.revoked_at is null
    union all
    select 'did something after she had left' from staff_member m join audit_event e on e.staff_id = m.id
    where e.at > m.ended_at
    union all
    select 'ended her own work, or gave or ended a role of her own' from audit_event e
    left join role_grant g on g.id = e.object_id
    where e.action in ('end_work', 'grant', 'end') and e.staff_id = coalesce(g.staff_id, e.object_id)
    union all
    select 'gave herself a role' from role_grant where recorded_by = staff_id
    union all
    select 'ended by who does not administer the house' from audit_event e
    where e.action = 'end_work'
      and not exists (select from role_grant a
                      where a.staff_id = e.staff_id and a.role = 'org_admin' and a.site_id is null and a.programme_id is null
                        and tstzrange(a.granted_at, a.ended_at, '[]') @> e.at)
    union all
    select 'came back because she was asked before she left' from invitation i
    join auth.account a on a.email = i.email
    join staff_member m on m.account_id = a.id and m.org_id = i.org_id
    join audit_event e on e.object_id = m.id and e.action = 'end_work'
    where i.sent_at < e.at and e.at <= i.accepted_at
    union all
    select 'here without having been asked' from staff_member m
    join audit_event e on e.object_id = m.id and e.action = 'end_work'
    where m.ended_at is null
      and not exists (select from invitation i join auth.account a on a.email = i.email
                      where a.id = m.account_id and i.org_id = m.org_id and i.accepted_at >= e.at)
    union all
    select 'a role while she was away' from role_grant g
    join audit_event e on e.object_id = g.staff_id and e.action = 'end_work'
    where g.granted_at > e.at
      and not exists (select from invitation i join auth.account a on a.email = i.email
                      join staff_member m on m.account_id = a.id
                      where m.id = g.staff_id and i.accepted_at between e.at and g.granted_at)
    union all
    select 'a role twice at once' from role_grant a
    join role_grant b on b.staff_id = a.staff_id and b.role = a.role and b.id > a.id
     and b.site_id is not distinct from a.site_id and b.programme_id is not distinct from a.programme_id
    where tstzrange(a.granted_at, a.ended_at) && tstzrange(b.granted_at, b.ended_at)
    union all
    select 'one account, two places' from staff_member where voided_at is null
    group by org_id, account_id having count(*) > 1";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("here", "end", "left"),
        ("left", "come", "here"),
        ("here", "come", "here"),
        ("here", "give", "here"),
        ("here", "end_role", "here"),
    ];
    for state in ["here", "left"] {
        all.push((state, "invite", state));
    }
    all
}

/// Somebody new: an administrator in every other turn.
async fn hired(world: &World, house: &House, turn: usize) -> (Staff, String) {
    let grants = [[("mentor", Some(house.north), None)], [("org_admin", None, None)]];
    let staff = house
        .add_staff(world, &format!("new{turn}"), &grants[turn % 2], None)
        .await;
    let address = with_password(world, &staff).await;
    (staff, address)
}

/// One thing somebody tries about a colleague.
async fn attempt(world: &World, token: &str, what: &str, (staff, address): (Uuid, &str)) -> Answer {
    match what {
        "end" => world.post(token, &format!("/staff/{staff}/end"), json!({})).await,
        "give" => {
            let body = json!({"id": new_id(), "role": "supervisor"});
            world.post(token, &format!("/staff/{staff}/grants"), body).await
        }
        "end_role" => {
            let open = "select id from role_grant where staff_id = $1 order by ended_at is not null, id limit 1";
            let grant: Uuid = world.sql().await.query_one(open, &[&staff]).await.unwrap().get(0);
            let etag = world.version("role_grant", grant).await;
            let path = format!("/grants/{grant}/end");
            let headers = [("if-match", etag.as_str())];
            world.call(Method::POST, Some(token), &path, None, &headers).await
        }
        _ => {
            let body = json!({"id": new_id(), "email": address, "display_name": "Canary Newcomer", "language": "es",
                "role": "job_coach"});
            world.post(token, "/invitations", body).await
        }
    }
}

#[actix_web::test]
async fn no_history_of_a_colleague_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    let letters = Letters::open(&world).await;
    let course = Lifecycle {
        state: "select case when ended_at is null then 'here' else 'left' end from staff_member where id = $1",
        transitions: transitions(),
        people: &["org_admin", "herself", "local", "director", "it_admin", "supervisor"],
        never: NEVER,
        anew: 5,
        least: 7,
    };
    let turn = Cell::new(0_usize);
    let herself = RefCell::new(hired(&world, &house, 0).await);
    let begin = async || {
        turn.set(turn.get() + 1);
        let hired = hired(&world, &house, turn.get()).await;
        let id = hired.0.id;
        herself.replace(hired);
        id
    };
    let try_it = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + TimeDelta::minutes(7));
        world.everybody_steps_up().await;
        let (staff, address) = herself.borrow().clone();
        let said = if what == "come" {
            letters.come(&world, &address, who == "supervisor").await.0
        } else {
            let token = match who {
                "herself" => house.renew_of(&world, &staff),
                "local" => house.renew_of(&world, &local),
                _ => house.renew(&world, who),
            };
            attempt(&world, &token, what, (id, &address)).await
        };
        letters.collect(&world).await;
        said
    };
    course.walk(&world, (62, 300), begin, try_it).await;
}
