//! What it opens, and for how long.

use actix_web::http::Method;
use serde_json::json;

use super::{OUTSIDER, Scene};
use crate::support::line::{own_consent, phone, session};
use crate::support::new_id;

#[actix_web::test]
async fn it_opens_one_person_and_ends_to_the_microsecond() {
    let scene = Scene::new().await;
    let (other, _) = scene.world.enrolled(&scene.house, "worker").await;
    for path in scene.looks() {
        scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
    }
    let asked = scene.ask(OUTSIDER).await.expect(201).body;
    assert_eq!(
        (asked["starts_at"].as_str(), asked["ends_at"].as_str()),
        (Some("2026-06-10T09:30:00Z"), Some("2026-06-10T10:30:00Z"))
    );
    for moment in ["2026-06-10T09:30:00Z", "2026-06-10T10:29:59.999999Z"] {
        scene.world.set_now(moment);
        for path in scene.looks() {
            scene.get(OUTSIDER, &path).await.expect(200);
        }
        let hers = scene.get(OUTSIDER, &format!("/people/{}/identity", scene.person)).await;
        assert_eq!(hers.body["known_as"], "Canary");
        for path in [format!("/people/{other}"), format!("/people/{other}/identity")] {
            scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
        }
        let list = scene.get(OUTSIDER, "/people?with_names=true").await.expect(200);
        assert_eq!(list.body["items"], json!([]), "lists do not change");
    }
    scene.world.set_now("2026-06-10T10:30:00Z");
    for path in scene.looks() {
        scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn nothing_can_be_written_through_it() {
    let mut scene = Scene::new().await;
    scene.broken(OUTSIDER).await;
    let person = scene.person;
    let version = scene.get(OUTSIDER, &format!("/people/{person}")).await.etag();
    let sql = scene.world.sql().await;
    let count =
        "select (select count(*) from consent), (select count(*) from session), (select count(*) from enrolment),
                 (select count(*) from assignment), (select max(row_version) from person),
                 (select max(row_version) from person_identity), (select max(row_version) from session),
                 (select count(*) from conflict_declaration), (select count(*) from plan),
                 (select count(*) from contact_attempt)";
    let held = async || -> Vec<String> {
        let row = sql.query_one(count, &[]).await.unwrap();
        (0..10)
            .map(|n| {
                row.try_get::<_, i64>(n)
                    .map_or_else(|_| row.get::<_, i32>(n).to_string(), |n| n.to_string())
            })
            .collect()
    };
    let before = held().await;
    let (enrolment, session_id) = (scene.enrolment, scene.session);
    let writes = [
        (Method::PATCH, format!("/people/{person}"), json!({"language": "pt"})),
        (
            Method::PUT,
            format!("/people/{person}/identity"),
            json!({"known_as": "Another"}),
        ),
        (Method::POST, format!("/people/{person}/consents"), own_consent()),
        (
            Method::POST,
            format!("/people/{person}/conflict-declarations"),
            json!({"id": new_id(), "has_conflict": false}),
        ),
        (
            Method::POST,
            format!("/people/{person}/enrolments"),
            json!({"id": new_id(), "programme_id": scene.house.sport, "site_id": scene.house.south,
                "enrolled_on": "2026-02-01", "no_conflict_of_interest": true}),
        ),
        (
            Method::POST,
            format!("/enrolments/{enrolment}/sessions"),
            session("2026-04-01T15:00:00Z"),
        ),
        (
            Method::POST,
            "/group-sessions".to_owned(),
            json!({"id": new_id(), "programme_id": scene.house.mentoring, "site_id": scene.house.north,
                "kind": "sport_session", "mode": "in_person_community", "starts_at": "2026-04-01T15:00:00Z",
                "minutes": 60, "lines": [{"id": new_id(), "enrolment_id": enrolment}]}),
        ),
        (
            Method::POST,
            format!("/enrolments/{enrolment}/plans"),
            json!({"id": new_id(), "kind": "home_visit", "mode": "in_person_home", "starts_at": "2026-07-01T15:00:00Z",
                "minutes": 60}),
        ),
        (
            Method::POST,
            format!("/enrolments/{enrolment}/contact-attempts"),
            json!({"id": new_id(), "attempted_at": "2026-04-01T15:00:00Z", "mode": "phone_call", "result": "no_answer"}),
        ),
        (Method::PATCH, format!("/sessions/{session_id}"), json!({"minutes": 5})),
        (
            Method::POST,
            format!("/sessions/{session_id}/void"),
            json!({"reason": "duplicate"}),
        ),
        (
            Method::POST,
            format!("/enrolments/{enrolment}/assignments"),
            json!({"id": new_id(), "staff_id": scene.house.who("other_worker").id, "role": "backup"}),
        ),
    ];
    // Twice: with the application's own checks, and with row-level security alone.
    for with_checks in [true, false] {
        if !with_checks {
            scene.world.switch_checks_off();
        }
        for (method, path, body) in &writes {
            // What the caller says about herself is hers to say, and the wall lets her.
            if !with_checks && path.ends_with("conflict-declarations") {
                continue;
            }
            let token = scene.house.token(OUTSIDER);
            let answer = scene
                .world
                .change(method.clone(), token, path, &version, body.clone())
                .await;
            assert!(!answer.status.is_success(), "{path}: {}", answer.body);
            if with_checks && answer.status.as_u16() != 404 {
                assert_eq!(answer.status.as_u16(), 403, "{path}: {}", answer.body);
            }
        }
    }
    assert_eq!(held().await, before);
}

#[actix_web::test]
async fn everything_seen_through_it_is_remembered_and_named() {
    let scene = Scene::new().await;
    let sql = scene.world.sql().await;
    let staff = scene.house.who(OUTSIDER).id;
    let flagged = async || -> Vec<(String, String)> {
        sql.query(
            "select action, object_type from audit_event where staff_id = $1 and break_glass_id is not null
             and object_type not like 'break_glass%' and action <> 'break_glass' order by id",
            &[&staff],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect()
    };
    let glass = scene.broken(OUTSIDER).await;
    let mut seen = flagged().await.len();
    for path in scene.looks() {
        scene.get(OUTSIDER, &path).await.expect(200);
        let now = flagged().await.len();
        assert!(now > seen, "{path} left no row that names the break-glass");
        seen = now;
    }
    let kinds = flagged().await;
    for kind in [
        ("open", "person_identity"),
        ("open", "session_note"),
        ("read", "person"),
    ] {
        assert!(
            kinds.contains(&(kind.0.to_owned(), kind.1.to_owned())),
            "{kind:?} in {kinds:?}"
        );
    }
    // Her own people are none of its business, and neither is anything after it.
    scene.get(OUTSIDER, "/people?with_names=true").await.expect(200);
    scene.world.set_now("2026-06-10T10:30:00Z");
    scene.get(OUTSIDER, "/people?with_names=true").await.expect(200);
    assert_eq!(flagged().await.len(), seen);
    let other: i64 = sql
        .query_one(
            "select count(*) from audit_event where break_glass_id is distinct from $1 and break_glass_id is not null",
            &[&glass],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(other, 0);
    let openings = scene
        .get("dpo", &format!("/people/{}/openings", scene.person))
        .await
        .expect(200);
    let named = openings.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["break_glass_id"] == json!(glass))
        .count();
    assert!(named > seen, "the data-protection officer sees it all: {named}");
}

#[actix_web::test]
async fn it_ends_with_the_role_it_was_asked_in() {
    let scene = Scene::new().await;
    scene.broken(OUTSIDER).await;
    let path = format!("/people/{}", scene.person);
    scene.get(OUTSIDER, &path).await.expect(200);
    let sql = scene.world.sql().await;
    sql.execute(
        "update role_grant set ended_at = now() where staff_id = $1",
        &[&scene.house.who(OUTSIDER).id],
    )
    .await
    .unwrap();
    scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn who_may_by_right_does_not_look_through_broken_glass() {
    let scene = Scene::new().await;
    let number = "+57 300 123 4567";
    let contacts = format!("/people/{}/contacts", scene.person);
    let (worker, entry) = (scene.house.token("worker"), phone(number));
    scene.world.post(worker, &contacts, entry).await.expect(201);
    scene.broken(OUTSIDER).await;
    let found = async || {
        let token = scene.house.renew(&scene.world, OUTSIDER);
        let answer = scene
            .world
            .post(&token, "/people/search", json!({"phone": number}))
            .await;
        answer.expect(200).body["items"].as_array().unwrap().len()
    };
    assert_eq!(
        found().await,
        0,
        "the glass was broken over one file, not to search in others"
    );
    let sql = scene.world.sql().await;
    let marked = "select count(*) from audit_event where break_glass_id is not null";
    let marked = async || -> i64 { sql.query_one(marked, &[]).await.unwrap().get(0) };
    let asked = marked().await;
    let takes_over = "update role_grant set site_id = $1 where staff_id = $2";
    let colleague = scene.house.who(OUTSIDER).id;
    sql.execute(takes_over, &[&scene.house.north, &colleague])
        .await
        .unwrap();
    assert_eq!(found().await, 1, "she supervises that place now");
    for path in scene.looks() {
        scene.get(OUTSIDER, &path).await.expect(200);
    }
    assert_eq!(marked().await, asked, "what she may do by right is nothing to review");
}
