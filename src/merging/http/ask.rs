//! Looking at what a merge would do, asking for it, seeing what was asked.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{MergeView, read};
use crate::merging::error::Error;
use crate::merging::flow::{self, Preview};
use crate::merging::model::{MergeId, MergeReason, Obstacle};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// Into which record.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// The record that would stay.
    into_person_id: PersonId,
}

/// A request to merge a record into another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskMerge {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::merging) id: MergeId,
    /// The record that stays.
    pub(in crate::merging) into_person_id: PersonId,
    /// By what they were found to be one person.
    pub(in crate::merging) reason: MergeReason,
}

/// How much of something would move.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MovesView {
    #[schema(example = "sessions")]
    what: String,
    rows: i64,
}

/// What a merge would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergePreview {
    merged_person_id: PersonId,
    into_person_id: PersonId,
    /// What would move, kind by kind. Rows that only some may see move too, and are not counted here.
    moves: Vec<MovesView>,
    /// What stands in the way; nothing: it can be asked for.
    obstacles: Vec<Obstacle>,
}

/// Look at what merging a record into another would do
///
/// Nothing is changed. That the caller looked is remembered with both.
/// Permission: those assigned to both or who took them in, and supervisors and safeguarding leads of both.
#[utoipa::path(tag = "people", operation_id = "previewMerge", params(("id" = PersonId, Path), PreviewQuery), responses(
    (status = 200, body = MergePreview), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/people/{id}/merge-preview")]
pub(crate) async fn preview_merge(
    state: Data<AppState>,
    actor: Actor,
    PathId(merged): PathId<PersonId>,
    ValidQuery(query): ValidQuery<PreviewQuery>,
) -> Result<HttpResponse, Problem> {
    let into = query.into_person_id;
    let Preview { moves, obstacles } = state
        .db()
        .read(&actor, async |tx| flow::preview(tx, merged, into).await)
        .await
        .map_err(|error| {
            let pointer = "/query/into_person_id";
            if matches!(error, Error::NoSuchPerson) {
                Problem::one_field(pointer, "unknown", "must be a record whose file you can open as well")
            } else if matches!(error, Error::OneRecord) {
                Problem::one_field(pointer, "same", "must be another record")
            } else {
                error.into()
            }
        })?;
    let moves = moves.into_iter().map(|moves| MovesView {
        what: moves.what,
        rows: moves.found,
    });
    Ok(HttpResponse::Ok().json(MergePreview {
        merged_person_id: merged,
        into_person_id: into,
        moves: moves.collect(),
        obstacles,
    }))
}

/// Ask to merge a record into another
///
/// Nothing moves until another colleague, who watches over both, has carried it out.
/// Permission: those assigned to both or who took them in, and supervisors and safeguarding leads of both.
#[utoipa::path(tag = "people", operation_id = "askMerge", request_body = AskMerge, params(("id" = PersonId, Path)), responses(
    (status = 201, body = MergeView), (status = 200, body = MergeView, description = "Asked before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/merge")]
pub(crate) async fn ask_merge(
    state: Data<AppState>,
    actor: Actor,
    PathId(merged): PathId<PersonId>,
    Valid(body): Valid<AskMerge>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "askMerge", &(merged, &body))?;
    let id = body.id;
    let asked = state
        .db()
        .write(&actor, async move |tx| flow::ask(tx, merged, body, mac).await)
        .await;
    let mut response = match asked {
        Ok(()) => HttpResponse::Created(),
        // The id first: a second row with it would also be asked for twice.
        Err(error @ (Error::AskedAlready | Error::Db(_))) => {
            let stored = read(&state, &actor, id).await.ok().and_then(|row| row.created_mac);
            if stored.is_none() {
                return Err(error.into());
            }
            same_creation(stored.as_deref(), &mac)?;
            HttpResponse::Ok()
        }
        Err(error) => return Err(error.into()),
    };
    let row = read(&state, &actor, id).await?;
    Ok(response.insert_header(etag(row.row_version)).json(MergeView::from(row)))
}

/// List merges
///
/// Asked for, carried out, refused and undone, the latest first. Whom they name is remembered.
/// Permission: whoever is signed in; shows merges whose records are both the caller's to open, and once one was carried out
/// those whose record that stays is.
#[utoipa::path(tag = "people", operation_id = "listMerges", params(PageQuery), responses(
    (status = 200, body = Page<MergeView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/merges")]
pub(crate) async fn list_merges(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<MergeId>()?, query.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| flow::list(tx, after, limit).await)
        .await?;
    Ok(HttpResponse::Ok().json(Page::from_rows(rows, limit, |row| row.id, MergeView::from)))
}

/// Read a merge
///
/// Permission: those assigned to both or who took them in, and supervisors and safeguarding leads of both; of one that was
/// carried out, those of the record that stays.
#[utoipa::path(tag = "people", operation_id = "readMerge", params(("id" = MergeId, Path)), responses(
    (status = 200, body = MergeView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/merges/{id}")]
pub(crate) async fn read_merge(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<MergeId>,
) -> Result<HttpResponse, Problem> {
    let row = read(&state, &actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(MergeView::from(row)))
}
