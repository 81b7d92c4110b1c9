//! The cookie that renews a sign-in at a desk.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{COOKIE, HeaderName, SET_COOKIE};
use actix_web::{Error, FromRequest, HttpRequest};
use chrono::Duration;

use super::super::model::secret::OneTimeSecret;

/// Its name: `__Host-` makes browsers insist on `Secure`, on this host and on the whole path, so that no neighbour can
/// plant one (RFC 6265bis §4.1.3.2).
const NAME: &str = "__Host-rt";

/// Never sent along from another site, never seen by a script.
const RULES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// Hands the secret to the browser.
pub(super) fn keep(secret: &str, lasts: Duration) -> (HeaderName, String) {
    let seconds = lasts.num_seconds().max(0);
    (SET_COOKIE, format!("{NAME}={secret}; Max-Age={seconds}; {RULES}"))
}

/// Takes it away again.
pub(super) fn forget() -> (HeaderName, String) {
    (SET_COOKIE, format!("{NAME}=; Max-Age=0; {RULES}"))
}

/// The secret the browser sent: exactly one, in its one spelling.
#[derive(Debug)]
pub(crate) struct RefreshCookie(pub(super) Option<OneTimeSecret>);

impl FromRequest for RefreshCookie {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let headers = request.headers().get_all(COOKIE);
        let pairs = headers
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'));
        let mut ours = pairs.filter_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='));
        let secret = ours
            .next()
            .filter(|_| ours.next().is_none())
            .and_then(OneTimeSecret::parse);
        ready(Ok(Self(secret)))
    }
}
