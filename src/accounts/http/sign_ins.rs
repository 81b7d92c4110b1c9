//! Signing in, going on, and signing out.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::Error;
use super::super::flow;
use super::super::flow::open::SignedIn;
use super::super::flow::sign_in::Asked;
use super::super::model::Email;
use super::super::store::sign_ins;
use super::cookie::{self, RefreshCookie};
use crate::platform::db::{Actor, DbError};
use crate::platform::http::{ClientNetwork, Problem, ProblemBody, RequestId, SameOrigin, Valid};
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
    /// The six digits an authenticator app shows, or a recovery code, when the account has a second factor.
    #[schema(value_type = Option<String>, format = Password)]
    code: Option<SecretString>,
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
/// Opens a sign-in to one organisation and gives a token of a few minutes, and a cookie that renews it. An account with a
/// second factor is asked for its code once the password was right.
/// Permission: anyone.
#[utoipa::path(tag = "accounts", operation_id = "signIn", request_body = SignInRequest, security(()), responses(
    (status = 201, body = SignInView), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/sign-ins")]
pub(crate) async fn sign_in(
    state: Data<AppState>,
    request_id: RequestId,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<SignInRequest>,
) -> Result<HttpResponse, Problem> {
    let SignInRequest {
        email,
        password,
        code,
        organisation_id,
    } = body;
    let asked = Asked {
        email,
        password,
        code,
        organisation: organisation_id,
        network,
        request_id: request_id.0,
    };
    let signed_in = flow::sign_in::sign_in(state.db(), state.shared(), asked);
    Ok(opened(StatusCode::CREATED, signed_in.await?))
}

/// The token in the body, what renews it in a cookie.
fn opened(status: StatusCode, signed_in: SignedIn) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(cookie::keep(&signed_in.secret, signed_in.idle))
        .json(SignInView {
            access_token: signed_in.token,
            access_token_ends_at: signed_in.token_ends_at,
            sign_in_ends_at: signed_in.sign_in_ends_at,
            organisation_id: signed_in.org,
            organisation: signed_in.organisation,
        })
}

/// Go on
///
/// Gives a new access token for the sign-in whose secret the cookie `__Host-rt` carries, and a new cookie. A secret works
/// once; sent again within a minute because the answer was lost, it is answered again, and in any other case the sign-in
/// is ended. Two pages of one browser must not ask at once (use a Web Lock). Send `X-Requested-With`.
/// Permission: whoever holds the cookie, from a page of this server.
#[utoipa::path(tag = "accounts", operation_id = "refreshSignIn", security(("refresh_cookie" = [])),
    params(("X-Requested-With" = String, Header, description = "Anything: no form can send it.")), responses(
    (status = 200, body = SignInView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[post("/sign-ins/refresh")]
pub(crate) async fn refresh(
    state: Data<AppState>,
    request_id: RequestId,
    _ours: SameOrigin,
    RefreshCookie(secret): RefreshCookie,
) -> Result<HttpResponse, Problem> {
    let secret = secret.ok_or(Error::SignInOver)?;
    let renewed = flow::refresh::renew(state.db(), state.shared(), secret, request_id.0);
    Ok(opened(StatusCode::OK, renewed.await?))
}

/// Sign out
///
/// Ends the sign-in this request was made with: its token and its cookie stop working at once.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "signOut", responses((status = 204), (status = 401, body = ProblemBody)))]
#[delete("/sign-ins/current")]
pub(crate) async fn sign_out(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor.even_limited(), async |tx| sign_ins::end_current(tx).await)
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(HttpResponse::NoContent().insert_header(cookie::forget()).finish())
}
