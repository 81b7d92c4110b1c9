//! Giving and ending roles.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::Error;
use super::super::flow;
use super::super::model::{GrantId, SiteId, StaffRole};
use super::super::scope::HouseScope;
use super::super::store::{GrantRow, NewGrant};
use super::staff::GrantView;
use super::{answer, is_taken};
use crate::platform::db::{Actor, OnceKey, Tx, Write};
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// A role at a place: a site, a programme, or the whole organisation when neither is named.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiveRoleRequest {
    /// A new `UUID (version 7)` for the grant, made by the client.
    id: GrantId,
    /// The role.
    role: StaffRole,
    /// The site it is for.
    site_id: Option<SiteId>,
    /// The programme it is for.
    programme_id: Option<ProgrammeId>,
}

/// What recognises a repeated gift: its body, and to whom.
#[derive(Serialize)]
struct Gift<'a> {
    staff: StaffId,
    body: &'a GiveRoleRequest,
}

fn shown(status: StatusCode, row: GrantRow) -> HttpResponse {
    answer(status, row.row_version, &GrantView::from(row))
}

/// Give a role
///
/// It opens what it opens from the person's next request on. Sent again with the same id and content it answers 200.
/// Permission: organisation administrators (of the whole organisation, or of the site); never to oneself; after a step-up.
#[utoipa::path(tag = "organisation", operation_id = "giveRole",
    request_body = GiveRoleRequest, params(("id" = StaffId, Path, description = "The colleague.")),
    responses((status = 201, body = GrantView), (status = 200, body = GrantView), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/staff/{id}/grants")]
pub(crate) async fn give_role(
    state: Data<AppState>,
    actor: Actor,
    PathId(staff): PathId<StaffId>,
    Valid(body): Valid<GiveRoleRequest>,
) -> Result<HttpResponse, Problem> {
    let gift = Gift { staff, body: &body };
    let mac = content_mac(state.keys(), actor.org(), "giveRole", &gift)?;
    let id = body.id;
    let new = NewGrant {
        id,
        staff,
        role: body.role,
        site: body.site_id,
        programme: body.programme_id,
        mac,
    };
    let given = state
        .db()
        .write(&actor, async move |tx| flow::give(tx, new).await)
        .await;
    match given {
        Ok(row) => Ok(shown(StatusCode::CREATED, row)),
        Err(error) if is_taken(&error) => {
            let stored = state.db().read(&actor, async |tx| -> Result<_, Error> {
                Ok(HouseScope::see(tx)?.grant(id).await?)
            });
            let stored = stored.await?;
            same_creation(stored.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            let row = stored.ok_or_else(Problem::not_found)?;
            Ok(shown(StatusCode::OK, row))
        }
        Err(error) => Err(error.into()),
    }
}

/// End a role
///
/// What it opened is closed from the person's next request on.
/// Permission: organisation administrators (of the whole organisation, or of the site); never one's own; after a step-up.
#[utoipa::path(tag = "organisation", operation_id = "endRole", params(("id" = GrantId, Path, description = "The grant."),
    ("If-Match" = String, Header, description = "The grant's ETag."),
    ("Idempotency-Key" = Option<String>, Header, description = "Makes sending this twice safe.")),
    responses((status = 200, body = GrantView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/grants/{id}/end")]
pub(crate) async fn end_role(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<GrantId>,
    seen: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "endRole", &id)?;
    let row = state
        .db()
        .write(&actor, async move |tx| end(tx, id, seen, key).await)
        .await?;
    Ok(shown(StatusCode::OK, row))
}

async fn end(tx: &Tx<Write>, id: GrantId, seen: IfMatch, key: Option<OnceKey>) -> Result<GrantRow, Problem> {
    // The lock comes first, so that the same request sent twice at once finds the other's answer.
    let (house, row) = flow::open_to_end(tx, id).await?;
    if tx.done_before(key.as_ref(), IdempotencyKey::used_otherwise()).await? {
        house.showed_again("role_grant", id.uuid());
        return Ok(row);
    }
    seen.check(row.row_version)?;
    if row.ended_at.is_some() {
        return Err(Error::GrantEnded.into());
    }
    let ended = house.end_grant(id).await?;
    tx.keep_answer(key.as_ref(), 200, id.uuid(), Some(etag(ended.row_version).1))
        .await?;
    Ok(ended)
}
