//! Repeated requests: the `Idempotency-Key` of action POSTs, and the digest that recognises a repeated creation.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;

use super::problem::{FieldError, Problem};
use crate::platform::db::OnceKey;
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;

/// The header, if it was sent.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Option<String>);

impl IdempotencyKey {
    /// The key for one operation on one path and body.
    pub fn of(
        self,
        keys: &Keys,
        org: OrgId,
        operation: &'static str,
        request: &impl Serialize,
    ) -> Result<Option<OnceKey>, Problem> {
        self.0
            .map(|key| {
                Ok(OnceKey {
                    key,
                    operation,
                    body_mac: content_mac(keys, org, operation, request)?,
                })
            })
            .transpose()
    }

    /// 422: the key was used for something else.
    pub fn used_otherwise() -> Problem {
        Problem::rule(
            "idempotency_key_used",
            "This Idempotency-Key was used for something else",
            "Use a new key for a new request.",
        )
    }
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let wrong = || {
            Problem::new(StatusCode::BAD_REQUEST, "malformed", "The request could not be read").field(FieldError::new(
                "/header/Idempotency-Key",
                "length",
                "must be 8 to 200 printable characters, such as a UUID",
            ))
        };
        let key = request.headers().get("idempotency-key").map(|value| {
            value
                .to_str()
                .ok()
                .filter(|text| (8..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()))
                .map(str::to_owned)
                .ok_or_else(wrong)
        });
        ready(key.transpose().map(Self).map_err(|problem| problem.of(request)))
    }
}

/// A keyed digest of a request's content (canonical JSON, RFC 8785), so that the same creation sent again is recognised
/// without keeping what was sent. `purpose` is the operation's id.
pub fn content_mac(
    keys: &Keys,
    org: OrgId,
    purpose: &'static str,
    request: &impl Serialize,
) -> Result<[u8; 16], Problem> {
    let canonical = serde_jcs::to_vec(request).map_err(|_error| Problem::internal())?;
    Ok(*keys
        .content_mac
        .content_mac(org.bytes())
        .tag(purpose, &canonical)
        .as_bytes())
}

/// Answers a creation whose id exists: 200 with the row when it is the same creation again, else 409. `stored` is the
/// row's `created_mac`, `None` when the caller cannot see such a row.
pub fn same_creation(stored: Option<&[u8]>, sent: &[u8; 16]) -> Result<(), Problem> {
    use subtle::ConstantTimeEq;
    if stored.is_some_and(|stored| bool::from(stored.ct_eq(sent.as_slice()))) {
        return Ok(());
    }
    Err(id_taken())
}

/// 409: something else has this id.
pub fn id_taken() -> Problem {
    Problem::conflict(
        "id_taken",
        "This id is in use",
        "Something else was created with this id. Make a new id and send it again.",
    )
}
