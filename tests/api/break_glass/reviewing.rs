//! Second persons and reviews.

use serde_json::{Value, json};

use super::{OUTSIDER, Scene};

#[actix_web::test]
async fn somebody_else_reviews() {
    let scene = Scene::new().await;
    let glass = scene.broken("safeguarding_lead").await;
    scene
        .review("safeguarding_lead", glass, "justified")
        .await
        .expect_problem(403, "not_allowed");
    let tried = scene.world.tried_alone(glass).await;
    assert_eq!(tried, ["break_glass review safeguarding_lead"]);
    for who in ["worker", "supervisor", "director", "auditor"] {
        let refused = scene.review(who, glass, "justified").await;
        refused.expect_problem(404, "not_found");
    }
    let done = scene.review("dpo", glass, "needs_training").await.expect(200).body;
    assert_eq!(
        (done["outcome"].as_str(), done["reviewed_at"].as_str()),
        (Some("needs_training"), Some("2026-06-10T09:30:00Z"))
    );
    let again = scene.review("dpo", glass, "misconduct").await;
    again.expect_problem(409, "reviewed_already");
    // The database says so too.
    let sql = scene.world.sql().await;
    let own = sql
        .batch_execute("update break_glass set reviewed_by = staff_id")
        .await
        .unwrap_err();
    assert!(format!("{:?}", own.as_db_error()).contains("break_glass_review_is_anothers"));
}

#[actix_web::test]
async fn a_review_of_another_version_is_refused() {
    let scene = Scene::new().await;
    let glass = scene.broken(OUTSIDER).await;
    let path = format!("/break-glass/{glass}/review");
    let (method, token) = (actix_web::http::Method::POST, scene.house.token("dpo"));
    let body = json!({"outcome": "justified"});
    let stale = scene.world.change(method, token, &path, "\"v7\"", body.clone()).await;
    stale.expect_problem(412, "changed_meanwhile");
    let none = scene.world.post(token, &path, body).await;
    none.expect_problem(428, "if_match_needed");
}

#[actix_web::test]
async fn an_unjustified_one_ends_sign_ins_the_hour_and_the_right() {
    for outcome in ["unjustified", "misconduct"] {
        let scene = Scene::new().await;
        let glass = scene.broken(OUTSIDER).await;
        let path = format!("/people/{}", scene.person);
        scene.get(OUTSIDER, &path).await.expect(200);
        scene.review("dpo", glass, outcome).await.expect(200);
        scene.get(OUTSIDER, "/me").await.expect_problem(401, "sign_in_needed");
        scene.get("worker", "/me").await.expect(200);
        // She signs in again.
        let sql = scene.world.sql().await;
        sql.execute(
            "update auth.sign_in set revoked_at = null where staff_id = $1",
            &[&scene.house.who(OUTSIDER).id],
        )
        .await
        .unwrap();
        scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
        scene.ask(OUTSIDER).await.expect_problem(403, "break_glass_ended");
    }
}

#[actix_web::test]
async fn one_that_waits_for_more_than_a_day_suspends_the_right() {
    let scene = Scene::new().await;
    let glass = scene.broken(OUTSIDER).await;
    let ask = async |moment: &str| {
        scene.world.set_now(moment);
        let token = scene.house.renew(&scene.world, OUTSIDER);
        scene.ask_as(&token, &super::body()).await
    };
    ask("2026-06-11T09:29:59.999999Z").await.expect(201);
    ask("2026-06-11T09:30:00Z")
        .await
        .expect_problem(403, "break_glass_unreviewed");
    scene.review("dpo", glass, "justified").await.expect(200);
    ask("2026-06-11T09:30:01Z").await.expect(201);
}

#[actix_web::test]
async fn the_fourth_in_a_day_waits_for_a_second_person() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        let asked = scene.ask(OUTSIDER).await.expect(201).body;
        assert_eq!(asked["needs_second"], false);
        let glass = super::id_of(&asked);
        scene
            .judge("dpo", glass, "second", Value::Null)
            .await
            .expect_problem(409, "needs_no_second");
    }
    scene.world.set_now("2026-06-10T11:00:00Z");
    let token = scene.house.renew(&scene.world, OUTSIDER);
    let asked = scene.ask_as(&token, &super::body()).await.expect(201).body;
    let glass = super::id_of(&asked);
    assert_eq!(
        (&asked["needs_second"], &asked["starts_at"]),
        (&json!(true), &json!(null))
    );
    let path = format!("/people/{}", scene.person);
    scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
    let own = scene.judge(OUTSIDER, glass, "second", Value::Null).await;
    own.expect_problem(403, "not_allowed");
    scene.world.set_now("2026-06-10T11:20:00Z");
    let agreed = scene
        .judge("safeguarding_lead", glass, "second", Value::Null)
        .await
        .expect(200)
        .body;
    assert_eq!(
        agreed["ends_at"], "2026-06-10T12:20:00Z",
        "the hour begins when she agrees"
    );
    scene.get(OUTSIDER, &path).await.expect(200);
    scene.world.set_now("2026-06-10T12:20:00Z");
    scene.get(OUTSIDER, &path).await.expect_problem(404, "not_found");
    // A day after the first three the next needs nobody, once those were reviewed.
    let open = scene.get("dpo", "/break-glass?unreviewed=true").await.expect(200);
    let open = open.body["items"].as_array().unwrap().clone();
    assert_eq!(open.len(), 4);
    for item in &open {
        scene.review("dpo", super::id_of(item), "justified").await.expect(200);
    }
    scene.world.set_now("2026-06-11T09:30:00Z");
    let token = scene.house.renew(&scene.world, OUTSIDER);
    let asked = scene.ask_as(&token, &super::body()).await.expect(201).body;
    assert_eq!(asked["needs_second"], false);
}

#[actix_web::test]
async fn lists_show_ones_own_and_what_one_reviews() {
    let scene = Scene::new().await;
    scene.broken(OUTSIDER).await;
    scene.broken("director").await;
    for (who, count) in [
        (OUTSIDER, 1),
        ("director", 1),
        ("dpo", 2),
        ("safeguarding_lead", 2),
        ("supervisor", 0),
        ("auditor", 0),
    ] {
        let list = scene.get(who, "/break-glass").await.expect(200);
        assert_eq!(list.body["items"].as_array().unwrap().len(), count, "{who}");
    }
    let first = scene.get("dpo", "/break-glass?limit=1").await.expect(200).body;
    let next = first["next_cursor"].as_str().unwrap();
    let second = scene
        .get("dpo", &format!("/break-glass?limit=1&cursor={next}"))
        .await
        .expect(200)
        .body;
    assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
    assert_eq!(second["next_cursor"], json!(null));
}
