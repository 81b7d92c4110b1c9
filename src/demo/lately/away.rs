//! Somebody is away next week, and somebody stands in for her; one hands some of those she works with over to another, who
//! accepts; and one has proposed to.

use chrono::{DateTime, Datelike, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;
use crate::demo::rows::{Assignment, Staff};

/// Who works with young people and may take over from another; the supervisor where nobody else is there.
const WORKERS: [&str; 4] = ["mentor", "outreach_worker", "job_coach", "supervisor"];
/// How much somebody may carry so that she takes on more.
const ROOM: i32 = 15;
/// How many are handed over.
const SOME: usize = 3;

/// A cover for next week, and hand-overs: one accepted, and where there are more workers one that waits. What was planned goes
/// with them, so this is the last thing told.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let mut seen = Vec::new();
    // One of each worker, who is no supervisor.
    let workers: Vec<&Pair<'_>> = pairs
        .iter()
        .filter(|pair| pair.worker.role != "supervisor")
        .filter(|pair| {
            let first = !seen.contains(&pair.worker.id);
            seen.push(pair.worker.id);
            first
        })
        .collect();
    if let Some(pair) = workers.first() {
        stand_in(door, weeks, chance, pair).await?;
    }
    for (n, pair) in workers.iter().rev().take(2).enumerate() {
        hand_over(door, weeks, chance, (pair, n == 0)).await?;
    }
    Ok(())
}

/// What somebody works on now.
fn carried<'w>(weeks: &'w Weeks<'_>, staff: Uuid, at: DateTime<Utc>) -> impl Iterator<Item = &'w Assignment> {
    let open = weeks.house.assignments.iter().filter(|one| one.ended_at.is_none());
    open.filter(move |one| one.staff_id == staff && one.started_at < at)
}

/// Who works at a site beside her: rather no supervisor, and rather one with little to do.
fn beside<'w>(weeks: &'w Weeks<'_>, pair: &Pair<'_>, at: DateTime<Utc>) -> Option<&'w Staff> {
    let (site, worker) = (pair.assignment.site_id, pair.worker.id);
    let there = move |staff: &&Staff| {
        let mut grants = weeks.house.grants.iter().filter(|grant| grant.staff_id == staff.id);
        staff.id != worker
            && WORKERS.contains(&staff.role)
            && grants.any(|grant| grant.site_id.is_none_or(|of| of == site))
    };
    let load = move |staff: &Staff| carried(weeks, staff.id, at).map(|one| one.weight).sum::<i32>();
    let staff = weeks.house.staff.iter().filter(there);
    staff
        .filter(|staff| load(staff) <= ROOM)
        .min_by_key(|staff| (staff.role == "supervisor", load(staff)))
}

/// She is away from Monday to Friday.
async fn stand_in(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance, pair: &Pair<'_>) -> Result<(), Error> {
    let (site, at) = (pair.assignment.site_id, weeks.history.now - Duration::minutes(19));
    let Some(cover) = beside(weeks, pair, at) else {
        return Ok(());
    };
    let today = at.with_timezone(&weeks.zone(site)).date_naive();
    let monday = today + Duration::days(7 - i64::from(today.weekday().num_days_from_monday()));
    let supervisor = weeks.supervisor_at(door, site, at).await?;
    let body = json!({
        "id": chance.id(at), "site_id": site, "absent_id": pair.worker.id, "cover_id": cover.id, "from_on": monday,
        "until_on": monday + Duration::days(4),
    });
    door.post(&supervisor, "/absence-covers", body).await?;
    Ok(())
}

/// Some of those she works with at one site go to another, with a word about one of them.
async fn hand_over(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    (pair, accepted): (&Pair<'_>, bool),
) -> Result<(), Error> {
    let (site, at) = (pair.assignment.site_id, weeks.history.now - Duration::minutes(18));
    let Some(receiver) = beside(weeks, pair, at) else {
        return Ok(());
    };
    // Not whom the receiver knows otherwise.
    let knows = |one: &&Assignment| {
        let mut conflicts = weeks.house.conflicts.iter();
        !conflicts.any(|conflict| conflict.staff_id == receiver.id && conflict.person_id == one.person_id)
    };
    let hers = carried(weeks, pair.worker.id, at).filter(|one| one.site_id == site);
    let some: Vec<Uuid> = hers.filter(knows).take(SOME).map(|one| one.id).collect();
    let Some(first) = some.first() else { return Ok(()) };
    let id: Uuid = chance.id(at);
    let body = json!({
        "id": id, "site_id": site, "from_id": pair.worker.id, "to_id": receiver.id, "assignment_ids": some,
        "notes": [{"assignment_id": first, "text": "Says little at first. Walk with her instead of sitting down."}],
    });
    let giver = pair.worker_at(door, weeks, at).await?;
    door.post(&giver, "/hand-overs", body).await?;
    if accepted {
        door.set(at + Duration::minutes(6));
        let receiver = door.sign_in(weeks.house, receiver).await?;
        door.first_step(&receiver, &format!("/hand-overs/{id}/accept"), None)
            .await?;
    }
    Ok(())
}
