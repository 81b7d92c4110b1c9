//! A supervisor sat down with one of her workers, about one case.

use chrono::Duration;
use serde_json::json;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// Once in a house.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let Some(pair) = pairs.iter().find(|pair| pair.worker.role != "supervisor") else {
        return Ok(());
    };
    let site = pair.assignment.site_id;
    let at = weeks
        .moment(site, 5, 16, 10)
        .max(pair.assignment.started_at + Duration::hours(1));
    let supervisor = weeks.supervisor_at(door, site, at).await?;
    let body = json!({
        "id": chance.id(at), "site_id": site, "staff_ids": [pair.worker.id], "minutes": 50, "kind": "individual",
        "held_on": at.with_timezone(&weeks.zone(site)).date_naive(), "wellbeing_checked": true,
        "enrolment_ids": [pair.assignment.enrolment_id],
        "actions": "Meet her family once before the holidays. Ask the school for a second chance at the exam.",
        "confidential": "Carries a lot at the moment. Ask again in two weeks.",
    });
    door.post(&supervisor, "/supervision-sessions", body).await?;
    Ok(())
}
