//! The rules of a programme, version by version.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{add_rule, asks, changed_rule, in_screening, look};
use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

async fn listed(world: &World, house: &House, who: &str) -> Answer {
    let path = format!("/programmes/{}/rules", house.sport);
    world.get(house.token(who), &path).await
}

#[actix_web::test]
async fn a_rule_is_added_once_and_changes_by_versions() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/programmes/{}/rules", house.sport);
    let rule = json!({"kind": "must", "expr": "age_between", "age_from": 14, "age_to": 17, "message": "Is 14 to 17"});
    let body = json!({"id": new_id(), "rule": rule});
    let manager = house.token("programme_manager");
    let made = world.post(manager, &path, body.clone()).await.expect(201);
    assert_eq!((&made.body["version"], made.etag().as_str()), (&json!(1), "\"v1\""));
    world.post(manager, &path, body.clone()).await.expect(200);
    let mut other = body.clone();
    other["rule"]["age_to"] = json!(18);
    world.post(manager, &path, other).await.expect_problem(409, "id_taken");

    let mut wider = rule.clone();
    wider["age_to"] = json!(18);
    let changed = changed_rule(&world, &house, id_of(&body), &made.etag(), &wider, true)
        .await
        .expect(200);
    assert_eq!(
        (&changed.body["version"], &changed.body["age_to"]),
        (&json!(2), &json!(18))
    );
    changed_rule(&world, &house, id_of(&body), &made.etag(), &rule, true)
        .await
        .expect_problem(412, "changed_meanwhile");
    let shown = listed(&world, &house, "worker").await.expect(200);
    assert_eq!(shown.body["items"], json!([changed.body]));
    changed_rule(&world, &house, id_of(&body), &changed.etag(), &wider, false)
        .await
        .expect(200);
    assert_eq!(
        listed(&world, &house, "worker").await.expect(200).body["items"],
        json!([])
    );
    let kept: i64 = world
        .sql()
        .await
        .query_one("select count(*) from eligibility_rule where id = $1", &[&id_of(&body)])
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, 3, "every version is kept");
}

#[actix_web::test]
async fn a_rule_that_is_not_whole_is_refused() {
    let world = World::new().await;
    let house = world.house("First").await;
    for rule in [
        json!({"kind": "must", "expr": "age_between", "age_from": 14, "message": "No end"}),
        json!({"kind": "must", "expr": "age_between", "age_from": 18, "age_to": 14, "message": "Upside down"}),
        json!({"kind": "must", "expr": "consent_present", "message": "Of which kind"}),
        json!({"kind": "must", "expr": "answered", "age_from": 1, "age_to": 2, "message": "Too much"}),
        json!({"kind": "must", "expr": "area_in", "message": "In which"}),
        json!({"kind": "must", "expr": "area_in", "areas": ["old_port", "old_port"], "message": "The same twice"}),
        json!({"kind": "must", "expr": "answered", "areas": ["old_port"], "message": "Too much"}),
    ] {
        let answer = add_rule(&world, &house, &json!({"id": new_id(), "rule": rule})).await;
        let refused = answer.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/rule/expr", "{rule}");
    }
}

#[actix_web::test]
async fn a_rule_about_areas_is_answered_by_who_screens_and_says_nowhere_in_which_she_is() {
    let world = World::new().await;
    let house = world.house("First").await;
    for areas in [json!([]), json!(["Old Port"]), json!(vec!["x"; 51])] {
        let rule = json!({"kind": "must", "expr": "area_in", "areas": areas, "message": "Lives near the port"});
        let answer = add_rule(&world, &house, &json!({"id": new_id(), "rule": rule})).await;
        answer.expect(422);
    }
    let rule = json!({"kind": "must", "expr": "area_in", "areas": ["old_port", "hillside-2"],
        "message": "Lives near the port"});
    let body = json!({"id": new_id(), "rule": rule});
    let made = add_rule(&world, &house, &body).await.expect(201).body;
    assert_eq!(made["areas"], json!(["old_port", "hillside-2"]));
    let (_, referral) = in_screening(&world, &house).await;
    let looked = async |answers: Value| {
        let looked = look(&world, &house, "worker", referral, answers).await.expect(201);
        let result = &looked.body["evaluations"][0]["results"][0];
        (result["result"].clone(), result["basis"].clone())
    };
    assert_eq!(looked(json!([])).await, (json!("unknown"), json!("computed")));
    for result in ["false", "true"] {
        let answer = json!([{"rule_id": id_of(&body), "result": result}]);
        assert_eq!(looked(answer).await, (json!(result), json!("answered")));
    }
    let statement =
        "select count(*) from eligibility_result x where x::text like '%port%' or x::text like '%hillside%'";
    let row = world.sql().await.query_one(statement, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

#[actix_web::test]
async fn who_changes_programmes_writes_rules_and_everybody_here_reads_them() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/programmes/{}/rules", house.sport);
    let body = || json!({"id": new_id(), "rule": asks("must", "answered")});
    for who in ["org_admin", "programme_manager", "director"] {
        world.post(house.token(who), &path, body()).await.expect(201);
    }
    for who in ["worker", "supervisor", "intake_officer", "funder", "no_role"] {
        world
            .post(house.token(who), &path, body())
            .await
            .expect_problem(403, "not_allowed");
    }
    let rules = listed(&world, &house, "worker").await.expect(200);
    assert_eq!(rules.body["items"].as_array().unwrap().len(), 3);
    listed(&world, &house, "funder")
        .await
        .expect_problem(403, "not_allowed");
    let other = world.house("Second").await;
    world
        .get(other.token("director"), &path)
        .await
        .expect_problem(404, "not_found");
    let change: Value = json!({"rule": asks("must", "answered"), "in_force": false});
    let rule = format!("/rules/{}", id_of(&rules.body["items"][0]));
    world
        .change(Method::PUT, other.token("director"), &rule, "\"v1\"", change)
        .await
        .expect_problem(404, "not_found");
}
