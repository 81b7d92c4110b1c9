//! Random histories of exceptions from a caseload's limit, through HTTP: decided once, by the supervisor of the site, and
//! neither by who asked nor by whose limit it is.

use std::cell::{Cell, RefCell};

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::walk::Lifecycle;
use crate::support::{World, new_id};

const NEVER: &str = "
    select 'decided by who asked' as what from caseload_exception where decided_by = recorded_by
    union all
    select 'decided by whose limit it is' from caseload_exception where decided_by = staff_id
    union all
    select 'decided by somebody else' from caseload_exception x
    where x.decided_by is not null
      and not exists (select from role_grant g where g.staff_id = x.decided_by and g.role = 'supervisor'
                      and (g.site_id is null or g.site_id = x.site_id))";

#[actix_web::test]
async fn no_history_of_an_exception_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let at_north = [("supervisor", Some(house.north), None)];
    let second = house.add_staff(&world, "second", &at_north, None).await;
    let course = Lifecycle {
        state: "select case approved when true then 'approved' when false then 'refused' else 'asked' end
                from caseload_exception where id = $1",
        transitions: vec![
            ("asked", "approve", "approved"),
            ("asked", "refuse", "refused"),
            // What was decided is looked at, so that it is tried to decide it again.
            ("asked", "look", "asked"),
            ("approved", "look", "approved"),
            ("refused", "look", "refused"),
        ],
        people: &[
            "supervisor",
            "second",
            "herself",
            "worker",
            "south_supervisor",
            "director",
        ],
        never: NEVER,
        anew: 15,
        least: 5,
    };
    // Whose limit it is: each time somebody new, in turn a mentor and a supervisor.
    let (turn, herself) = (Cell::new(0_usize), RefCell::new(second.clone()));
    let token = |who: &str| match who {
        "second" => second.token.clone(),
        "herself" => herself.borrow().token.clone(),
        _ => house.token(who).to_owned(),
    };
    let begin = async || {
        turn.set(turn.get() + 1);
        let grants = [(["mentor", "supervisor"][turn.get() % 2], Some(house.north), None)];
        let name = format!("new{}", turn.get());
        let hired = house.add_staff(&world, &name, &grants, None).await;
        let until = (world.now() + TimeDelta::days(10)).date_naive();
        let body = json!({"id": new_id(), "staff_id": hired.id, "site_id": house.north, "cap": 30, "reason": "many_joined",
            "until_on": until});
        herself.replace(hired);
        let asks = ["herself", "supervisor", "second"][turn.get() % 3];
        world
            .post(&token(asks), "/caseload-exceptions", body.clone())
            .await
            .expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        if what == "look" {
            return world.get(&token(who), "/caseload-exceptions").await;
        }
        let etag = world.version("caseload_exception", id).await;
        let path = format!("/caseload-exceptions/{id}/decide");
        let body = json!({"approve": what == "approve"});
        world.change(Method::POST, &token(who), &path, &etag, body).await
    };
    course.walk(&world, (105, 160), begin, attempt).await;
}
