//! What was to be done after an incident by a day that has passed (domain.md §2.15, SAF-01): a task that names nobody.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{all_tasks, strike, task};
use crate::incidents::naming;
use crate::support::line::id_of;
use crate::support::{House, World, new_id};

/// An incident that names her, and something the outreach worker is to do about it by 20 June 2026.
async fn to_be_done(world: &World, house: &House, person: Uuid) -> (Uuid, Uuid) {
    let body = naming(house, &[(person, "harmed")]);
    world
        .post(house.token("worker"), "/incidents", body.clone())
        .await
        .expect(201);
    let (incident, action) = (id_of(&body), new_id());
    let body = json!({"id": action, "what": "Canary: walk her home", "owner_id": house.who("outreach").id,
        "due_on": "2026-06-20"});
    let path = format!("/incidents/{incident}/actions");
    world
        .post(house.token("safeguarding_lead"), &path, body)
        .await
        .expect(201);
    (incident, action)
}

async fn asked(world: &World, house: &House, who: &str) -> Vec<Value> {
    all_tasks(world, house, who, "kind=incident_action_due").await
}

#[actix_web::test]
async fn who_is_to_do_it_and_who_handles_the_incident_are_asked_and_nobody_else() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let (incident, action) = to_be_done(&world, &house, person).await;
    strike(&world, "2026-06-21T04:59:00Z").await;
    assert_eq!(
        asked(&world, &house, "outreach").await.len(),
        0,
        "still the 20th in Bogotá"
    );
    for now in ["2026-06-22T06:00:00Z", "2026-06-23T06:00:00Z"] {
        strike(&world, now).await;
        let raised = asked(&world, &house, "outreach").await;
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert_eq!(
            (&raised[0]["incident_action_id"], &raised[0]["incident_id"]),
            (&json!(action), &json!(incident))
        );
        assert_eq!(
            (
                &raised[0]["person_id"],
                &raised[0]["enrolment_id"],
                &raised[0]["due_on"]
            ),
            (&Value::Null, &Value::Null, &json!("2026-06-20")),
            "it names nobody"
        );
    }
    for handles in ["supervisor", "safeguarding_lead"] {
        assert_eq!(asked(&world, &house, handles).await.len(), 1, "{handles}");
        let own = all_tasks(&world, &house, handles, "kind=incident_action_due&mine=true").await;
        assert_eq!(own.len(), 0, "{handles}: it is a colleague's to do");
    }
    let own = all_tasks(&world, &house, "outreach", "mine=true").await;
    assert_eq!(own.len(), 1, "her own to do");
    // Not who opens the file of somebody it names, nor who reads the place.
    let raised = own[0].clone();
    let path = format!("/tasks/{}", raised["id"].as_str().unwrap());
    for stranger in ["worker", "director", "evaluator", "intake_officer", "south_supervisor"] {
        assert_eq!(asked(&world, &house, stranger).await.len(), 0, "{stranger}");
        let token = house.renew(&world, stranger);
        world.get(&token, &path).await.expect_problem(404, "not_found");
    }
    // Doing it is what it asks.
    let token = house.renew(&world, "outreach");
    let seen = world.version("incident_action", action).await;
    world
        .call(
            Method::POST,
            Some(&token),
            &format!("/incident-actions/{action}/done"),
            None,
            &[("if-match", &seen)],
        )
        .await
        .expect(204);
    for who in ["outreach", "supervisor"] {
        assert_eq!(asked(&world, &house, who).await.len(), 0, "{who}");
        assert_eq!(task(&world, &house, who, &raised["id"]).await["outcome"], "done");
    }
    strike(&world, "2026-06-24T06:00:00Z").await;
    assert_eq!(asked(&world, &house, "supervisor").await.len(), 0);
}

#[actix_web::test]
async fn whose_action_it_is_does_not_put_it_off_and_who_is_said_to_be_responsible_finds_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let (incident, _) = to_be_done(&world, &house, person).await;
    strike(&world, "2026-06-22T06:00:00Z").await;
    let raised = asked(&world, &house, "supervisor").await.remove(0);
    let path = format!("/tasks/{}", raised["id"].as_str().unwrap());
    let body = json!({"reason": "other"});
    let token = house.renew(&world, "outreach");
    world
        .change(Method::POST, &token, &format!("{path}/dismiss"), "\"v1\"", body.clone())
        .await
        .expect_problem(403, "not_allowed");
    // Both of them are named as responsible: the one whose action it is, and one of those who handle it.
    for who in ["outreach", "supervisor"] {
        let named = json!({"id": new_id(), "staff_id": house.who(who).id, "role": "alleged_responsible"});
        let lead = house.renew(&world, "safeguarding_lead");
        world
            .post(&lead, &format!("/incidents/{incident}/parties"), named)
            .await
            .expect(201);
        assert_eq!(asked(&world, &house, who).await.len(), 0, "{who}");
        let token = house.renew(&world, who);
        world.get(&token, &path).await.expect_problem(404, "not_found");
    }
    let lead = house.renew(&world, "safeguarding_lead");
    let put_off = world
        .change(Method::POST, &lead, &format!("{path}/dismiss"), "\"v1\"", body)
        .await
        .expect(200);
    assert_eq!(put_off.body["ask_again_on"], "2026-07-22");
}
