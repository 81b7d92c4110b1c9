//! Accounts without a mailbox, codes shown in person, devices that sign.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::smtp::Mailbox;
use crate::support::{Answer, House, World, new_id};

/// A phone and its key.
pub(super) struct Phone {
    pub(super) id: Uuid,
    pub(super) key: Ed25519KeyPair,
}

impl Phone {
    pub(super) fn new() -> Self {
        Self {
            id: new_id(),
            key: Ed25519KeyPair::generate().unwrap(),
        }
    }

    pub(super) fn enrolment(&self, code: &str) -> Value {
        json!({"id": self.id, "code": code, "kind": "phone", "key_algorithm": "ed25519",
               "public_key": URL_SAFE_NO_PAD.encode(self.key.public_key())})
    }

    pub(super) async fn enrol(&self, world: &World, code: &str) -> Answer {
        world.post("", "/devices", self.enrolment(code)).await
    }

    pub(super) fn request(&self, at: DateTime<Utc>, nonce: &str) -> Value {
        let signature = self.key.sign(text(self.id, at, nonce).as_bytes());
        json!({"device_id": self.id, "signed_at": at, "nonce": nonce, "signature": URL_SAFE_NO_PAD.encode(signature)})
    }

    pub(super) async fn token(&self, world: &World) -> Answer {
        let nonce = new_id().simple().to_string();
        world
            .post("", "/device-tokens", self.request(world.now(), &nonce))
            .await
    }
}

fn text(device: Uuid, at: DateTime<Utc>, nonce: &str) -> String {
    let at = at.timestamp_millis();
    format!("causeway device token 1\nPOST /api/v1/device-tokens\n{device}\n{at}\n{nonce}")
}

pub(super) fn access(answer: &Answer) -> String {
    answer.body["access_token"].as_str().unwrap().to_owned()
}

pub(super) async fn code(world: &World, house: &House, staff: Uuid) -> String {
    world.everybody_steps_up().await;
    let path = format!("/staff/{staff}/field-codes");
    let answer = world
        .post(house.token("supervisor"), &path, json!({}))
        .await
        .expect(201);
    answer.body["code"].as_str().unwrap().to_owned()
}

/// Another code than this one, with the same first letters.
fn wrong(code: &str) -> String {
    let last = if code.ends_with('A') { 'B' } else { 'A' };
    format!("{}{last}", &code[..code.len() - 1])
}

/// A mentor without a mailbox at `north`.
pub(super) async fn field_worker(world: &World, house: &House) -> Uuid {
    world.everybody_steps_up().await;
    let id = new_id();
    let body = json!({"id": id, "display_name": "Ana", "language": "pt", "role": "mentor", "site_id": house.north});
    let added = world
        .post(house.token("org_admin"), "/field-accounts", body.clone())
        .await
        .expect(201);
    let handle = added.body["handle"].as_str().unwrap().to_owned();
    assert_eq!(handle.len(), 7);
    let again = world
        .post(house.token("org_admin"), "/field-accounts", body)
        .await
        .expect(200);
    assert_eq!(again.body["handle"], handle, "the same again is the same account");
    id
}

#[actix_web::test]
async fn somebody_without_a_mailbox_works_with_a_phone_from_a_code_to_a_session() {
    let world = World::new().await;
    let house = world.house("First").await;
    let staff = field_worker(&world, &house).await;
    let path = format!("/staff/{staff}/field-codes");
    let shown = world
        .post(house.token("supervisor"), &path, json!({}))
        .await
        .expect(201)
        .body;
    let code = shown["code"].as_str().unwrap();
    assert_eq!(shown["link"], format!("https://house.example/device#{code}"));
    assert!(shown["qr_svg"].as_str().unwrap().contains("<svg"));
    let phone = Phone::new();
    let enrolled = phone
        .enrol(&world, &code.to_lowercase().replace('-', " "))
        .await
        .expect(201);
    assert_eq!(enrolled.body["staff_id"], staff.to_string());
    phone.enrol(&world, code).await.expect(200);
    let token = access(&phone.token(&world).await.expect(201));
    let me = world.get(&token, "/me").await.expect(200).body;
    assert_eq!(
        (&me["display_name"], &me["grants"][0]["role"]),
        (&json!("Ana"), &json!("mentor"))
    );
    let mine = world.get(&token, "/me/devices").await.expect(200).body;
    assert_eq!(mine["items"][0]["id"], phone.id.to_string());
    // Fifteen minutes, and then the next; nothing was used up.
    world.clock.set(world.now() + Duration::minutes(16));
    world.get(&token, "/me").await.expect_problem(401, "sign_in_needed");
    let token = access(&phone.token(&world).await.expect(201));
    world.get(&token, "/me").await.expect(200);
    let sql = world.sql().await;
    let row = sql
        .query_one(
            "select a.email is null and a.password_hash is null, s.kind from auth.device d
             join auth.account a on a.id = d.account_id join auth.sign_in s on s.id = d.sign_in_id where d.id = $1",
            &[&phone.id],
        )
        .await
        .unwrap();
    assert_eq!(
        (row.get::<_, bool>(0), row.get::<_, String>(1)),
        (true, "device".to_owned())
    );
}

