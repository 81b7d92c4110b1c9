//! What the first programme of a house asks who joins, and what some of those who are in it answered.

use serde_json::json;
use uuid::Uuid;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

const LIKES: [&str; 4] = [
    "Draws, and explains maths to others.",
    "Cooks for the whole family, and likes it.",
    "Runs every morning.",
    "Knows every song of the last ten years.",
];

/// The form that is usual in its strand, put into force; then a few answers, an item that was declined, and what was not asked.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let house = weeks.house;
    let Some(first) = house.programmes.first() else {
        return Ok(());
    };
    let began = weeks.moment(Uuid::nil(), 60, 16, 0);
    let manager = door.as_one_of(house, &["programme_manager"], began).await?;
    let id = chance.id(began);
    door.post(
        &manager,
        &format!("/programmes/{}/intake-forms", first.id),
        json!({"id": id}),
    )
    .await?;
    let path = format!("/intake-forms/{id}");
    let seen = door.get(&manager, &path).await?;
    door.step(&manager, seen, &format!("{path}/publish"), None).await?;

    let pairs = weeks.in_care();
    let inside = pairs.iter().filter(|pair| pair.assignment.programme_id == first.id);
    for pair in inside.take(weeks.one_in(20, (2, 40))) {
        let site = pair.assignment.site_id;
        let at = weeks
            .moment(site, chance.between(1, 40), 15, chance.between(0, 59))
            .max(pair.assignment.started_at);
        let worker = pair.worker_at(door, weeks, at).await?;
        let on = at.with_timezone(&weeks.zone(site)).date_naive();
        let path = format!("/enrolments/{}/intake-answers", pair.assignment.enrolment_id);
        for (key, field, value) in [
            ("danger_now", "yes", json!(false)),
            ("self_harm_now", "yes", json!(false)),
            ("needs_food", "yes", json!(chance.percent(30))),
            ("strengths", "text", json!(chance.one_of(&LIKES))),
            ("substances", "missing", json!("prefers_not")),
        ] {
            let body =
                json!({"id": chance.id(at), "key": key, field: value, "asked_on": on, "source_kind": "self_report"});
            door.post(&worker, &path, body).await?;
        }
    }
    Ok(())
}
