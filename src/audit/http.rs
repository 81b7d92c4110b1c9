//! Reading the log.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::scope::{LogScope, OpeningsScope};
use super::store::reading::{ActRow, EventRow, Filter, Place};
use crate::access::Denied;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{Operations, Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Something that was done with a person's file, or shown of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpeningView {
    /// The row of the log.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// Who; null for the server itself.
    staff_id: Option<StaffId>,
    /// The name colleagues see; she may have left since.
    staff_name: Option<String>,
    /// What was done: a code of the list `audit_action`.
    #[schema(example = "open")]
    action: String,
    /// With what kind of thing.
    #[schema(example = "session_note")]
    object_type: String,
    /// Which fields were opened or changed.
    fields: Vec<String>,
    /// How sensitive the most sensitive of them is: `c1`, `c2`, `c3`.
    #[schema(example = "c3")]
    tier: String,
    /// The break-glass this was done under.
    break_glass_id: Option<Uuid>,
}

/// A row of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEventView {
    #[serde(flatten)]
    act: OpeningView,
    /// Which thing, where it was one.
    object_id: Option<Uuid>,
    /// How many things a list showed.
    shown: i32,
    /// The request, as it stands in the server's own log.
    request_id: String,
}

impl From<ActRow> for OpeningView {
    fn from(row: ActRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            staff_id: row.staff_id,
            staff_name: row.staff_name,
            action: row.action,
            object_type: row.object_type,
            fields: row.fields,
            tier: row.tier,
            break_glass_id: row.break_glass_id,
        }
    }
}

impl From<EventRow> for AuditEventView {
    fn from(row: EventRow) -> Self {
        Self {
            act: row.act.into(),
            object_id: row.object_id,
            shown: row.shown,
            request_id: row.request_id,
        }
    }
}

/// Which rows of the log.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// `next_cursor` of the page before.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    /// From this moment on.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    until: Option<DateTime<Utc>>,
    /// What this colleague did, also one who has left.
    staff_id: Option<StaffId>,
    /// Only this: a code of the list `audit_action`.
    #[validate(length(min = 1, max = 40))]
    action: Option<String>,
    /// Only with this kind of thing.
    #[validate(length(min = 1, max = 40))]
    object_type: Option<String>,
    /// Only with this thing, or where a list showed it.
    object_id: Option<Uuid>,
}

/// Who opened this person's file
///
/// Newest first: names seen in lists, her record, identity and notes opened or changed. Those who work with her are shown
/// their own acts. Supervisors are not shown what the safeguarding lead and the data-protection officer did: looking into
/// a colleague must not warn her. Reading this is remembered too.
/// Permission: the data-protection officer; supervisor and safeguarding lead of her site or programme; those assigned to
/// her and who took her in, for what they did themselves.
#[utoipa::path(tag = "audit", operation_id = "listOpenings", params(("id" = PersonId, Path), PageQuery), responses(
    (status = 200, body = Page<OpeningView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/people/{id}/openings")]
pub(crate) async fn list_openings(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PersonId>,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (page.after::<Place>()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Denied> {
            Ok(OpeningsScope::open(tx, id).await?.page(after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.at, row.id), OpeningView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read the audit log
///
/// Newest first, without what was in the things. Reading it is remembered too.
/// Permission: the auditor and the data-protection officer.
#[utoipa::path(tag = "audit", operation_id = "listAuditEvents", params(AuditQuery), responses(
    (status = 200, body = Page<AuditEventView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/audit-events")]
pub(crate) async fn list_audit_events(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<AuditQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after::<Place>()?, page.limit());
    let filter = Filter {
        from: query.from,
        until: query.until,
        staff: query.staff_id,
        action: query.action,
        object_type: query.object_type,
        object: query.object_id,
    };
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Denied> {
            Ok(LogScope::open(tx)?.page(filter, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.act.at, row.act.id), AuditEventView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations.service(list_openings).service(list_audit_events);
}
