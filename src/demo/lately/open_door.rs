//! Where nobody needs a name: a day of open doors at which heads were counted, and an evening to which two came of whom only a
//! nickname was known. Who one of them is was found out.

use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::{Caller, Door};
use crate::demo::error::Error;

/// Who came: age, gender, and at most how many.
const HEADS: [(&str, &str, i64); 5] = [
    ("10_13", "female", 14),
    ("10_13", "male", 12),
    ("14_17", "female", 20),
    ("14_17", "male", 22),
    ("18_20", "other_or_undisclosed", 6),
];
const NICKNAMES: [&str; 2] = ["Sparrow", "Comet"];

/// Both, at the site of somebody who has been there for a while.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let there = |pair: &&Pair<'_>| {
        pair.assignment.started_at + Duration::days(2) < weeks.moment(pair.assignment.site_id, 9, 15, 0)
    };
    let Some(pair) = pairs.iter().find(there) else {
        return Ok(());
    };
    count(door, weeks, chance, pair).await?;
    drop_in(door, weeks, chance, pair).await
}

/// Opens a group at her site and in her programme. Who leads it, and where it is.
async fn open(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    pair: &Pair<'_>,
    (kind, title, starts_at): (&'static str, &'static str, DateTime<Utc>),
) -> Result<(Caller, String), Error> {
    let site = pair.assignment.site_id;
    let supervisor = weeks.supervisor_at(door, site, starts_at + Duration::hours(3)).await?;
    let id: Uuid = chance.id(starts_at);
    let body = json!({
        "id": id, "programme_id": pair.assignment.programme_id, "site_id": site, "kind": kind,
        "mode": "in_person_community", "starts_at": starts_at, "minutes": 120, "title": title, "lines": [],
    });
    door.post(&supervisor, "/group-sessions", body).await?;
    Ok((supervisor, format!("/group-sessions/{id}")))
}

/// The version its roll is in.
async fn version(door: &Door<'_>, who: &Caller, path: &str) -> Result<Option<HeaderValue>, Error> {
    let roll = door.get(who, path).await?;
    let etag = roll.body.pointer("/session/etag").and_then(Value::as_str);
    Ok(etag.and_then(|etag| HeaderValue::from_str(etag).ok()))
}

async fn count(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance, pair: &Pair<'_>) -> Result<(), Error> {
    let starts_at = weeks.moment(pair.assignment.site_id, 9, 15, 0);
    let (supervisor, path) = open(door, weeks, chance, pair, ("community_event", "Open doors", starts_at)).await?;
    let heads: Vec<Value> = HEADS
        .iter()
        .map(|(age, gender, most)| json!({"age_band": age, "gender_group": gender, "heads": chance.between(2, *most)}))
        .collect();
    let seen = version(door, &supervisor, &path).await?;
    let counted = Some(json!({"heads": heads}));
    door.ask(&supervisor, Method::PUT, &format!("{path}/heads"), seen, counted)
        .await?;
    let seen = version(door, &supervisor, &path).await?;
    door.ask(&supervisor, Method::POST, &format!("{path}/close"), seen, None)
        .await?;
    Ok(())
}

async fn drop_in(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance, pair: &Pair<'_>) -> Result<(), Error> {
    let starts_at = weeks.moment(pair.assignment.site_id, 3, 17, 0);
    let (supervisor, path) = open(door, weeks, chance, pair, ("peer_support", "Tea and a talk", starts_at)).await?;
    let mut came: Vec<Uuid> = Vec::new();
    for nickname in NICKNAMES {
        let id = chance.id(starts_at);
        let body = json!({"id": id, "nickname": nickname, "attendance": "present"});
        door.post(&supervisor, &format!("{path}/walk-ins"), body).await?;
        came.push(id);
    }
    let seen = version(door, &supervisor, &path).await?;
    door.ask(&supervisor, Method::POST, &format!("{path}/close"), seen, None)
        .await?;
    if let Some(one) = came.first() {
        let who = json!({"id": chance.id(starts_at), "enrolment_id": pair.assignment.enrolment_id});
        door.first_step(&supervisor, &format!("/walk-ins/{one}/match"), Some(who))
            .await?;
    }
    Ok(())
}
