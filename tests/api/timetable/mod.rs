//! Cohorts, weekly schedules and holidays (domain.md §2.8).

mod cohorts;
mod schedules;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{House, World, new_id};

/// A cohort of mentoring at `north`, from 1 January 2026 on.
fn cohort(house: &House, capacity: i32) -> Value {
    json!({"id": new_id(), "programme_id": house.mentoring, "site_id": house.north, "name": "Autumn course",
        "capacity": capacity, "starts_on": "2026-01-01"})
}

/// Saturdays at three in the afternoon, led by the worker.
fn saturdays(house: &House) -> Value {
    json!({"id": new_id(), "kind": "group_life_skills", "mode": "in_person_community", "title": "Life skills",
        "weekday": 6, "starts_local": "15:00:00", "minutes": 90, "lead_staff_id": house.who("worker").id,
        "from_on": "2026-06-01"})
}

async fn made(world: &World, house: &House, capacity: i32) -> Uuid {
    let body = cohort(house, capacity);
    world
        .post(&house.renew(world, "supervisor"), "/cohorts", body.clone())
        .await
        .expect(201);
    id_of(&body)
}

async fn meets(world: &World, house: &House, cohort: Uuid, schedule: &Value) {
    let path = format!("/cohorts/{cohort}/schedules");
    world
        .post(&house.renew(world, "supervisor"), &path, schedule.clone())
        .await
        .expect(201);
    world.work().await;
}

/// What is planned of a cohort: day and moment of each session.
async fn planned(world: &World, house: &House, cohort: Uuid) -> Vec<[String; 2]> {
    let path = format!("/cohorts/{cohort}/schedules");
    let list = world.get(&house.renew(world, "worker"), &path).await.expect(200);
    let turns = list.body["planned"].as_array().unwrap();
    turns
        .iter()
        .map(|turn| ["turn_on", "starts_at"].map(|field| turn[field].as_str().unwrap().to_owned()))
        .collect()
}

/// The sessions, the next first.
async fn sessions(world: &World, house: &House, cohort: Uuid) -> Vec<Uuid> {
    let path = format!("/cohorts/{cohort}/schedules");
    let list = world.get(&house.renew(world, "worker"), &path).await.expect(200);
    let turns = list.body["planned"].as_array().unwrap();
    turns
        .iter()
        .map(|turn| turn["session_id"].as_str().unwrap().parse().unwrap())
        .collect()
}

/// Who is on the roll of a session, with what nobody has said yet.
async fn roll(world: &World, house: &House, session: Uuid) -> Vec<(Uuid, Value)> {
    let path = format!("/group-sessions/{session}");
    let whole = world.get(&house.renew(world, "worker"), &path).await.expect(200);
    let lines = whole.body["lines"].as_array().unwrap();
    lines
        .iter()
        .map(|line| {
            (
                line["enrolment_id"].as_str().unwrap().parse().unwrap(),
                line["attendance"].clone(),
            )
        })
        .collect()
}

async fn joins(world: &World, house: &House, cohort: Uuid, enrolment: Uuid) -> crate::support::Answer {
    let body = json!({"id": new_id(), "enrolment_id": enrolment, "joined_on": "2026-06-10"});
    let path = format!("/cohorts/{cohort}/members");
    let answer = world.post(&house.renew(world, "worker"), &path, body).await;
    world.work().await;
    answer
}