#[actix_web::test]
async fn a_code_is_for_one_device_for_ten_minutes_and_five_guesses() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.who("worker").id;
    // Used by another phone: somebody read it over a shoulder.
    let used = code(&world, &house, worker).await;
    Phone::new().enrol(&world, &used).await.expect(201);
    Phone::new()
        .enrol(&world, &used)
        .await
        .expect_problem(401, "code_wrong");
    // Replaced by a newer one.
    let older = code(&world, &house, worker).await;
    let newer = code(&world, &house, worker).await;
    Phone::new()
        .enrol(&world, &older)
        .await
        .expect_problem(401, "code_wrong");
    // Four wrong guesses are four; five kill it.
    for _ in 0..4 {
        Phone::new()
            .enrol(&world, &wrong(&newer))
            .await
            .expect_problem(401, "code_wrong");
    }
    Phone::new().enrol(&world, &newer).await.expect(201);
    let guessed = code(&world, &house, worker).await;
    for _ in 0..5 {
        Phone::new()
            .enrol(&world, &wrong(&guessed))
            .await
            .expect_problem(401, "code_wrong");
    }
    Phone::new()
        .enrol(&world, &guessed)
        .await
        .expect_problem(401, "code_wrong");
    // Ten minutes.
    let late = code(&world, &house, worker).await;
    world.clock.set(world.now() + Duration::minutes(10));
    Phone::new()
        .enrol(&world, &late)
        .await
        .expect_problem(401, "code_wrong");
    for nonsense in ["", "KFTM", "AAAA-AAAA", "KFTM-RWQZ-X"] {
        Phone::new()
            .enrol(&world, nonsense)
            .await
            .expect_problem(401, "code_wrong");
    }
}

#[actix_web::test]
async fn one_code_tried_at_once_enrols_one_phone() {
    let world = World::new().await;
    let house = world.house("First").await;
    let code = code(&world, &house, house.who("worker").id).await;
    let phones: Vec<Phone> = (0..8).map(|_| Phone::new()).collect();
    let answers = futures_util::future::join_all(phones.iter().map(|phone| phone.enrol(&world, &code))).await;
    let taken = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(taken, 1);
    let sql = world.sql().await;
    let devices = sql.query_one("select count(*) from auth.device", &[]).await.unwrap();
    assert_eq!(devices.get::<_, i64>(0), 1);
}

#[actix_web::test]
async fn nothing_but_a_fresh_request_of_the_devices_own_key_gets_a_token() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (phone, stranger) = (Phone::new(), Phone::new());
    let code = code(&world, &house, house.who("worker").id).await;
    phone.enrol(&world, &code).await.expect(201);
    let now = world.now();
    let nonce = "0123456789abcdef";
    let ask = async |body: Value| world.post("", "/device-tokens", body).await;
    let right = phone.request(now, nonce);
    ask(right.clone()).await.expect(201);
    // The same again, and the same nonce at another moment.
    ask(right.clone()).await.expect_problem(401, "device_refused");
    ask(phone.request(now + Duration::seconds(1), nonce))
        .await
        .expect_problem(401, "device_refused");
    // Every part of what was signed counts.
    for (field, value) in [
        ("device_id", json!(stranger.id)),
        ("signed_at", json!(now + Duration::seconds(1))),
        ("nonce", json!("fedcba9876543210")),
        ("signature", json!(URL_SAFE_NO_PAD.encode([0; 64]))),
        ("signature", json!("")),
    ] {
        let mut forged = phone.request(now, "another-nonce-of-its-own");
        forged[field] = value;
        ask(forged).await.expect_problem(401, "device_refused");
    }
    let mut other_key = stranger.request(now, "another-nonce-of-its-own");
    other_key["device_id"] = json!(phone.id);
    ask(other_key).await.expect_problem(401, "device_refused");
    // Signed for something else.
    let elsewhere =
        text(phone.id, now, "a-nonce-for-elsewhere").replace("POST /api/v1/device-tokens", "POST /api/v1/devices");
    let signature = URL_SAFE_NO_PAD.encode(phone.key.sign(elsewhere.as_bytes()));
    let body =
        json!({"device_id": phone.id, "signed_at": now, "nonce": "a-nonce-for-elsewhere", "signature": signature});
    ask(body).await.expect_problem(401, "device_refused");
    for (seconds, fresh) in [(-121, false), (121, false), (-119, true), (119, true)] {
        let nonce = new_id().simple().to_string();
        let answer = ask(phone.request(now + Duration::seconds(seconds), &nonce)).await;
        if fresh {
            answer.expect(201);
        } else {
            answer.expect_problem(401, "clock_off");
        }
    }
    ask(phone.request(now, "short")).await.expect_problem(422, "validation");
}

