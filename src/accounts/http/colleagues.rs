//! Colleagues without a mailbox, and colleagues who leave.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::JoinError;
use super::super::flow::devices as flow;
use super::super::model::invitation::DisplayName;
use super::super::scope::JoiningScope;
use super::super::store::devices::{self, ColleagueRow, NewFieldAccount};
use super::problems::is_taken;
use crate::access::{Denied, Spot};
use crate::organisation::{SiteId, StaffRole};
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation};
use crate::platform::ids::StaffId;
use crate::platform::mail::LanguageCode;
use crate::state::AppState;

/// Somebody without a mailbox, and the field work she is to do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldAccountRequest {
    /// A new `UUID (version 7)` for her place in the organisation, made by the client.
    id: StaffId,
    /// The name colleagues see.
    display_name: DisplayName,
    /// Her language.
    language: LanguageCode,
    /// A role of field work.
    role: StaffRole,
    /// The site it is for.
    site_id: SiteId,
}

/// A colleague without a mailbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldAccountView {
    /// Her place in the organisation.
    id: StaffId,
    /// What she is called where others have an address: it says nothing about her.
    #[schema(example = "k7m-2rt")]
    handle: Option<String>,
    /// The version of this record.
    etag: String,
}

/// A colleague who has left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndedWorkView {
    /// Her place in the organisation.
    id: StaffId,
    /// The version of this record.
    etag: String,
}

fn shown(status: StatusCode, id: StaffId, row: ColleagueRow) -> HttpResponse {
    let (name, version) = etag(row.row_version);
    HttpResponse::build(status)
        .insert_header((name, version.clone()))
        .json(FieldAccountView {
            id,
            handle: row.handle,
            etag: version,
        })
}

/// Add a colleague who has no mailbox
///
/// She signs in with an enrolled device: make a code for it next. Sent again with the same id and content it answers 200.
/// Permission: organisation administrators (of the whole organisation, or of the site), after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "addFieldAccount",
    request_body = FieldAccountRequest, responses((status = 201, body = FieldAccountView),
    (status = 200, body = FieldAccountView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/field-accounts")]
pub(crate) async fn add_field_account(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<FieldAccountRequest>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "addFieldAccount", &body)?;
    let id = body.id;
    let new = NewFieldAccount {
        staff: id,
        name: body.display_name.into(),
        handle: flow::new_handle()?,
        language: body.language,
        role: body.role,
        site: body.site_id,
        mac,
    };
    let added = state
        .db()
        .write(&actor, async move |tx| flow::add_field_account(tx, new).await)
        .await;
    match added {
        Ok(row) => Ok(shown(StatusCode::CREATED, id, row)),
        Err(error) if is_taken(&error) => {
            let stored = state.db().read(&actor, async |tx| -> Result<_, JoinError> {
                JoiningScope::open(tx, &Spot::organisation())?;
                Ok(devices::colleague(tx, id).await?)
            });
            let stored = stored.await?;
            same_creation(stored.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            let row = stored.ok_or_else(Problem::not_found)?;
            Ok(shown(StatusCode::OK, id, row))
        }
        Err(error) => Err(error.into()),
    }
}

/// End a colleague's work here
///
/// Her roles, sign-ins and devices end at once, and open invitations to her address. Whom she walks with stays written, to be handed over.
/// Permission: administrators of the whole organisation; never one's own, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "endWork", params(("id" = StaffId, Path, description = "The colleague."),
    ("Idempotency-Key" = Option<String>, Header, description = "Makes sending this twice safe.")),
    responses((status = 200, body = EndedWorkView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/staff/{id}/end")]
pub(crate) async fn end_work(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<StaffId>,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "endWork", &id)?;
    let row = state
        .db()
        .write(&actor, async move |tx| -> Result<_, Problem> {
            if tx.done_before(key.as_ref(), IdempotencyKey::used_otherwise()).await? {
                let scope = JoiningScope::open(tx, &Spot::organisation()).map_err(JoinError::from)?;
                scope.showed_staff_again(id);
                return devices::colleague(tx, id).await?.ok_or_else(|| Denied::NotFound.into());
            }
            let row = flow::end_work(tx, id).await?;
            let version = Some(etag(row.row_version).1);
            tx.keep_answer(key.as_ref(), 200, id.uuid(), version).await?;
            Ok(row)
        })
        .await?;
    let (name, version) = etag(row.row_version);
    Ok(HttpResponse::Ok()
        .insert_header((name, version.clone()))
        .json(EndedWorkView { id, etag: version }))
}
