//! What has gone out already: in the first house the year before the last publishable one is released twice, who was
//! enrolled and who completed, and the last one has a draft that nobody has decided about. Done through the API itself, by
//! those who would have done it, when they would have: a release is signed and chained, and rows put beside that would not
//! verify.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::calendar::last_publishable_year;
use super::door::Door;
use super::error::Error;
use super::rows::House;
use crate::platform::ids::{Ids, RandomIds};
use crate::releases::Period;

/// Releases one year of the first house, who was enrolled and who completed, and drafts the next. A house too small for a
/// release has none.
pub(super) async fn release_history(door: &mut Door<'_>, house: &House, now: DateTime<Utc>) -> Result<(), Error> {
    let next = last_publishable_year(now.date_naive());
    let out = drafted_at(next - 1, now)?;
    release(door, house, ("enrolled_first", next - 1), out, true).await?;
    release(door, house, ("completed", next - 1), out, true).await?;
    release(door, house, ("enrolled_first", next), drafted_at(next, now)?, false).await
}

/// A day after a year may be drafted for the first time, in the afternoon.
fn drafted_at(year: i32, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let period: Period = year
        .to_string()
        .parse()
        .map_err(|error| Error::Lived(format!("{error}")))?;
    let day = period
        .publishable_from()
        .and_hms_opt(15, 0, 0)
        .unwrap_or_default()
        .and_utc();
    Ok((day + Duration::days(1)).min(now))
}

/// Drafts a year and, if it is to go out, audits, approves and publishes it; then its funder fetches it.
async fn release(
    door: &mut Door<'_>,
    house: &House,
    (indicator, year): (&'static str, i32),
    at: DateTime<Utc>,
    publish: bool,
) -> Result<(), Error> {
    let evaluator = door.as_one_of(house, &["mel_officer"], at).await?;
    let protection = door.as_one_of(house, &["data_protection_officer"], at).await?;
    let id: Uuid = RandomIds.next();
    let wanted = json!({
        "id": id, "indicator": indicator, "period": year.to_string(), "funder_ids": [house.funder.0],
    });
    let mut seen = door.post(&evaluator, "/releases", wanted).await?;
    let steps = [
        (&evaluator, "audit"),
        (&protection, "approve"),
        (&protection, "publish"),
    ];
    for (who, step) in steps.into_iter().filter(|_| publish) {
        seen = door.step(who, seen, &format!("/releases/{id}/{step}"), None).await?;
    }
    if publish {
        let funder = door.as_one_of(house, &["funder_viewer"], at).await?;
        door.get(&funder, &format!("/releases/{id}/file")).await?;
    }
    Ok(())
}
