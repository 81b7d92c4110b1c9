//! Seeing and ending sign-ins.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::refresh::{Browser, with_mentor};
use crate::support::{Answer, House, World, new_id};

async fn end(world: &World, token: &str, path: &str) -> Answer {
    world.call(Method::DELETE, Some(token), path, None, &[]).await
}

async fn open(world: &World, token: &str) -> Vec<Value> {
    let list = world.get(token, "/me/sign-ins").await.expect(200);
    list.body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn everybody_sees_and_ends_her_own() {
    let (world, house) = with_mentor().await;
    let first = Browser::sign_in(&world, "ana@example.org").await;
    world.set_now("2026-06-10T11:45:00Z");
    let mut second = Browser::sign_in(&world, "ana@example.org").await;
    second.renew(&world).await;
    let seen = open(&world, &second.token).await;
    let this_one: Vec<_> = seen.iter().map(|one| one["is_this_one"].as_bool().unwrap()).collect();
    assert_eq!(this_one, [false, true]);
    assert_eq!(seen[0]["kind"], "desk");
    assert_eq!(seen[0]["made_at"], "2026-06-10T09:30:00Z");
    assert_eq!(
        seen[1]["last_used_at"], "2026-06-10T11:00:00Z",
        "no closer than the hour"
    );
    let oldest = seen[0]["id"].as_str().unwrap();
    // Nobody ends another's, nor one that was made up, nor one that is over.
    for id in [house.who("worker").sign_in, new_id()] {
        end(&world, &second.token, &format!("/me/sign-ins/{id}"))
            .await
            .expect_problem(404, "not_found");
    }
    end(
        &world,
        &house.renew(&world, "org_admin"),
        &format!("/me/sign-ins/{oldest}"),
    )
    .await
    .expect_problem(404, "not_found");
    end(&world, &second.token, &format!("/me/sign-ins/{oldest}"))
        .await
        .expect(204);
    end(&world, &second.token, &format!("/me/sign-ins/{oldest}"))
        .await
        .expect(404);
    first.ask(&world).await.expect_problem(401, "sign_in_needed");
    assert_eq!(open(&world, &second.token).await.len(), 1);
    let third = Browser::sign_in(&world, "ana@example.org").await;
    end(&world, &second.token, "/me/sign-ins").await.expect(204);
    assert!(second.is_in(&world).await && !third.is_in(&world).await);
    end(&world, &second.token, "/me/sign-ins").await.expect(204);
}

#[actix_web::test]
async fn an_administrator_ends_a_colleagues_and_the_colleague_is_told() {
    let (world, house) = with_mentor().await;
    let other = world.house("Second").await;
    let bea = world.person(house.org, "bea@example.org", "mentor").await;
    let browsers = [
        Browser::sign_in(&world, &bea.email).await,
        Browser::sign_in(&world, &bea.email).await,
    ];
    let path = format!("/staff/{}/sign-ins", bea.staff);
    for who in House::names().filter(|name| *name != "org_admin") {
        end(&world, house.token(who), &path)
            .await
            .expect_problem(403, "not_allowed");
    }
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    end(&world, &local.token, &path)
        .await
        .expect_problem(403, "not_allowed");
    for id in [other.who("worker").id, new_id()] {
        end(&world, house.token("org_admin"), &format!("/staff/{id}/sign-ins"))
            .await
            .expect_problem(404, "not_found");
    }
    assert!(browsers[0].is_in(&world).await);
    end(&world, house.token("org_admin"), &path)
        .await
        .expect_problem(403, "step_up_needed");
    world.everybody_steps_up().await;
    end(&world, house.token("org_admin"), &path).await.expect(204);
    for browser in &browsers {
        assert!(!browser.is_in(&world).await);
        browser.ask(&world).await.expect(401);
    }
    assert!(house.names_are_in(&world).await, "nobody else was signed out");
    end(&world, house.token("org_admin"), &path).await.expect(204);
    let sql = world.sql().await;
    let told = sql
        .query("select account_id, kind from auth.notice", &[])
        .await
        .unwrap();
    assert_eq!(told.len(), 1, "once");
    assert_eq!(
        (told[0].get::<_, Uuid>(0), told[0].get::<_, &str>(1)),
        (bea.account, "sign_ins_ended")
    );
    let remembered = sql
        .query(
            "select cardinality(shown_ids) from audit_event where action = 'end_sign_in' and object_id = $1 order by id",
            &[&bea.staff],
        )
        .await
        .unwrap();
    assert_eq!(
        remembered.iter().map(|row| row.get::<_, i32>(0)).collect::<Vec<_>>(),
        [2, 0]
    );
}

impl House {
    async fn names_are_in(&self, world: &World) -> bool {
        for name in Self::names() {
            if !world.get(self.token(name), "/me").await.status.is_success() {
                return false;
            }
        }
        true
    }
}

/// Signs in, ends the sign-in from elsewhere, and asks again at once. How often it was over on the next request.
pub(crate) async fn revocations(world: &World, rounds: usize) -> usize {
    let mut dead = 0;
    let keeper = Browser::sign_in(world, "ana@example.org").await;
    for _ in 0..rounds {
        let browser = Browser::sign_in(world, "ana@example.org").await;
        assert!(browser.is_in(world).await);
        end(world, &keeper.token, "/me/sign-ins").await.expect(204);
        dead += usize::from(!browser.is_in(world).await);
    }
    dead
}

#[actix_web::test]
async fn a_sign_in_that_was_ended_is_over_on_the_next_request() {
    let (world, _house) = with_mentor().await;
    let dead = revocations(&world, 25).await;
    println!("ended sign-ins over on the next request: {dead}/25");
    assert_eq!(dead, 25);
    assert_eq!(world.get("", "/me").await.body["code"], json!("sign_in_needed"));
}
