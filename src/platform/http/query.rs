//! Query strings: typed, unknown names refused.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::body::field_errors;
use super::problem::{FieldError, Problem};

/// The query string as a `T`. Its type should `deny_unknown_fields`: a filter nobody knows must not be ignored silently.
#[derive(Debug, Clone)]
pub struct ValidQuery<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for ValidQuery<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(
            parse(request.query_string())
                .map(ValidQuery)
                .map_err(|problem| problem.of(request)),
        )
    }
}

fn parse<T: DeserializeOwned + Validate>(query: &str) -> Result<T, Problem> {
    #[expect(clippy::disallowed_types, reason = "the one place that parses query strings")]
    let value = actix_web::web::Query::<T>::from_query(query).map_err(|error| {
        let words = error.to_string();
        let detail = if let Some((_, field)) = words.split_once("missing field ") {
            format!("{} is missing", field.replace('`', ""))
        } else if words.contains("unknown field") {
            "there is a filter this address does not know; see the API page for those it has".to_owned()
        } else if let Some((_, list)) = words.split_once("must be one of") {
            format!("must be one of{list}")
        } else {
            "a filter has a value of the wrong form; see the API page".to_owned()
        };
        Problem::malformed("The filters could not be read").field(FieldError::new("/query", "wrong_shape", detail))
    })?;
    value.validate().map_err(|errors| {
        let errors = field_errors(&errors)
            .into_iter()
            .map(|error| FieldError {
                pointer: format!("/query{}", error.pointer),
                ..error
            })
            .collect();
        Problem::validation(errors)
    })?;
    Ok(value.into_inner())
}
