//! Entering a pair, seeing it, ending it.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

struct Scene {
    world: World,
    house: House,
    /// Two people at `north`.
    people: [Uuid; 2],
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("First").await;
        let people = [
            world.enrolled(&house, "worker").await.0,
            world.enrolled(&house, "worker").await.0,
        ];
        Self { world, house, people }
    }

    async fn keep_apart(&self, who: &str, one: Uuid, body: &Value) -> Answer {
        let path = format!("/people/{one}/keep-apart");
        self.world.post(self.house.token(who), &path, body.clone()).await
    }

    async fn list(&self, who: &str, of: Uuid) -> Answer {
        self.world
            .get(self.house.token(who), &format!("/people/{of}/keep-apart"))
            .await
    }

    async fn end(&self, who: &str, pair: Uuid, etag: &str) -> Answer {
        let path = format!("/keep-apart/{pair}/void");
        let body = json!({"reason": "other"});
        self.world
            .change(Method::POST, self.house.token(who), &path, etag, body)
            .await
    }
}

fn from(other: Uuid) -> Value {
    json!({"id": new_id(), "other_person_id": other})
}

#[actix_web::test]
async fn a_pair_is_one_whoever_is_named_first_and_says_no_reason() {
    let scene = Scene::new().await;
    let [one, other] = scene.people;
    let body = from(other);
    let entered = scene.keep_apart("supervisor", one, &body).await.expect(201);
    assert_eq!(
        scene.keep_apart("supervisor", one, &body).await.expect(200).body,
        entered.body
    );
    let turned = scene.keep_apart("safeguarding_lead", other, &from(one)).await;
    turned.expect_problem(409, "kept_apart_already");
    let itself = scene.keep_apart("supervisor", one, &from(one)).await;
    let itself = itself.expect_problem(422, "validation").body;
    assert_eq!(itself["errors"][0]["code"], "same_person");
    let mut with_reason = from(other);
    with_reason["reason"] = json!("rivals");
    scene
        .keep_apart("supervisor", one, &with_reason)
        .await
        .expect_problem(422, "validation");
    for of in scene.people {
        let listed = scene.list("safeguarding_lead", of).await.expect(200);
        assert_eq!(listed.body["items"], json!([entered.body]));
    }
    let pair = id_of(&body);
    scene
        .end("supervisor", pair, "\"v2\"")
        .await
        .expect_problem(412, "changed_meanwhile");
    scene.end("supervisor", pair, "\"v1\"").await.expect(204);
    scene
        .end("supervisor", pair, "\"v2\"")
        .await
        .expect_problem(409, "pair_ended");
    assert_eq!(scene.list("supervisor", one).await.expect(200).body["items"], json!([]));
    scene.keep_apart("supervisor", other, &from(one)).await.expect(201);
}

#[actix_web::test]
async fn who_works_with_one_of_the_two_knows_of_no_pair() {
    let scene = Scene::new().await;
    let [one, other] = scene.people;
    let body = from(other);
    scene.keep_apart("supervisor", one, &body).await.expect(201);
    for who in ["worker", "director", "dpo", "programme_manager", "evaluator"] {
        scene.list(who, one).await.expect_problem(403, "not_allowed");
        scene
            .keep_apart(who, one, &from(other))
            .await
            .expect_problem(403, "not_allowed");
    }
    for who in ["other_worker", "org_admin", "it_admin"] {
        scene.list(who, one).await.expect_problem(404, "not_found");
    }
    // With the application's checks off too: there is nothing to show.
    let sql = scene.world.sql().await;
    let seen: i64 = sql
        .query_one("select count(*) from audit_event where object_type = 'keep_apart'", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(seen, 1, "the entry itself");
    scene.list("supervisor", one).await.expect(200);
    let shown = "select count(*) from audit_event where object_type = 'keep_apart' and action = 'list' and tier = 'c3'";
    let shown: i64 = sql.query_one(shown, &[]).await.unwrap().get(0);
    assert_eq!(shown, 1, "looking is remembered");
}

#[actix_web::test]
async fn somebody_whose_file_is_not_hers_is_like_nobody() {
    let scene = Scene::new().await;
    let [one, other] = scene.people;
    let elsewhere = scene.world.house("Otherplace").await;
    let (stranger, _) = scene.world.enrolled(&elsewhere, "worker").await;
    let of_another = scene.keep_apart("supervisor", one, &from(stranger)).await;
    let made_up = scene.keep_apart("supervisor", one, &from(new_id())).await;
    for answer in [of_another, made_up] {
        let answer = answer.expect_problem(422, "validation").body;
        assert_eq!(answer["errors"][0]["code"], "unknown");
    }
    // The supervisor of another site sees neither the person nor the pair.
    let body = from(other);
    scene.keep_apart("supervisor", one, &body).await.expect(201);
    scene
        .list("south_supervisor", one)
        .await
        .expect_problem(404, "not_found");
    scene
        .end("south_supervisor", id_of(&body), "\"v1\"")
        .await
        .expect_problem(404, "not_found");
}
