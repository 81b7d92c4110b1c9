//! A session that its supervisor corrected after its author could not any more, and a concern that came with one.

use actix_web::http::Method;
use chrono::Duration;
use serde_json::json;

use super::Weeks;
use crate::demo::chance::Chance;
use crate::demo::door::Door;
use crate::demo::error::Error;

/// For two of a house: what was said first, and what is said now; and what went to those who answer for children.
pub(super) async fn tell(door: &mut Door<'_>, weeks: &Weeks<'_>, chance: &mut Chance) -> Result<(), Error> {
    let mut pairs = weeks.in_care();
    // Who was there before the week began.
    pairs.retain(|pair| pair.assignment.started_at < weeks.moment(pair.assignment.site_id, 8, 9, 0));
    let mut pairs = pairs.iter();
    if let Some(pair) = pairs.next() {
        let site = pair.assignment.site_id;
        let at = weeks.moment(site, 6, 17, 20);
        let worker = pair.worker_at(door, weeks, at).await?;
        let id = chance.id(at);
        let body = json!({
            "id": id, "kind": "individual_mentoring", "mode": "in_person_office", "starts_at": at - Duration::hours(1),
            "minutes": 90, "attendance": "present",
            "note": {"id": chance.id(at), "kind": "factual_contact", "text": "We wrote an application together."},
        });
        let path = format!("/enrolments/{}/sessions", pair.assignment.enrolment_id);
        door.post(&worker, &path, body).await?;
        let later = weeks.moment(site, 3, 10, 5).max(at + Duration::days(2));
        let supervisor = weeks.supervisor_at(door, site, later).await?;
        let path = format!("/sessions/{id}");
        let seen = door.get(&supervisor, &path).await?;
        let body = json!({"minutes": 60, "attendance": "late", "attended_minutes": 45, "reason": "learned_later"});
        door.ask(&supervisor, Method::PATCH, &path, seen.etag(), Some(body))
            .await?;
    }
    if let Some(pair) = pairs.next() {
        let at = weeks.moment(pair.assignment.site_id, 2, 18, 40);
        let worker = pair.worker_at(door, weeks, at).await?;
        let body = json!({
            "id": chance.id(at), "kind": "home_visit", "mode": "in_person_home", "starts_at": at - Duration::hours(2),
            "minutes": 45, "attendance": "present",
            "note": {"id": chance.id(at), "kind": "safeguarding", "about": "family",
                "text": "There was no food in the house, for the second week, and she looks after two little ones alone."},
        });
        let path = format!("/enrolments/{}/sessions", pair.assignment.enrolment_id);
        door.post(&worker, &path, body).await?;
    }
    Ok(())
}
