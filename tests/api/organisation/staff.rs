//! Colleagues.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{House, World};

#[actix_web::test]
async fn colleagues_are_listed_page_by_page_with_what_they_hold() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.house("Second").await;
    let (mut seen, mut path) = (Vec::new(), "/staff?limit=5".to_owned());
    loop {
        let page = world.get(house.token("worker"), &path).await.expect(200);
        let items = page.body["items"].as_array().unwrap().clone();
        assert!((1..=5).contains(&items.len()));
        seen.extend(items);
        let Some(next) = page.body["next_cursor"].as_str() else {
            break;
        };
        path = format!("/staff?limit=5&cursor={next}");
    }
    let names: BTreeSet<_> = seen.iter().map(|one| one["display_name"].as_str().unwrap()).collect();
    assert_eq!(names, House::names().collect::<BTreeSet<_>>());
    assert_eq!(seen.len(), names.len(), "nobody twice");
    let worker = seen.iter().find(|one| one["display_name"] == "worker").unwrap();
    assert_eq!(worker["roles"][0]["role"], "mentor");
    assert_eq!(worker["roles"][0]["site_id"], house.north.to_string());
    assert_eq!(worker["roles"].as_array().unwrap().len(), 1);
    let nobody = seen.iter().find(|one| one["display_name"] == "no_role").unwrap();
    assert_eq!(nobody["roles"], Value::Array(vec![]));
    let shown = world
        .sql()
        .await
        .query(
            "select cardinality(shown_ids) from audit_event where action = 'list' order by id",
            &[],
        )
        .await
        .unwrap();
    let shown: Vec<i32> = shown.iter().map(|row| row.get(0)).collect();
    assert_eq!(shown, [5, 5, 5, 1], "every page is remembered with whom it showed");
    let wrong = world.get(house.token("worker"), "/staff?cursor=soon").await;
    wrong.expect_problem(400, "malformed");
}

#[actix_web::test]
async fn e_mails_are_for_administrators_only() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/staff/{}", house.who("worker").id);
    for who in ["org_admin", "it_admin"] {
        let one = world.get(house.token(who), &path).await.expect(200);
        assert!(one.body["email"].as_str().unwrap().starts_with("worker."), "{who}");
        assert_eq!(one.body["account_closed"], false);
    }
    for who in ["worker", "supervisor", "director", "dpo", "auditor"] {
        let one = world.get(house.token(who), &path).await.expect(200);
        assert_eq!(one.body.get("email"), None, "{who}");
        assert_eq!(one.body.get("account_closed"), None, "{who}");
        let all = world.get(house.token(who), "/staff").await.expect(200);
        assert!(!String::from_utf8_lossy(&all.bytes).contains('@'), "{who}");
    }
}

#[actix_web::test]
async fn strangers_are_not_found_and_funders_see_nobody() {
    let world = World::new().await;
    let house = world.house("First").await;
    let other = world.house("Second").await;
    for id in [other.who("worker").id, crate::support::new_id()] {
        let answer = world.get(house.token("org_admin"), &format!("/staff/{id}")).await;
        answer.expect_problem(404, "not_found");
    }
    let own = format!("/staff/{}", house.who("funder").id);
    for path in ["/staff", &own] {
        world
            .get(house.token("funder"), path)
            .await
            .expect_problem(403, "not_allowed");
    }
}
