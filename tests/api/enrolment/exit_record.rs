//! What is found when somebody leaves, who is told, and when the work with her ends (domain.md §2.20).

use serde_json::json;

use crate::support::World;
use crate::support::line::{leaving, session};

#[actix_web::test]
async fn what_was_found_is_kept_with_a_value_or_why_there_is_none() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let mut body = leaving("2026-03-05", "completed_goals_early");
    for (field, value) in [
        ("initiator", json!("person")),
        ("planned", json!(true)),
        ("living_situation", json!("with_relatives")),
        ("school_status_missing", json!("prefers_not")),
        ("employment_status", json!("apprenticeship")),
        ("wellbeing", json!(64)),
        ("satisfaction", json!(5)),
        ("safe_to_follow_up", json!(true)),
    ] {
        body[field] = value;
    }
    let refused = world.step(worker, enrolment, "exit", body.clone()).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/safe_contact_rule");
    body["safe_contact_rule"] = json!("message_first");
    for (field, value, pointer) in [
        ("initiator_missing", json!("not_asked"), "/initiator"),
        ("satisfaction", json!(6), "/satisfaction"),
        ("wellbeing", json!(101), "/wellbeing"),
        ("wellbeing_missing", json!("not_asked"), "/wellbeing"),
    ] {
        let mut wrong = body.clone();
        wrong[field] = value;
        let refused = world
            .step(worker, enrolment, "exit", wrong)
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    let left = world.step(worker, enrolment, "exit", body).await.expect(200);
    assert_eq!(left.body["events"][2]["completion_class"], "completed");
    let course = world
        .get(worker, &format!("/enrolments/{enrolment}/course"))
        .await
        .expect(200)
        .body;
    let expected = json!({
        "exited_on": "2026-03-05", "reason": "completed_goals_early", "shown_reason": "completed_goals_early",
        "completion_class": "completed", "interview_on": null, "interview_missing": "prefers_not", "aftercare": "declined",
        "initiator": "person", "initiator_missing": null, "planned": true, "planned_missing": null,
        "living_situation": "with_relatives", "living_situation_missing": null,
        "school_status": null, "school_status_missing": "prefers_not",
        "employment_status": "apprenticeship", "employment_status_missing": null,
        "wellbeing": 64, "wellbeing_missing": null, "satisfaction": 5, "satisfaction_missing": null, "safe_to_follow_up": true, "safe_to_follow_up_missing": null,
        "safe_contact_rule": "message_first",
    });
    assert_eq!(course["exit"], expected);
}

#[actix_web::test]
async fn of_what_nobody_said_nobody_asked() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .step(worker, enrolment, "exit", leaving("2026-03-05", "never_started"))
        .await
        .expect(200);
    let course = world
        .get(worker, &format!("/enrolments/{enrolment}/course"))
        .await
        .expect(200)
        .body;
    for field in [
        "initiator",
        "planned",
        "living_situation",
        "school_status",
        "employment_status",
        "wellbeing",
        "satisfaction",
        "safe_to_follow_up",
    ] {
        assert_eq!(course["exit"][field], json!(null), "{field}");
        assert_eq!(course["exit"][format!("{field}_missing")], "not_asked", "{field}");
    }
    assert_eq!(course["exit"]["completion_class"], "administrative");
}

/// Golden case 19 (domain.md §7): a relocated exit viewed by a C2 user reads "moved away".
#[actix_web::test]
async fn golden_19_who_was_relocated_has_moved_away_for_everybody_who_does_not_open_her_file() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    for (reason, restricted, shown) in [
        ("relocated_for_safety", false, "moved_away"),
        ("in_custody_long_term", true, "moved_away"),
        ("in_custody_long_term", false, "in_custody_long_term"),
        ("moved_away", true, "moved_away"),
    ] {
        let (person, enrolment) = world.enrolled(&house, "worker").await;
        if restricted {
            let mode = "update person set display_mode = 'restricted' where id = $1";
            sql.execute(mode, &[&person]).await.unwrap();
        }
        let body = leaving("2026-03-05", reason);
        let left = world
            .step(house.token("worker"), enrolment, "exit", body)
            .await
            .expect(200);
        assert_eq!(left.body["events"][1]["reason"], shown, "{reason}");
        assert_eq!(left.body["events"][1]["completion_class"], "neutral");
        for who in ["evaluator", "director", "programme_manager"] {
            let seen = world
                .get(house.token(who), &format!("/enrolments/{enrolment}"))
                .await
                .expect(200);
            let text = String::from_utf8_lossy(&seen.bytes).into_owned();
            assert!(
                text.contains(shown) && (reason == shown || !text.contains(reason)),
                "{who}: {text}"
            );
        }
        let course = world
            .get(house.token("supervisor"), &format!("/enrolments/{enrolment}/course"))
            .await
            .expect(200)
            .body;
        assert_eq!(course["exit"]["reason"], reason);
        assert_eq!(course["exit"]["shown_reason"], shown);
    }
    let clear = "select count(*) from enrolment_event where reason = 'relocated_for_safety'";
    assert_eq!(sql.query_one(clear, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[actix_web::test]
async fn the_work_ends_with_the_sites_day_unless_aftercare_is_wanted() {
    let mut world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let (kept, cared_for) = world.enrolled(&house, "worker").await;
    let mut with_aftercare = leaving("2026-06-09", "left_by_choice");
    with_aftercare["aftercare"] = json!("planned");
    let worker = house.token("worker");
    world
        .step(worker, enrolment, "exit", leaving("2026-06-09", "left_by_choice"))
        .await
        .expect(200);
    world.step(worker, cared_for, "exit", with_aftercare).await.expect(200);
    // In Bogotá the day goes on until five in the morning, Greenwich time. Until then she writes down what is left.
    world.set_now("2026-06-11T04:59:59Z");
    assert_eq!(world.work().await, 0);
    let token = house.renew(&world, "worker");
    world
        .post(
            &token,
            &format!("/enrolments/{enrolment}/sessions"),
            session("2026-06-09T15:00:00Z"),
        )
        .await
        .expect(201);
    world.set_now("2026-06-11T05:00:00Z");
    assert_eq!(world.work().await, 1);
    let token = house.renew(&world, "worker");
    for path in [format!("/people/{person}"), format!("/enrolments/{enrolment}")] {
        world.get(&token, &path).await.expect_problem(404, "not_found");
    }
    world.get(&token, &format!("/people/{kept}/identity")).await.expect(200);
    // The wall says so by itself.
    world.switch_checks_off();
    world.get(&token, &format!("/enrolments/{enrolment}")).await.expect(404);
    let ended = "select count(*) from assignment a join enrolment_event v on v.id = a.ended_with
                 where a.ended_at = timestamptz '2026-06-11T05:00:00Z' and a.enrolment_id = $1 and v.to_status = 'exited'";
    let row = world.sql().await.query_one(ended, &[&enrolment]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);
}
