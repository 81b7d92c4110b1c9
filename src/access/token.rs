//! Access tokens: `EdDSA` JWTs of a few minutes that name a sign-in and nothing else (security.md §3.1).
//!
//! At most 300 bytes (design §6). That leaves room for issuer, audience, organisation, sign-in, end and token id, and
//! for nothing more: whose the sign-in is and when it was opened stands in its row, which every request asks anyway
//! (docs/adr/0013-what-an-access-token-says.md).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::platform::ids::{OrgId, SignInId, TokenId};
use crate::platform::keys::NumberedKeys;

/// Who makes the tokens: we do. One letter, for the room there is.
const ISSUER: &str = "c";
/// Whom they are for: this API.
const AUDIENCE: &str = "a";
const TYPE: &str = "at+jwt";
/// Seconds two clocks may differ.
const LEEWAY: i64 = 30;
/// Longest token read; ours are shorter.
const MAX_LENGTH: usize = 300;
/// Verified tokens remembered, so that a busy worker's signature is not checked again on every request.
const REMEMBERED: usize = 4_096;

/// Bytes as the letters of base64url: 16 become 22, 6 become 8.
struct Letters<const N: usize>([u8; N]);

impl<const N: usize> Serialize for Letters<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Letters<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.as_bytes()).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not an id"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    org: Letters<16>,
    sid: Letters<16>,
    exp: i64,
    jti: Letters<6>,
}

/// Why a token is not accepted. Clients are told only that they must sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not accepted")]
pub struct TokenError;

/// How long tokens live (security.md §3.1, design §6): 5 minutes at desks, 15 on devices.
#[derive(Debug, Clone, Copy)]
pub struct TokenLives {
    /// Of a sign-in at a desk, which renews them with its cookie.
    pub desk: Duration,
    /// Of an enrolled device, which asks for them with its key.
    pub device: Duration,
}

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The sign-in it was made for.
    pub sign_in: SignInId,
    /// Its organisation.
    pub org: OrgId,
    /// Which of the sign-in's tokens it is.
    pub token: TokenId,
}

