//! Forty tokens that are not ours (security.md §3.1), each of which must be answered exactly as no token at all.

use actix_web::http::Method;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use causeway::platform::keys::Keys;
use serde_json::{Value, json};

use crate::support::{House, World, new_id};

fn letters(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Someone who has the key itself, so that nothing but what is wrong with a token is wrong with it.
struct Forger {
    key: Ed25519KeyPair,
    header: Value,
    claims: Value,
}

impl Forger {
    fn of(world: &World, house: &House) -> Self {
        let keys = Keys::load(world.keys_dir()).unwrap();
        let worker = house.who("worker");
        Self {
            key: Ed25519KeyPair::from_seed_unchecked(keys.token.newest().1).unwrap(),
            header: json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "1"}),
            claims: json!({
                "iss": "c", "aud": "a", "org": letters(house.org), "sid": letters(worker.sign_in),
                "exp": world.now().timestamp() + 300, "jti": letters([7; 6]),
            }),
        }
    }

    fn signed(&self, header: &Value, claims: &str) -> String {
        let said = format!("{}.{}", letters(header.to_string()), letters(claims));
        let signature = letters(self.key.sign(said.as_bytes()));
        format!("{said}.{signature}")
    }

    /// With something else in the header; null takes it away.
    fn header(&self, changes: &Value) -> String {
        self.signed(&changed(&self.header, changes), &self.claims.to_string())
    }

    /// With something else in the claims; null takes it away.
    fn claims(&self, changes: &Value) -> String {
        self.signed(&self.header, &changed(&self.claims, changes).to_string())
    }

    fn honest(&self) -> String {
        self.header(&json!({}))
    }

    /// Header, claims and signature of the honest one.
    fn parts(&self) -> [String; 3] {
        let honest = self.honest();
        let parts: Vec<_> = honest.split('.').map(str::to_owned).collect();
        parts.try_into().unwrap()
    }

    fn with_signature(&self, signature: &str) -> String {
        let [header, claims, _] = self.parts();
        format!("{header}.{claims}.{signature}")
    }

    /// Signed with a symmetric key: what a careless library takes for good when that key is our public one.
    fn symmetric(&self, name: &str, algorithm: hmac::Algorithm, key: &[u8]) -> String {
        let header = changed(&self.header, &json!({"alg": name}));
        let said = format!("{}.{}", letters(header.to_string()), letters(self.claims.to_string()));
        let tag = hmac::sign(&hmac::Key::new(algorithm, key), said.as_bytes());
        format!("{said}.{}", letters(tag))
    }

    /// The same signature with the order of the curve added to its second half (RFC 8032 §8.4).
    fn malleated(&self) -> String {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let [.., signature] = self.parts();
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let mut carry = 0;
        for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            *byte = u8::try_from(sum & 0xff).unwrap();
            carry = sum >> 8;
        }
        self.with_signature(&letters(bytes))
    }
}

fn changed(value: &Value, changes: &Value) -> Value {
    let mut value = value.clone();
    let object = value.as_object_mut().unwrap();
    for (name, change) in changes.as_object().unwrap() {
        if change.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), change.clone());
        }
    }
    value
}

