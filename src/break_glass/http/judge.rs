//! Agreeing and reviewing.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::super::flow;
use super::super::model::{BreakGlassId, Outcome};
use super::super::store::GlassRow;
use super::BreakGlassView;
use crate::platform::db::Actor;
use crate::platform::http::{IfMatch, PathId, Problem, ProblemBody, Valid, etag};
use crate::state::AppState;

/// What a review came to.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewBreakGlass {
    /// `unjustified` and `misconduct` end the colleague's sign-ins at once, and her right to break the glass.
    outcome: Outcome,
}

/// Agree as the second person
///
/// The hour begins now.
/// Permission: safeguarding lead of the person's place and data-protection officer; not who asked.
#[utoipa::path(tag = "break-glass", operation_id = "secondBreakGlass",
    params(("id" = BreakGlassId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = BreakGlassView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[post("/break-glass/{id}/second")]
pub(crate) async fn second_break_glass(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<BreakGlassId>,
    seen: IfMatch,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .write(&actor, async move |tx| flow::second(tx, id, seen.version()).await)
        .await?;
    Ok(shown(row))
}

/// Review a break-glass
///
/// Final. While one has waited for more than 24 hours, its colleague may not break the glass again.
/// Permission: safeguarding lead of the person's place and data-protection officer; not who asked.
#[utoipa::path(tag = "break-glass", operation_id = "reviewBreakGlass", request_body = ReviewBreakGlass,
    params(("id" = BreakGlassId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = BreakGlassView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/break-glass/{id}/review")]
pub(crate) async fn review_break_glass(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<BreakGlassId>,
    seen: IfMatch,
    Valid(body): Valid<ReviewBreakGlass>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .write(&actor, async move |tx| {
            flow::review(tx, id, seen.version(), body.outcome).await
        })
        .await?;
    Ok(shown(row))
}

fn shown(row: GlassRow) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(BreakGlassView::from(row))
}