/// Makes and checks tokens.
pub struct Tokens {
    /// The id of the key that signs, as it stands in the header.
    kid: String,
    signing: EncodingKey,
    checking: BTreeMap<String, DecodingKey>,
    lives: TokenLives,
    seen: Mutex<HashMap<[u8; 32], Seen>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    verified: Verified,
    ends_at: i64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    /// From Ed25519 seeds (RFC 8032) by number. All of them check; `signing` signs, or the newest when it is not named.
    pub fn new(keys: &NumberedKeys, signing: Option<u32>, lives: TokenLives) -> Result<Self, TokenError> {
        use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
        let pair = |seed: &[u8; 32]| Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| TokenError);
        let mut checking = BTreeMap::new();
        for (number, seed) in keys.all() {
            let public = DecodingKey::from_ed_der(pair(seed)?.public_key().as_ref());
            checking.insert(number.to_string(), public);
        }
        let signing = signing.unwrap_or_else(|| keys.newest().0);
        let seed = keys.get(signing).ok_or(TokenError)?;
        let pkcs8 = pair(seed)?.to_pkcs8().map_err(|_unspecified| TokenError)?;
        Ok(Self {
            kid: signing.to_string(),
            signing: EncodingKey::from_ed_der(pkcs8.as_ref()),
            checking,
            lives,
            seen: Mutex::new(HashMap::new()),
        })
    }

    /// A token for a sign-in at a desk, and when it ends.
    pub fn issue(
        &self,
        org: OrgId,
        sign_in: SignInId,
        token: TokenId,
        now: DateTime<Utc>,
    ) -> Result<(String, DateTime<Utc>), TokenError> {
        self.sign(org, sign_in, token, now + self.lives.desk)
    }

    /// A token for the sign-in of an enrolled device, and when it ends.
    pub fn issue_to_device(
        &self,
        org: OrgId,
        sign_in: SignInId,
        token: TokenId,
        now: DateTime<Utc>,
    ) -> Result<(String, DateTime<Utc>), TokenError> {
        self.sign(org, sign_in, token, now + self.lives.device)
    }

    fn sign(
        &self,
        org: OrgId,
        sign_in: SignInId,
        token: TokenId,
        ends_at: DateTime<Utc>,
    ) -> Result<(String, DateTime<Utc>), TokenError> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            org: Letters(org.bytes()),
            sid: Letters(sign_in.bytes()),
            exp: ends_at.timestamp(),
            jti: Letters(token.bytes()),
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let token = jsonwebtoken::encode(&header, &claims, &self.signing).map_err(|_error| TokenError)?;
        Ok((token, ends_at))
    }

    /// Checks a token: signature, issuer, audience, type, key, end. Whether the sign-in still stands is asked of the
    /// database in the request's own transaction.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, TokenError> {
        if token.len() > MAX_LENGTH {
            return Err(TokenError);
        }
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let known = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .copied();
        let seen = match known {
            Some(seen) => seen,
            None => self.check_signature(token)?,
        };
        let now = now.timestamp();
        // One that ends later than any made now would was made by a clock that runs ahead.
        let latest = now + self.lives.desk.max(self.lives.device).num_seconds() + LEEWAY;
        if now >= seen.ends_at + LEEWAY || seen.ends_at > latest {
            return Err(TokenError);
        }
        if known.is_none() {
            let mut remembered = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= REMEMBERED {
                remembered.retain(|_, seen| now < seen.ends_at + LEEWAY);
                if remembered.len() >= REMEMBERED {
                    remembered.clear();
                }
            }
            remembered.insert(key, seen);
        }
        Ok(seen.verified)
    }

    fn check_signature(&self, token: &str) -> Result<Seen, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_error| TokenError)?;
        if header.alg != Algorithm::EdDSA
            || header.typ.as_deref() != Some(TYPE)
            || header.crit.is_some()
            || header.jku.is_some()
            || header.jwk.is_some()
            || header.x5u.is_some()
            || header.x5c.is_some()
        {
            return Err(TokenError);
        }
        // Only ever a key of ours: what stands in the header opens no file and no address.
        let key = header.kid.and_then(|kid| self.checking.get(&kid)).ok_or(TokenError)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The end is checked by the caller, against the injected clock.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &rules)
            .map_err(|_error| TokenError)?
            .claims;
        Ok(Seen {
            verified: Verified {
                sign_in: SignInId::from_uuid(Uuid::from_bytes(claims.sid.0)),
                org: OrgId::from_uuid(Uuid::from_bytes(claims.org.0)),
                token: TokenId::from_bytes(claims.jti.0),
            },
            ends_at: claims.exp,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn tokens_of(numbers: &[u32], signing: Option<u32>) -> Tokens {
        let keys = numbers
            .iter()
            .map(|number| (*number, [u8::try_from(number % 251).unwrap(); 32]));
        let lives = TokenLives {
            desk: Duration::minutes(5),
            device: Duration::minutes(15),
        };
        Tokens::new(&NumberedKeys::from_bytes(keys).unwrap(), signing, lives).unwrap()
    }

    fn issue(tokens: &Tokens) -> String {
        // Every byte of every id as long as it gets.
        let id = Uuid::from_u128(u128::MAX);
        tokens
            .issue(OrgId::from_uuid(id), SignInId::from_uuid(id), TokenId::of(id), at(0))
            .unwrap()
            .0
    }

    #[test]
    fn a_fresh_token_is_accepted_until_it_ends() {
        let tokens = tokens_of(&[1], None);
        let token = issue(&tokens);
        for second in [-29, 0, 299, 329] {
            assert!(tokens.verify(&token, at(second)).is_ok(), "{second}");
        }
        for second in [-631, 330, 86_400] {
            assert!(tokens.verify(&token, at(second)).is_err(), "{second}");
        }
        let id = Uuid::from_u128(5);
        let (org, sign_in) = (OrgId::from_uuid(id), SignInId::from_uuid(id));
        let (on_device, ends_at) = tokens.issue_to_device(org, sign_in, TokenId::of(id), at(0)).unwrap();
        assert_eq!(ends_at, at(900));
        assert!(tokens.verify(&on_device, at(899)).is_ok());
    }

    #[test]
    fn a_token_is_at_most_300_bytes() {
        for number in [1, 99, 999] {
            let token = issue(&tokens_of(&[number], None));
            assert!(token.len() <= 300, "key {number}: {} bytes", token.len());
        }
    }

    #[test]
    fn the_newest_key_signs_and_every_key_checks() {
        let old = tokens_of(&[1], None);
        let both = tokens_of(&[1, 2], None);
        let (by_old, by_new) = (issue(&old), issue(&both));
        assert!(both.verify(&by_old, at(0)).is_ok(), "an old kid is kept for a while");
        assert!(both.verify(&by_new, at(0)).is_ok());
        assert!(old.verify(&by_new, at(0)).is_err(), "signed by the newest");
        // Rolled out to every server before it signs.
        let waiting = tokens_of(&[1, 2], Some(1));
        assert!(old.verify(&issue(&waiting), at(0)).is_ok());
        assert!(tokens_of(&[2], None).verify(&by_old, at(0)).is_err(), "its key is gone");
    }

    #[test]
    fn a_changed_or_foreign_token_is_refused() {
        let tokens = tokens_of(&[1], None);
        let token = issue(&tokens);
        for at_byte in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at_byte] = if changed[at_byte] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(tokens.verify(&changed, at(0)).is_err(), "byte {at_byte}");
        }
        let elsewhere = NumberedKeys::from_bytes([(1, [8; 32])]).unwrap();
        let other = Tokens::new(&elsewhere, None, tokens.lives).unwrap();
        assert!(other.verify(&token, at(0)).is_err());
        assert!(tokens.verify(&"x".repeat(10_000), at(0)).is_err());
        assert!(tokens.verify("", at(0)).is_err());
    }
}
