//! Random histories of two records, merged and taken apart again: every row is as it was, and opens.

use actix_web::http::Method;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use super::rows::{self, Rows};
use super::{ask, step, undo};
use crate::consent::breadth::{school, share};
use crate::disclosures::told;
use crate::incidents::naming;
use crate::plans::written;
use crate::support::line::{adult, consent, leaving, own_consent, passport, phone, session};
use crate::support::{House, World, new_id};

const HISTORIES: u64 = 6;

/// Somebody with a bit of everything, in a random order and number: what can be written in any order. In `programme`.
async fn history(world: &World, house: &House, programme: Uuid, dice: &mut StdRng) -> (Uuid, Uuid) {
    let token = house.token("worker");
    let mut body = adult(house);
    body["home_site_id"] = json!(house.north);
    let person = world.take_in(house, "worker", &body).await;
    let to = |place: &str| format!("/people/{person}/{place}");
    world.post(token, &to("consents"), own_consent()).await.expect(201);
    let enrolment = json!({"id": new_id(), "programme_id": programme, "site_id": house.north, "enrolled_on": "2026-01-12",
        "no_conflict_of_interest": true});
    world
        .post(token, &to("enrolments"), enrolment.clone())
        .await
        .expect(201);
    let enrolment: Uuid = enrolment["id"].as_str().unwrap().parse().unwrap();
    let school = school(world, house).await;
    world
        .post(token, &to("consents"), share("young_person", school))
        .await
        .expect(201);
    let number = format!("+57 3{:09}", dice.random_range(0..1_000_000_000));
    let third = world.take_in(house, "worker", &adult(house)).await;
    let mut doings: Vec<u32> = (0..11)
        .flat_map(|doing| vec![doing; dice.random_range(0..=2)])
        .collect();
    doings.shuffle(dice);
    let mut once = std::collections::BTreeSet::new();
    for doing in doings {
        // What there is one of is done once.
        if [6, 7, 8].contains(&doing) && !once.insert(doing) {
            continue;
        }
        let done = match doing {
            0 => world.post(token, &to("contacts"), phone(&number)).await,
            1 => {
                let paper = format!("AB{}", dice.random_range(100_000..999_999));
                world.post(token, &to("identifiers"), passport(&paper)).await
            }
            2 => {
                let sister = json!({"id": new_id(), "kind": "family", "other_name": "Canary sister", "bond": {}});
                world.post(token, &to("relationships"), sister).await
            }
            3 => {
                let day = dice.random_range(10..28);
                let path = format!("/enrolments/{enrolment}/sessions");
                world
                    .post(token, &path, session(&format!("2026-02-{day}T15:00:00Z")))
                    .await
            }
            4 => {
                let judged = json!({"id": new_id(), "result": "understands", "assessed_at": "2026-01-01T11:00:00Z",
                    "narrative": "Canary: said it back"});
                world.post(token, &to("capacity"), judged.clone()).await.expect(201);
                let mut own = consent("data_processing", "young_person");
                own["capacity_id"] = judged["id"].clone();
                world.post(token, &to("consents"), own).await
            }
            5 => {
                let body = naming(house, &[(person, "harmed")]);
                world.post(token, "/incidents", body).await
            }
            6 => {
                let needs = json!({"medical_needs": "Canary asthma", "emergency_contact": "Canary aunt"});
                let written = world.change(Method::PUT, token, &to("needs"), "\"v0\"", needs).await;
                assert_eq!(written.status, 200, "{}", written.body);
                continue;
            }
            7 => {
                let goal = written(world, token, enrolment).await.goal;
                let action = json!({"id": new_id(), "who": "staff", "staff_id": house.who("worker").id,
                    "due_on": "2026-07-01", "what": "Canary: brings the form"});
                world.post(token, &format!("/goals/{goal}/actions"), action).await
            }
            8 => {
                let apart = json!({"id": new_id(), "other_person_id": third});
                world.post(house.token("supervisor"), &to("keep-apart"), apart).await
            }
            9 => world.post(token, &to("disclosures"), told(school)).await,
            _ => {
                let related = json!({"id": new_id(), "kind": "family", "other_person_id": person, "bond": {}});
                world
                    .post(token, &format!("/people/{third}/relationships"), related)
                    .await
            }
        };
        assert_eq!(done.status, 201, "{doing}: {}", done.body);
    }
    if dice.random_bool(0.5) {
        let left = leaving("2026-06-09", "relocated_for_safety");
        world.step(token, enrolment, "exit", left).await.expect(200);
    }
    (person, enrolment)
}

fn assert_same(before: &Rows, after: &Rows, seed: u64) {
    for (table, rows) in before {
        assert_eq!(rows, &after[table], "{table}, seed {seed}");
    }
}

#[actix_web::test]
async fn a_merge_that_is_undone_leaves_every_row_as_it_was() {
    let mut moved = std::collections::BTreeSet::new();
    for seed in 0..HISTORIES {
        let mut dice = StdRng::seed_from_u64(seed);
        let world = World::new().await;
        let house = world.house("First").await;
        let sql = world.sql().await;
        let (kept, _) = history(&world, &house, house.mentoring, &mut dice).await;
        let (merged, _) = history(&world, &house, house.sport, &mut dice).await;
        // Of two who need something written one is emptied: a merge refuses both (tests in guards).
        sql.execute("delete from person_needs where person_id = $1", &[&kept])
            .await
            .unwrap();
        let mode = ["normal", "restricted"][dice.random_range(0..2)];
        sql.execute("update person set display_mode = $2 where id = $1", &[&merged, &mode])
            .await
            .unwrap();
        world.work().await;
        let before = rows::all(&world).await;
        moved.extend(rows::naming(&before, merged));

        let asked = ask(&world, &house, "worker", merged, kept).await.expect(201);
        let id = asked.body["id"].as_str().unwrap();
        step(&world, &house, "supervisor", id, "confirm", None)
            .await
            .expect(200);
        let joined = rows::all(&world).await;
        assert_eq!(rows::naming(&joined, merged), Vec::<&str>::new(), "seed {seed}");
        for (table, rows) in &before {
            assert_eq!(rows.len(), joined[table].len(), "{table}: none is lost, seed {seed}");
        }
        undo(&world, &house, id).await.expect(200);
        assert_same(&before, &rows::all(&world).await, seed);
    }
    assert!(moved.len() > 17, "histories are too plain: {moved:?}");
}
