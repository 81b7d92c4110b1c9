//! Fields that two changed.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, etag,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;
use crate::sync::error::SentError;
use crate::sync::flow::conflicts as flow;
use crate::sync::model::operation::{ConflictId, ConflictSide, ConflictState};
use crate::sync::scope::ConflictScope;
use crate::sync::store::conflicts::{self, ConflictRow};

/// A field that two changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConflictView {
    id: ConflictId,
    person_id: PersonId,
    /// What kind of row.
    #[schema(example = "person")]
    entity: String,
    /// Which row.
    entity_id: Uuid,
    field: String,
    /// Whose value stands.
    kept: ConflictSide,
    /// Code of list `conflict_state`.
    state: String,
    /// Whose phone sent the one.
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// Who decided.
    resolved_by: Option<StaffId>,
    /// The version of this entry.
    etag: String,
    /// Both values: only where one conflict is read, and while she is not erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<ConflictValues>,
}

/// Both values of a field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConflictValues {
    /// What the phone sent: text, or an object of the fields that are one thing.
    sent: Value,
    /// What stood here.
    stood: Value,
}

impl ConflictView {
    fn of(row: ConflictRow, values: Option<ConflictValues>) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            entity: row.entity,
            entity_id: row.entity_id,
            field: row.field,
            kept: row.kept,
            state: row.state,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            resolved_by: row.resolved_by,
            etag: etag(row.row_version).1,
            values,
        }
    }
}

/// Which conflicts.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConflictQuery {
    /// `next_cursor` of the page before.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    /// Only those in this state.
    #[param(inline)]
    state: Option<ConflictState>,
}

/// Which value stands.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveConflict {
    /// The one the phone sent, or the one that stood here.
    take: ConflictSide,
}

/// List fields that two changed
///
/// The latest first, without the values.
/// Permission: those who open the people's sealed records; the list is empty for others.
#[utoipa::path(tag = "sync", operation_id = "listConflicts", params(ConflictQuery), responses(
    (status = 200, body = Page<ConflictView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/sync/conflicts")]
pub(crate) async fn list_conflicts(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<ConflictQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after::<(DateTime<Utc>, ConflictId)>()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, SentError> {
            Ok(conflicts::list(tx, query.state.map(ConflictState::as_str), after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(
        rows,
        limit,
        |row| (row.recorded_at, row.id),
        |row| ConflictView::of(row, None),
    );
    Ok(HttpResponse::Ok().json(page))
}

/// Read a field that two changed
///
/// With both values. Opening is remembered.
/// Permission: those who open her sealed record.
#[utoipa::path(tag = "sync", operation_id = "readConflict", params(("id" = ConflictId, Path)), responses(
    (status = 200, body = ConflictView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/sync/conflicts/{id}")]
pub(crate) async fn read_conflict(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ConflictId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let (row, values) = state
        .db()
        .read(&actor, async |tx| -> Result<_, SentError> {
            let scope = ConflictScope::open(tx, id).await?;
            let values = scope.row.open(tx, &shared.keys)?;
            Ok((scope.row, values))
        })
        .await?;
    let values = values.map(|values| ConflictValues {
        sent: values.sent,
        stood: values.stood,
    });
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(ConflictView::of(row, values)))
}

/// Decide between two values
///
/// The one that does not stand yet is written as any correction is.
/// Permission: those who may correct her record.
#[utoipa::path(tag = "sync", operation_id = "resolveConflict", request_body = ResolveConflict,
    params(("id" = ConflictId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ConflictView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/sync/conflicts/{id}/resolve")]
pub(crate) async fn resolve_conflict(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ConflictId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<ResolveConflict>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "resolveConflict", &(id, &body))?;
    let (shared, version) = (state.shared(), if_match.version());
    let row = state
        .db()
        .write(&actor, async move |tx| -> Result<_, SentError> {
            flow::resolve(tx, &shared.keys, id, version, body.take, key).await?;
            Ok(ConflictScope::open_to_resolve(tx, id).await?.row)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(ConflictView::of(row, None)))
}
