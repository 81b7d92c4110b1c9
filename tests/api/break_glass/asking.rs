//! Who may ask, what is asked of her, and who is told.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::{OUTSIDER, Scene, body};
use crate::support::{World, new_id};

/// Whose work it is not.
const NOT_THEIRS: [&str; 6] = ["it_admin", "funder", "auditor", "org_admin", "evaluator", "no_role"];

#[actix_web::test]
async fn who_runs_machines_pays_or_audits_cannot() {
    let mut scene = Scene::new().await;
    let both = [("supervisor", None, None), ("it_admin", None, None)];
    let both = scene.house.add_staff(&scene.world, "both", &both, None).await;
    // With the application's own checks, and with the database's alone.
    for _ in 0..2 {
        for who in NOT_THEIRS {
            scene.ask(who).await.expect_problem(403, "not_allowed");
        }
        scene
            .ask_as(&both.token, &body())
            .await
            .expect_problem(403, "not_allowed");
        scene.world.switch_checks_off();
    }
    let sql = scene.world.sql().await;
    let rows: i64 = sql
        .query_one("select count(*) from break_glass", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 0);
    for who in [
        "outreach",
        "intake_officer",
        "programme_manager",
        "director",
        "dpo",
        "safeguarding_lead",
    ] {
        scene.ask(who).await.expect(201);
    }
}

