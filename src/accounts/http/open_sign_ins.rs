//! Open sign-ins: seeing one's own, ending them, ending a colleague's.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::model::sign_in::SignInKindCode;
use super::super::store::sign_ins::{self, OwnRow};
use crate::access::Denied;
use crate::platform::db::{Actor, AuditEvent, DbError, Tier};
use crate::platform::http::{PathId, Problem, ProblemBody};
use crate::platform::ids::{SignInId, StaffId};
use crate::state::AppState;

/// A sign-in that is not over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenSignInView {
    /// Its id: end it by that.
    id: SignInId,
    /// Where it was made: at a desk, or on an enrolled device.
    kind: SignInKindCode,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// The hour in which it was last used.
    last_used_at: DateTime<Utc>,
    /// It is the one this request was made with.
    is_this_one: bool,
}

/// Open sign-ins.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenSignIns {
    /// Oldest first.
    items: Vec<OpenSignInView>,
}

fn view(row: OwnRow, current: SignInId) -> OpenSignInView {
    OpenSignInView {
        id: row.id,
        kind: row.kind,
        made_at: row.issued_at,
        last_used_at: row
            .last_used_at
            .duration_trunc(TimeDelta::hours(1))
            .unwrap_or(row.last_used_at),
        is_this_one: row.id == current,
    }
}

/// Where am I signed in
///
/// Your own sign-ins to this organisation that are not over. One you do not know: end it, and change your password.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "listSignIns", responses((status = 200, body = OpenSignIns),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/me/sign-ins")]
pub(crate) async fn list_sign_ins(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let current = actor.sign_in();
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, DbError> {
            let rows = sign_ins::own(tx).await?;
            tx.audit(AuditEvent::shown(
                "sign_in",
                rows.iter().map(|row| row.id.uuid()).collect(),
                Tier::C1,
            ));
            Ok(rows)
        })
        .await?;
    let items = rows.into_iter().map(|row| view(row, current)).collect();
    Ok(HttpResponse::Ok().json(OpenSignIns { items }))
}

/// End one of my sign-ins
///
/// Its token and its cookie stop working at once.
/// Permission: whoever is signed in, for her own.
#[utoipa::path(tag = "accounts", operation_id = "endSignIn", params(("id" = SignInId, Path, description = "The sign-in.")),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[delete("/me/sign-ins/{id}")]
pub(crate) async fn end_sign_in(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SignInId>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| sign_ins::end_one(tx, id).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End all my other sign-ins
///
/// All but the one this request is made with.
/// Permission: whoever is signed in, for her own.
#[utoipa::path(tag = "accounts", operation_id = "endOtherSignIns", responses((status = 204),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[delete("/me/sign-ins")]
pub(crate) async fn end_other_sign_ins(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async |tx| sign_ins::end_others(tx).await)
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// End a colleague's sign-ins
///
/// All of them, at once: for a phone that was lost, or somebody who leaves in anger. The colleague is told by mail.
/// Permission: organisation administrators of the whole organisation, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "endStaffSignIns",
    params(("id" = StaffId, Path, description = "The colleague.")), responses((status = 204),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[delete("/staff/{id}/sign-ins")]
pub(crate) async fn end_staff_sign_ins(
    state: Data<AppState>,
    actor: Actor,
    PathId(staff): PathId<StaffId>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| sign_ins::end_staff(tx, staff).await)
        .await
        .map_err(|denied: Denied| Problem::from(denied))?;
    Ok(HttpResponse::NoContent().finish())
}