/// Forged by choice of algorithm or key.
fn by_header(forger: &Forger) -> Vec<(&'static str, String)> {
    let public = forger.key.public_key().as_ref();
    let stranger = Forger {
        key: Ed25519KeyPair::generate().unwrap(),
        header: forger.header.clone(),
        claims: forger.claims.clone(),
    };
    let unsigned = |name: &str| {
        let token = forger.header(&json!({"alg": name}));
        format!("{}.", token.rsplit_once('.').unwrap().0)
    };
    let theirs = letters(stranger.key.public_key().as_ref());
    vec![
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg NONE", unsigned("NONE")),
        ("alg none, signed", forger.header(&json!({"alg": "none"}))),
        ("alg missing", forger.header(&json!({"alg": null}))),
        ("alg a list", forger.header(&json!({"alg": ["EdDSA"]}))),
        ("alg RS256", forger.header(&json!({"alg": "RS256"}))),
        ("alg ES256", forger.header(&json!({"alg": "ES256"}))),
        (
            "HS256 by our public key",
            forger.symmetric("HS256", hmac::HMAC_SHA256, public),
        ),
        (
            "HS512 by our public key",
            forger.symmetric("HS512", hmac::HMAC_SHA512, public),
        ),
        ("HS256 by nothing", forger.symmetric("HS256", hmac::HMAC_SHA256, b"")),
        ("signed by a stranger", stranger.honest()),
        ("kid missing", forger.header(&json!({"kid": null}))),
        ("kid unknown", forger.header(&json!({"kid": "2"}))),
        ("kid a number", forger.header(&json!({"kid": 1}))),
        ("kid a path", forger.header(&json!({"kid": "../../../../dev/null"}))),
        ("kid a statement", forger.header(&json!({"kid": "1' or '1'='1"}))),
        (
            "jku of a stranger",
            stranger.header(&json!({"jku": "https://stranger.example/keys"})),
        ),
        (
            "x5u of a stranger",
            stranger.header(&json!({"x5u": "https://stranger.example/cert"})),
        ),
        (
            "jwk of a stranger",
            stranger.header(&json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": theirs}})),
        ),
        ("crit", forger.header(&json!({"crit": ["exp"]}))),
        ("typ missing", forger.header(&json!({"typ": null}))),
        ("typ of another kind", forger.header(&json!({"typ": "JWT"}))),
    ]
}

/// Forged by what it claims, or by its form.
fn by_claims(forger: &Forger, house: &House, other: &House, now: i64) -> Vec<(&'static str, String)> {
    let [header, claims, signature] = forger.parts();
    let twice = forger
        .claims
        .to_string()
        .replacen('{', &format!("{{\"org\":\"{}\",", letters(other.org)), 1);
    let of_another = forger.claims(&json!({"sid": letters(house.who("director").sign_in)}));
    let (_, another) = of_another.rsplit_once('.').unwrap();
    vec![
        ("another issuer", forger.claims(&json!({"iss": "stranger"}))),
        ("another audience", forger.claims(&json!({"aud": "b"}))),
        ("several audiences", forger.claims(&json!({"aud": ["a", "b"]}))),
        ("no end", forger.claims(&json!({"exp": null}))),
        ("over for 31 seconds", forger.claims(&json!({"exp": now - 31}))),
        ("ends next year", forger.claims(&json!({"exp": now + 31_536_000}))),
        ("not before tomorrow", forger.claims(&json!({"nbf": now + 86_400}))),
        ("a role in it", forger.claims(&json!({"role": "org_admin"}))),
        (
            "another organisation",
            forger.claims(&json!({"org": letters(other.org)})),
        ),
        ("a made-up sign-in", forger.claims(&json!({"sid": letters(new_id())}))),
        ("a claim twice", forger.signed(&forger.header, &twice)),
        ("10 kB", forger.claims(&json!({"jti": "x".repeat(10_000)}))),
        ("no signature", format!("{header}.{claims}")),
        ("another token's signature", forger.with_signature(another)),
        ("half a signature", forger.with_signature(&signature[..43])),
        ("a malleated signature", forger.malleated()),
        ("a refresh secret", letters([7; 32])),
    ]
}

#[actix_web::test]
async fn forty_of_forty_forged_tokens_are_refused() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    let forger = Forger::of(&world, &house);
    world.get(&forger.honest(), "/me").await.expect(200);
    let mut forged = by_header(&forger);
    forged.extend(by_claims(&forger, &house, &other, world.now().timestamp()));
    let mut refused = 0;
    let nobody = world.call(Method::GET, None, "/me", None, &[]).await;
    for (name, token) in &forged {
        let answer = world.get(token, "/me").await;
        assert_eq!(answer.status.as_u16(), 401, "{name}: {}", answer.body);
        let told = |body: &Value| changed(body, &json!({"request_id": null}));
        assert_eq!(told(&answer.body), told(&nobody.body), "{name}");
        refused += 1;
    }
    println!("forged tokens refused: {refused}/{}", forged.len());
    assert_eq!((refused, forged.len()), (40, 40));
    world.get(&forger.honest(), "/me").await.expect(200);
}

#[actix_web::test]
async fn a_token_made_by_a_clock_that_runs_off_is_refused() {
    let world = World::new().await;
    let house = world.house("First").await;
    let made_at = world.now();
    let token = house.token("worker").to_owned();
    for (minutes, status) in [
        (0, 200),
        (5, 200),
        (6, 401),
        (10, 401),
        (-10, 200),
        (-11, 401),
        (-60, 401),
    ] {
        world.clock.set(made_at + chrono::Duration::minutes(minutes));
        let answer = world.get(&token, "/me").await;
        assert_eq!(answer.status.as_u16(), status, "{minutes} minutes");
    }
}
