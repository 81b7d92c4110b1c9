//! Forms of operations: older ones are brought into that of today, newer ones stay on the phone.

use serde_json::json;

use super::{count, logged, push_one, scene};
use crate::support::World;

#[actix_web::test]
async fn an_older_form_is_read_and_what_it_is_recognised_by_stays() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let hello = world.get(&phone.token, "/sync/hello").await.expect(200).body;
    assert_eq!(
        (&hello["oldest_operation_schema"], &hello["operation_schema"]),
        (&json!(1), &json!(2))
    );
    // Form 1 does not say by which way it came, and came without a network; form 2 says what it says.
    for (day, form, says, way) in [
        (3, 1, None, "mobile_offline"),
        (4, 2, None, "web"),
        (5, 2, Some("mobile_offline"), "mobile_offline"),
    ] {
        let mut op = logged(enrolment, &format!("2026-02-0{day}T15:00:00Z"));
        op["schema"] = json!(form);
        if let Some(says) = says {
            op["set"]["recorded_via"] = json!(says);
        }
        assert_eq!(push_one(&world, &phone, &op).await["status"], "applied");
        let again = push_one(&world, &phone, &op).await;
        assert_eq!(again["replayed"], true, "{again}");
        let id = op["entity_id"].as_str().unwrap();
        let there = format!("select count(*) from session where id = '{id}' and recorded_via = '{way}'");
        assert_eq!(count(&world, &there).await, 1, "form {form}");
    }
    for form in [0, 3] {
        let mut op = logged(enrolment, "2026-02-06T15:00:00Z");
        op["schema"] = json!(form);
        let result = push_one(&world, &phone, &op).await;
        assert_eq!(
            (&result["status"], &result["code"]),
            (&json!("invalid"), &json!("unknown_schema"))
        );
    }
    assert_eq!(count(&world, "select count(*) from sync_op").await, 3);
}
