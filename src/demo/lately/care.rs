//! What whoever meets somebody must know: her papers, what she needs, how her understanding was judged, and whom not to ask.

use actix_web::http::Method;
use chrono::{DateTime, Datelike, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;
use crate::demo::rows::Person;
use crate::people::minor_on;

/// Papers, and how often each is what somebody has.
const PAPERS: [(&str, u32); 4] = [
    ("national_id", 50),
    ("birth_certificate", 25),
    ("school_card", 15),
    ("health_card", 10),
];
const NEEDS: [&str; 4] = [
    "Asthma: the inhaler is in the left pocket of the bag.",
    "Must not eat peanuts.",
    "Takes a tablet at noon, and wants to be reminded.",
    "Hears little on the right side.",
];

/// A paper and needs of some in a programme; one judgement of capacity; one whose parents are not asked.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    for (n, pair) in weeks.in_care().iter().take(weeks.one_in(30, (2, 40))).enumerate() {
        let at = weeks
            .moment(
                pair.assignment.site_id,
                chance.between(2, 26),
                15,
                chance.between(0, 59),
            )
            .max(pair.assignment.started_at);
        let worker = pair.worker_at(door, weeks, at).await?;
        let person = format!("/people/{}", pair.person.id);
        // Nobody's number: no country's papers begin like this.
        let number = format!("DEMO {:03} {n:04}", chance.between(100, 999));
        let paper = json!({"id": chance.id(at), "kind": chance.weighted(&PAPERS), "value": number});
        door.post(&worker, &format!("{person}/identifiers"), paper).await?;
        let path = format!("{person}/needs");
        let seen = door.get(&worker, &path).await?;
        let needs = json!({
            "medical_needs": chance.one_of(&NEEDS),
            "emergency_contact": "An aunt, in the afternoon; in the morning a neighbour.",
            "preferred_staff_id": chance.percent(30).then_some(pair.worker.id),
        });
        door.ask(&worker, Method::PUT, &path, seen.etag(), Some(needs)).await?;
    }
    judge(door, weeks, chance).await?;
    close(door, weeks, chance).await
}

/// After lunch so many days ago, but not before she was there.
fn moment(weeks: &Weeks<'_>, person: &Person, days: i64) -> DateTime<Utc> {
    weeks
        .moment(person.home_site_id, days, 14, 20)
        .max(person.recorded_at + Duration::hours(1))
}

/// The youngest of the house is asked whether she wants to be written to, and understands what that means.
async fn judge(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let Some(person) = weeks.house.people.iter().max_by_key(|person| person.birth_date) else {
        return Ok(());
    };
    let at = moment(weeks, person, 9);
    let supervisor = weeks.supervisor_at(door, person.home_site_id, at).await?;
    let (id, path): (Uuid, _) = (chance.id(at), format!("/people/{}", person.id));
    let judged = json!({
        "id": id, "result": "understands_with_support", "assessed_at": at,
        "narrative": "Said in her own words who may read a message on her phone, and asked how to stop them.",
    });
    door.post(&supervisor, &format!("{path}/capacity"), judged).await?;
    let own = json!({
        "id": chance.id(at), "kind": "contact_by_message", "status": "given", "giver": "young_person",
        "legal_basis": "consent", "text_version": "2026-1", "language": person.language, "method": "oral_recorded",
        "limits_explained": true, "occurred_at": at, "capacity_id": id,
    });
    door.post(&supervisor, &format!("{path}/consents"), own).await?;
    Ok(())
}

/// One whose guardian is not safe: nobody asks at home any more, and a court answers for her where she does not herself.
async fn close(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let today = weeks.history.last();
    let minors = || {
        let people = weeks.house.people.iter();
        people.filter(|person| minor_on(person.is_minor_until, today))
    };
    // Rather somebody whose own yes counts already: nothing she was promised ends with it.
    let own = minors().find(|person| person.birth_date.year() + AGE_OF_ONE_HERSELF <= today.year());
    let Some(person) = own.or_else(|| minors().next()) else {
        return Ok(());
    };
    let at = moment(weeks, person, 6);
    let supervisor = weeks.supervisor_at(door, person.home_site_id, at).await?;
    let path = format!("/people/{}", person.id);
    let guardian = json!({
        "id": chance.id(at), "kind": "guardian", "other_name": "Her stepfather",
        "bond": {"legal_guardian": true, "lives_with": true, "guardian_unsafe": true},
    });
    door.post(&supervisor, &format!("{path}/relationships"), guardian)
        .await?;
    let closed = json!({"id": chance.id(at), "authority": "court"});
    door.post(&supervisor, &format!("{path}/guardian-path"), closed).await?;
    Ok(())
}

/// Of whom only the year of birth is known is this old for certain only a year later: the age of one's own consent, and one.
const AGE_OF_ONE_HERSELF: i32 = crate::demo::network::AGES.1 + 1;