#[actix_web::test]
async fn a_reason_is_asked_for_and_sealed() {
    let scene = Scene::new().await;
    for wrong in ["", "urgent", "urgent                                "] {
        let mut body = body();
        body["reason"] = json!(wrong);
        let answer = scene.ask_as(scene.house.token(OUTSIDER), &body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], "/reason");
    }
    let mut wrong = body();
    wrong["purpose"] = json!("curiosity");
    assert!(
        scene
            .ask_as(scene.house.token(OUTSIDER), &wrong)
            .await
            .status
            .is_client_error()
    );
    let glass = scene.broken(OUTSIDER).await;
    let sql = scene.world.sql().await;
    let lies: bool = sql
        .query_one(
            "select position('come home'::bytea in reason_enc) > 0 or b::text like '%come home%' from break_glass b",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(!lies, "the reason lies open in the database");
    let path = format!("/break-glass/{glass}");
    for who in [OUTSIDER, "dpo", "safeguarding_lead"] {
        let read = scene.get(who, &path).await.expect(200);
        assert_eq!(
            read.body["reason"], "She wrote that she will not come home tonight.",
            "{who}"
        );
    }
    for who in ["worker", "supervisor", "director", "auditor", "it_admin"] {
        scene.get(who, &path).await.expect_problem(404, "not_found");
    }
    let opened: i64 = sql
        .query_one(
            "select count(*) from audit_event where action = 'open' and object_type = 'break_glass' and fields = '{reason}'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(opened, 3);
}

async fn told(scene: &Scene) -> BTreeSet<Uuid> {
    let rows = scene
        .world
        .sql()
        .await
        .query("select staff_id from break_glass_notice", &[])
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[actix_web::test]
async fn others_are_told_in_the_same_moment() {
    let scene = Scene::new().await;
    let glass = scene.broken(OUTSIDER).await;
    let expected = ["safeguarding_lead", "dpo", "worker"].map(|who| scene.house.who(who).id);
    assert_eq!(told(&scene).await, BTreeSet::from(expected));
    for who in ["safeguarding_lead", "dpo", "worker"] {
        let list = scene.get(who, "/me/notices").await.expect(200);
        let notice = &list.body["items"][0];
        assert_eq!(notice["break_glass_id"], json!(glass), "{who}");
        assert_eq!(
            (&notice["staff_name"], &notice["seen_at"]),
            (&json!(OUTSIDER), &json!(null))
        );
        let seen = format!("/me/notices/{}/seen", notice["id"].as_str().unwrap());
        let token = scene.house.token("supervisor");
        let others = scene.world.post(token, &seen, json!(null)).await;
        others.expect_problem(404, "not_found");
        for _ in 0..2 {
            scene
                .world
                .post(scene.house.token(who), &seen, json!(null))
                .await
                .expect(204);
        }
        let list = scene.get(who, "/me/notices").await.expect(200);
        assert_eq!(list.body["items"][0]["seen_at"], "2026-06-10T09:30:00Z");
    }
    for who in [OUTSIDER, "supervisor", "director", "auditor"] {
        let list = scene.get(who, "/me/notices").await.expect(200);
        assert_eq!(list.body["items"], json!([]), "{who}");
    }
}

#[actix_web::test]
async fn where_nobody_could_be_told_it_is_not_broken() {
    let scene = Scene::new().await;
    let sql = scene.world.sql().await;
    sql.batch_execute("alter table break_glass_notice add constraint no_notice check (seen_at is not null)")
        .await
        .unwrap();
    assert!(scene.ask(OUTSIDER).await.status.is_server_error());
    sql.batch_execute("alter table break_glass_notice drop constraint no_notice")
        .await
        .unwrap();
    let rows: i64 = sql
        .query_one("select count(*) from break_glass", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 0, "no notice, no glass");
    sql.batch_execute(
        "update role_grant set ended_at = now() where role in ('safeguarding_lead', 'data_protection_officer');
         update assignment set ended_at = now()",
    )
    .await
    .unwrap();
    scene.broken(OUTSIDER).await;
    let director = scene.house.who("director").id;
    assert_eq!(told(&scene).await, BTreeSet::from([director]), "nobody else is left");
    sql.batch_execute("update role_grant set ended_at = now() where role = 'director'")
        .await
        .unwrap();
    scene.ask(OUTSIDER).await.expect_problem(409, "nobody_to_tell");
}

#[actix_web::test]
async fn the_same_asked_twice_is_one_and_the_same_id_for_another_is_refused() {
    let scene = Scene::new().await;
    let (token, body) = (scene.house.token(OUTSIDER), body());
    scene.ask_as(token, &body).await.expect(201);
    let again = scene.ask_as(token, &body).await.expect(200);
    assert_eq!(again.body["id"], body["id"]);
    let mut other = body.clone();
    other["purpose"] = json!("worker_absent");
    scene.ask_as(token, &other).await.expect_problem(409, "id_taken");
    let somebody = scene.house.token("director");
    scene.ask_as(somebody, &body).await.expect_problem(409, "id_taken");
    let sql = scene.world.sql().await;
    let rows: i64 = sql
        .query_one("select count(*) from break_glass", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 1);
}

#[actix_web::test]
async fn another_organisations_person_is_no_different_from_a_made_up_one() {
    let scene = Scene::new().await;
    let elsewhere = scene.world.house("Elsewhere").await;
    let token = elsewhere.token("director");
    let theirs = scene.ask_as(token, &body()).await.expect_problem(404, "not_found");
    let path = format!("/people/{}/break-glass", new_id());
    let made_up = scene
        .world
        .post(token, &path, body())
        .await
        .expect_problem(404, "not_found");
    assert_eq!(theirs.body["detail"], made_up.body["detail"]);
}

#[actix_web::test]
async fn password_and_code_are_asked_for_once_more() {
    let scene = Scene::new().await;
    scene.world.everybody_steps_up().await;
    scene.world.set_now("2026-06-10T09:35:01Z");
    let path = format!("/people/{}/break-glass", scene.person);
    let ask = async |who: &str, path: &str| {
        let token = scene.house.renew(&scene.world, who);
        scene.world.post(&token, path, body()).await
    };
    ask(OUTSIDER, &path).await.expect_problem(403, "step_up_needed");
    // Nobody gives them in vain.
    ask("it_admin", &path).await.expect_problem(403, "not_allowed");
    let made_up = format!("/people/{}/break-glass", new_id());
    ask(OUTSIDER, &made_up).await.expect_problem(404, "not_found");
    let rows = "select count(*) from break_glass";
    let rows: i64 = scene.world.sql().await.query_one(rows, &[]).await.unwrap().get(0);
    assert_eq!(rows, 0);
}

/// Two at once must not both be the third.
#[actix_web::test]
async fn askings_at_once_are_counted_one_after_the_other() {
    let scene = Scene::new().await;
    let asks = (0..6).map(|_| scene.ask(OUTSIDER));
    let answers = futures_util::future::join_all(asks).await;
    let waiting = answers
        .into_iter()
        .filter(|answer| answer.body["needs_second"] == json!(true))
        .count();
    assert_eq!(waiting, 3, "three begin, three wait");
}

#[actix_web::test]
async fn the_application_writes_no_such_row_by_itself() {
    let world = World::new().await;
    let app = crate::support::connect(&world.db.url("causeway_app")).await;
    for sql in [
        "insert into break_glass (org_id) values (gen_random_uuid())",
        "update break_glass set ends_at = now()",
        "insert into break_glass_notice (org_id) values (gen_random_uuid())",
        "delete from break_glass_notice",
    ] {
        let refused = app.execute(sql, &[]).await.unwrap_err();
        let code = tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE;
        assert_eq!(refused.code(), Some(&code), "{sql}");
    }
}
