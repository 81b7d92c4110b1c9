//! What sessions and lines of rolls said before they were corrected.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Action;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody};
use crate::platform::ids::StaffId;
use crate::sessions::error::Error;
use crate::sessions::model::{Attendance, ContactMode, CorrectionReason, RollLineId, SessionId, SessionKind};
use crate::sessions::scope::{RollScope, SessionScope};
use crate::sessions::store::corrections::CorrectionRow;
use crate::state::AppState;

/// What stood before one correction, and who corrected it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionView {
    id: Uuid,
    /// When it was corrected.
    corrected_at: DateTime<Utc>,
    corrected_by: StaffId,
    /// Why; null: its author edited it while she could.
    reason: Option<CorrectionReason>,
    /// Since when it had said this.
    known_from: DateTime<Utc>,
    /// How she had been said to take part.
    attendance: Attendance,
    /// How long she had been said to be there.
    attended_minutes: i32,
    /// What the session had been said to be; null on a roll.
    kind: Option<SessionKind>,
    /// How they had been said to meet; null on a roll.
    mode: Option<ContactMode>,
    /// When it had been said to begin; null on a roll.
    starts_at: Option<DateTime<Utc>>,
    /// How long it had been said to be; null on a roll.
    minutes: Option<i32>,
    /// Were the words replaced too? `readEarlierNotes` opens the old ones.
    note_replaced: bool,
}

impl From<CorrectionRow> for CorrectionView {
    fn from(row: CorrectionRow) -> Self {
        Self {
            id: row.id,
            corrected_at: row.recorded_at,
            corrected_by: row.recorded_by,
            reason: row.reason,
            known_from: row.known_from,
            attendance: row.attendance,
            attended_minutes: row.attended_minutes,
            kind: row.kind,
            mode: row.mode,
            starts_at: row.starts_at,
            minutes: row.minutes,
            note_replaced: row.note_replaced,
        }
    }
}

/// What stood before each correction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionList {
    /// The last correction first; at most 200.
    items: Vec<CorrectionView>,
}

fn listed(rows: Vec<CorrectionRow>) -> HttpResponse {
    HttpResponse::Ok().json(CorrectionList {
        items: rows.into_iter().map(CorrectionView::from).collect(),
    })
}

/// List the corrections of a session
///
/// What it said before each, who corrected it, and why.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "sessions", operation_id = "listCorrections", params(("id" = SessionId, Path)), responses(
    (status = 200, body = CorrectionList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/sessions/{id}/corrections")]
pub(crate) async fn list_corrections(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = SessionScope::open(tx, id, Action::SeeEnrolment).await?;
            Ok(scope.corrections().await?)
        })
        .await?;
    Ok(listed(rows))
}

/// List the corrections of a line of a roll
///
/// What it said before each, who corrected it, and why.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "listLineCorrections", params(("id" = RollLineId, Path)), responses(
    (status = 200, body = CorrectionList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/roll-lines/{id}/corrections")]
pub(crate) async fn list_line_corrections(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<RollLineId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = RollScope::of_line(tx, id).await?;
            Ok(scope.corrections(id).await?)
        })
        .await?;
    Ok(listed(rows))
}
