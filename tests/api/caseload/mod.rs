//! Caseloads: limits, views, hand-overs, and who stands in for whom.

mod covering;
mod exceptions_walk;
mod handing_over;
mod limits;
mod limits_walk;
mod views;
mod walk;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, House, World, new_id};

/// A cover at `north`.
fn cover(house: &House, absent: &str, cover: &str, from: &str, until: &str) -> Value {
    json!({"id": new_id(), "site_id": house.north, "absent_id": house.who(absent).id, "cover_id": house.who(cover).id,
        "from_on": from, "until_on": until})
}

/// A hand-over of a whole caseload at `north`.
fn hand_over(house: &House, from: &str, to: &str) -> Value {
    json!({"id": new_id(), "site_id": house.north, "from_id": house.who(from).id, "to_id": house.who(to).id})
}

/// An ending of a hand-over, on the version it has now.
async fn end(world: &World, token: &str, id: Uuid, ending: &str) -> Answer {
    let version = "select row_version from hand_over where id = $1";
    let row = world.sql().await.query_opt(version, &[&id]).await.unwrap();
    let etag = format!("\"v{}\"", row.map_or(1, |row| row.get::<_, i32>(0)));
    let path = format!("/hand-overs/{id}/{ending}");
    world
        .call(
            actix_web::http::Method::POST,
            Some(token),
            &path,
            None,
            &[("if-match", &etag)],
        )
        .await
}

/// The live assignment of somebody in an enrolment.
async fn assignment(world: &World, enrolment: Uuid, staff: Uuid) -> Uuid {
    let live = "select id from assignment where enrolment_id = $1 and staff_id = $2 and ended_at is null";
    world
        .sql()
        .await
        .query_one(live, &[&enrolment, &staff])
        .await
        .unwrap()
        .get(0)
}

/// The id of what an answer shows.
fn shown_id(answer: &Answer) -> Uuid {
    answer.body["id"].as_str().unwrap().parse().unwrap()
}