#[actix_web::test]
async fn one_request_sent_at_once_gets_one_token() {
    let world = World::new().await;
    let house = world.house("First").await;
    let phone = Phone::new();
    let code = code(&world, &house, house.who("worker").id).await;
    phone.enrol(&world, &code).await.expect(201);
    let body = phone.request(world.now(), "one-nonce-for-eight-of-them");
    let asked = (0..8).map(|_| world.post("", "/device-tokens", body.clone()));
    let answers = futures_util::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
}

#[actix_web::test]
async fn a_phone_may_sign_as_web_crypto_does() {
    let world = World::new().await;
    let house = world.house("First").await;
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
    let (id, now, nonce) = (new_id(), world.now(), "a-nonce-of-sixteen-or-more");
    let code = code(&world, &house, house.who("worker").id).await;
    let mut body = json!({"id": id, "code": code, "kind": "tablet", "key_algorithm": "p256",
                          "public_key": URL_SAFE_NO_PAD.encode([4; 33])});
    world
        .post("", "/devices", body.clone())
        .await
        .expect_problem(422, "validation");
    body["public_key"] = json!(URL_SAFE_NO_PAD.encode(key.public_key()));
    world.post("", "/devices", body).await.expect(201);
    let signature = key.sign(&random, text(id, now, nonce).as_bytes()).unwrap();
    let signature = URL_SAFE_NO_PAD.encode(signature);
    let body = json!({"device_id": id, "signed_at": now, "nonce": nonce, "signature": signature});
    world.post("", "/device-tokens", body).await.expect(201);
}

#[actix_web::test]
async fn a_code_is_made_by_who_supervises_and_opens_nothing_she_could_not_see() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    world.everybody_steps_up().await;
    let ask = async |who: &str, staff: Uuid| {
        let path = format!("/staff/{staff}/field-codes");
        world.post(house.token(who), &path, json!({})).await
    };
    let worker = house.who("worker").id;
    ask("supervisor", worker).await.expect(201);
    for who in [
        "worker",
        "other_worker",
        "south_supervisor",
        "org_admin",
        "director",
        "it_admin",
        "safeguarding_lead",
    ] {
        ask(who, worker).await.expect_problem(403, "not_allowed");
    }
    // Not for herself, nor for who holds more than field work, here or anywhere.
    let both = house
        .add_staff(
            &world,
            "both",
            &[("mentor", Some(house.north), None), ("director", None, None)],
            None,
        )
        .await;
    let two_sites = house
        .add_staff(
            &world,
            "two",
            &[("mentor", Some(house.north), None), ("mentor", Some(house.south), None)],
            None,
        )
        .await;
    let everywhere = house
        .add_staff(&world, "everywhere", &[("mentor", None, None)], None)
        .await;
    for staff in [
        house.who("supervisor").id,
        house.who("director").id,
        house.who("org_admin").id,
        house.who("no_role").id,
        both.id,
        two_sites.id,
        everywhere.id,
    ] {
        ask("supervisor", staff).await.expect_problem(403, "not_allowed");
    }
    for staff in [other.who("worker").id, new_id()] {
        ask("supervisor", staff).await.expect_problem(404, "not_found");
    }
    // What she was given meanwhile counts when the code is used, too.
    let answer = ask("supervisor", worker).await.expect(201);
    let sql = world.sql().await;
    sql.execute(
        "insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at) values ($1, $2, $3, 'director', now(), now())",
        &[&house.org, &new_id(), &worker],
    )
    .await
    .unwrap();
    let code = answer.body["code"].as_str().unwrap();
    Phone::new().enrol(&world, code).await.expect_problem(401, "code_wrong");
}

#[actix_web::test]
async fn who_has_a_mailbox_is_told_that_a_device_was_added() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    let code = code(&world, &house, house.who("worker").id).await;
    Phone::new().enrol(&world, &code).await.expect(201);
    let told = mail.collect().await;
    assert_eq!(told.len(), 1);
    assert!(told[0].to.starts_with("worker."), "{told:?}");
}

/// A stolen dump: neither a code nor a device key in it is of any use.
#[actix_web::test]
async fn what_is_stored_of_codes_and_devices_proves_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let code = code(&world, &house, house.who("worker").id).await;
    let sql = world.sql().await;
    let row: String = sql
        .query_one("select to_jsonb(c)::text from auth.field_code c", &[])
        .await
        .unwrap()
        .get(0);
    let secret = code.split('-').nth(1).unwrap();
    assert!(!row.contains(secret), "{row}");
    let log = sql
        .query("select to_jsonb(e)::text from audit_event e", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get::<_, String>(0))
        .collect::<String>();
    assert!(!log.contains(secret) && !log.contains(&code), "{log}");
}
