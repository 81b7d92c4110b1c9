//! What lies ahead of some workers: sessions they agreed on, and an outing from which one is to come back this afternoon.

use chrono::{Duration, Timelike};
use serde_json::json;
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// Hours between which somebody is out, by the clock of her site.
const DAYLIGHT: std::ops::Range<u32> = 8..18;

/// Sessions of the next days; an outing that is over, and by day one that is not.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let now = weeks.history.now - Duration::minutes(20);
    for pair in pairs.iter().take(weeks.one_in(30, (2, 30))) {
        let worker = pair.worker_at(door, weeks, now).await?;
        let ahead = Duration::days(chance.between(1, 9)) + Duration::minutes(15 * chance.between(0, 16));
        let body = json!({
            "id": chance.id(now), "kind": "individual_mentoring", "mode": "in_person_community",
            "starts_at": now + ahead, "minutes": 60,
        });
        let path = format!("/enrolments/{}/plans", pair.assignment.enrolment_id);
        door.post(&worker, &path, body).await?;
    }
    let Some(pair) = pairs.first() else { return Ok(()) };
    outings(door, weeks, chance, pair).await
}

async fn outings(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance, pair: &Pair<'_>) -> Result<(), Error> {
    let site = pair.assignment.site_id;
    let went = weeks.moment(site, 0, 14, 5).max(pair.assignment.started_at);
    let worker = pair.worker_at(door, weeks, went).await?;
    let id: Uuid = chance.id(went);
    let out = json!({"id": id, "site_id": site, "back_by": went + Duration::hours(2)});
    door.post(&worker, "/outings", out).await?;
    let back = (went + Duration::minutes(95)).min(weeks.history.now);
    let worker = pair.worker_at(door, weeks, back).await?;
    door.first_step(&worker, &format!("/outings/{id}/back"), None).await?;

    let now = weeks.history.now - Duration::minutes(20);
    if DAYLIGHT.contains(&now.with_timezone(&weeks.zone(site)).hour()) {
        let worker = pair.worker_at(door, weeks, now).await?;
        let out = json!({"id": chance.id(now), "site_id": site, "back_by": now + Duration::hours(3)});
        door.post(&worker, "/outings", out).await?;
    }
    Ok(())
}
