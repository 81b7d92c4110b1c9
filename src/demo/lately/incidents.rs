//! Something happened: some of it dealt with, one thing open.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// Kind, severity, what was written, how many steps were taken.
const HAPPENED: [(&str, &str, &str, usize); 4] = [
    (
        "threat_other",
        "s2_serious",
        "Somebody waited for her at the gate and called after her.",
        5,
    ),
    (
        "physical_assault",
        "s3_moderate",
        "A scuffle after the match. Nobody was hurt.",
        3,
    ),
    (
        "threat_other",
        "s3_moderate",
        "Messages on her phone from a number nobody knows.",
        2,
    ),
    (
        "threat_to_life",
        "s1_critical",
        "A threat was passed on to him through a friend.",
        0,
    ),
];
const STEPS: [&str; 5] = ["triaged", "acted", "notified", "review_begun", "actions_opened"];

/// Four incidents, the youngest still open; fewer in a small house.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let some = pairs.iter().rev().zip(HAPPENED).take(weeks.one_in(40, (1, 4)));
    for (n, (pair, (kind, severity, narrative, steps))) in (0_i64..).zip(some) {
        let site = pair.assignment.site_id;
        let mut at = weeks.moment(site, 24 - 7 * n, 17, 30).max(pair.assignment.started_at);
        let id: Uuid = chance.id(at);
        let worker = pair.worker_at(door, weeks, at + Duration::minutes(20)).await?;
        let harmed = json!({"id": chance.id(at), "person_id": pair.person.id, "role": "at_risk"});
        let report = json!({
            "id": id, "site_id": site, "kind": kind, "severity": severity, "occurred_at": at, "narrative": narrative,
            "parties": [harmed],
        });
        door.post(&worker, "/incidents", report).await?;
        for step in STEPS.into_iter().take(steps) {
            at += Duration::minutes(45);
            let supervisor = weeks.supervisor_at(door, site, at).await?;
            let body = match step {
                "triaged" => json!({"step": step, "occurred_at": at, "severity": severity}),
                "notified" => json!({"step": step, "occurred_at": at, "notified_to": ["none_required"]}),
                _ => json!({"step": step, "occurred_at": at}),
            };
            let place = format!("/incidents/{id}");
            door.step_on(&supervisor, &place, &format!("{place}/steps"), body)
                .await?;
        }
        if steps == STEPS.len() {
            keep_going(door, weeks, chance, (pair, id, at)).await?;
        }
    }
    Ok(())
}

/// What was to be done about it: one thing is done, another is left.
async fn keep_going(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    (pair, incident, at): (&Pair<'_>, Uuid, DateTime<Utc>),
) -> Result<(), Error> {
    let (soon, later) = (at + Duration::days(6), weeks.history.now + Duration::days(10));
    let supervisor = weeks.supervisor_at(door, pair.assignment.site_id, at).await?;
    let path = format!("/incidents/{incident}/actions");
    let done: Uuid = chance.id(at);
    for (id, what, due) in [
        (done, "Walk her home after the evening meetings, two weeks long.", soon),
        (
            chance.id(at),
            "Ask the town for a lamp at the gate, and write down what they say.",
            later,
        ),
    ] {
        let body = json!({"id": id, "what": what, "owner_id": pair.worker.id, "due_on": due.date_naive()});
        door.post(&supervisor, &path, body).await?;
    }
    let at = (at + Duration::days(2)).min(weeks.history.now - Duration::hours(1));
    let worker = pair.worker_at(door, weeks, at).await?;
    door.first_step(&worker, &format!("/incident-actions/{done}/done"), None)
        .await?;
    Ok(())
}
