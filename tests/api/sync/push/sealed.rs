//! What lay unsent on a phone whose passphrase was forgotten, sealed to the organisation's rescue key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::rescue::{bring, of, results};
use super::{Phone, count, expect_held, logged, push_one, scene, unassigned};
use crate::support::World;

/// What `syncHello` tells a device.
async fn public_half(world: &World, phone: &Phone) -> Vec<u8> {
    let hello = world.get(&phone.token, "/sync/hello").await.expect(200).body;
    URL_SAFE_NO_PAD.decode(hello["rescue_key"].as_str().unwrap()).unwrap()
}

/// A line as a phone keeps it beside what it has not sent (`web/src/vault/box.ts`).
fn sealed(public: &[u8], op: &Value) -> Value {
    let mut plain = op.clone();
    plain.as_object_mut().unwrap().remove("seq");
    let own = PrivateKey::generate(&ECDH_P256).unwrap();
    let ephemeral = own.compute_public_key().unwrap().as_ref().to_vec();
    let salt = [&ephemeral, public].concat();
    let key = agree(&own, UnparsedPublicKey::new(&ECDH_P256, public), (), |shared| {
        let mut key = [0; 32];
        let shared = Salt::new(HKDF_SHA256, &salt).extract(shared);
        shared
            .expand(&[b"causeway rescue 1"], HKDF_SHA256)
            .unwrap()
            .fill(&mut key)
            .unwrap();
        Ok(key)
    });
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key.unwrap()).unwrap());
    let bound = Aad::from(format!("rescue|{}|1", op["op_id"].as_str().unwrap()));
    let mut body = serde_json::to_vec(&plain).unwrap();
    let iv = [7; 12];
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(iv), bound, &mut body)
        .unwrap();
    let sealed = [&[1], ephemeral.as_slice(), &iv, &body].concat();
    json!({"op_id": op["op_id"], "seq": op["seq"], "box": URL_SAFE_NO_PAD.encode(sealed)})
}

#[actix_web::test]
async fn ten_notes_whose_passphrase_is_forgotten_arrive_once() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let public = public_half(&world, &phone).await;
    let ops: Vec<Value> = (10..20)
        .map(|day| logged(enrolment, &format!("2026-02-{day}T15:00:00Z")))
        .collect();
    let lines: Vec<Value> = ops.iter().map(|op| sealed(&public, op)).collect();
    // One of them did arrive, and its answer did not.
    push_one(&world, &phone, &ops[4]).await;
    // Her supervisor enrols her again: another device, the same person.
    phone.under_another_sign_in(&world).await;
    let again = Phone::of(&world, &house, "worker").await;
    assert_eq!(public_half(&world, &again).await, public);
    for round in 0..2 {
        for (place, result) in results(bring(&world, &again.token, "", &lines).await)
            .iter()
            .enumerate()
        {
            assert_eq!(result["status"], "applied", "{result}");
            assert_eq!(result["replayed"], round > 0 || place == 4, "{result}");
        }
    }
    assert_eq!(count(&world, "select count(*) from session").await, 10);
}

#[actix_web::test]
async fn a_colleague_s_are_held_and_what_does_not_open_is_said_so() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let line = sealed(&public_half(&world, &phone).await, &op);
    let supervisor = house.token("supervisor");
    let result = results(bring(&world, supervisor, &of(&house, "worker"), std::slice::from_ref(&line)).await).remove(0);
    expect_held(&result, "rescued");

    let elsewhere = world.house("Second").await;
    let (_, theirs) = world.enrolled(&elsewhere, "worker").await;
    let theirs = logged(theirs, "2026-02-03T15:00:00Z");
    let foreign = Phone::of(&world, &elsewhere, "worker").await;
    assert_ne!(public_half(&world, &foreign).await, public_half(&world, &phone).await);
    let mut renamed = line.clone();
    renamed["op_id"] = theirs["op_id"].clone();
    let mut cut = line.clone();
    cut["box"] = json!("AQ");
    // Sealed to another organisation, under another name, and half a box.
    let lines = [line, renamed, cut];
    for (token, sent) in [(&foreign.token, &lines[..1]), (&phone.token, &lines[1..])] {
        for result in results(bring(&world, token, "", sent).await) {
            assert_eq!(
                (&result["status"], &result["code"]),
                (&json!("invalid"), &json!("cannot_be_opened")),
                "{result}"
            );
        }
    }
    assert_eq!(count(&world, "select count(*) from session").await, 0);
}

#[actix_web::test]
async fn whom_she_works_with_no_longer_she_may_still_have_written_about() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let line = sealed(&public_half(&world, &phone).await, &op);
    unassigned(&world).await;
    let in_the_open = results(bring(&world, &phone.token, "", &[line]).await).remove(0);
    let sent = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&in_the_open["status"], &sent["replayed"]),
        (&sent["status"], &json!(true)),
        "{in_the_open}"
    );
}
