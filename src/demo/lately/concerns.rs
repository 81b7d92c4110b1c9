//! Concerns for a child that somebody saw to: taken up within the hour, looked into, passed on, and one of them closed.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// Who it is about, and what was seen.
const SEEN: [(&str, &str); 2] = [
    (
        "family",
        "Bruises on both arms. Asked how she got them, she said that it was better not to go home this evening.",
    ),
    (
        "peer",
        "An older boy waits for her after every meeting and takes what she was given for the bus.",
    ),
];
/// Hours after it was raised, the step, and what was written.
type Step = (i64, &'static str, &'static str);
/// What was done, how many hours after it was raised; the last for all but the first.
const DONE: [Step; 4] = [
    (
        1,
        "taken_up",
        "Read at once. She is safe tonight: she sleeps at an aunt's.",
    ),
    (
        26,
        "noted",
        "Spoke with her alone, with somebody she chose beside her. Judged: likely to happen again.",
    ),
    (
        29,
        "passed_on",
        "Told the office for children by telephone, and in writing the same day.",
    ),
    (
        96,
        "closed",
        "The office for children has taken over. She is seen twice a week, and knows whom to call.",
    ),
];

/// Two in a large house, one in a small one.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let mut pairs = weeks.in_care();
    // Who was there before it was seen.
    pairs.retain(|pair| pair.assignment.started_at < weeks.moment(pair.assignment.site_id, 15, 9, 0));
    let some = pairs.iter().rev().skip(1).zip(SEEN).take(weeks.one_in(60, (1, 2)));
    for (n, (pair, seen)) in some.enumerate() {
        let done = DONE.get(..DONE.len() - usize::from(n == 0)).unwrap_or(&DONE);
        see_to(door, weeks, chance, pair, (seen, done)).await?;
    }
    Ok(())
}

async fn see_to(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    pair: &Pair<'_>,
    ((about, text), done): ((&str, &str), &[Step]),
) -> Result<(), Error> {
    let site = pair.assignment.site_id;
    let at = weeks.moment(site, 12, 16, 50);
    let worker = pair.worker_at(door, weeks, at).await?;
    let id: Uuid = chance.id(at);
    let raised = json!({"id": id, "site_id": site, "about": about, "person_id": pair.person.id, "text": text});
    door.post(&worker, "/safeguarding-concerns", raised).await?;
    let path = format!("/safeguarding-concerns/{id}");
    for (hours, step, text) in done {
        let at = at + Duration::hours(*hours);
        // Where a house has no lead, its directors answer.
        let lead = door
            .as_one_of(weeks.house, &["safeguarding_lead", "director"], at)
            .await?;
        let entry = json!({"step": step, "text": text});
        door.step_on(&lead, &path, &format!("{path}/entries"), entry).await?;
    }
    Ok(())
}
