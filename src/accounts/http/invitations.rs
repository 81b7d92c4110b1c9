//! Inviting somebody: by administrators, with a second one's yes for roles that administer, decide or watch.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::JoinError;
use super::super::flow::invitations as flow;
use super::super::model::Email;
use super::super::model::invitation::{DisplayName, InvitationId, InvitationState, needs_approval};
use super::super::scope::JoiningScope;
use super::super::store::invitations::{InvitationRow, NewInvitation};
use super::problems::is_taken;
use crate::access::{Denied, Spot};
use crate::organisation::{FunderId, SiteId, StaffRole};
use crate::platform::db::{Actor, OnceKey, Tx, Write};
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::platform::mail::LanguageCode;
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// Who is invited, and to what: a role at a site, in a programme, or for everything when neither is named.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteRequest {
    /// A new `UUID (version 7)` for the invitation, made by the client.
    id: InvitationId,
    /// Where the link goes.
    #[schema(value_type = String, example = "ana@example.org")]
    email: Email,
    /// The name colleagues will see; she may change it when she comes.
    display_name: DisplayName,
    /// In which language she is written to.
    language: LanguageCode,
    /// The role.
    role: StaffRole,
    /// The site it is for.
    site_id: Option<SiteId>,
    /// The programme it is for.
    programme_id: Option<ProgrammeId>,
    /// The funder she signs in for; with `funder_viewer` and with nothing else.
    funder_id: Option<FunderId>,
}

/// What recognises a repeated invitation.
#[derive(Serialize)]
struct Content<'a> {
    email: &'a str,
    display_name: &'a str,
    language: &'a str,
    place: (&'a str, Option<SiteId>, Option<ProgrammeId>, Option<FunderId>),
}

/// An invitation. Never its link: that is in the mail and nowhere else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationView {
    /// The invitation.
    id: InvitationId,
    /// Where its link goes.
    email: String,
    /// The name colleagues will see.
    display_name: String,
    /// In which language she is written to.
    language: LanguageCode,
    /// The role she is to hold.
    role: StaffRole,
    /// At which site.
    site_id: Option<SiteId>,
    /// In which programme.
    programme_id: Option<ProgrammeId>,
    /// For which funder.
    funder_id: Option<FunderId>,
    /// Where it stands.
    state: InvitationState,
    /// Another administrator has to say yes before the mail goes out.
    needs_approval: bool,
    /// Who invited.
    invited_by: StaffId,
    /// When.
    invited_at: DateTime<Utc>,
    /// Who said yes.
    approved_by: Option<StaffId>,
    /// When.
    approved_at: Option<DateTime<Utc>>,
    /// When the mail was last given out.
    sent_at: Option<DateTime<Utc>>,
    /// When its link ends.
    expires_at: Option<DateTime<Utc>>,
    /// When she came.
    accepted_at: Option<DateTime<Utc>>,
    /// When it was cancelled.
    cancelled_at: Option<DateTime<Utc>>,
    /// The version of this record: send it as If-Match with an action.
    etag: String,
}

fn view(row: InvitationRow, now: DateTime<Utc>) -> InvitationView {
    InvitationView {
        state: row.state(now),
        id: row.id,
        email: row.email,
        display_name: row.display_name,
        language: row.language,
        role: row.role,
        site_id: row.site_id,
        programme_id: row.programme_id,
        funder_id: row.funder_id,
        needs_approval: row.needs_approval,
        invited_by: row.recorded_by,
        invited_at: row.recorded_at,
        approved_by: row.approved_by,
        approved_at: row.approved_at,
        sent_at: row.sent_at,
        expires_at: row.expires_at,
        accepted_at: row.accepted_at,
        cancelled_at: row.cancelled_at,
        etag: etag(row.row_version).1,
    }
}

fn shown(status: StatusCode, row: InvitationRow, now: DateTime<Utc>) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(view(row, now))
}

