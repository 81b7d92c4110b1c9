//! Comparing what a device holds with what it should.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::platform::db::Actor;
use crate::platform::http::{FieldError, Large, Problem, ProblemBody};
use crate::state::AppState;
use crate::sync::flow::verify::Claim;
use crate::sync::flow::{limits, verify};
use crate::sync::model::{Digest, ScopeId};

/// How far a device's last clean-up may lie back, in days.
const CLEANED_WITHIN: i64 = 7;

/// What a device holds of one scope.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopeDigest {
    /// The scope.
    id: ScopeId,
    /// How many rows.
    rows: u32,
    /// All of them, mixed, as in a pull: sixteen hexadecimal digits.
    #[validate(length(equal = 16))]
    #[schema(example = "9f2c51aa07be3d44")]
    x: String,
}

/// What a device holds, scope by scope.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyRequest {
    /// The form of the request: 1.
    #[validate(range(min = 1, max = 1))]
    protocol: u16,
    /// The cursor of the last pull.
    #[validate(length(max = 400))]
    cursor: String,
    /// `as_of` of the last pull: the day the device last dropped what was too old.
    as_of: NaiveDate,
    /// Every scope in which it holds a row.
    #[validate(length(max = 2000), nested)]
    scopes: Vec<ScopeDigest>,
}

/// What comes of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyAnswer {
    /// Something is on its way to the device, and what it is in was not compared: pull, then ask again.
    pending: bool,
    /// Scopes whose rows are to be dropped. They come again with the next pulls.
    resend: Vec<Uuid>,
    /// Scopes that are not the device's: to be dropped.
    removed_scopes: Vec<Uuid>,
    /// For the next pull, in place of the one that was sent.
    cursor: String,
}

/// Compare what a device holds with what it should
///
/// Scopes that differ come anew with the next pulls.
/// Permission: whoever is signed in with a device.
#[utoipa::path(tag = "sync", operation_id = "verifyDevice", request_body = VerifyRequest, responses(
    (status = 200, body = VerifyAnswer), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/sync/verify")]
pub(crate) async fn verify_device(
    state: Data<AppState>,
    actor: Actor,
    Large(body): Large<VerifyRequest>,
) -> Result<HttpResponse, Problem> {
    let now = state.clock().now();
    limits::admit(actor.sign_in(), now)?;
    let today = now.date_naive();
    if body.as_of > today + TimeDelta::days(1) || body.as_of < today - TimeDelta::days(CLEANED_WITHIN) {
        return Err(Problem::one_field(
            "/as_of",
            "day",
            "must be the as_of of a pull within the last week",
        ));
    }
    let claim = Claim {
        entities: state.synced(),
        cursor: body.cursor,
        as_of: body.as_of,
        scopes: body.scopes.iter().enumerate().map(read).collect::<Result<_, _>>()?,
    };
    let verified = verify::verify(state.db(), state.keys(), &actor, &claim).await?;
    Ok(HttpResponse::Ok().json(VerifyAnswer {
        pending: verified.pending,
        resend: verified.different,
        removed_scopes: verified.removed,
        cursor: verified.cursor,
    }))
}

fn read((place, scope): (usize, &ScopeDigest)) -> Result<(Uuid, Digest), Problem> {
    let digest = Digest::read(scope.rows, &scope.x).ok_or_else(|| {
        let at = format!("/scopes/{place}/x");
        Problem::validation(vec![FieldError::new(
            at,
            "digits",
            "must be sixteen hexadecimal digits",
        )])
    })?;
    Ok((scope.id.uuid(), digest))
}
