//! Auditing, approving, rejecting, publishing.

use actix_web::http::Method;
use serde_json::json;

use super::scene::{Scene, day, id_of};

#[actix_web::test]
async fn a_release_goes_from_draft_to_published() {
    let scene = Scene::with_2025().await;
    let draft = scene.draft("2025").await.expect(201);
    let id = id_of(&draft);
    assert_eq!(draft.body["state"], "draft");
    let audited = scene.step("evaluator", &id, &draft.etag(), "audit").await.expect(200);
    assert_eq!(audited.body["state"], "audited");
    let gates = &audited.body["inside"]["gates"];
    assert_eq!(gates["passed"], true);
    let names: Vec<&str> = gates["gates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["gate"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["G1", "G2", "G3", "G4", "G5", "G6", "G7"]);
    let approved = scene.step("dpo", &id, &audited.etag(), "approve").await.expect(200);
    assert_eq!(approved.body["state"], "approved");
    scene
        .file("dpo", &id, "json")
        .await
        .expect_problem(409, "not_published");
    let published = scene.step("dpo", &id, &approved.etag(), "publish").await.expect(200);
    assert_eq!(published.body["state"], "published");
    assert_eq!(published.body["tables"], draft.body["tables"]);
    assert_eq!(published.body["content_sha256"], draft.body["content_sha256"]);

    let sql = scene.world.sql().await;
    let counted: i64 = sql
        .query_one("select count(*) from sdc.counted", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(counted, 240);
    // Four tables at 0.5 each, whatever was printed; delta 4 x 0.00013552.
    let spent = sql
        .query_one(
            "select count(*), min(epsilon)::text, max(epsilon)::text, max(delta)::text from sdc.budget",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(spent.get::<_, i64>(0), 240);
    assert_eq!(spent.get::<_, &str>(1), "2.000");
    assert_eq!(spent.get::<_, &str>(2), "2.000");
    assert_eq!(spent.get::<_, &str>(3), "0.000542080");

    let again = scene.draft("2025").await.expect_problem(409, "period_released");
    assert!(
        again.body["detail"].as_str().unwrap().contains("next release"),
        "{}",
        again.body
    );
    let years = scene
        .world
        .get(&scene.token("dpo"), "/releases/periods")
        .await
        .expect(200);
    let year = years.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["period"] == "2025")
        .unwrap();
    assert_eq!(year["released"], json!(id));
}

#[actix_web::test]
async fn a_stale_draft_is_refused_at_every_step() {
    let mut scene = Scene::with_2025().await;
    let draft = scene.draft("2025").await.expect(201);
    scene.enrol(1, day("2025-06-01")).await;
    scene
        .step("evaluator", &id_of(&draft), &draft.etag(), "audit")
        .await
        .expect_problem(409, "data_changed");

    let audited = scene.draft_and("2025", &["audit"]).await;
    let one = scene.enrol(1, day("2025-06-02")).await;
    scene
        .step("dpo", &id_of(&audited), &audited.etag(), "approve")
        .await
        .expect_problem(409, "data_changed");

    let approved = scene.draft_and("2025", &["audit", "approve"]).await;
    let sql = scene.world.sql().await;
    sql.execute(
        "update person set gender_identity = 'man_boy', age_on_entry = 16 where id = $1",
        &[&one[0]],
    )
    .await
    .unwrap();
    scene
        .step("dpo", &id_of(&approved), &approved.etag(), "publish")
        .await
        .expect_problem(409, "data_changed");
    let out: i64 = sql
        .query_one("select count(*) from sdc.counted", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(out, 0, "nobody is counted by a step that was refused");
}

#[actix_web::test]
async fn a_tampered_cell_does_not_pass() {
    let scene = Scene::with_2025().await;
    let draft = scene.draft("2025").await.expect(201);
    let sql = scene.world.sql().await;
    let changed = sql
        .execute(
            "update sdc.release_cell set published = published + 5 where predicate = 'ind=enrolled_first|per=2025'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(changed, 1);
    scene
        .step("evaluator", &id_of(&draft), &draft.etag(), "audit")
        .await
        .expect_problem(409, "data_changed");
}

#[actix_web::test]
async fn an_overspent_budget_closes_the_gate_and_nothing_is_approved() {
    let mut scene = Scene::with_2025().await;
    let one = scene.enrol(1, day("2025-06-01")).await;
    let sql = scene.world.sql().await;
    sql.execute(
        "insert into sdc.budget (org_id, person_id, epsilon, delta) values ($1, $2, 5, 0.001)",
        &[&scene.house.org, &one[0]],
    )
    .await
    .unwrap();
    let draft = scene.draft("2025").await.expect(201);
    let looked = scene
        .step("evaluator", &id_of(&draft), &draft.etag(), "audit")
        .await
        .expect(200);
    assert_eq!(looked.body["state"], "draft");
    let gates = &looked.body["inside"]["gates"];
    assert_eq!(gates["passed"], false);
    assert_eq!(
        gates["gates"][1],
        json!({
            "gate": "G2", "passed": false,
            "words": "It would count somebody twice or overspend somebody's lifetime privacy budget.",
        })
    );
    scene
        .step("dpo", &id_of(&draft), &looked.etag(), "approve")
        .await
        .expect_problem(409, "wrong_state");
}

/// What the database holds of releases, steps and answers that were kept: a refused step changes none of it.
async fn all_of_releases(scene: &Scene) -> String {
    let statement = "select concat_ws(E'\n', (select string_agg(r::text, ' ' order by r.id) from sdc.release r),
                         (select string_agg(v::text, ' ' order by v::text) from sdc.event v),
                         (select string_agg(k::text, ' ' order by k::text) from idempotency_key k))";
    let row = scene.world.sql().await.query_one(statement, &[]).await.unwrap();
    row.get(0)
}

#[actix_web::test]
async fn golden_15_who_approves_her_own_draft_is_refused_and_the_log_says_that_she_tried() {
    // domain.md §7 no. 15.
    let scene = Scene::with_2025().await;
    let both = [("mel_officer", None, None), ("data_protection_officer", None, None)];
    let both = scene.house.add_staff(&scene.world, "both", &both, None).await;
    let body = json!({
        "id": crate::support::new_id(), "indicator": "enrolled_first", "period": "2025",
        "funder_ids": [scene.house.funder],
    });
    let draft = scene.world.post(&both.token, "/releases", body).await.expect(201);
    let id = id_of(&draft);
    let audited = scene.step("evaluator", &id, &draft.etag(), "audit").await.expect(200);
    let before = all_of_releases(&scene).await;
    let etag = audited.etag();
    let mut asked = Vec::new();
    for step in ["approve", "publish", "approve"] {
        let path = format!("/releases/{id}/{step}");
        let key = format!("my-own-{step}-please");
        let own = [("if-match", etag.as_str()), ("idempotency-key", key.as_str())];
        let refused = scene
            .world
            .call(Method::POST, Some(&both.token), &path, None, &own)
            .await;
        let refused = refused.expect_problem(403, "not_allowed");
        assert!(
            refused.body["detail"].as_str().unwrap().contains("somebody else"),
            "{}",
            refused.body
        );
        asked.push((step, refused.body["request_id"].clone()));
    }
    assert_eq!(all_of_releases(&scene).await, before, "nothing else stands of it");
    // Who reads the log finds each attempt: who, what with, which step, in which request.
    let path = format!("/audit-events?action=tried_alone&object_id={id}");
    let log = scene.world.get(&scene.token("auditor"), &path).await.expect(200).body;
    let mut found: Vec<_> = log["items"].as_array().unwrap().iter().collect();
    found.reverse();
    assert_eq!(found.len(), asked.len(), "{log}");
    for (item, (step, request_id)) in found.into_iter().zip(asked) {
        assert_eq!(item["staff_id"], json!(both.id));
        assert_eq!(item["object_type"], "release");
        assert_eq!(item["fields"], json!([step]));
        assert_eq!(item["request_id"], request_id);
    }

    // Behind the application's back, with all it may do in the database: the constraint.
    let app = scene.as_app(&both).await;
    let error = app
        .execute(
            "update sdc.release set state = 'approved', decided_by = $1, decided_at = now()",
            &[&both.id],
        )
        .await
        .unwrap_err();
    assert_eq!(error.as_db_error().unwrap().constraint(), Some("release_four_eyes"));

    // In somebody else's name: the policy.
    let app = scene.as_app(&both).await;
    let error = app
        .execute(
            "update sdc.release set state = 'approved', decided_by = $1, decided_at = now()",
            &[&scene.dpo.id],
        )
        .await
        .unwrap_err();
    assert!(
        error.as_db_error().unwrap().message().contains("row-level security"),
        "{error}"
    );
}

#[actix_web::test]
async fn the_database_lets_nothing_unaudited_through_and_no_evaluator_decide() {
    let scene = Scene::with_2025().await;
    scene.draft("2025").await.expect(201);
    let decide = "update sdc.release set state = 'approved', decided_by = $1, decided_at = now()";
    let app = scene.as_app(&scene.dpo).await;
    let error = app.execute(decide, &[&scene.dpo.id]).await.unwrap_err();
    assert_eq!(error.as_db_error().unwrap().constraint(), Some("release_audited_first"));
    let evaluator = scene.house.who("evaluator").clone();
    let app = scene.as_app(&evaluator).await;
    let error = app.execute(decide, &[&evaluator.id]).await.unwrap_err();
    assert!(
        error.as_db_error().unwrap().message().contains("row-level security"),
        "{error}"
    );
}

#[actix_web::test]
async fn an_evaluator_and_a_director_cannot_decide() {
    let scene = Scene::with_2025().await;
    let audited = scene.draft_and("2025", &["audit"]).await;
    let (id, etag) = (id_of(&audited), audited.etag());
    for who in ["evaluator", "director"] {
        for step in ["approve", "publish"] {
            scene
                .step(who, &id, &etag, step)
                .await
                .expect_problem(403, "not_allowed");
        }
    }
    scene
        .step("director", &id, &etag, "audit")
        .await
        .expect_problem(403, "not_allowed");
    for who in ["worker", "auditor", "org_admin", "funder"] {
        scene
            .step(who, &id, &etag, "approve")
            .await
            .expect_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn steps_come_in_order_on_the_version_last_seen() {
    let scene = Scene::with_2025().await;
    let draft = scene.draft("2025").await.expect(201);
    let id = id_of(&draft);
    scene
        .step("dpo", &id, &draft.etag(), "approve")
        .await
        .expect_problem(409, "wrong_state");
    let audited = scene.step("evaluator", &id, &draft.etag(), "audit").await.expect(200);
    scene
        .step("dpo", &id, &draft.etag(), "approve")
        .await
        .expect_problem(412, "changed_meanwhile");
    scene
        .step("dpo", &id, &audited.etag(), "publish")
        .await
        .expect_problem(409, "wrong_state");
    let path = format!("/releases/{id}/approve");
    let token = scene.token("dpo");
    let without = scene.world.call(Method::POST, Some(&token), &path, None, &[]).await;
    without.expect_problem(428, "if_match_needed");
}

#[actix_web::test]
async fn the_same_step_sent_again_with_its_key_is_done_once() {
    let scene = Scene::with_2025().await;
    let audited = scene.draft_and("2025", &["audit"]).await;
    let id = id_of(&audited);
    let (token, etag) = (scene.token("dpo"), audited.etag());
    let headers = [("if-match", etag.as_str()), ("idempotency-key", "a-key-of-mine")];
    let send = async |step: &str| {
        let path = format!("/releases/{id}/{step}");
        scene
            .world
            .call(Method::POST, Some(&token), &path, None, &headers)
            .await
    };
    let first = send("approve").await.expect(200);
    let again = send("approve").await.expect(200);
    assert_eq!(first.body, again.body);
    send("publish").await.expect_problem(422, "idempotency_key_used");
    let sql = scene.world.sql().await;
    let approvals: i64 = sql
        .query_one("select count(*) from sdc.event where kind = 'approved'", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(approvals, 1);
}

#[actix_web::test]
async fn a_rejected_draft_stays_on_record_and_uses_up_a_generation() {
    let scene = Scene::with_2025().await;
    let audited = scene.draft_and("2025", &["audit"]).await;
    let (id, token) = (id_of(&audited), scene.token("dpo"));
    let path = format!("/releases/{id}/reject");
    let etag = audited.etag();
    let wrong = scene
        .world
        .change(Method::POST, &token, &path, &etag, json!({"reason": "dislike"}))
        .await;
    wrong.expect_problem(422, "validation");
    let body = json!({"reason": "figures_look_wrong"});
    let rejected = scene
        .world
        .change(Method::POST, &token, &path, &etag, body)
        .await
        .expect(200);
    assert_eq!(rejected.body["state"], "rejected");
    assert_eq!(rejected.body["inside"]["reject_reason"], "figures_look_wrong");
    scene
        .step("dpo", &id, &rejected.etag(), "approve")
        .await
        .expect_problem(409, "wrong_state");
    let next = scene.draft("2025").await.expect(201);
    assert_eq!(next.body["inside"]["generation"], 2);
}
