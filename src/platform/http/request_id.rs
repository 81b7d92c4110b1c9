//! One id per request, in the answer's header, its problem, the log and the audit row.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};

/// The request's id.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The id the middleware gave this request.
pub(super) fn of(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<RequestId>().map(|id| id.0.clone())
}

impl FromRequest for RequestId {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(of(request).unwrap_or_default())))
    }
}
