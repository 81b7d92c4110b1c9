//! Who reads the log, and what it shows her.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::session;
use crate::support::{House, World};

/// A house in which several people opened somebody's file.
struct Scene {
    world: World,
    house: House,
    person: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("House").await;
        let (person, enrolment) = world.enrolled(&house, "worker").await;
        let session = world
            .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
            .await;
        let scene = Self { world, house, person };
        for (who, path) in [
            ("worker", format!("/people/{person}/identity")),
            ("worker", format!("/sessions/{session}/note")),
            ("supervisor", "/people?with_names=true".to_owned()),
            ("safeguarding_lead", format!("/people/{person}/identity")),
        ] {
            scene.get(who, &path).await;
        }
        scene
    }

    async fn get(&self, who: &str, path: &str) -> Value {
        self.world.get(self.house.token(who), path).await.expect(200).body
    }

    fn path(&self) -> String {
        format!("/people/{}/openings", self.person)
    }

    /// Who did what with what, oldest first.
    async fn openings(&self, who: &str) -> Vec<(String, String, String)> {
        let body = self.get(who, &self.path()).await;
        let mut rows: Vec<_> = body["items"].as_array().unwrap().iter().map(act).collect();
        rows.reverse();
        rows
    }
}

fn act(item: &Value) -> (String, String, String) {
    let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
    (text("staff_name"), text("action"), text("object_type"))
}

fn is(row: &(String, String, String), who: &str, action: &str, object: &str) -> bool {
    (row.0.as_str(), row.1.as_str(), row.2.as_str()) == (who, action, object)
}

#[actix_web::test]
async fn who_opened_a_file_is_shown_to_who_answers_for_it() {
    let scene = Scene::new().await;
    let seen = scene.openings("dpo").await;
    for (who, action, object) in [
        ("worker", "create", "person"),
        ("worker", "consent", "consent"),
        ("worker", "enrol", "enrolment"),
        ("worker", "log_session", "session"),
        ("worker", "open", "person_identity"),
        ("worker", "open", "session_note"),
        ("supervisor", "list", "person_identity"),
        ("safeguarding_lead", "open", "person_identity"),
    ] {
        assert!(
            seen.iter().any(|row| is(row, who, action, object)),
            "{who} {action} {object} in {seen:?}"
        );
    }
    // Looking is remembered, and shown to the next who looks.
    let again = scene.openings("safeguarding_lead").await;
    assert!(is(again.last().unwrap(), "dpo", "read", "person"), "{again:?}");
}

#[actix_web::test]
async fn an_accused_worker_and_her_supervisor_are_not_warned() {
    let scene = Scene::new().await;
    scene.openings("dpo").await;
    let hers = scene.openings("worker").await;
    assert!(!hers.is_empty() && hers.iter().all(|row| row.0 == "worker"), "{hers:?}");
    let supervisors = scene.openings("supervisor").await;
    assert!(supervisors.iter().any(|row| row.0 == "worker"));
    assert!(
        supervisors
            .iter()
            .all(|row| !["safeguarding_lead", "dpo"].contains(&row.0.as_str())),
        "{supervisors:?}"
    );
    // The wall alone says the same.
    let mut scene = scene;
    scene.world.switch_checks_off();
    let hers = scene.openings("worker").await;
    assert!(hers.iter().all(|row| row.0 == "worker"), "{hers:?}");
    for who in ["it_admin", "org_admin", "evaluator"] {
        let answer = scene.world.get(scene.house.token(who), &scene.path()).await;
        assert!(
            !answer.status.is_success() || answer.body["items"] == json!([]),
            "{who}"
        );
    }
}

#[actix_web::test]
async fn others_are_refused() {
    let scene = Scene::new().await;
    let status = async |who: &str| {
        let answer = scene.world.get(scene.house.token(who), &scene.path()).await;
        answer.status.as_u16()
    };
    for who in ["programme_manager", "director", "evaluator", "intake_officer"] {
        assert_eq!(status(who).await, 403, "{who}");
    }
    for who in ["other_worker", "south_supervisor", "auditor", "it_admin", "funder"] {
        assert_eq!(status(who).await, 404, "{who}");
    }
}

