//! Until when one's own is edited, what a supervisor's correction takes, and that what stood there before stays.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rolls::Group;
use crate::support::line::session;
use crate::support::{Answer, House, World, new_id};

/// One session of the worker's, recorded when the clock stands at half past nine on 10 June.
struct Edited {
    world: World,
    house: House,
    session: Uuid,
}

impl Edited {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("First").await;
        let (_, enrolment) = world.enrolled(&house, "worker").await;
        let session = world
            .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
            .await;
        Self { world, house, session }
    }

    async fn patch(&self, who: &str, body: Value) -> Answer {
        let token = self.house.renew(&self.world, who);
        let path = format!("/sessions/{}", self.session);
        let seen = self.world.get(&token, &path).await.expect(200).etag();
        self.world.change(Method::PATCH, &token, &path, &seen, body).await
    }

    async fn void(&self, who: &str) -> Answer {
        let token = self.house.renew(&self.world, who);
        let path = format!("/sessions/{}", self.session);
        let seen = self.world.get(&token, &path).await.expect(200).etag();
        let body = json!({"reason": "duplicate"});
        self.world
            .change(Method::POST, &token, &format!("{path}/void"), &seen, body)
            .await
    }

    async fn corrections(&self, who: &str) -> Vec<Value> {
        let token = self.house.renew(&self.world, who);
        let path = format!("/sessions/{}/corrections", self.session);
        let answer = self.world.get(&token, &path).await.expect(200);
        answer.body["items"].as_array().unwrap().clone()
    }

    async fn hours(&self, hours: i32) {
        let token = self.house.renew(&self.world, "programme_manager");
        let path = format!("/programmes/{}", self.house.mentoring);
        let seen = self.world.get(&token, &path).await.expect(200).etag();
        let changed = self
            .world
            .change(Method::PATCH, &token, &path, &seen, json!({"edit_hours": hours}))
            .await
            .expect(200);
        assert_eq!(changed.body["edit_hours"], hours);
    }
}

#[actix_web::test]
async fn ones_own_is_edited_for_a_day_and_then_the_supervisor_says_why() {
    let it = Edited::new().await;
    it.world.set_now("2026-06-11T09:30:00Z");
    it.patch("worker", json!({"minutes": 45})).await.expect(200);
    it.world.set_now("2026-06-11T09:30:01Z");
    for reason in [json!(null), json!("typed_wrong")] {
        let late = it.patch("worker", json!({"minutes": 30, "reason": reason})).await;
        late.expect_problem(403, "edit_window_over");
    }
    it.void("worker").await.expect_problem(403, "edit_window_over");
    let silent = it.patch("supervisor", json!({"minutes": 30})).await;
    let silent = silent.expect_problem(422, "validation");
    assert_eq!(silent.body["errors"][0]["pointer"], "/reason");
    let corrected = it
        .patch(
            "supervisor",
            json!({"minutes": 30, "attendance": "late", "reason": "learned_later"}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&corrected.body["minutes"], &corrected.body["attended_minutes"]),
        (&json!(30), &json!(30))
    );

    // What it said before each, the last first: by whom, and why.
    let kept = it.corrections("evaluator").await;
    let said: Vec<_> = kept
        .iter()
        .map(|row| (row["minutes"].clone(), row["attendance"].clone(), row["reason"].clone()))
        .collect();
    assert_eq!(
        said,
        [
            (json!(45), json!("present"), json!("learned_later")),
            (json!(60), json!("present"), json!(null)),
        ]
    );
    assert_eq!(kept[0]["corrected_by"], json!(it.house.who("supervisor").id));
    assert_eq!(kept[0]["known_from"], "2026-06-11T09:30:00Z");
    assert_eq!(kept[1]["known_from"], "2026-06-10T09:30:00Z");
    it.void("supervisor").await.expect(200);
}

#[actix_web::test]
async fn how_long_is_the_programmes_to_say() {
    let it = Edited::new().await;
    it.hours(48).await;
    it.world.set_now("2026-06-12T09:30:00Z");
    it.patch("worker", json!({"minutes": 45})).await.expect(200);
    it.hours(0).await;
    it.patch("worker", json!({"minutes": 50}))
        .await
        .expect_problem(403, "edit_window_over");
    let token = it.house.renew(&it.world, "programme_manager");
    let path = format!("/programmes/{}", it.house.mentoring);
    for hours in [-1, 721] {
        let seen = it.world.get(&token, &path).await.expect(200).etag();
        let body = json!({"edit_hours": hours});
        let refused = it.world.change(Method::PATCH, &token, &path, &seen, body).await;
        refused.expect_problem(422, "validation");
    }
}

