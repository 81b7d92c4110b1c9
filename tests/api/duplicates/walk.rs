//! Random histories of pairs through HTTP: a pair is asked once, judged by somebody who opens both files, and what was judged
//! stays.

use std::cell::Cell;

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::entered;
use crate::support::World;
use crate::support::line::adult;
use crate::support::walk::Lifecycle;

const NEVER: &str = "
    select 'asked twice of two records' as what from possible_duplicate group by person_a, person_b having count(*) > 1
    union all
    select 'one record with itself' from possible_duplicate where person_a = person_b
    union all
    select 'judged by who opens one file only' from possible_duplicate d
    join person a on a.id = d.person_a join person b on b.id = d.person_b
    where d.decided_by is not null and (a.recorded_by <> d.decided_by or b.recorded_by <> d.decided_by)
      and not exists (select from role_grant g where g.staff_id = d.decided_by and g.role in ('supervisor', 'safeguarding_lead')
                      and (g.site_id is null or g.site_id = d.site_a))";

#[actix_web::test]
async fn no_history_of_a_pair_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let course = Lifecycle {
        state: "select coalesce(outcome, 'open') from possible_duplicate where id = $1",
        transitions: vec![
            ("open", "one_person", "one_person"),
            ("open", "two_people", "two_people"),
            // Entered once more, it is not asked again.
            ("open", "enter", "open"),
            ("one_person", "enter", "one_person"),
            ("two_people", "enter", "two_people"),
        ],
        people: &[
            "worker",
            "other_worker",
            "supervisor",
            "south_supervisor",
            "director",
            "evaluator",
        ],
        never: NEVER,
        anew: 15,
        least: 5,
    };
    let turn = Cell::new(0_usize);
    let number = || format!("+57 300 {:07}", turn.get());
    let begin = async || {
        turn.set(turn.get() + 1);
        // Of every third the worker took both in: these she may judge herself.
        let second = ["other_worker", "other_worker", "worker"][turn.get() % 3];
        for who in ["worker", second] {
            let person = world.take_in(&house, who, &adult(&house)).await;
            entered(&world, house.token(who), person, &number()).await;
            while world.work().await > 0 {}
        }
        let newest = "select id from possible_duplicate where found_by = 'phone' order by found_at desc, recorded_at desc, ctid desc limit 1";
        sql.query_one(newest, &[]).await.unwrap().get(0)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        if what == "enter" {
            let pair = "select person_a from possible_duplicate where id = $1";
            let person: Uuid = sql.query_one(pair, &[&id]).await.unwrap().get(0);
            let path = format!("/people/{person}/contacts");
            let said = world
                .post(house.token(who), &path, crate::support::line::phone(&number()))
                .await;
            while world.work().await > 0 {}
            return said;
        }
        let etag = world.version("possible_duplicate", id).await;
        let path = format!("/duplicates/{id}/judge");
        let outcome = json!({"outcome": what});
        world
            .change(Method::POST, house.token(who), &path, &etag, outcome)
            .await
    };
    course.walk(&world, (81, 150), begin, attempt).await;
}
