//! Groups that met in the last eight weeks, each with its roll.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// Kind of group and its neutral title.
const GROUPS: [(&str, &str); 2] = [
    ("group_life_skills", "Cooking together"),
    ("sport_session", "Evening match"),
];
/// How it went for whoever did not simply come: the rest are marked present at once.
const OTHERWISE: [(&str, u32); 4] = [
    ("late", 35),
    ("absent_excused", 30),
    ("absent_unexcused", 25),
    ("left_early", 10),
];
const WEEKS: i64 = 8;
const LARGEST: usize = 12;

/// At each site the people of one programme meet once a week.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let mut circles: BTreeMap<(Uuid, Uuid), Vec<Pair<'_>>> = BTreeMap::new();
    for pair in weeks.in_care() {
        let circle = circles.entry((pair.assignment.site_id, pair.assignment.programme_id));
        circle.or_default().push(pair);
    }
    let large = circles.into_iter().filter(|(_, members)| members.len() >= 2);
    for ((place, members), group) in large.zip(GROUPS.into_iter().cycle()) {
        for week in 0..WEEKS {
            meet(door, weeks, chance, (place, &members), group, week).await?;
        }
    }
    Ok(())
}

/// One meeting: opened by the supervisor with who was expected, marked, and closed.
async fn meet(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    ((site, programme), members): ((Uuid, Uuid), &[Pair<'_>]),
    (kind, title): (&'static str, &'static str),
    week: i64,
) -> Result<(), Error> {
    let starts_at = weeks.moment(site, 2 + 7 * week, 17, 0);
    let there: Vec<&Pair<'_>> = members
        .iter()
        .filter(|pair| pair.assignment.started_at + Duration::days(14) < starts_at)
        .take(LARGEST)
        .collect();
    if there.len() < 2 {
        return Ok(());
    }
    let id = chance.id(starts_at);
    let lines: Vec<(Uuid, Uuid)> = there
        .iter()
        .map(|pair| (chance.id(starts_at), pair.assignment.enrolment_id))
        .collect();
    let rows = lines
        .iter()
        .map(|(line, enrolment)| json!({"id": line, "enrolment_id": enrolment}));
    let body = json!({
        "id": id, "programme_id": programme, "site_id": site, "kind": kind, "mode": "in_person_community",
        "starts_at": starts_at, "minutes": 90, "title": title, "lines": rows.collect::<Vec<_>>(),
    });
    let supervisor = weeks.supervisor_at(door, site, starts_at + Duration::hours(2)).await?;
    door.post(&supervisor, "/group-sessions", body).await?;
    let path = format!("/group-sessions/{id}");
    for (line, _) in &lines {
        if chance.percent(25) {
            let mark = json!({"attendance": chance.weighted(&OTHERWISE)});
            let untouched = HeaderValue::from_static("\"v1\"");
            let path = format!("/roll-lines/{line}");
            door.ask(&supervisor, Method::PATCH, &path, Some(untouched), Some(mark))
                .await?;
        }
    }
    let rest = json!({"attendance": "present"});
    door.post(&supervisor, &format!("{path}/mark-rest"), rest).await?;
    let roll = door.get(&supervisor, &path).await?;
    let etag = roll
        .body
        .pointer("/session/etag")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let etag = HeaderValue::from_str(etag).ok();
    door.ask(&supervisor, Method::POST, &format!("{path}/close"), etag, None)
        .await?;
    Ok(())
}
