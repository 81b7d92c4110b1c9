//! What waits, and what was given up.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::scope::OperationsScope;
use super::store::{DeadRow, OpenRow, QueueRows};
use crate::access::Denied;
use crate::platform::db::Actor;
use crate::platform::http::{Operations, Problem, ProblemBody};
use crate::state::AppState;

/// What waits in a queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueView {
    /// By kind; empty when nothing waits.
    open: Vec<OpenView>,
    /// Given up, latest first, at most 200. `causeway jobs` and `causeway mail` try again or drop them.
    dead: Vec<DeadView>,
}

/// What of one kind waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenView {
    /// A code of list `job_kind` or `mail_template`.
    kind: String,
    /// Not begun yet.
    waiting: i64,
    /// Failed before, and waiting for the next attempt.
    retrying: i64,
    /// Since when the oldest waits.
    oldest: DateTime<Utc>,
}

/// Something that was given up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadView {
    /// The job or mail.
    id: Uuid,
    /// A code of list `job_kind` or `mail_template`.
    kind: String,
    /// How often it was tried.
    attempts: i32,
    /// Why the last attempt failed: a code.
    last_error: Option<String>,
    /// When it was given up.
    dead_at: DateTime<Utc>,
}

/// The outbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MailQueueView {
    /// How mail leaves: `smtp`, `file` (a folder of the demo), or `none`: mails wait until one is set.
    #[schema(example = "smtp")]
    transport: &'static str,
    /// What waits.
    #[serde(flatten)]
    queue: QueueView,
}

impl From<QueueRows> for QueueView {
    fn from(rows: QueueRows) -> Self {
        let open = |row: OpenRow| OpenView {
            kind: row.kind,
            waiting: row.waiting,
            retrying: row.retrying,
            oldest: row.oldest,
        };
        let dead = |row: DeadRow| DeadView {
            id: row.id,
            kind: row.kind,
            attempts: row.attempts,
            last_error: row.last_error,
            dead_at: row.dead_at,
        };
        Self {
            open: rows.open.into_iter().map(open).collect(),
            dead: rows.dead.into_iter().map(dead).collect(),
        }
    }
}

/// Background work
///
/// How much of each kind waits, and what was given up. Ids only.
/// Permission: organisation and IT administrators.
#[utoipa::path(tag = "operations", operation_id = "readJobs", responses(
    (status = 200, body = QueueView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/operations/jobs")]
pub(crate) async fn read_jobs(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state.db().read(&actor, async |tx| -> Result<_, Denied> {
        Ok(OperationsScope::see(tx)?.jobs().await?)
    });
    Ok(HttpResponse::Ok().json(QueueView::from(rows.await?)))
}

/// The outbox
///
/// How mail leaves, how much of it waits, and what was given up. Ids only. Mail of an account's own is not counted.
/// Permission: organisation and IT administrators.
#[utoipa::path(tag = "operations", operation_id = "readMail", responses(
    (status = 200, body = MailQueueView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/operations/mail")]
pub(crate) async fn read_mail(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state.db().read(&actor, async |tx| -> Result<_, Denied> {
        Ok(OperationsScope::see(tx)?.mail().await?)
    });
    Ok(HttpResponse::Ok().json(MailQueueView {
        transport: state.post().transport,
        queue: rows.await?.into(),
    }))
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations.service(read_jobs).service(read_mail);
}
