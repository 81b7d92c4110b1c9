//! Request bodies: bounded in size and time, checked, typed, validated.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::json_guard;
use super::problem::{FieldError, Problem};

/// Largest JSON body (security.md R3).
const MAX_BODY: usize = 64 * 1024;
/// Largest JSON body of [`Large`] (reference/sync.md §2.15).
const LARGE_BODY: usize = 256 * 1024;
/// A body must be whole by then: actix itself waits for ever (security.md M17). Kept as application data.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimeout(pub Duration);

impl Default for BodyTimeout {
    fn default() -> Self {
        Self(Duration::from_secs(10))
    }
}

/// A body that is being read.
type Extracted<B> = Pin<Box<dyn Future<Output = Result<B, Problem>>>>;

/// A JSON body of type `T`, validated. Everything wrong with it is a problem that names each field.
#[derive(Debug, Clone)]
pub struct Valid<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Valid<T> {
    type Error = Problem;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        extract(request, payload, MAX_BODY, Valid)
    }
}

/// The same for the few requests that list what a device holds: four times as large.
#[derive(Debug, Clone)]
pub struct Large<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Large<T> {
    type Error = Problem;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        extract(request, payload, LARGE_BODY, Large)
    }
}

/// Reads a body of so many bytes at most into `B`.
fn extract<T, B>(request: &HttpRequest, payload: &mut Payload, most: usize, wrap: fn(T) -> B) -> Extracted<B>
where
    T: DeserializeOwned + Validate + 'static,
    B: 'static,
{
    let request = request.clone();
    let payload = payload.take();
    Box::pin(async move {
        let read = read(&request, payload, most).await;
        read.map(wrap).map_err(|problem| problem.of(&request))
    })
}

async fn read<T: DeserializeOwned + Validate>(
    request: &HttpRequest,
    payload: Payload,
    most: usize,
) -> Result<T, Problem> {
    check_headers(request, most)?;
    let BodyTimeout(patience) = request.app_data().copied().unwrap_or_default();
    let bytes = tokio::time::timeout(patience, collect(payload, most))
        .await
        .map_err(|_elapsed| too_slow())??;
    json_guard::check(&bytes).map_err(Problem::malformed)?;
    typed(&mut serde_json::Deserializer::from_slice(&bytes))
}

/// Gives a JSON value its type and checks it, as [`Valid`] does with a body. For what is a part of a request and looked at by
/// itself.
pub(crate) fn shaped<T: DeserializeOwned + Validate>(value: serde_json::Value) -> Result<T, Problem> {
    typed(value)
}

fn typed<'de, T, D>(json: D) -> Result<T, Problem>
where
    T: serde::Deserialize<'de> + Validate,
    D: serde::Deserializer<'de, Error = serde_json::Error>,
{
    let value: T = serde_path_to_error::deserialize(json).map_err(|error| {
        let pointer = pointer_of(error.path());
        Problem::validation(vec![FieldError::new(
            pointer,
            "wrong_shape",
            plain_words(error.inner()),
        )])
    })?;
    value
        .validate()
        .map_err(|errors| Problem::validation(field_errors(&errors)))?;
    Ok(value)
}

fn check_headers(request: &HttpRequest, most: usize) -> Result<(), Problem> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "compressed_body",
            "Compressed bodies are not accepted",
        )
        .detail("Send the JSON as it is, without Content-Encoding."));
    }
    if !is_json(request) {
        return Err(not_json());
    }
    if header(CONTENT_LENGTH)
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > most)
    {
        return Err(too_large(most));
    }
    Ok(())
}

/// The whole body, unless it is larger than that many bytes.
pub(super) async fn collect(mut payload: Payload, most: usize) -> Result<BytesMut, Problem> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_error| Problem::malformed("the body broke off before its end"))?;
        if body.len() + chunk.len() > most {
            return Err(too_large(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// 413: more than that many bytes.
pub(super) fn too_large(most: usize) -> Problem {
    let words = format!("At most {} KiB are accepted here. Send less at once.", most / 1024);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The request is too large").detail(words)
}

/// 408: it did not arrive in time.
pub(super) fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "body_too_slow",
        "The request took too long to arrive",
    )
    .detail("Send it again when the connection is better.")
}

/// Does the request say that it is JSON?
pub(super) fn is_json(request: &HttpRequest) -> bool {
    is_media(request, "application/json")
}

/// Is it of this kind?
pub(super) fn is_media(request: &HttpRequest, wanted: &str) -> bool {
    let media = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    media
        .and_then(|value| value.split(';').next())
        .is_some_and(|media| media.trim().eq_ignore_ascii_case(wanted))
}

/// 415: it is something else.
pub(super) fn not_json() -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "JSON is expected")
        .detail("Send the body as JSON with Content-Type: application/json.")
}

/// serde's own words may quote the value that was sent; only their fixed parts are kept, and ours, which begin "must be".
fn plain_words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line").next().unwrap_or_default();
    if text.starts_with("unknown field") {
        "this field is not known here".to_owned()
    } else if let Some(field) = text.strip_prefix("missing field ") {
        format!("the field {} is missing", field.replace('`', ""))
    } else if text.starts_with("must be ") {
        text.to_owned()
    } else if let Some(at) = text.find(", expected ") {
        text.get(at..)
            .unwrap_or_default()
            .replacen(", expected ", "must be ", 1)
    } else {
        "this value does not have the right form".to_owned()
    }
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escape(key)),
            Segment::Enum { variant } => format!("/{}", escape(variant)),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Flattens what `validator` found into pointers.
pub(super) fn field_errors(errors: &ValidationErrors) -> Vec<FieldError> {
    let mut found = Vec::new();
    flatten("", errors, &mut found);
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

fn flatten(prefix: &str, errors: &ValidationErrors, found: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        let pointer = if name == "__all__" {
            prefix.to_owned()
        } else {
            format!("{prefix}/{}", escape(name))
        };
        match kind {
            ValidationErrorsKind::Field(list) => found.extend(list.iter().map(|error| {
                FieldError {
                    pointer: pointer.clone(),
                    code: error.code.clone(),
                    detail: error
                        .message
                        .as_ref()
                        .map_or_else(|| bounds_in_words(error), ToString::to_string),
                }
            })),
            ValidationErrorsKind::Struct(inner) => flatten(&pointer, inner, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    flatten(&format!("{pointer}/{index}"), inner, found);
                }
            }
        }
    }
}

fn bounds_in_words(error: &validator::ValidationError) -> String {
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    let unit = if error.code == "length" { " characters" } else { "" };
    match (bound("min"), bound("max")) {
        (Some(min), Some(max)) => format!("must be between {min} and {max}{unit}"),
        (Some(min), None) => format!("must be at least {min}{unit}"),
        (None, Some(max)) => format!("must be at most {max}{unit}"),
        (None, None) => "this value is not right".to_owned(),
    }
}
