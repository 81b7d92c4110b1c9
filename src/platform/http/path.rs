//! Ids in paths.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The path's parameters as a `T`. A text that is no id cannot exist: 404, the same as for any other unknown id.
#[derive(Debug, Clone)]
pub struct PathId<T>(pub T);

impl<T: DeserializeOwned> FromRequest for PathId<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parsed = actix_web::web::Path::<T>::from_request(request, payload).into_inner();
        ready(
            parsed
                .map(|path| Self(path.into_inner()))
                .map_err(|_error| Problem::not_found().of(request)),
        )
    }
}
