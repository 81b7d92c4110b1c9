//! Ids of one organisation in requests of another: every id of a request that succeeds is swapped in turn.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::Value;
use uuid::Uuid;

use super::ask::{Ask, operations};
use super::checks_off::{holdings, marks_of_elsewhere, says};
use super::entries::rows;
use super::matrix::prepared;
use super::scene::{Scene, Target, Tie};
use crate::support::Door;
use crate::support::line::adult;

/// What has a counterpart in the other organisation: ours, theirs.
fn counterparts(scene: &Scene) -> HashMap<String, Uuid> {
    let (ours, theirs) = (&scene.house, &scene.elsewhere);
    let mut pairs = vec![
        (ours.org, theirs.org),
        (ours.north, theirs.north),
        (ours.south, theirs.south),
        (ours.mentoring, theirs.mentoring),
        (ours.sport, theirs.sport),
        (ours.funder, theirs.funder),
    ];
    let ids = |of: &Target| {
        [
            of.person,
            of.enrolment,
            of.assignment,
            of.session,
            of.own_session,
            of.plan,
            of.site,
            of.programme,
            of.staff,
            of.grant,
            of.policy,
        ]
    };
    for (_, target) in scene.targets() {
        let theirs = scene.target(Tie::Elsewhere);
        pairs.extend(ids(&target).into_iter().zip(ids(&theirs)));
        pairs.extend(target.releases.ids().into_iter().zip(theirs.releases.ids()));
        pairs.extend(target.joining.ids().into_iter().zip(theirs.joining.ids()));
        pairs.extend(target.rolls.ids().into_iter().zip(theirs.rolls.ids()));
        pairs.extend(target.glass.ids().into_iter().zip(theirs.glass.ids()));
    }
    pairs.iter().map(|(ours, theirs)| (ours.to_string(), *theirs)).collect()
}

/// The request with one id swapped, for every id in it that has a counterpart.
fn swaps(ask: &Ask, counterparts: &HashMap<String, Uuid>) -> Vec<Ask> {
    let mut swapped = Vec::new();
    for (at, place) in ask.place.iter().enumerate() {
        if let Some(theirs) = counterparts.get(place) {
            let mut other = ask.clone();
            other.place[at] = theirs.to_string();
            // With the version the other organisation's row really has.
            other.version_of = ask.version_of.map(|(table, key, _)| (table, key, *theirs));
            swapped.push(other);
        }
    }
    for (ours, theirs) in counterparts {
        if ask.query.contains(ours.as_str()) {
            let mut other = ask.clone();
            other.query = ask.query.replace(ours.as_str(), &theirs.to_string());
            swapped.push(other);
        }
    }
    let fields = ask.body.as_ref().and_then(Value::as_object);
    for (field, value) in fields.into_iter().flatten() {
        let one = value.as_str().or_else(|| value[0].as_str());
        if let (Some(theirs), Some(body)) = (one.and_then(|id| counterparts.get(id)), &ask.body) {
            let mut other = ask.clone();
            let mut body = body.clone();
            let theirs = Value::String(theirs.to_string());
            body[field] = if value.is_array() {
                Value::Array(vec![theirs])
            } else {
                theirs
            };
            other.body = Some(body);
            swapped.push(other);
        }
    }
    swapped
}

#[actix_web::test]
async fn no_request_succeeds_with_an_id_of_another_organisation() {
    let scene = Scene::build().await;
    let callers = prepared(&scene).await;
    let rows = rows(&operations());
    let door = Door::to(scene.world.state.clone()).await;
    let (counterparts, marks) = (counterparts(&scene), marks_of_elsewhere(&scene));
    let before = holdings(&scene.sql, scene.elsewhere.org).await;
    let (mut tried, mut successes) = (0, Vec::new());
    let powerful = [
        "worker",
        "supervisor",
        "safeguarding_lead",
        "org_admin",
        "director",
        "evaluator",
        "dpo",
    ];
    for caller in callers.iter().filter(|c| c.of_this_house && powerful.contains(&c.name)) {
        scene.turn_to(caller).await;
        for (entry, tie, operation) in rows.iter().filter(|(_, tie, _)| *tie != Tie::Elsewhere) {
            let there = scene.target(*tie);
            let ask = (entry.ask)(&scene, caller, &there);
            let honest = entry.send(&scene, &door, caller, operation, &there, &ask).await;
            if !honest.status.is_success() {
                continue;
            }
            for swapped in swaps(&ask.renewed(), &counterparts) {
                let answer = entry.send(&scene, &door, caller, operation, &there, &swapped).await;
                tried += 1;
                let empty_list = answer.body["items"].as_array().is_some_and(Vec::is_empty);
                if answer.status.is_success() && !empty_list || marks.iter().any(|mark| says(&answer, mark)) {
                    successes.push(format!(
                        "{} as {}: {swapped:?}: {}",
                        operation.id, caller.name, answer.body
                    ));
                }
            }
        }
    }
    assert!(successes.is_empty(), "{}", successes.join("\n"));
    assert!(tried > 150, "only {tried} ids were swapped");
    assert_eq!(
        holdings(&scene.sql, scene.elsewhere.org).await,
        before,
        "something was written there"
    );
}

#[actix_web::test]
async fn a_cursor_of_another_organisation_leads_nowhere_but_into_ones_own() {
    let scene = Scene::build().await;
    let marks = marks_of_elsewhere(&scene);
    let (ours, theirs) = (
        scene.house.token("safeguarding_lead"),
        scene.elsewhere.token("safeguarding_lead"),
    );
    scene
        .world
        .take_in(&scene.elsewhere, "worker", &adult(&scene.elsewhere))
        .await;
    let enrolment = |of: Tie| format!("/enrolments/{}/sessions", scene.target(of).enrolment);
    let lists = [
        ("/people".to_owned(), "/people".to_owned()),
        ("/staff".to_owned(), "/staff".to_owned()),
        (enrolment(Tie::Elsewhere), enrolment(Tie::North)),
    ];
    for (there, here) in lists {
        let page = scene.world.get(theirs, &format!("{there}?limit=1")).await.expect(200);
        let cursor = page.body["next_cursor"].as_str().expect("more than one row");
        let answer = scene
            .world
            .get(ours, &format!("{here}?cursor={cursor}"))
            .await
            .expect(200);
        assert!(!marks.iter().any(|mark| says(&answer, mark)), "{here}: {}", answer.body);
    }
}

#[actix_web::test]
async fn an_id_that_is_taken_elsewhere_is_free_here() {
    let scene = Scene::build().await;
    let before = holdings(&scene.sql, scene.elsewhere.org).await;
    let mut body = adult(&scene.house);
    body["id"] = serde_json::json!(scene.target(Tie::Elsewhere).person);
    let token = Some(scene.house.token("worker"));
    let answer = scene.world.call(Method::POST, token, "/people", Some(body), &[]).await;
    answer.expect(201);
    assert_eq!(
        holdings(&scene.sql, scene.elsewhere.org).await,
        before,
        "their row was touched"
    );
}
