//! What cannot be read: alone, and never in the way of the rest.

use std::io::Write;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use serde_json::{Value, json};

use super::{count, envelope, logged, push, push_one, scene};
use crate::support::{World, new_id};

#[actix_web::test]
async fn bad_operations_keep_no_good_one_from_being_done() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let changed = |field: &str, value: Value| {
        let mut op = logged(enrolment, "2026-02-10T15:00:00Z");
        op[field] = value;
        op
    };
    let mut note = logged(enrolment, "2026-02-10T15:00:00Z");
    note["set"]["note"]["text"] = json!("a\u{0}b");
    let mut large = logged(enrolment, "2026-02-10T15:00:00Z");
    large["set"]["note"]["text"] = json!("x".repeat(65 * 1024));
    let bad = [
        (changed("seq", json!("one")), "wrong_shape"),
        (changed("entity", json!("staff_member")), "unknown_operation"),
        (changed("kind", json!("delete")), "unknown_operation"),
        (changed("schema", json!(99)), "unknown_schema"),
        (changed("device_id", json!(new_id())), "wrong_shape"),
        (changed("user_id", json!(new_id())), "wrong_shape"),
        (changed("at", json!("yesterday")), "wrong_shape"),
        (note, "malformed"),
        (large, "too_large"),
    ];
    let mut ops = vec![logged(enrolment, "2026-02-03T15:00:00Z")];
    ops.extend(bad.iter().map(|(op, _)| op.clone()));
    ops.push(logged(enrolment, "2026-02-04T15:00:00Z"));
    let results = push(&world, &phone, &ops).await;
    for (result, (_, why)) in results[1..].iter().zip(&bad) {
        assert_eq!(
            (&result["status"], &result["code"]),
            (&json!("invalid"), &json!(why)),
            "{result}"
        );
    }
    for good in [results.first().unwrap(), results.last().unwrap()] {
        assert_eq!(good["status"], "applied", "{good}");
    }
    assert_eq!(
        count(&world, "select count(*) from sync_op").await,
        2,
        "nothing is kept of the others"
    );
}

#[actix_web::test]
async fn a_wrong_clock_is_data() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    for at in [
        "1970-01-01T00:00:00Z",
        "2099-12-31T23:59:59+14:00",
        "9999-12-31T23:59:59Z",
    ] {
        let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
        op["at"] = json!(at);
        assert_eq!(push_one(&world, &phone, &op).await["status"], "applied", "{at}");
    }
    let mut body = envelope(&[]);
    body["client_now"] = json!("1970-01-01T00:00:00Z");
    let answer = world.post(&phone.token, "/sync/push", body).await.expect(200);
    assert!(answer.body["skew_ms"].as_i64().unwrap() > 1_000_000_000_000);
}

/// Sends bytes, and answers status and body.
async fn raw(world: &World, token: &str, body: Vec<u8>, encoding: Option<&str>) -> (u16, Value) {
    let service = init_service(causeway::app::app(world.state.clone())).await;
    let mut request = TestRequest::with_uri("/api/v1/sync/push")
        .method(Method::POST)
        .insert_header(("authorization", format!("Bearer {token}")))
        .insert_header(("content-type", "application/json"));
    if let Some(encoding) = encoding {
        request = request.insert_header(("content-encoding", encoding));
    }
    let response = call_service(&service, request.set_payload(body).to_request()).await;
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_slice(&read_body(response).await).unwrap_or_default(),
    )
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(plain).unwrap();
    gzip.finish().unwrap()
}

#[actix_web::test]
async fn bytes_that_are_no_text_spoil_their_own_operation_only() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let (good, spoilt) = (
        logged(enrolment, "2026-02-03T15:00:00Z"),
        logged(enrolment, "2026-02-04T15:00:00Z"),
    );
    let text = envelope(&[spoilt.clone(), good.clone()]).to_string();
    // The first note's words lose a letter to a byte that is no UTF-8, and another to a control character.
    let at = text.find("Canary").unwrap();
    let mut bytes = text.into_bytes();
    bytes[at] = 0xff;
    bytes[at + 1] = 0x01;
    let (status, body) = raw(&world, &phone.token, bytes, None).await;
    assert_eq!(status, 200, "{body}");
    let results = body["push"]["results"].as_array().unwrap();
    assert_eq!(
        (&results[0]["status"], &results[0]["code"]),
        (&json!("invalid"), &json!("bad_character"))
    );
    assert_eq!(results[0]["op_id"], spoilt["op_id"]);
    assert_eq!(results[1]["status"], "applied");
}

#[actix_web::test]
async fn what_is_too_much_is_refused_whole_and_before_it_is_unpacked() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let good = envelope(&[logged(enrolment, "2026-02-03T15:00:00Z")]).to_string();
    let (status, body) = raw(&world, &phone.token, gzip(good.as_bytes()), Some("gzip")).await;
    assert_eq!(
        (status, &body["push"]["results"][0]["status"]),
        (200, &json!("applied"))
    );
    let bomb = gzip(&vec![b' '; 32 << 20]);
    assert!(bomb.len() < 256 * 1024);
    for (body, encoding, status, code) in [
        (bomb, Some("gzip"), 413, "too_large"),
        (vec![b' '; 257 * 1024], None, 413, "too_large"),
        (gzip(good.as_bytes())[..40].to_vec(), Some("gzip"), 400, "malformed"),
        (good.clone().into_bytes(), Some("br"), 415, "compressed_body"),
        (b"[]".to_vec(), None, 400, "malformed"),
        (
            br#"{"protocol": 2, "client_now": "2026-06-10T12:00:00Z", "push": {"ops": []}}"#.to_vec(),
            None,
            400,
            "malformed",
        ),
    ] {
        let (answered, problem) = raw(&world, &phone.token, body, encoding).await;
        assert_eq!((answered, &problem["code"]), (status, &json!(code)), "{problem}");
    }
    let many: Vec<_> = (0..101).map(|_| json!({})).collect();
    let (status, problem) = raw(&world, &phone.token, envelope(&many).to_string().into_bytes(), None).await;
    assert_eq!((status, &problem["code"]), (413, &json!("too_large")));
}
