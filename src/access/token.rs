//! Access tokens: `EdDSA` JWTs of a few minutes that name a sign-in and nothing else (security.md §3.1).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::platform::ids::{OrgId, SignInId};

const ISSUER: &str = "causeway";
const AUDIENCE: &str = "causeway-api";
const TYPE: &str = "at+jwt";
const KEY_ID: &str = "1";
/// Seconds two clocks may differ.
const LEEWAY: i64 = 30;
/// Longest token read: ours are under 400 bytes.
const MAX_LENGTH: usize = 1_024;
/// Verified tokens remembered, so that a busy worker's signature is not checked again on every request.
const REMEMBERED: usize = 4_096;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    org: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

/// Why a token is not accepted. Clients are told only that they must sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not accepted")]
pub struct TokenError;

/// Makes and checks tokens.
pub struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
    lifetime: Duration,
    seen: Mutex<HashMap<[u8; 32], Seen>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    sign_in: SignInId,
    org: OrgId,
    issued_at: i64,
    expires_at: i64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    /// From the seed of an Ed25519 key (RFC 8032) and a lifetime.
    pub fn new(seed: &[u8; 32], lifetime: Duration) -> Result<Self, TokenError> {
        use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| TokenError)?;
        let pkcs8 = pair.to_pkcs8().map_err(|_unspecified| TokenError)?;
        Ok(Self {
            signing: EncodingKey::from_ed_der(pkcs8.as_ref()),
            checking: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            lifetime,
            seen: Mutex::new(HashMap::new()),
        })
    }

    /// A token for this sign-in, and when it ends.
    pub fn issue(
        &self,
        account: Uuid,
        org: OrgId,
        sign_in: SignInId,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(String, DateTime<Utc>), TokenError> {
        let ends = now + self.lifetime;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: account,
            org: org.uuid(),
            sid: sign_in.uuid(),
            iat: now.timestamp(),
            exp: ends.timestamp(),
            jti: id,
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(KEY_ID.to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        let token = jsonwebtoken::encode(&header, &claims, &self.signing).map_err(|_error| TokenError)?;
        Ok((token, ends))
    }

    /// Checks a token: signature, issuer, audience, type, key, times. Whether the sign-in still stands is asked of the
    /// database in the request's own transaction.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<(SignInId, OrgId), TokenError> {
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
        if now >= seen.expires_at + LEEWAY || now < seen.issued_at - LEEWAY {
            return Err(TokenError);
        }
        if known.is_none() {
            let mut remembered = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= REMEMBERED {
                remembered.retain(|_, seen| now < seen.expires_at + LEEWAY);
                if remembered.len() >= REMEMBERED {
                    remembered.clear();
                }
            }
            remembered.insert(key, seen);
        }
        Ok((seen.sign_in, seen.org))
    }

    fn check_signature(&self, token: &str) -> Result<Seen, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_error| TokenError)?;
        if header.alg != Algorithm::EdDSA
            || header.typ.as_deref() != Some(TYPE)
            || header.kid.as_deref() != Some(KEY_ID)
            || header.jku.is_some()
            || header.jwk.is_some()
            || header.x5u.is_some()
        {
            return Err(TokenError);
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Times are checked by the caller, against the injected clock.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.checking, &rules)
            .map_err(|_error| TokenError)?
            .claims;
        Ok(Seen {
            sign_in: SignInId::from_uuid(claims.sid),
            org: OrgId::from_uuid(claims.org),
            issued_at: claims.iat,
            expires_at: claims.exp,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn tokens() -> Tokens {
        Tokens::new(&[7; 32], Duration::minutes(5)).unwrap()
    }

    fn issue(tokens: &Tokens) -> String {
        let id = Uuid::from_u128(5);
        tokens
            .issue(id, OrgId::from_uuid(id), SignInId::from_uuid(id), id, at(0))
            .unwrap()
            .0
    }

    #[test]
    fn a_fresh_token_is_accepted_until_it_ends() {
        let tokens = tokens();
        let token = issue(&tokens);
        assert!(token.len() < 500, "{} bytes", token.len());
        for second in [-29, 0, 299, 329] {
            assert!(tokens.verify(&token, at(second)).is_ok(), "{second}");
        }
        for second in [-31, 331, 86_400] {
            assert!(tokens.verify(&token, at(second)).is_err(), "{second}");
        }
    }

    #[test]
    fn a_changed_foreign_or_unsigned_token_is_refused() {
        let tokens = tokens();
        let token = issue(&tokens);
        for at_byte in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at_byte] = if changed[at_byte] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            if changed != token {
                // The last character of each part carries bits that base64 drops; a decoder that accepts them is fine as
                // long as what was signed is the same.
                if let Ok((sign_in, _)) = tokens.verify(&changed, at(0)) {
                    panic!("byte {at_byte} changed and still accepted for {sign_in}");
                }
            }
        }
        let other = Tokens::new(&[8; 32], Duration::minutes(5)).unwrap();
        assert!(other.verify(&token, at(0)).is_err());
        let none = token.replacen(
            token.split('.').next().unwrap(),
            "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoiMSJ9",
            1,
        );
        assert!(tokens.verify(&none, at(0)).is_err());
        assert!(tokens.verify(&"x".repeat(10_000), at(0)).is_err());
        assert!(tokens.verify("", at(0)).is_err());
    }
}
