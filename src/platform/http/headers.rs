//! What every request and every answer goes through: an id, security headers, one log line, one metric.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError};
use tracing::Instrument;

use super::problem::Problem;
use super::request_id::RequestId;
use crate::platform::ids::Ids;

/// Nothing may run, load or frame, unless a page says otherwise.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Headers for an answer that does not set its own.
pub fn api_headers(response: &mut actix_web::http::header::HeaderMap) {
    let mut put = |name: HeaderName, value: &'static str| {
        if !response.contains_key(&name) {
            response.insert(name, HeaderValue::from_static(value));
        }
    };
    put(CONTENT_SECURITY_POLICY, API_CSP);
    put(CACHE_CONTROL, "no-store");
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(REFERRER_POLICY, "no-referrer");
    put(STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    );
}

/// The outermost middleware. Gives the request an id; makes every error a problem, actix' own included; sets headers;
/// logs the route's template, never its address.
pub async fn guard_request(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, Error> {
    let started = Instant::now();
    let id = crate::platform::ids::RandomIds.next().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = %id);
    // Handlers and extractors answer with responses; an error that passes here is actix' own, and rare.
    let mut response = next.call(request).instrument(span.clone()).await?.map_into_boxed_body();
    let route = response
        .request()
        .match_pattern()
        .unwrap_or_else(|| "unmatched".to_owned());
    speak_problems(&mut response);
    let status = response.status();
    api_headers(response.headers_mut());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-request-id"), value);
    }
    let elapsed = started.elapsed();
    metrics::histogram!("http_request_seconds", "route" => route.clone(), "status" => status.as_u16().to_string())
        .record(elapsed.as_secs_f64());
    span.in_scope(|| {
        tracing::info!(method = %method, route = %route, status = status.as_u16(), ms = %elapsed.as_millis(), "answered");
    });
    Ok(response)
}

/// Fills a problem's request id and route in, and turns a bare error of actix into a problem.
fn speak_problems(response: &mut ServiceResponse<actix_web::body::BoxBody>) {
    if !(response.status().is_client_error() || response.status().is_server_error()) {
        return;
    }
    let request = response.request().clone();
    let problem = response.response().extensions().get::<Problem>().cloned();
    let problem = problem.unwrap_or_else(|| foreign(response.status()));
    let answer = problem.of(&request).error_response();
    let kept: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    *response.response_mut() = answer;
    for (name, value) in kept {
        if !response.headers().contains_key(&name) && name != actix_web::http::header::CONTENT_LENGTH {
            response.headers_mut().insert(name, value);
        }
    }
}

/// An error that did not come from us.
fn foreign(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(status, "method_not_allowed", "This address does not do that"),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(status, "too_large", "The request is too large"),
        StatusCode::REQUEST_TIMEOUT => Problem::new(status, "body_too_slow", "The request took too long to arrive"),
        status if status.is_server_error() => {
            tracing::error!(status = status.as_u16(), "an error without a problem");
            Problem::internal()
        }
        _ => Problem::malformed("The request could not be read"),
    }
}
