//! Random histories of referrals out through HTTP: none goes back, none goes on after its end, and each was told on a consent.

use std::cell::RefCell;

use actix_web::http::Method;
use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use super::{agreed, refer, sent};
use crate::support::World;
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};

const STATE: &str =
    "select case when voided_at is not null then 'voided' else state end from referral_out where id = $1";

const NEVER: &str = "
    with steps as (
        select e.state, e.occurred_at, lag(e.state) over course as before, lag(e.occurred_at) over course as since
        from referral_out_event e
        window course as (partition by e.referral_out_id order by e.recorded_at, e.id))
    select 'dated before the step it follows' as what from steps where occurred_at < since
    union all
    select 'went on after its end' from steps
    where before in ('service_completed', 'declined_by_person', 'rejected_by_provider', 'no_capacity', 'no_show', 'expired',
                     'withdrawn')
    union all
    select 'missed an appointment that was not set' from steps where state = 'no_show' and before <> 'appointment_set'
    union all
    select 'stands elsewhere than where its last step led' from referral_out r
    where r.state <> (select e.state from referral_out_event e where e.referral_out_id = r.id
                      order by e.recorded_at desc, e.id desc limit 1)
    union all
    select 'moved ahead of the clock' from referral_out where moved_at > (select max(at) from audit_event)
    union all
    select 'told without consent' from referral_out r join disclosure d on d.id = r.disclosure_id where d.basis <> 'consent'
    union all
    select 'told of another' from referral_out r join disclosure d on d.id = r.disclosure_id where d.person_id <> r.person_id";

/// In its order; what comes before its end can be followed by anything that comes later.
const CHAIN: [&str; 7] = [
    "made",
    "sent",
    "acknowledged",
    "appointment_set",
    "attended",
    "service_started",
    "service_completed",
];
/// How it ends on the way, and until where in the chain it can; a missed appointment has to have been set.
const ENDS: [(&str, std::ops::Range<usize>); 6] = [
    ("declined_by_person", 0..6),
    ("withdrawn", 0..6),
    ("rejected_by_provider", 0..4),
    ("no_capacity", 0..4),
    ("expired", 0..4),
    ("no_show", 3..4),
];

fn transitions() -> Vec<Transition> {
    let mut all = Vec::new();
    for (place, from) in CHAIN.into_iter().enumerate() {
        all.extend(CHAIN.into_iter().skip(place + 1).map(|to| (from, to, to)));
        let ends = ENDS.into_iter().filter(|(_, places)| places.contains(&place));
        all.extend(ends.map(|(end, _)| (from, end, end)));
    }
    let everywhere: Vec<_> = CHAIN.into_iter().chain(ENDS.map(|(end, _)| end)).collect();
    all.extend(everywhere.iter().map(|from| (*from, "void", "voided")));
    // What has come to an end is looked at, so that something can be tried on it afterwards too.
    all.extend(everywhere.into_iter().chain(["voided"]).map(|at| (at, "look", at)));
    all
}

#[actix_web::test]
async fn no_history_of_a_referral_out_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment, school) = agreed(&world, &house).await;
    // None begins that tells more than she agreed to.
    let mut elsewhere = sent(school, "consent");
    elsewhere["told"]["categories"] = json!(["health"]);
    refer(&world, &house, "worker", enrolment, &elsewhere)
        .await
        .expect_problem(422, "more_than_agreed");
    let course = Lifecycle {
        state: STATE,
        transitions: transitions(),
        people: &["worker", "supervisor", "other_worker", "evaluator"],
        never: NEVER,
        anew: 12,
        least: 40,
    };
    let dice = RefCell::new(StdRng::seed_from_u64(23));
    let begin = async || {
        let mut body = sent(school, "consent");
        body["made_at"] = json!(world.now());
        let path = format!("/enrolments/{enrolment}/referrals-out");
        world
            .post(&house.renew(&world, "worker"), &path, body.clone())
            .await
            .expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + TimeDelta::minutes(1));
        let token = house.renew(&world, who);
        if what == "look" {
            let path = format!("/enrolments/{enrolment}/referrals-out");
            return world.get(&token, &path).await;
        }
        let (action, body) = if what == "void" {
            ("void", json!({"reason": "entered_in_error"}))
        } else {
            // Most say it when it happened; some of a day that is over, or of one that has not come.
            let minutes = match dice.borrow_mut().random_range(0..10) {
                0 => -3,
                1 => -1440,
                2 => 1440,
                _ => 0,
            };
            let at = world.now() + TimeDelta::minutes(minutes);
            ("steps", json!({"state": what, "occurred_at": at}))
        };
        let etag = world.version("referral_out", id).await;
        let path = format!("/referrals-out/{id}/{action}");
        world.change(Method::POST, &token, &path, &etag, body).await
    };
    course.walk(&world, (23, 420), begin, attempt).await;
}
