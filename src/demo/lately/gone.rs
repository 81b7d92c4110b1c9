//! Who has left: one whom it is not safe to ask after, and one who wants to be forgotten, about which nobody has decided yet.

use chrono::Duration;
use serde_json::json;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// One of each.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let out = weeks.out_of_programmes();
    let left = |person| {
        let mut enrolments = weeks.house.enrolments.iter();
        enrolments.find(|one| one.person_id == person && one.exited_on.is_some())
    };
    if let Some(enrolment) = out.iter().find_map(|person| left(person.id)) {
        let exit = weeks
            .house
            .events
            .iter()
            .rfind(|event| event.enrolment_id == enrolment.id);
        let at = weeks.moment(enrolment.site_id, 5, 11, 30);
        let at = exit.map_or(at, |exit| at.max(exit.recorded_at + Duration::hours(1)));
        let supervisor = weeks.supervisor_at(door, enrolment.site_id, at).await?;
        let path = format!("/enrolments/{}/followup-safety", enrolment.id);
        door.post(&supervisor, &path, json!({"safe": false})).await?;
    }
    // From the other end, so that it is somebody else.
    if let Some(person) = out.last() {
        let at = weeks.moment(person.home_site_id, 2, 10, 40);
        let supervisor = weeks.supervisor_at(door, person.home_site_id, at).await?;
        let wish = json!({"id": chance.id(at), "reason": "asked_by_person"});
        door.post(&supervisor, &format!("/people/{}/erasure", person.id), wish)
            .await?;
    }
    Ok(())
}
