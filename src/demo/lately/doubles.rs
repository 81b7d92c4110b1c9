//! People who came to have two records: one pair of which the supervisor has yet to decide, one that is one now, and one that was
//! found to be two people after all. Each second record has a name like the first one's.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::{Pair, Weeks};
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Come {
    Asked,
    Merged,
    Undone,
}

/// One of each, in a house that has so many people in its care.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let pairs = weeks.in_care();
    // From the end, so that they are not those of whom most is told elsewhere.
    let at_home = |pair: &&Pair<'_>| pair.person.home_site_id == pair.assignment.site_id;
    let chosen = pairs.iter().rev().filter(at_home);
    for (pair, come) in chosen.zip([Come::Asked, Come::Merged, Come::Undone]) {
        twice(door, weeks, chance, pair, come).await?;
    }
    Ok(())
}

/// Her worker takes her in a second time, sees it and asks; the supervisor decides.
async fn twice(
    door: &mut Door<'_>,
    weeks: &Weeks<'_>,
    chance: &mut Chance,
    pair: &Pair<'_>,
    come: Come,
) -> Result<(), Error> {
    let (person, site) = (pair.person, pair.assignment.site_id);
    let at = weeks
        .moment(site, chance.between(3, 14), 11, chance.between(0, 59))
        .max(pair.assignment.started_at + Duration::hours(1));
    let worker = pair.worker_at(door, weeks, at).await?;
    let (second, merge): (Uuid, Uuid) = (chance.id(at), chance.id(at));
    let body = json!({
        "id": second, "home_site_id": site, "language": person.language,
        "gender_identity": person.gender_identity, "gender_missing": person.gender_missing,
        "birth_date": {"on": person.birth_date, "quality": "exact"},
        "identity": {"legal_name": person.legal_name, "known_as": person.known_as},
    });
    door.post(&worker, "/people", body).await?;
    let body = json!({"id": merge, "into_person_id": person.id, "reason": "entered_twice"});
    door.post(&worker, &format!("/people/{second}/merge"), body).await?;
    if come == Come::Asked {
        return Ok(());
    }
    let supervisor = weeks.supervisor_at(door, site, at + Duration::hours(2)).await?;
    let path = format!("/merges/{merge}");
    let seen = door.get(&supervisor, &path).await?;
    door.step(&supervisor, seen, &format!("{path}/confirm"), None).await?;
    if come == Come::Undone {
        let supervisor = weeks.supervisor_at(door, site, at + Duration::hours(4)).await?;
        let body = json!({"reason": "two_people"});
        door.step_on(&supervisor, &path, &format!("{path}/undo"), body).await?;
    }
    Ok(())
}
