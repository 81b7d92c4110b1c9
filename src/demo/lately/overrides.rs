//! Two who are too old by the rules of the first programme: for one the rule was set aside, by two; about the other nobody has
//! decided yet.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;
use crate::demo::names;

/// So many years before this one she was born: a year past the oldest the rule takes, whatever her birthday.
const YEARS: i32 = 26;
const STEPS: [(&str, Option<&str>); 4] = [
    ("triaged", Some("safe")),
    ("attempted", None),
    ("contacted", None),
    ("screening_begun", None),
];

/// One that is decided, one that waits.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    let Some(pair) = pairs.iter().find(|pair| pair.worker.role != "supervisor") else {
        return Ok(());
    };
    for (days, decided) in [(12, true), (4, false)] {
        let site = pair.assignment.site_id;
        let at = weeks
            .moment(site, days, 9, chance.between(0, 59))
            .max(pair.assignment.started_at + Duration::hours(1));
        let (id, at) = ask(door, weeks, chance, pair, at).await?;
        if decided {
            let supervisor = weeks.supervisor_at(door, site, at).await?;
            let path = format!("/overrides/{id}/decide");
            let approve = json!({"approve": true});
            door.first_step(&supervisor, &path, Some(approve)).await?;
        }
    }
    Ok(())
}

/// Her worker takes her in, receives her, screens her and asks. The request, and when it can be decided.
async fn ask(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    pair: &Pair<'_>,
    at: DateTime<Utc>,
) -> Result<(Uuid, DateTime<Utc>), Error> {
    let (site, language) = (pair.assignment.site_id, pair.person.language);
    let worker = pair.worker_at(door, weeks, at).await?;
    let (person, referral, wish): (Uuid, Uuid, Uuid) = (chance.id(at), chance.id(at), chance.id(at));
    let (legal_name, known_as) = names::name(chance, language);
    let born = NaiveDate::from_ymd_opt(at.year() - YEARS, 5, 4);
    let body = json!({
        "id": person, "home_site_id": site, "language": language, "gender_identity": "man_boy",
        "birth_date": {"on": born, "quality": "exact"},
        "identity": {"legal_name": legal_name, "known_as": known_as},
    });
    door.post(&worker, "/people", body).await?;
    let first = weeks.house.programmes.first().map(|programme| programme.id);
    let body = json!({
        "id": referral, "programme_id": first, "site_id": site, "source": "self", "mandate": "voluntary",
        "urgency": "routine", "reasons": ["work"], "agreed": "yes", "received_at": at,
    });
    door.post(&worker, &format!("/people/{person}/referrals"), body).await?;
    let place = format!("/referrals/{referral}");
    let mut at = at;
    for (step, contact_safety) in STEPS {
        at += Duration::minutes(10);
        let worker = pair.worker_at(door, weeks, at).await?;
        let body =
            json!({"step": step, "occurred_at": at, "contact_safety": contact_safety.map_or(Value::Null, Value::from)});
        door.step_on(&worker, &place, &format!("{place}/steps"), body).await?;
    }
    let worker = pair.worker_at(door, weeks, at).await?;
    let look = json!({"id": chance.id(at), "answers": []});
    door.post(&worker, &format!("{place}/evaluations"), look).await?;
    let body = json!({"id": wish, "reason": "close_to_the_rule"});
    door.post(&worker, &format!("{place}/overrides"), body).await?;
    Ok((wish, at + Duration::hours(3)))
}