#[actix_web::test]
async fn a_supervisor_says_why_from_the_first_minute_on_and_edits_her_own_like_anybody() {
    let it = Edited::new().await;
    it.patch("supervisor", json!({"minutes": 45}))
        .await
        .expect_problem(422, "validation");
    let own = it.house.who("supervisor").id;
    let sql = it.world.sql().await;
    sql.execute("update session set recorded_by = $1", &[&own])
        .await
        .unwrap();
    it.patch("supervisor", json!({"minutes": 45})).await.expect(200);
    it.world.set_now("2026-06-12T09:30:00Z");
    it.patch("supervisor", json!({"minutes": 50}))
        .await
        .expect_problem(422, "validation");
}

#[actix_web::test]
async fn the_old_words_stay_and_open_for_those_who_open_the_new() {
    let it = Edited::new().await;
    let words = |text: &str| json!({"id": new_id(), "kind": "factual_contact", "text": text});
    it.patch("worker", json!({"note": words("Canary, second.")}))
        .await
        .expect(200);
    it.world.set_now("2026-06-12T09:30:00Z");
    let reason = json!("should_not_be_kept");
    it.patch("supervisor", json!({"note": words("Third."), "reason": reason}))
        .await
        .expect(200);
    let path = format!("/sessions/{}/earlier-notes", it.session);
    let open = async |who: &str| it.world.get(&it.house.renew(&it.world, who), &path).await;
    let earlier = open("worker").await.expect(200);
    let texts: Vec<_> = earlier.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, ["Canary, second.", "Canary note: we talked about school."]);
    for who in ["evaluator", "programme_manager", "director", "dpo"] {
        open(who).await.expect_problem(403, "not_allowed");
    }
    open("other_worker").await.expect_problem(404, "not_found");
    let sql = it.world.sql().await;
    let count = "select count(*) from audit_event where action = 'open' and object_type = 'session_note'";
    let opened: i64 = sql.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(opened, 2, "each is remembered");
    let replaced: Vec<bool> = it
        .corrections("worker")
        .await
        .iter()
        .map(|row| row["note_replaced"].as_bool().unwrap())
        .collect();
    assert_eq!(replaced, [true, true]);
    // A voided session's words were replaced by nothing.
    it.void("supervisor").await.expect(200);
    assert_eq!(
        open("worker").await.expect(200).body["items"].as_array().unwrap().len(),
        2
    );
}

#[actix_web::test]
async fn a_mark_on_a_roll_is_edited_for_a_day_and_its_corrections_are_kept() {
    let group = Group::of(3, "worker").await;
    let mark = async |who: &str, at: usize, etag: &str, attendance: &str, reason: Value| {
        let path = format!("/roll-lines/{}", group.lines[at].1);
        let token = group.house.renew(&group.world, who);
        let mut body = json!({"attendance": attendance});
        if !reason.is_null() {
            body["reason"] = reason;
        }
        group.world.change(Method::PATCH, &token, &path, etag, body).await
    };
    let none = json!(null);
    mark("worker", 0, "\"v1\"", "present", none.clone()).await.expect(200);
    // The supervisor who marks first is its author; who leads the group answers for it all the same.
    mark("supervisor", 1, "\"v1\"", "present", none.clone())
        .await
        .expect(200);
    group.world.set_now("2026-06-11T09:30:00Z");
    mark("worker", 0, "\"v2\"", "late", none.clone()).await.expect(200);
    mark("worker", 1, "\"v2\"", "absent_excused", none.clone())
        .await
        .expect(200);
    mark("supervisor", 0, "\"v3\"", "present", none.clone())
        .await
        .expect_problem(422, "validation");
    // Editing does not make the time longer.
    group.world.set_now("2026-06-11T09:30:01Z");
    mark("worker", 0, "\"v3\"", "present", json!("typed_wrong"))
        .await
        .expect_problem(403, "edit_window_over");
    let take_off = async |who: &str| {
        let path = format!("/roll-lines/{}/take-off", group.lines[0].1);
        let token = group.house.renew(&group.world, who);
        let body = json!({"reason": "wrong_person"});
        group.world.change(Method::POST, &token, &path, "\"v3\"", body).await
    };
    take_off("worker").await.expect_problem(403, "edit_window_over");
    mark("supervisor", 0, "\"v3\"", "absent_unexcused", json!("learned_later"))
        .await
        .expect(200);
    // Nobody has marked her: it is never too late to say that she came.
    mark("worker", 2, "\"v1\"", "present", none).await.expect(200);

    let path = format!("/roll-lines/{}/corrections", group.lines[0].1);
    let kept = group
        .world
        .get(&group.house.renew(&group.world, "worker"), &path)
        .await
        .expect(200);
    let kept = kept.body["items"].as_array().unwrap();
    let said: Vec<_> = kept
        .iter()
        .map(|row| (row["attendance"].as_str().unwrap(), row["reason"].as_str()))
        .collect();
    assert_eq!(said, [("late", Some("learned_later")), ("present", None)]);
    for who in ["evaluator", "director"] {
        let token = group.house.renew(&group.world, who);
        group.world.get(&token, &path).await.expect_problem(403, "not_allowed");
    }
}

