//! Each kind of operation goes the way the API goes.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{count, create, push_one, scene};
use crate::support::line::{adult, referral};
use crate::support::{World, new_id};

#[actix_web::test]
async fn each_makes_its_row_once_through_its_own_step() {
    let world = World::new().await;
    let (house, phone, person, enrolment) = scene(&world).await;
    let group = new_id();
    let fields = |table: &'static str, entity: &'static str, fields: Value| (table, create(entity, &fields));
    let mut asked = referral(&house);
    asked["person_id"] = json!(person);
    let ops = [
        fields("person", "person", adult(&house)),
        fields(
            "contact_attempt",
            "contact_attempt",
            json!({"id": new_id(), "enrolment_id": enrolment, "attempted_at": "2026-02-03T15:00:00Z", "mode": "phone_call",
                "result": "no_answer"}),
        ),
        fields(
            "plan",
            "appointment",
            json!({"id": new_id(), "enrolment_id": enrolment, "kind": "individual_mentoring", "mode": "in_person_community",
                "starts_at": "2026-06-20T15:00:00Z", "minutes": 60}),
        ),
        fields(
            "session",
            "group_session",
            json!({"id": group, "programme_id": house.mentoring, "site_id": house.north, "kind": "group_life_skills",
                "mode": "in_person_community", "starts_at": "2026-06-09T15:00:00Z", "minutes": 60,
                "lines": [{"id": new_id(), "enrolment_id": enrolment}]}),
        ),
        fields(
            "walk_in",
            "walk_in",
            json!({"id": new_id(), "session_id": group, "nickname": "Canary Kiko", "attendance": "present"}),
        ),
        fields("referral_source", "referral", asked),
    ];
    for (table, op) in ops {
        let id: Uuid = op["entity_id"].as_str().unwrap().parse().unwrap();
        let there = format!("select count(*) from {table} where id = '{id}'");
        let result = push_one(&world, &phone, &op).await;
        assert_eq!(result["status"], "applied", "{table}: {result}");
        assert_eq!(count(&world, &there).await, 1, "{table}");
        // Made under another operation of the same content: as done as before. Under other content: held.
        let mut same = op.clone();
        same["op_id"] = json!(new_id());
        assert_eq!(push_one(&world, &phone, &same).await["status"], "applied", "{table}");
        let mut other = op.clone();
        other["op_id"] = json!(new_id());
        for field in [
            "minutes",
            "language",
            "attempted_at",
            "starts_at",
            "nickname",
            "received_at",
        ] {
            if let Some(value) = other["set"].get_mut(field) {
                *value = match field {
                    "minutes" => json!(61),
                    "language" => json!("pt"),
                    "nickname" => json!("Canary Kika"),
                    "starts_at" => json!("2026-06-09T16:00:00Z"),
                    _ => json!("2026-06-08T15:00:00Z"),
                };
                break;
            }
        }
        let result = push_one(&world, &phone, &other).await;
        assert_eq!(
            (&result["status"], &result["problem"]),
            (&json!("held"), &json!("id_taken")),
            "{table}: {result}"
        );
        assert_eq!(count(&world, &there).await, 1, "{table}");
    }
    let mine = "select count(*) from sync_op where status = 'held'";
    assert_eq!(count(&world, mine).await, 6);
}
