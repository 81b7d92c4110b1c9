//! From a request to an [`Actor`].

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest};

use super::token::Verified;
use crate::platform::db::Actor;
use crate::platform::http::{Problem, RequestId};
use crate::state::AppState;

/// Names the request for audit rows.
pub trait RequestIdOf {
    /// The request's id, or an empty text outside a request.
    fn request_id(&self) -> String;
}

impl RequestIdOf for HttpRequest {
    fn request_id(&self) -> String {
        use actix_web::HttpMessage;
        self.extensions()
            .get::<RequestId>()
            .map(|id| id.0.clone())
            .unwrap_or_default()
    }
}

impl FromRequest for Actor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(actor(request).ok_or_else(|| Problem::sign_in_needed().of(request)))
    }
}

fn actor(request: &HttpRequest) -> Option<Actor> {
    let state = request.app_data::<actix_web::web::Data<AppState>>()?;
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let header = headers.next()?.to_str().ok()?;
    if headers.next().is_some() {
        return None;
    }
    let token = header.strip_prefix("Bearer ")?;
    let Verified { sign_in, org, token } = state.tokens().verify(token, state.clock().now()).ok()?;
    Some(Actor::verified(sign_in, org, token, request.request_id()))
}
