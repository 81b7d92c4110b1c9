//! Referrals of the last three weeks, at every step of the way.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{INTAKE, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;
use crate::demo::rows::Person;

/// How far a referral has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Come {
    Received,
    Attempted,
    Screening,
    Eligible,
    Waiting,
    Offered,
    /// Found not to fit.
    Ineligible,
}

const WAYS: [(Come, u32); 7] = [
    (Come::Received, 20),
    (Come::Attempted, 15),
    (Come::Screening, 20),
    (Come::Eligible, 10),
    (Come::Waiting, 15),
    (Come::Offered, 10),
    (Come::Ineligible, 10),
];
const SOURCES: [(&str, u32); 7] = [
    ("school", 30),
    ("self", 20),
    ("family_or_friend", 15),
    ("child_protection", 12),
    ("outreach_worker", 12),
    ("probation_parole", 6),
    ("police", 5),
];
const REASONS: [&str; 6] = ["school", "work", "family", "safety", "wellbeing", "guidance"];
const URGENCIES: [(&str, u32); 3] = [("routine", 75), ("urgent", 20), ("immediate", 5)];

/// The rules of the house's first programme, then its referrals.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let house = weeks.house;
    let Some(first) = house.programmes.first() else {
        return Ok(());
    };
    let began = weeks.moment(Uuid::nil(), 60, 15, 0);
    let manager = door.as_one_of(house, &["programme_manager"], began).await?;
    for rule in [
        json!({"kind": "must", "expr": "age_between", "age_from": 12, "age_to": 24, "message": "Is 12 to 24 years old"}),
        json!({"kind": "should", "expr": "not_enrolled_elsewhere", "message": "Is in no other programme"}),
    ] {
        let body = json!({"id": chance.id(began), "rule": rule});
        door.post(&manager, &format!("/programmes/{}/rules", first.id), body)
            .await?;
    }
    let people = weeks.out_of_programmes();
    for person in people.into_iter().take(weeks.one_in(30, (3, 40))) {
        refer(door, weeks, chance, person).await?;
    }
    Ok(())
}

/// One referral to the first programme, and what became of it on the same day.
async fn refer(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance, person: &Person) -> Result<(), Error> {
    let (house, site) = (weeks.house, person.home_site_id);
    let (come, source) = (chance.weighted(&WAYS), chance.weighted(&SOURCES));
    // What has only come in has not waited long.
    let days = chance.between(1, if come == Come::Received { 3 } else { 21 });
    let received = weeks.moment(site, days, chance.between(8, 10), chance.between(0, 59));
    let programme = house.programmes.iter().find(|one| one.site_id.is_none());
    let Some(programme) = programme else { return Ok(()) };
    let id = chance.id(received);
    let body = json!({
        "id": id, "programme_id": programme.id, "site_id": site, "source": source,
        "mandate": if source == "probation_parole" { "supervision_condition" } else { "voluntary" },
        "urgency": chance.weighted(&URGENCIES), "reasons": [chance.one_of(&REASONS)],
        "agreed": if source == "self" { "yes" } else { "unknown" }, "received_at": received,
    });
    let intake = door.as_one_of(house, &INTAKE, received + Duration::minutes(10)).await?;
    door.post(&intake, &format!("/people/{}/referrals", person.id), body)
        .await?;
    if come == Come::Received {
        return Ok(());
    }
    let mut at = received + Duration::hours(1);
    let mut way = vec![("triaged", json!("safe")), ("attempted", Value::Null)];
    if come >= Come::Screening {
        way.extend([("contacted", Value::Null), ("screening_begun", Value::Null)]);
    }
    for (step, contact_safety) in way {
        let intake = door.as_one_of(house, &INTAKE, at).await?;
        let body = json!({"step": step, "occurred_at": at, "contact_safety": contact_safety});
        let place = format!("/referrals/{id}");
        door.step_on(&intake, &place, &format!("{place}/steps"), body).await?;
        at += Duration::hours(1);
    }
    if come >= Come::Eligible {
        let waiting_list = format!("/programmes/{}/waiting-list?site_id={site}", programme.id);
        decide(door, weeks, chance, (id, &waiting_list), come, at).await?;
    }
    Ok(())
}

/// Looks at the rules, decides, and offers a place or puts her on the list.
async fn decide(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    (id, waiting_list): (Uuid, &str),
    come: Come,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let intake = door.as_one_of(weeks.house, &INTAKE, at).await?;
    let look = json!({"id": chance.id(at), "answers": []});
    door.post(&intake, &format!("/referrals/{id}/evaluations"), look)
        .await?;
    let decision = if come == Come::Ineligible {
        json!({"decision": "not_eligible", "reason": "needs_other_service", "decided_at": at})
    } else {
        json!({"decision": "eligible", "decided_at": at})
    };
    let (seen, path) = (format!("/referrals/{id}/screening"), format!("/referrals/{id}/decide"));
    door.step_on(&intake, &seen, &path, decision).await?;
    match come {
        Come::Offered => {
            // Who is offered a place past somebody who waits there is said to need it now.
            let queue = door.get(&intake, waiting_list).await?.body;
            let waiting = queue.get("items").and_then(Value::as_array);
            let passed_over = waiting.is_some_and(|waiting| !waiting.is_empty());
            let reason = passed_over.then_some("needs_it_now");
            let offer = json!({"id": chance.id(at), "offered_at": at, "turn_reason": reason});
            door.post(&intake, &format!("/referrals/{id}/offers"), offer).await?;
        }
        Come::Waiting => {
            let wait = json!({"priority": if chance.percent(20) { "raised" } else { "normal" }, "since": at});
            let seen = format!("/referrals/{id}");
            door.step_on(&intake, &seen, &format!("{seen}/wait"), wait).await?;
        }
        Come::Received | Come::Attempted | Come::Screening | Come::Eligible | Come::Ineligible => {}
    }
    Ok(())
}
