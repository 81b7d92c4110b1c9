//! How young people are reached safely, who is around them, and who must not meet.

use serde_json::json;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// What somebody at home is to her, and what holds between them.
const CIRCLE: [(&str, &str, u32); 4] = [
    ("guardian", "Her mother", 55),
    ("family", "An aunt", 25),
    ("guardian", "A grandfather", 12),
    ("partner", "Her partner", 8),
];

/// A telephone for one of eight in a programme, somebody around her, and one pair that must not meet.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    for (n, pair) in pairs.iter().take(weeks.one_in(12, (3, 80))).enumerate() {
        let at = weeks.moment(
            pair.assignment.site_id,
            chance.between(1, 28),
            14,
            chance.between(0, 59),
        );
        let at = at.max(pair.assignment.started_at);
        let worker = pair.worker_at(door, weeks, at).await?;
        // Numbers that are nobody's (ITU-T E.164.2: +999 is not assigned).
        let number = format!("+999 {:03} {:04}", chance.between(100, 999), n);
        let safety = json!({
            "safe_to_call": chance.percent(70), "safe_to_text": chance.percent(80),
            "safe_to_leave_message": chance.percent(20), "only_when": "After four in the afternoon",
        });
        let body = json!({"id": chance.id(at), "kind": "phone", "value": number, "safety": safety});
        door.post(&worker, &format!("/people/{}/contacts", pair.person.id), body)
            .await?;
        let (kind, name) = chance.weighted(&CIRCLE.map(|(kind, name, weight)| ((kind, name), weight)));
        let bond = json!({
            "legal_guardian": kind == "guardian", "lives_with": chance.percent(60),
            // Of the grown-up only: a child's guardian who is not safe closes the way by which the child was taken in.
            "partner_unsafe": kind == "partner" && chance.percent(30),
        });
        let body = json!({"id": chance.id(at), "kind": kind, "other_name": name, "bond": bond});
        door.post(&worker, &format!("/people/{}/relationships", pair.person.id), body)
            .await?;
    }
    // Two at the same site: who supervises it knows both.
    if let Some((one, other)) = pairs.first().and_then(|one| {
        let mut others = pairs.iter().skip(1);
        let same_site = |pair: &&Pair<'_>| pair.person.home_site_id == one.person.home_site_id;
        Some((one, others.find(same_site)?))
    }) {
        let site = one.person.home_site_id;
        let at = weeks.moment(site, 20, 16, 0);
        let supervisor = weeks.supervisor_at(door, site, at).await?;
        let body = json!({"id": chance.id(at), "other_person_id": other.person.id});
        door.post(&supervisor, &format!("/people/{}/keep-apart", one.person.id), body)
            .await?;
    }
    Ok(())
}
