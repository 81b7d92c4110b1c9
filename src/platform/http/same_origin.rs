//! Requests that carry a cookie: only from our own pages (security.md §3.14).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use actix_web::{FromRequest, HttpRequest};

use super::problem::Problem;

/// Proof that a page of ours made the request.
///
/// Its `Origin` is the host it was sent to, it carries a header that no form
/// can send, and the browser, if it says, calls it same-origin. `SameSite` on the cookie would do alone, in browsers that
/// keep to it.
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin;

impl FromRequest for SameOrigin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let refused = || {
            Problem::new(
                StatusCode::FORBIDDEN,
                "cross_site",
                "This request did not come from our own pages",
            )
            .detail("Open the page itself and try again there.")
            .of(request)
        };
        ready(if is_ours(request) { Ok(Self) } else { Err(refused()) })
    }
}

fn is_ours(request: &HttpRequest) -> bool {
    let one = |name: HeaderName| {
        let mut values = request.headers().get_all(name);
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    };
    let (Some(origin), Some(host)) = (one(ORIGIN), one(HOST)) else {
        return false;
    };
    let from_here = origin.strip_prefix("https://") == Some(host)
        // A browser calls plain HTTP secure on the machine itself, and nowhere else.
        || (origin.strip_prefix("http://") == Some(host) && is_loopback(host));
    let by_script = one(HeaderName::from_static("x-requested-with")).is_some_and(|value| !value.is_empty());
    let site = HeaderName::from_static("sec-fetch-site");
    let browser_agrees = !request.headers().contains_key(&site) || one(site) == Some("same-origin");
    from_here && by_script && browser_agrees
}

/// Names this machine, with or without a port.
fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        host.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn accepted(headers: &[(&'static str, &'static str)]) -> bool {
        let request = headers.iter().fold(TestRequest::post(), |request, (name, value)| {
            request.append_header((*name, *value))
        });
        is_ours(&request.to_http_request())
    }

    #[test]
    fn only_our_own_pages_pass() {
        let (host, origin) = (("host", "desk.example.org"), ("origin", "https://desk.example.org"));
        let script = ("x-requested-with", "fetch");
        assert!(accepted(&[host, origin, script]));
        assert!(accepted(&[host, origin, script, ("sec-fetch-site", "same-origin")]));
        assert!(accepted(&[
            ("host", "127.0.0.1:8080"),
            ("origin", "http://127.0.0.1:8080"),
            script
        ]));
        let refused: [&[_]; 10] = [
            &[],
            &[host, script],
            &[origin, script],
            &[host, origin],
            &[host, origin, ("x-requested-with", "")],
            &[host, ("origin", "null"), script],
            &[host, ("origin", "https://desk.example.org.evil.example"), script],
            &[host, ("origin", "http://desk.example.org"), script],
            &[host, origin, script, ("sec-fetch-site", "same-site")],
            &[host, origin, ("origin", "https://evil.example"), script],
        ];
        for headers in refused {
            assert!(!accepted(headers), "{headers:?}");
        }
        let like_loopback = ("host", "localhost.evil.example");
        assert!(!accepted(&[
            like_loopback,
            ("origin", "http://localhost.evil.example"),
            script
        ]));
    }
}