#[actix_web::test]
async fn acts_outlive_who_did_them() {
    let scene = Scene::new().await;
    let before = scene.openings("dpo").await;
    let sql = scene.world.sql().await;
    sql.execute(
        "update staff_member set ended_at = now() where id = $1",
        &[&scene.house.who("worker").id],
    )
    .await
    .unwrap();
    let after = scene.openings("dpo").await;
    assert_eq!(after[..before.len()], before[..]);
    let log = scene
        .get(
            "auditor",
            &format!("/audit-events?staff_id={}", scene.house.who("worker").id),
        )
        .await;
    assert!(
        log["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["staff_name"] == "worker")
    );
}

#[actix_web::test]
async fn pages_show_every_act_once() {
    let scene = Scene::new().await;
    for (who, path) in [
        ("safeguarding_lead", scene.path()),
        ("auditor", "/audit-events".to_owned()),
    ] {
        let until = if who == "auditor" {
            "&until=2026-06-10T09:30:00.000001Z"
        } else {
            ""
        };
        let whole = scene.get(who, &format!("{path}?limit=200{until}")).await;
        let whole: Vec<Value> = whole["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect();
        // Each look adds a row above, which later pages do not reach.
        let (mut ids, mut cursor): (Vec<Value>, _) = (Vec::new(), String::new());
        loop {
            let page = scene.get(who, &format!("{path}?limit=3{until}{cursor}")).await;
            ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let added = ids.len() - whole.len();
        assert_eq!(ids[added..], whole[..], "{who}");
        assert!(added <= 1, "{who}: {added}");
    }
}

#[actix_web::test]
async fn the_log_is_read_without_content_by_those_who_may() {
    let scene = Scene::new().await;
    for who in [
        "director",
        "supervisor",
        "org_admin",
        "it_admin",
        "funder",
        "worker",
        "safeguarding_lead",
    ] {
        let answer = scene.world.get(scene.house.token(who), "/audit-events").await;
        answer.expect_problem(403, "not_allowed");
    }
    for who in ["auditor", "dpo"] {
        let answer = scene
            .world
            .get(scene.house.token(who), "/audit-events?limit=200")
            .await
            .expect(200);
        let said = String::from_utf8(answer.bytes).unwrap();
        assert!(!said.contains("Canary"), "{who}: {said}");
    }
    let worker = scene.house.who("worker").id;
    let count = async |filter: &str| {
        let body = scene.get("auditor", &format!("/audit-events?limit=200&{filter}")).await;
        body["items"].as_array().unwrap().len()
    };
    assert_eq!(count("action=open").await, 3);
    assert_eq!(count(&format!("action=open&staff_id={worker}")).await, 2);
    assert_eq!(
        count(&format!("action=open&staff_id={worker}&object_type=session_note")).await,
        1
    );
    assert_eq!(count(&format!("action=open&object_id={}", scene.person)).await, 2);
    assert_eq!(
        count(&format!(
            "action=list&object_type=person_identity&object_id={}",
            scene.person
        ))
        .await,
        1
    );
    assert_eq!(count("from=2026-06-10T09:30:00Z&action=open").await, 3);
    assert_eq!(count("until=2026-06-10T09:30:00Z").await, 0);
    let list = scene
        .get("auditor", "/audit-events?action=list&object_type=person_identity")
        .await;
    assert_eq!(list["items"][0]["shown"], 1, "how many, not whom");
    assert!(list["items"][0].get("shown_ids").is_none());
    let read = scene
        .get("auditor", "/audit-events?action=list&object_type=audit_event")
        .await;
    assert!(
        !read["items"].as_array().unwrap().is_empty(),
        "reading it is remembered"
    );
    let wrong = scene
        .world
        .get(scene.house.token("auditor"), "/audit-events?acton=open")
        .await;
    wrong.expect_problem(400, "malformed");
}
