//! Errors as RFC 9457 problem details: the only error the API speaks.

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::db::DbError;

/// One field that needs attention.
#[derive(Debug, Clone, Serialize, ToSchema, PartialEq, Eq)]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) into the body, or `/query/<name>`.
    #[schema(example = "/birth_year")]
    pub pointer: String,
    /// Stable code a client translates by.
    #[schema(example = "out_of_range")]
    pub code: Cow<'static, str>,
    /// What would be right, in plain words. Never repeats what was sent.
    #[schema(example = "must be between 1930 and 2100")]
    pub detail: String,
}

impl FieldError {
    /// A field error.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code: Cow::Borrowed(code),
            detail: detail.into(),
        }
    }
}

/// What a problem looks like on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Stable reference; the list is in `api-spec/problems.md`.
    #[serde(rename = "type")]
    #[schema(example = "/problems/validation")]
    pub problem_type: String,
    /// Fixed per type.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code: the last part of `type`.
    pub code: String,
    /// What happened and what to do about it. Never personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The route's template, not the address: addresses hold ids.
    pub instance: String,
    /// For support: the same id stands in the server's log.
    pub request_id: String,
    /// Fields that need attention.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `merged`: the record that stays. Ask for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Uuid>,
}

/// A problem on its way to the client.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    merged_into: Option<Uuid>,
    retry_after: Option<u32>,
    allow: Option<String>,
    instance: Option<String>,
    request_id: Option<String>,
}

impl Problem {
    /// A problem of a registered kind (`api-spec/problems.md`).
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self {
            status,
            code,
            title,
            detail: None,
            errors: Vec::new(),
            merged_into: None,
            retry_after: None,
            allow: None,
            instance: None,
            request_id: None,
        }
    }

    /// Says what happened and what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Names a field that needs attention.
    #[must_use]
    pub fn field(mut self, error: FieldError) -> Self {
        self.errors.push(error);
        self
    }

    /// Says after how many seconds trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Says which methods the address has.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.allow = Some(methods);
        self
    }

    /// Fills in which request this answers.
    #[must_use]
    pub fn of(mut self, request: &HttpRequest) -> Self {
        self.instance = Some(request.match_pattern().unwrap_or_else(|| "/".to_owned()));
        self.request_id = super::request_id::of(request);
        self
    }

    /// 400: the request could not be read at all.
    pub fn malformed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request could not be read").detail(detail)
    }

    /// 401: no token, or one that is over.
    pub fn sign_in_needed() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign_in_needed", "Please sign in")
            .detail("Your sign-in is missing or over. Sign in again; nothing you typed is lost.")
    }

    /// 403: may know it, may not do it.
    pub fn not_allowed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed", "This is not yours to do").detail(detail)
    }

    /// 404: absent, or not yours to know. The two look the same.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found")
            .detail("There is nothing here that you can open. If you were sent this link, ask who sent it.")
    }

    /// 404: the record was merged into another one, which the caller may see.
    pub fn merged(into: Uuid) -> Self {
        Self {
            merged_into: Some(into),
            ..Self::new(StatusCode::NOT_FOUND, "merged", "This record was merged into another")
                .detail("Both were one person. Open the record named in merged_into; what you typed belongs there.")
        }
    }

    /// 409: the thing is in another state, or exists already.
    pub fn conflict(code: &'static str, title: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, title).detail(detail)
    }

    /// 409: the person's key was destroyed, and with it the place where anything about her could be written.
    pub fn erased() -> Self {
        Self::conflict(
            "erased",
            "This record was erased",
            "Nothing more can be written about this person here.",
        )
    }

    /// 422: read, but not right.
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let detail = match errors.len() {
            1 => Cow::Borrowed("1 field needs attention"),
            n => Cow::Owned(format!("{n} fields need attention")),
        };
        Self {
            errors,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "validation",
                "Some fields are not right yet",
            )
            .detail(detail)
        }
    }

    /// 422: one field is not right.
    pub fn one_field(pointer: &str, code: &'static str, words: &str) -> Self {
        Self::validation(vec![FieldError::new(pointer, code, words)])
    }

    /// 422: the fields are right, a rule of the programme is not met.
    pub fn rule(code: &'static str, title: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title).detail(detail)
    }

    /// 503: try again.
    pub fn unavailable(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available right now",
        )
        .detail(detail)
        .retry_after(2)
    }

    /// 500: our mistake. The cause goes to the log, once, and not to the client.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side",
        )
        .detail("Nothing was saved. Try again; if it happens twice, tell support the request_id.")
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Is it ours: a failure of the server, and nothing that was wrong with what was asked?
    pub fn is_ours(&self) -> bool {
        self.status.is_server_error()
    }

    /// The first field that needs attention.
    pub fn first_field(&self) -> Option<&FieldError> {
        self.errors.first()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let body = ProblemBody {
            problem_type: format!("/problems/{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.as_ref().map(ToString::to_string),
            instance: self.instance.clone().unwrap_or_else(|| "/".to_owned()),
            request_id: self.request_id.clone().unwrap_or_default(),
            errors: self.errors.clone(),
            merged_into: self.merged_into,
        };
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/problem+json")));
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((ALLOW, methods.as_str()));
        }
        if self.code == "device_wiped" {
            let both = HeaderValue::from_static("\"storage\", \"cache\"");
            response.insert_header(("clear-site-data", both));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        let body = serde_json::to_vec(&body).unwrap_or_default();
        // The middleware fills in what only it knows; it finds the problem in the extensions.
        let mut response = response.body(body);
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl From<DbError> for Problem {
    /// A database failure no feature has an own word for.
    fn from(error: DbError) -> Self {
        match &error {
            DbError::SignInOver => Self::sign_in_needed(),
            DbError::SecondFactorMissing => Self::new(
                StatusCode::FORBIDDEN,
                "second_factor_setup_needed",
                "Set up your second factor first",
            )
            .detail(
                "Your role asks for a code from an authenticator app besides the password. Set it up, or sign in again \
                 with your code if you have done so elsewhere.",
            ),
            DbError::Unavailable(_) => {
                tracing::warn!(error = %error, "database not available");
                Self::unavailable("The database does not answer. Nothing was saved; try again in a moment.")
            }
            DbError::Unconfirmed => {
                tracing::warn!(error = %error, "commit not confirmed");
                Self::unavailable(
                    "The database stopped before it could say whether this was saved. Send the same again in a moment.",
                )
            }
            DbError::Retry(_) => {
                tracing::warn!(error = %error, "statement gave up");
                Self::unavailable("The server is busy. Nothing was saved; try again in a moment.")
            }
            DbError::AuditUnwritable => {
                tracing::error!(error = %error, "refusing to go on unseen");
                Self::unavailable(
                    "What is done and seen here is remembered, and the log cannot be written right now. \
                     Nothing was saved and nothing was shown; try again in a moment.",
                )
            }
            DbError::JobNotHeld
            | DbError::Wall(_)
            | DbError::Unique { .. }
            | DbError::ForeignKey { .. }
            | DbError::Check { .. }
            | DbError::RowsAffected { .. }
            | DbError::Sealed(_)
            | DbError::Unaudited
            | DbError::TaskLost
            | DbError::Unexpected(_) => {
                tracing::error!(error = %error, "request failed");
                Self::internal()
            }
        }
    }
}
