//! What a house decides for itself: what is read out before somebody agrees, how many places there are, when nobody meets, and
//! how much a colleague may carry for a while. What takes two is asked by one and decided by another.

use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use chrono::{Datelike, Duration};
use serde_json::json;
use uuid::Uuid;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// What is read out, in the demo's languages.
const READ_OUT: [(&str, &str); 3] = [
    (
        "en",
        "You decide whether you take part, and may stop at any time. We keep what you tell us, unless a life is at risk.",
    ),
    (
        "es",
        "Tú decides si participas, y puedes dejarlo cuando quieras. Guardamos lo que nos cuentas, salvo que una vida corra peligro.",
    ),
    (
        "fr",
        "Tu décides si tu participes, et tu peux arrêter quand tu veux. Nous gardons ce que tu nous dis, sauf si une vie est en danger.",
    ),
];
/// Places that are left where there is a limit: enough to try things.
const LEFT: usize = 8;

/// Texts, places, a holiday, an exception.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    texts(door, weeks, chance).await?;
    places(door, weeks).await?;
    holiday(door, weeks, chance).await?;
    exception(door, weeks, chance).await
}

/// One text in force, and its next version, which nobody has approved yet.
async fn texts(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let spoken = weeks.house.people.first().map_or("en", |person| person.language);
    let [usual, ..] = READ_OUT;
    let (language, body) = READ_OUT.into_iter().find(|(of, _)| *of == spoken).unwrap_or(usual);
    let year = weeks.history.last().year();
    for (days, version, approved) in [(80, format!("{year}-1"), true), (7, format!("{year}-2"), false)] {
        let at = weeks.moment(Uuid::nil(), days, 10, 0);
        let manager = door.as_one_of(weeks.house, &["programme_manager"], at).await?;
        let id = chance.id(at);
        let text = json!({
            "id": id, "kind": "service_participation", "language": language, "version": version, "body": body,
        });
        door.post(&manager, "/consent-texts", text).await?;
        if approved {
            let at = at + Duration::days(1);
            let protection = door.as_one_of(weeks.house, &["data_protection_officer"], at).await?;
            let path = format!("/consent-texts/{id}/approve");
            door.first_step(&protection, &path, None).await?;
        }
    }
    Ok(())
}

/// The first programme has a few places left at the house's last site.
async fn places(door: &mut Door<'_>, weeks: &Weeks<'_>) -> Result<(), Error> {
    let house = weeks.house;
    let (Some(programme), Some(site)) = (house.programmes.first(), house.sites.last()) else {
        return Ok(());
    };
    let inside = house.enrolments.iter().filter(|enrolment| {
        enrolment.exited_on.is_none() && enrolment.programme_id == programme.id && enrolment.site_id == site.id
    });
    let body = json!({"site_id": site.id, "places": inside.count() + LEFT});
    let at = weeks.moment(site.id, 2, 9, 30);
    let manager = door.as_one_of(house, &["programme_manager"], at).await?;
    // Nobody has said how many there are.
    let untouched = HeaderValue::from_static("\"v0\"");
    let path = format!("/programmes/{}/places", programme.id);
    door.ask(&manager, Method::PUT, &path, Some(untouched), Some(body))
        .await?;
    Ok(())
}

/// One site is closed on a day three weeks ahead.
async fn holiday(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let Some(site) = weeks.house.sites.first() else {
        return Ok(());
    };
    let at = weeks.moment(site.id, 1, 9, 0);
    let supervisor = weeks.supervisor_at(door, site.id, at).await?;
    let body = json!({
        "id": chance.id(at), "site_id": site.id, "holiday_on": weeks.history.last() + Duration::days(21),
        "name": "The roof is mended",
    });
    door.post(&supervisor, "/holidays", body).await?;
    Ok(())
}

/// A worker asks to carry more for a month, and her supervisor agrees.
async fn exception(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let Some(pair) = pairs.iter().find(|pair| pair.worker.role == "mentor") else {
        return Ok(());
    };
    let site = pair.assignment.site_id;
    let at = weeks
        .moment(site, 4, 9, 10)
        .max(pair.assignment.started_at + Duration::hours(1));
    let worker = pair.worker_at(door, weeks, at).await?;
    let id = chance.id(at);
    let body = json!({
        "id": id, "staff_id": pair.worker.id, "site_id": site, "cap": 28, "reason": "many_joined",
        "until_on": at.date_naive() + Duration::days(30),
    });
    door.post(&worker, "/caseload-exceptions", body).await?;
    let supervisor = weeks.supervisor_at(door, site, at + Duration::hours(5)).await?;
    let path = format!("/caseload-exceptions/{id}/decide");
    let agreed = json!({"approve": true});
    door.first_step(&supervisor, &path, Some(agreed)).await?;
    Ok(())
}
