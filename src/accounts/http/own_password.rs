//! Giving one's password once more, and changing it.

use actix_web::web::Data;
use actix_web::{HttpResponse, post, put};
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::Error;
use super::super::flow::own_password;
use crate::platform::db::Actor;
use crate::platform::http::{ClientNetwork, FieldError, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// Password and code, once more.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepUpRequest {
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// The six digits an authenticator app shows, or a recovery code, when the account has a second factor.
    #[schema(value_type = Option<String>, format = Password)]
    code: Option<SecretString>,
}

/// The password there is, and the one there shall be.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePasswordRequest {
    /// The present password.
    #[schema(value_type = String, format = Password)]
    old_password: SecretString,
    /// The new one: 12 to 128 characters, 15 without a second factor. No rules about which characters.
    #[schema(value_type = String, format = Password)]
    new_password: SecretString,
}

/// Confirm that it is me
///
/// For five minutes after it (and after signing in) roles, factors and passwords may be changed with this sign-in.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "stepUp",
    request_body = StepUpRequest, responses((status = 204), (status = 401, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/sign-ins/current/step-up")]
pub(crate) async fn step_up(
    state: Data<AppState>,
    actor: Actor,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<StepUpRequest>,
) -> Result<HttpResponse, Problem> {
    let StepUpRequest { password, code } = body;
    own_password::step_up(state.db(), state.shared(), &actor, password, code, network).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Change my password
///
/// Ends every other sign-in of the account.
/// Permission: whoever is signed in, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "changePassword",
    request_body = ChangePasswordRequest, responses((status = 204),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[put("/me/password")]
pub(crate) async fn change_password(
    state: Data<AppState>,
    actor: Actor,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<ChangePasswordRequest>,
) -> Result<HttpResponse, Problem> {
    let ChangePasswordRequest {
        old_password,
        new_password,
    } = body;
    let changed = own_password::change(state.db(), state.shared(), &actor, old_password, new_password, network);
    changed.await.map_err(|error| {
        if let Error::Password(refused) = error {
            Problem::validation(vec![FieldError::new("/new_password", "password", refused.to_string())])
        } else {
            error.into()
        }
    })?;
    Ok(HttpResponse::NoContent().finish())
}
