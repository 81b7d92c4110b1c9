//! Preconditions: every mutable resource has an `ETag`, every change needs `If-Match` (RFC 9110 §13).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderName, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};

use super::problem::Problem;

/// The header that carries a row's version.
pub fn etag(row_version: i32) -> (HeaderName, String) {
    (ETAG, format!("\"v{row_version}\""))
}

/// The version the client last saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(i32);

impl IfMatch {
    /// Refuses when the row has moved on: 412, with what to do.
    pub fn check(self, row_version: i32) -> Result<(), Problem> {
        if self.0 == row_version {
            return Ok(());
        }
        Err(Self::changed_meanwhile())
    }

    /// 412: the row has moved on.
    pub fn changed_meanwhile() -> Problem {
        Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "changed_meanwhile",
            "Somebody changed this meanwhile",
        )
        .detail("Nothing was saved. Open it again, look at what changed, and make your change on top of it.")
    }

    /// The row version the client last saw.
    pub fn version(self) -> i32 {
        self.0
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let parsed = match request.headers().get(IF_MATCH).map(|value| value.to_str()) {
            None => Err(Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "if_match_needed",
                "Say which version you are changing",
            )
            .detail("Send the ETag you got with this record as If-Match.")),
            Some(Ok(text)) => text
                .trim()
                .strip_prefix("\"v")
                .and_then(|rest| rest.strip_suffix('"'))
                .and_then(|number| number.parse().ok())
                .map(Self)
                .ok_or_else(|| Problem::malformed("If-Match must be the ETag of one version, as it was sent")),
            Some(Err(_)) => Err(Problem::malformed(
                "If-Match must be the ETag of one version, as it was sent",
            )),
        };
        ready(parsed.map_err(|problem| problem.of(request)))
    }
}
