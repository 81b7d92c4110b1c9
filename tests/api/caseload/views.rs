//! One's own caseload, those of a site, and who has nobody.

use serde_json::json;

use super::cover;
use crate::support::line::{leaving, session};
use crate::support::{World, new_id};

#[actix_web::test]
async fn those_to_be_met_soonest_come_first_and_pages_go_on() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let mut joined = Vec::new();
    for met_on in [None, Some("2026-02-10"), Some("2026-01-20")] {
        let (_, enrolment) = world.enrolled(&house, "worker").await;
        if let Some(day) = met_on {
            world
                .log(&house, "worker", enrolment, &session(&format!("{day}T15:00:00Z")))
                .await;
        }
        joined.push(enrolment);
    }
    let (_, left) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", left, &session("2026-02-01T15:00:00Z"))
        .await;
    world
        .step(worker, left, "exit", leaving("2026-02-05", "moved_away"))
        .await
        .expect(200);
    // Never met: 14 days after she joined on 12 January; then 20 January, 10 February; who has left last, and weighs
    // nothing.
    let expected = [
        (joined[0], json!("2026-01-26"), 1.0),
        (joined[2], json!("2026-02-03"), 1.0),
        (joined[1], json!("2026-02-24"), 1.0),
        (left, json!(null), 0.0),
    ];
    let whole = world.get(worker, "/caseload").await.expect(200).body;
    assert_eq!(
        (&whole["carried"], &whole["limit"], &whole["room"]),
        (&json!(3.0), &json!(25.0), &json!(22.0))
    );
    let mut cursor = String::new();
    for (place, (enrolment, due, weight)) in expected.iter().enumerate() {
        let page = world
            .get(worker, &format!("/caseload?limit=1{cursor}"))
            .await
            .expect(200)
            .body;
        let item = &page["items"][0];
        assert_eq!(item["enrolment_id"], enrolment.to_string());
        assert_eq!((&item["contact_due_on"], &item["weight"]), (due, &json!(weight)));
        assert_eq!(item, &whole["items"][place]);
        cursor = format!("&cursor={}", page["next_cursor"].as_str().unwrap_or_default());
        assert_eq!(page["next_cursor"].is_null(), place == 3);
    }
}

#[actix_web::test]
async fn a_supervisor_sees_the_caseloads_of_her_site_by_name() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, met) = world.enrolled(&house, "worker").await;
    world.enrolled(&house, "worker").await;
    let today = world.now().date_naive().to_string();
    let session_today = session(
        &(world.now() - chrono::Duration::hours(2))
            .to_rfc3339()
            .replace("+00:00", "Z"),
    );
    world.log(&house, "worker", met, &session_today).await;
    let supervisor = house.token("supervisor");
    let body = cover(&house, "worker", "other_worker", &today, &today);
    world.post(supervisor, "/absence-covers", body).await.expect(201);
    let path = format!("/caseloads?site_id={}", house.north);
    let list = world.get(supervisor, &path).await.expect(200).body;
    let names: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["display_name"].clone())
        .collect();
    assert_eq!(
        names,
        [
            "intake_officer",
            "other_worker",
            "outreach",
            "safeguarding_lead",
            "supervisor",
            "worker"
        ],
        "whoever works with young people there"
    );
    let worker = &list["items"][5];
    for (field, value) in [
        ("carried", json!(2.0)),
        ("room", json!(23.0)),
        ("enrolments", json!(2)),
        ("contact_overdue", json!(1)),
        ("away_until", json!(today)),
    ] {
        assert_eq!(worker[field], value, "{field}");
    }
    let paged = world.get(supervisor, &format!("{path}&limit=4")).await.expect(200).body;
    let cursor = paged["next_cursor"].as_str().unwrap();
    let rest = world
        .get(supervisor, &format!("{path}&limit=4&cursor={cursor}"))
        .await
        .expect(200)
        .body;
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    for who in ["worker", "south_supervisor", "director", "safeguarding_lead"] {
        world
            .get(house.token(who), &path)
            .await
            .expect_problem(403, "not_allowed");
    }
}

#[actix_web::test]
async fn an_enrolment_nobody_leads_is_shown_until_somebody_does() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let (_, led) = world.enrolled(&house, "other_worker").await;
    let supervisor = house.token("supervisor");
    let shown = async || {
        let list = world.get(supervisor, "/enrolments/without-lead").await.expect(200).body;
        let items = list["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|one| (one["enrolment_id"].clone(), one["gone_lead_staff_id"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown().await, []);
    let sql = world.sql().await;
    // Her role here ended: she is written as the lead, and leads no more.
    let gone = house.who("worker").id;
    sql.execute("update role_grant set ended_at = now() where staff_id = $1", &[&gone])
        .await
        .unwrap();
    assert_eq!(shown().await, [(json!(enrolment), json!(gone))]);
    sql.execute(
        "update assignment set ended_at = started_at where staff_id = $1",
        &[&gone],
    )
    .await
    .unwrap();
    assert_eq!(shown().await, [(json!(enrolment), json!(null))]);
    let lead = json!({"id": new_id(), "staff_id": house.who("other_worker").id, "role": "lead"});
    world
        .post(supervisor, &format!("/enrolments/{enrolment}/assignments"), lead)
        .await
        .expect(201);
    assert_eq!(shown().await, []);
    let only_south = world
        .get(house.token("south_supervisor"), "/enrolments/without-lead")
        .await
        .expect(200);
    assert_eq!(only_south.body["items"], json!([]), "{led}");
}
