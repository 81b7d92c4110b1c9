//! Nobody lets herself in: not by inviting her own address, and not by a link from before she left.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use super::joining_walk::{Letters, with_password};
use crate::support::line::id_of;
use crate::support::{House, World, new_id};

fn invitation(email: &str, role: &str) -> Value {
    json!({"id": new_id(), "email": email, "display_name": "Canary Newcomer", "language": "es", "role": role})
}

/// What somebody holds now.
async fn held(world: &World, staff: Uuid) -> Vec<String> {
    let held = "select role from role_grant where staff_id = $1 and ended_at is null order by role";
    let rows = world.sql().await.query(held, &[&staff]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn invite(world: &World, house: &House, email: &str, role: &str) -> Uuid {
    let body = invitation(email, role);
    let admin = house.renew(world, "org_admin");
    world.post(&admin, "/invitations", body.clone()).await.expect(201);
    id_of(&body)
}

#[actix_web::test]
async fn an_administrator_gives_herself_no_role_by_inviting_her_own_address() {
    let world = World::new().await;
    let house = world.house("First").await;
    let org_admin = [("org_admin", None, None)];
    let [second, third] = [
        house.add_staff(&world, "second", &org_admin, None).await,
        house.add_staff(&world, "third", &org_admin, None).await,
    ];
    let letters = Letters::open(&world).await;
    world.everybody_steps_up().await;
    let own = with_password(&world, house.who("org_admin")).await;
    invite(&world, &house, &own, "safeguarding_lead").await;
    letters.collect(&world).await;
    letters
        .come(&world, &own, false)
        .await
        .0
        .expect_problem(404, "link_over");
    assert_eq!(held(&world, house.who("org_admin").id).await, ["org_admin"]);
    // Nor who says yes to what is for herself; it takes another.
    let hers = with_password(&world, &second).await;
    for (approves, roles) in [(&second, vec!["org_admin"]), (&third, vec!["auditor", "org_admin"])] {
        let id = invite(&world, &house, &hers, "auditor").await;
        let path = format!("/invitations/{id}/approve");
        let headers = [("if-match", "\"v1\"")];
        world
            .call(Method::POST, Some(&approves.token), &path, None, &headers)
            .await
            .expect(200);
        letters.collect(&world).await;
        letters.come(&world, &hers, false).await;
        assert_eq!(held(&world, second.id).await, roles);
    }
}

#[actix_web::test]
async fn what_she_was_asked_to_before_she_left_does_not_bring_her_back() {
    let world = World::new().await;
    let house = world.house("First").await;
    let letters = Letters::open(&world).await;
    world.everybody_steps_up().await;
    let address = with_password(&world, house.who("worker")).await;
    let staff = house.who("worker").id;
    let asked = invite(&world, &house, &address, "job_coach").await;
    letters.collect(&world).await;
    let admin = house.renew(&world, "org_admin");
    let left = world.post(&admin, &format!("/staff/{staff}/end"), json!({})).await;
    left.expect(200);
    letters
        .come(&world, &address, false)
        .await
        .0
        .expect_problem(404, "link_over");
    let shown = world.get(&admin, &format!("/invitations/{asked}")).await.expect(200);
    assert_eq!(shown.body["state"], "cancelled", "and whoever asked her sees it");
    assert!(held(&world, staff).await.is_empty());
    // Asked since, she comes.
    world.clock.set(world.now() + TimeDelta::minutes(1));
    invite(&world, &house, &address, "activity_lead").await;
    letters.collect(&world).await;
    letters.come(&world, &address, false).await.0.expect(200);
    assert_eq!(held(&world, staff).await, ["activity_lead"]);
}