/// Attended lines and minutes, as known then.
async fn known(group: &Group, at: &str) -> [u64; 2] {
    let token = group.house.renew(&group.world, "director");
    let figure = async |code: &str| {
        let path = format!("/indicators/{code}?from=2026-01-01&to=2026-03-31&known_at={at}");
        let answer = group.world.get(&token, &path).await.expect(200);
        answer.body["total"][0]["numerator"].as_u64().unwrap()
    };
    [figure("DOS-01").await, figure("ENR-05").await]
}

#[actix_web::test]
async fn figures_asked_as_they_were_known_know_what_was_said_then() {
    let group = Group::of(1, "worker").await;
    let line = group.lines[0].1;
    let worker = async |path: &str, etag: &str, body: Value, status: u16| {
        let token = group.house.renew(&group.world, "worker");
        let method = if path.is_empty() { Method::PATCH } else { Method::POST };
        let path = format!("/roll-lines/{line}{path}");
        group
            .world
            .change(method, &token, &path, etag, body)
            .await
            .expect(status)
    };
    let mark = |attendance: &str| json!({"attendance": attendance});
    group.world.set_now("2026-06-10T10:00:00Z");
    worker("", "\"v1\"", mark("absent_excused"), 200).await;
    group.world.set_now("2026-06-10T11:00:00Z");
    worker("", "\"v2\"", mark("present"), 200).await;
    group.world.set_now("2026-06-10T12:00:00Z");
    worker("/take-off", "\"v3\"", json!({"reason": "wrong_person"}), 204).await;
    // She had been there after all: put on again, marked anew.
    group.world.set_now("2026-06-10T13:00:00Z");
    let again = new_id();
    let token = group.house.renew(&group.world, "worker");
    let body = json!({"id": again, "enrolment_id": group.lines[0].0});
    group.world.post(&token, &group.path("/lines"), body).await.expect(201);
    let path = format!("/roll-lines/{again}");
    group
        .world
        .change(Method::PATCH, &token, &path, "\"v1\"", mark("late"))
        .await
        .expect(200);
    group.world.set_now("2026-06-10T14:00:00Z");
    for (at, came, served) in [
        ("2026-06-10T09:59:00Z", 0, 0),
        ("2026-06-10T10:30:00Z", 0, 0),
        ("2026-06-10T11:30:00Z", 1, 1),
        ("2026-06-10T12:30:00Z", 0, 0),
        ("2026-06-10T13:30:00Z", 1, 1),
    ] {
        assert_eq!(known(&group, at).await, [came, served], "{at}");
    }
}

#[actix_web::test]
async fn a_session_whose_day_was_corrected_is_where_it_was_said_to_be_then() {
    let it = Edited::new().await;
    it.world.set_now("2026-06-10T10:00:00Z");
    it.patch("worker", json!({"starts_at": "2026-04-03T15:00:00Z", "minutes": 30}))
        .await
        .expect(200);
    it.world.set_now("2026-06-10T11:00:00Z");
    let token = it.house.renew(&it.world, "director");
    let came = async |quarter: &str, at: &str| {
        let path = format!("/indicators/DOS-01?{quarter}&known_at={at}");
        let answer = it.world.get(&token, &path).await.expect(200);
        answer.body["total"][0]["numerator"].as_u64().unwrap()
    };
    let (first, second) = ("from=2026-01-01&to=2026-03-31", "from=2026-04-01&to=2026-06-30");
    let (then, now) = ("2026-06-10T09:45:00Z", "2026-06-10T10:45:00Z");
    assert_eq!([came(first, then).await, came(second, then).await], [1, 0]);
    assert_eq!([came(first, now).await, came(second, now).await], [0, 1]);
}
