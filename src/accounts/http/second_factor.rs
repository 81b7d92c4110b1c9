//! Setting up a second factor.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::super::error::Error;
use super::super::flow::factor;
use super::super::model::AccountId;
use super::super::model::factor::RecoveryCode;
use super::super::store::factors;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// What one has besides the password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecondFactorView {
    /// Since when an authenticator app is set up; null while none is.
    set_up_at: Option<DateTime<Utc>>,
    /// Recovery codes that can still be used.
    recovery_codes_left: i64,
}

/// A secret to give to an authenticator app. Shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewFactorView {
    /// Confirm it by this id.
    id: Uuid,
    /// The secret in base32, to be typed by hand.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
    /// The same as an `otpauth:` URI, to be shown as a QR code.
    #[schema(example = "otpauth://totp/Causeway?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Causeway")]
    otpauth_uri: String,
}

/// The first code of a new factor.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmFactorRequest {
    /// The six digits the app shows.
    #[schema(value_type = String, example = "287082")]
    code: SecretString,
}

/// Ten codes for the day the phone is lost. Shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodesView {
    /// Each works once, in place of the app's code. Print them; those of before no longer work.
    recovery_codes: Vec<String>,
}

fn shown(codes: &[RecoveryCode]) -> RecoveryCodesView {
    RecoveryCodesView {
        recovery_codes: codes.iter().map(|code| code.shown().to_string()).collect(),
    }
}

/// My second factor
///
/// Permission: whoever is signed in, for her own.
#[utoipa::path(tag = "accounts", operation_id = "readSecondFactor", responses((status = 200, body = SecondFactorView),
    (status = 401, body = ProblemBody)))]
#[get("/me/second-factor")]
pub(crate) async fn read_second_factor(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let actor = actor.even_limited();
    let row = state.db().auth_as(&actor, async |tx, context| {
        Ok::<_, Error>(factors::state(tx, AccountId::from_uuid(context.account)).await?)
    });
    let row = row.await?;
    Ok(HttpResponse::Ok().json(SecondFactorView {
        set_up_at: row.confirmed_at,
        recovery_codes_left: row.codes_left,
    }))
}

/// Set up a second factor
///
/// Makes a new secret for an authenticator app and shows it once. It counts when it is confirmed, within a quarter of an
/// hour; one that is set up already counts until then.
/// Permission: whoever is signed in, for her own, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "beginSecondFactor", responses((status = 201, body = NewFactorView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[post("/me/second-factor")]
pub(crate) async fn begin_second_factor(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let begun = factor::set_up(state.db(), state.shared(), &actor).await?;
    Ok(HttpResponse::Created().json(NewFactorView {
        id: begun.id,
        secret: begun.secret.to_string(),
        otpauth_uri: begun.uri.to_string(),
    }))
}

/// Confirm a second factor
///
/// With the first code the app shows. From now on signing in asks for one. Answers with ten recovery codes, shown once.
/// Permission: whoever is signed in, for her own.
#[utoipa::path(tag = "accounts", operation_id = "confirmSecondFactor", request_body = ConfirmFactorRequest,
    params(("id" = Uuid, Path, description = "The new factor.")), responses((status = 200, body = RecoveryCodesView),
    (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/me/second-factor/{id}/confirm")]
pub(crate) async fn confirm_second_factor(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<Uuid>,
    Valid(body): Valid<ConfirmFactorRequest>,
) -> Result<HttpResponse, Problem> {
    let codes = factor::confirm(state.db(), state.shared(), &actor, id, body.code).await?;
    Ok(HttpResponse::Ok().json(shown(&codes)))
}

/// Make new recovery codes
///
/// Ten, shown once; those of before no longer work.
/// Permission: whoever is signed in and has a second factor, for her own, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "renewRecoveryCodes", responses(
    (status = 201, body = RecoveryCodesView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/me/recovery-codes")]
pub(crate) async fn renew_recovery_codes(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let codes = factor::renew_codes(state.db(), &actor).await?;
    Ok(HttpResponse::Created().json(shown(&codes)))
}
