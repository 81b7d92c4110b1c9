//! Who takes young people on outside the house, and who was sent there with a consent to tell them.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;
use crate::demo::network::AGES;

/// Class, name, service, days within which an answer is expected.
const PROVIDERS: [(&str, &str, &str, i32); 4] = [
    ("health_service", "Clinic of the Three Fountains", "health", 7),
    ("training_provider", "Workshop on the Quay", "training", 14),
    ("legal_aid", "Open Door Legal Aid", "legal_aid", 10),
    ("employer", "Bakery of the Four Winds", "employment", 14),
];
/// How far a referral out has come, and how many.
const STEPS: [&str; 5] = ["sent", "acknowledged", "appointment_set", "attended", "service_started"];

/// A directory, and some who were sent to it.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let house = weeks.house;
    let began = weeks.moment(Uuid::nil(), 70, 15, 0);
    let manager = door.as_one_of(house, &["programme_manager"], began).await?;
    let mut providers = Vec::new();
    for (class, name, service, answers_within) in PROVIDERS {
        let id = chance.id(began);
        let provider = json!({"name": name, "services": [service], "answers_within": answers_within});
        door.post(
            &manager,
            "/providers",
            json!({"id": id, "class": class, "provider": provider}),
        )
        .await?;
        providers.push((id, service));
    }
    // Those who decide for themselves: for the others a guardian would have to be asked.
    let of_age = |pair: &Pair<'_>| {
        let years = pair.person.birth_year + AGES.0 + 1;
        weeks.history.first.years_since(pair.person.birth_date).is_some()
            && years <= chrono::Datelike::year(&weeks.history.last())
    };
    let grown: Vec<Pair<'_>> = weeks.in_care().into_iter().filter(of_age).collect();
    for pair in grown.iter().take(weeks.one_in(60, (1, 20))) {
        let to = chance.one_of(&providers);
        send(door, weeks, chance, pair, to).await?;
    }
    Ok(())
}

/// One consent to tell, one referral, and its course up to now.
async fn send(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    pair: &Pair<'_>,
    (provider, service): (Uuid, &'static str),
) -> Result<(), Error> {
    let days = chance.between(8, 30);
    let made = weeks
        .moment(pair.assignment.site_id, days, 11, 0)
        .max(pair.assignment.started_at);
    let worker = pair.worker_at(door, weeks, made).await?;
    let consent = json!({
        "id": chance.id(made), "kind": "share_named_recipient", "status": "given", "giver": "young_person",
        "legal_basis": "consent", "text_version": "2026-1", "language": pair.person.language, "method": "signed",
        "limits_explained": true, "occurred_at": made, "provider_id": provider, "categories": ["identity", "attendance"],
        "expires_on": (made + Duration::days(300)).date_naive(),
    });
    door.post(&worker, &format!("/people/{}/consents", pair.person.id), consent)
        .await?;
    let id = chance.id(made);
    let told = json!({"id": chance.id(made), "basis": "consent", "categories": ["attendance"], "channel": "phone"});
    let referral = json!({
        "id": id, "provider_id": provider, "service": service, "warm": chance.percent(60), "made_at": made, "told": told,
    });
    let enrolment = pair.assignment.enrolment_id;
    door.post(&worker, &format!("/enrolments/{enrolment}/referrals-out"), referral)
        .await?;
    let place = format!("/referrals-out/{id}");
    for (n, step) in (1_i64..)
        .zip(STEPS)
        .take(usize::try_from(chance.between(0, 5)).unwrap_or(0))
    {
        let at = (made + Duration::days(n)).min(weeks.history.now);
        let worker = pair.worker_at(door, weeks, at).await?;
        let body: Value = json!({"state": step, "occurred_at": at});
        door.step_on(&worker, &place, &format!("{place}/steps"), body).await?;
    }
    Ok(())
}
