//! Signing in and out.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::flow;
use super::super::model::Email;
use super::super::store::sign_ins;
use crate::platform::db::{Actor, DbError};
use crate::platform::http::{Problem, ProblemBody, RequestId, Valid};
use crate::platform::ids::OrgId;
use crate::state::AppState;

/// E-mail and password.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// The account's e-mail address.
    #[schema(value_type = String, example = "ana@example.org")]
    email: Email,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// Which organisation, when the account works in several.
    organisation_id: Option<OrgId>,
}

/// An open sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInView {
    /// Send as `Authorization: Bearer …`.
    access_token: String,
    /// When the token ends.
    access_token_ends_at: DateTime<Utc>,
    /// When the sign-in ends.
    sign_in_ends_at: DateTime<Utc>,
    /// The organisation signed in to.
    organisation_id: OrgId,
    /// Its name.
    organisation: String,
}

/// Sign in
///
/// Opens a sign-in to one organisation and gives a token of a few minutes.
/// Permission: anyone.
#[utoipa::path(tag = "accounts", operation_id = "signIn", security(()), responses(
    (status = 201, body = SignInView), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/sign-ins")]
pub(crate) async fn sign_in(
    state: Data<AppState>,
    request_id: RequestId,
    Valid(body): Valid<SignInRequest>,
) -> Result<HttpResponse, Problem> {
    let SignInRequest {
        email,
        password,
        organisation_id,
    } = body;
    let done = flow::sign_in::sign_in(
        state.db(),
        state.shared(),
        email,
        password,
        organisation_id,
        request_id.0,
    )
    .await?;
    Ok(HttpResponse::Created().json(SignInView {
        access_token: done.token,
        access_token_ends_at: done.token_ends_at,
        sign_in_ends_at: done.sign_in_ends_at,
        organisation_id: done.org,
        organisation: done.organisation,
    }))
}

/// Sign out
///
/// Ends the sign-in this request was made with: its token stops working at once.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "signOut", responses((status = 204), (status = 401, body = ProblemBody)))]
#[delete("/sign-ins/current")]
pub(crate) async fn sign_out(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async |tx| sign_ins::end_own_sign_in(tx).await)
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(HttpResponse::NoContent().finish())
}