/// Invite somebody
///
/// A mail with a link of 72 hours goes to the address; with it she makes a sign-in, or joins with the one she has. For roles
/// that administer, decide about data or read the log another administrator has to approve first. Sent again with the same
/// id and content it answers 200.
/// Permission: organisation administrators (of the whole organisation, or of the site), after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "invite",
    request_body = InviteRequest, responses((status = 201, body = InvitationView),
    (status = 200, body = InvitationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/invitations")]
pub(crate) async fn invite(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<InviteRequest>,
) -> Result<HttpResponse, Problem> {
    let content = Content {
        email: body.email.as_str(),
        display_name: body.display_name.as_str(),
        language: body.language.as_str(),
        place: (body.role.as_str(), body.site_id, body.programme_id, body.funder_id),
    };
    let mac = content_mac(state.keys(), actor.org(), "invite", &content)?;
    let (id, needs_approval) = (body.id, needs_approval(body.role));
    let link = if needs_approval {
        None
    } else {
        Some(flow::link(&state.shared(), body.email.as_str(), body.language)?)
    };
    let new = NewInvitation {
        id,
        email: body.email,
        display_name: body.display_name.into(),
        language: body.language,
        role: body.role,
        site: body.site_id,
        programme: body.programme_id,
        funder: body.funder_id,
        needs_approval,
        mac,
    };
    let invited = state
        .db()
        .write(&actor, async move |tx| flow::invite(tx, new, link).await)
        .await;
    match invited {
        Ok(row) => Ok(shown(StatusCode::CREATED, row, state.clock().now())),
        Err(error) if is_taken(&error) => {
            let stored = state
                .db()
                .read(&actor, async |tx| flow::open(tx, id).await.map(|(_, row)| row));
            let stored = match stored.await {
                Ok(row) => Some(row),
                Err(JoinError::Denied(Denied::NotFound)) => None,
                Err(error) => return Err(error.into()),
            };
            same_creation(stored.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            let row = stored.ok_or_else(Problem::not_found)?;
            Ok(shown(StatusCode::OK, row, state.clock().now()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Invitations
///
/// In the order they were made; those that are over too.
/// Permission: administrators of the whole organisation.
#[utoipa::path(tag = "accounts", operation_id = "listInvitations", params(PageQuery), responses(
    (status = 200, body = Page<InvitationView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/invitations")]
pub(crate) async fn list_invitations(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let after: Option<InvitationId> = page.after()?;
    let (limit, now) = (page.limit(), state.clock().now());
    let listed = state.db().read(&actor, async |tx| -> Result<_, JoinError> {
        let scope = JoiningScope::open(tx, &Spot::organisation())?;
        let page = Page::from_rows(scope.invitations(after, limit).await?, limit, |row| row.id, |row| row);
        scope.showed(&page.items);
        Ok(Page {
            items: page.items.into_iter().map(|row| view(row, now)).collect::<Vec<_>>(),
            next_cursor: page.next_cursor,
        })
    });
    Ok(HttpResponse::Ok().json(listed.await?))
}

/// An invitation
///
/// Permission: organisation administrators (of the whole organisation, or of the site).
#[utoipa::path(tag = "accounts", operation_id = "readInvitation",
    params(("id" = InvitationId, Path, description = "The invitation.")), responses((status = 200, body = InvitationView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/invitations/{id}")]
pub(crate) async fn read_invitation(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<InvitationId>,
) -> Result<HttpResponse, Problem> {
    let found = state.db().read(&actor, async |tx| -> Result<_, JoinError> {
        let (scope, row) = flow::open(tx, id).await?;
        scope.showed(std::slice::from_ref(&row));
        Ok(row)
    });
    Ok(shown(StatusCode::OK, found.await?, state.clock().now()))
}

/// Approve an invitation
///
/// The mail goes out with it.
/// Permission: organisation administrators, for what a colleague asked; never for one's own, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "approveInvitation",
    params(("id" = InvitationId, Path, description = "The invitation."),
    ("If-Match" = String, Header, description = "The invitation's ETag."),
    ("Idempotency-Key" = Option<String>, Header, description = "Makes sending this twice safe.")),
    responses((status = 200, body = InvitationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/invitations/{id}/approve")]
pub(crate) async fn approve_invitation(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<InvitationId>,
    seen: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "approveInvitation", &id)?;
    act(&state, &actor, id, seen, key, Step::Approve).await
}

/// Send an invitation again
///
/// With a new link of 72 hours; the one before stops working.
/// Permission: organisation administrators (of the whole organisation, or of the site).
#[utoipa::path(tag = "accounts", operation_id = "resendInvitation",
    params(("id" = InvitationId, Path, description = "The invitation."),
    ("If-Match" = String, Header, description = "The invitation's ETag."),
    ("Idempotency-Key" = Option<String>, Header, description = "Makes sending this twice safe.")),
    responses((status = 200, body = InvitationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/invitations/{id}/resend")]
pub(crate) async fn resend_invitation(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<InvitationId>,
    seen: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "resendInvitation", &id)?;
    act(&state, &actor, id, seen, key, Step::Resend).await
}

/// Cancel an invitation
///
/// Its link stops working at once.
/// Permission: organisation administrators (of the whole organisation, or of the site).
#[utoipa::path(tag = "accounts", operation_id = "cancelInvitation",
    params(("id" = InvitationId, Path, description = "The invitation."),
    ("If-Match" = String, Header, description = "The invitation's ETag."),
    ("Idempotency-Key" = Option<String>, Header, description = "Makes sending this twice safe.")),
    responses((status = 200, body = InvitationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/invitations/{id}/cancel")]
pub(crate) async fn cancel_invitation(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<InvitationId>,
    seen: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "cancelInvitation", &id)?;
    act(&state, &actor, id, seen, key, Step::Cancel).await
}

/// What is done to an invitation.
#[derive(Debug, Clone, Copy)]
enum Step {
    Approve,
    Resend,
    Cancel,
}

async fn act(
    state: &AppState,
    actor: &Actor,
    id: InvitationId,
    seen: IfMatch,
    key: Option<OnceKey>,
    step: Step,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let row = state
        .db()
        .write(actor, async move |tx| -> Result<_, Problem> {
            let (scope, _) = flow::open(tx, id).await?;
            // The lock comes first, so that the same request sent twice at once finds the other's answer.
            let row = scope.lock_invitation(id).await.map_err(JoinError::from)?;
            if tx.done_before(key.as_ref(), IdempotencyKey::used_otherwise()).await? {
                scope.showed_again(id);
                return Ok(row);
            }
            seen.check(row.row_version)?;
            let link = || flow::link(&shared, &row.email, row.language);
            let done = match step {
                Step::Approve => flow::approve(tx, &scope, &row, link()?).await?,
                Step::Resend => flow::resend(tx, &scope, &row, link()?).await?,
                Step::Cancel => flow::cancel(tx, &scope, &row).await?,
            };
            keep(tx, key.as_ref(), &done).await?;
            Ok(done)
        })
        .await?;
    Ok(shown(StatusCode::OK, row, state.clock().now()))
}

async fn keep(tx: &Tx<Write>, key: Option<&OnceKey>, row: &InvitationRow) -> Result<(), Problem> {
    let version = Some(etag(row.row_version).1);
    Ok(tx.keep_answer(key, 200, row.id.uuid(), version).await?)
}
