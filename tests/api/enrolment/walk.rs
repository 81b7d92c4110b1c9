//! A random history through HTTP: whatever is asked in whatever order, the rows tell one story. The pure rules are walked in
//! `src/enrolment/model/walk.rs`; here it is the statements, the constraints and the background work.

use std::collections::BTreeMap;

use causeway::platform::clock::Clock;
use chrono::{Days, TimeDelta};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use crate::support::line::{leaving, session};
use crate::support::{House, World, new_id};

const STEPS: usize = 150;

/// Two assignments as lead at one time; an event that does not begin where the one before ended; a step that the lifecycle does
/// not have; rows that disagree with the last event.
const CONTRADICTIONS: &str = "
    select 'two leads' as what from assignment a join assignment b on b.enrolment_id = a.enrolment_id and b.id > a.id
    where a.role = 'lead' and b.role = 'lead' and a.voided_at is null and b.voided_at is null
      and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)
    union all
    select 'a gap between ' || coalesce(before, '-') || ' and ' || coalesce(from_status, '-') from (
        select from_status, lag(to_status) over (partition by enrolment_id order by recorded_at, id) as before
        from enrolment_event) v
    where from_status is distinct from before
    union all
    select 'a step from ' || from_status || ' to ' || to_status from enrolment_event
    where undoes is null and from_status is not null and (from_status, to_status) not in (('enrolled', 'active'),
        ('active', 'paused'), ('active', 'exited'), ('paused', 'paused'), ('paused', 'active'), ('paused', 'exited'))
    union all
    select 'an enrolment that is not what its last event says' from enrolment e
    join lateral (select to_status from enrolment_event v where v.enrolment_id = e.id
                  order by recorded_at desc, id desc limit 1) v on true
    where v.to_status <> case when e.exited_on is not null then 'exited' when e.paused_on is not null then 'paused'
                              when e.first_service_on is not null then 'active' else 'enrolled' end
    union all
    select 'an exit without its record' from enrolment_event v
    where v.to_status = 'exited' and not exists (select from exit_record x where x.event_id = v.id)";

/// One thing somebody tries. What it was called, and what was answered.
async fn attempt(world: &World, house: &House, enrolment: Uuid, dice: &mut StdRng) -> (&'static str, u16) {
    let today = world.clock.now().date_naive();
    let day = |dice: &mut StdRng| (today - Days::new(dice.random_range(0..4))).to_string();
    let token = house.renew(world, "supervisor");
    let answer = match dice.random_range(0..10) {
        0..=1 => {
            let path = format!("/enrolments/{enrolment}/sessions");
            let body = session(&format!("{}T02:00:00Z", day(dice)));
            ("session", world.post(&token, &path, body).await)
        }
        2..=3 => {
            let on = day(dice);
            let body = json!({"on": on, "reason": "other", "review_by": (today + Days::new(20)).to_string()});
            ("pause", world.step(&token, enrolment, "pause", body).await)
        }
        4 => (
            "resume",
            world.step(&token, enrolment, "resume", json!({"on": day(dice)})).await,
        ),
        5..=6 => {
            let reason = [
                "left_by_choice",
                "lost_contact",
                "never_started",
                "relocated_for_safety",
            ][dice.random_range(0..4)];
            (
                "exit",
                world.step(&token, enrolment, "exit", leaving(&day(dice), reason)).await,
            )
        }
        7 => {
            let body = json!({"reason": "entered_in_error"});
            ("undo", world.step(&token, enrolment, "exit/undo", body).await)
        }
        8 => {
            let staff = house.who(["worker", "other_worker"][dice.random_range(0..2)]).id;
            let body = json!({"id": new_id(), "staff_id": staff, "role": "lead"});
            (
                "assign",
                world
                    .post(&token, &format!("/enrolments/{enrolment}/assignments"), body)
                    .await,
            )
        }
        _ => {
            let sql = world.sql().await;
            let live = "select id, row_version from assignment where enrolment_id = $1 and ended_at is null";
            let Some(row) = sql.query_opt(live, &[&enrolment]).await.unwrap() else {
                return ("end", 0);
            };
            let (id, version): (Uuid, i32) = (row.get(0), row.get(1));
            let path = format!("/assignments/{id}/end");
            let etag = format!("\"v{version}\"");
            let headers = [("if-match", etag.as_str())];
            let method = actix_web::http::Method::POST;
            ("end", world.call(method, Some(&token), &path, None, &headers).await)
        }
    };
    (answer.0, answer.1.status.as_u16())
}

#[actix_web::test]
async fn a_random_history_contradicts_itself_nowhere() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, one) = world.enrolled(&house, "worker").await;
    let (_, other) = world.enrolled(&house, "other_worker").await;
    for (who, enrolment) in [("worker", one), ("other_worker", other)] {
        world
            .log(&house, who, enrolment, &session("2026-06-01T15:00:00Z"))
            .await;
    }
    let (sql, mut dice) = (world.sql().await, StdRng::seed_from_u64(4));
    let mut done: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..STEPS {
        world
            .clock
            .set(world.clock.now() + TimeDelta::hours(dice.random_range(1..30)));
        world.work().await;
        let enrolment = if dice.random() { one } else { other };
        let (what, status) = attempt(&world, &house, enrolment, &mut dice).await;
        assert!(status < 500, "{what}: {status}");
        *done.entry(what).or_default() += u32::from(matches!(status, 200 | 201));
        let wrong = sql.query(CONTRADICTIONS, &[]).await.unwrap();
        let wrong: Vec<String> = wrong.iter().map(|row| row.get(0)).collect();
        assert!(wrong.is_empty(), "after {what}: {wrong:?}");
    }
    assert!(
        done.len() == 7 && done.values().all(|times| *times > 0),
        "it walked too little: {done:?}"
    );
}
