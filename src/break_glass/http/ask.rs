//! Asking, and looking at what was asked.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};
use zeroize::Zeroizing;

use super::super::error::Error;
use super::super::flow;
use super::super::model::{BreakGlassId, Purpose, REASON_MAX, REASON_MIN, is_a_reason};
use super::super::scope::BreakGlassScope;
use super::super::store::{self, NewGlass};
use super::BreakGlassView;
use crate::access::Denied;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// Why the glass is to be broken.
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct BreakGlass {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    id: BreakGlassId,
    /// Why it cannot wait.
    purpose: Purpose,
    /// What happened, in at least 20 characters. Sealed as soon as it arrives; who reviews reads it.
    #[validate(custom(function = "a_reason"))]
    reason: String,
}

impl std::fmt::Debug for BreakGlass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BreakGlass").finish_non_exhaustive()
    }
}

fn a_reason(text: &str) -> Result<(), ValidationError> {
    if is_a_reason(text) {
        return Ok(());
    }
    let message = format!("must be {REASON_MIN} to {REASON_MAX} characters");
    Err(ValidationError::new("length").with_message(message.into()))
}

/// A break-glass with its reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenBreakGlassView {
    #[serde(flatten)]
    break_glass: BreakGlassView,
    /// The reason that was given; null when the person was erased since.
    reason: Option<String>,
}

/// Which break-glasses.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BreakGlassQuery {
    /// `next_cursor` of the page before.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    /// Only those that wait for their review.
    #[serde(default)]
    unreviewed: bool,
}

/// Break the glass
///
/// Opens one person's file for 60 minutes, for reading. The safeguarding lead, the data-protection officer and whoever
/// leads her enrolments are told at once; everything read is remembered; one of them reviews it within 24 hours. The
/// fourth within 24 hours begins when a second person agrees.
/// Permission: who works with young people, runs programmes or answers for them, at any place; nobody who administers
/// machines, signs in for a funder or audits. Password and code must have been given within five minutes.
#[utoipa::path(tag = "break-glass", operation_id = "breakGlass",
    request_body = BreakGlass, params(("id" = PersonId, Path)), responses(
    (status = 201, body = BreakGlassView), (status = 200, body = BreakGlassView, description = "Asked for before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/break-glass")]
pub(crate) async fn break_glass(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<BreakGlass>,
) -> Result<HttpResponse, Problem> {
    let created_mac = content_mac(state.keys(), actor.org(), "breakGlass", &(person, &body))?;
    let (id, shared) = (body.id, state.shared());
    let new = NewGlass {
        id,
        person,
        purpose: body.purpose,
        reason: Zeroizing::new(body.reason),
        created_mac,
    };
    let asked = state
        .db()
        .write(&actor, async move |tx| flow::ask(tx, &shared.keys, new).await)
        .await;
    match asked {
        Ok(()) => answer(&state, &actor, id, None).await,
        Err(Error::Db(error)) if error.is_id_taken() => answer(&state, &actor, id, Some(created_mac)).await,
        Err(error) => Err(error.into()),
    }
}

/// The record: 201 for one that was just made, 200 for one that was made before with this content.
async fn answer(
    state: &AppState,
    actor: &Actor,
    id: BreakGlassId,
    again: Option<[u8; 16]>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Denied> {
            match BreakGlassScope::open(tx, id).await {
                Ok(scope) => Ok(Some(scope.row)),
                Err(Denied::Db(error)) => Err(error.into()),
                Err(_not_hers) => Ok(None),
            }
        })
        .await?;
    if let Some(mac) = again {
        same_creation(row.as_ref().map(|row| row.created_mac.as_slice()), &mac)?;
    }
    let row = row.ok_or_else(Problem::not_found)?;
    let mut response = if again.is_some() {
        HttpResponse::Ok()
    } else {
        HttpResponse::Created()
    };
    Ok(response
        .insert_header(etag(row.row_version))
        .json(BreakGlassView::from(row)))
}

/// Who broke the glass
///
/// Newest first: the caller's own, and those she reviews.
/// Permission: whoever works in the organisation; the list is empty for who asked for none and reviews none.
#[utoipa::path(tag = "break-glass", operation_id = "listBreakGlass", params(BreakGlassQuery), responses(
    (status = 200, body = Page<BreakGlassView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/break-glass")]
pub(crate) async fn list_break_glass(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<BreakGlassQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after::<(DateTime<Utc>, Uuid)>()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list(tx, query.unreviewed, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.recorded_at, row.id), BreakGlassView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read a break-glass and its reason
///
/// Opening the reason is remembered.
/// Permission: who asked for it; safeguarding lead of the person's place and data-protection officer.
#[utoipa::path(tag = "break-glass", operation_id = "readBreakGlass", params(("id" = BreakGlassId, Path)), responses(
    (status = 200, body = OpenBreakGlassView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/break-glass/{id}")]
pub(crate) async fn read_break_glass(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<BreakGlassId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let (row, reason) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = BreakGlassScope::open(tx, id).await?;
            let reason = scope.reason(&shared.keys).await?;
            Ok((scope.row, reason))
        })
        .await?;
    let version = etag(row.row_version);
    Ok(HttpResponse::Ok().insert_header(version).json(OpenBreakGlassView {
        break_glass: row.into(),
        reason: reason.map(|reason| reason.as_str().to_owned()),
    }))
}
