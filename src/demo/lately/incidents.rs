//! Something happened: some of it dealt with, one thing open.

use chrono::Duration;
use serde_json::json;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// Kind, severity, what was written, how many steps were taken.
const HAPPENED: [(&str, &str, &str, usize); 4] = [
    (
        "threat_other",
        "s2_serious",
        "Somebody waited for her at the gate and called after her.",
        4,
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
const STEPS: [&str; 4] = ["triaged", "acted", "notified", "review_begun"];

/// Four incidents, the youngest still open; fewer in a small house.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let some = pairs.iter().rev().zip(HAPPENED).take(weeks.one_in(40, (1, 4)));
    for (n, (pair, (kind, severity, narrative, steps))) in (0_i64..).zip(some) {
        let site = pair.assignment.site_id;
        let mut at = weeks.moment(site, 24 - 7 * n, 17, 30).max(pair.assignment.started_at);
        let id = chance.id(at);
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
    }
    Ok(())
}
