//! The transaction of a background job: one organisation, nobody's roles.
//!
//! A type of its own, and not a [`Tx`](super::Tx) with an invented member of staff: a job holds no grants and has no place
//! in the organisation, so it can open no scope, and `recorded_by` cannot be filled with nobody (ADR 0020).

use std::cell::RefCell;

use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::actor::JobActor;
use super::audit::{self, AuditEvent, Author};
use super::error::DbError;
use super::open::Open;
use super::prepared::Prepared;
use super::wake::{Queue, Queued};
use crate::platform::clock::SharedClock;
use crate::platform::ids::{JobId, OrgId, SharedIds};
use crate::sql_file;

sql_file!(FinishJob, "sql/finish_job.sql");

/// An open transaction of a job. Made only by [`Db::work`](super::Db::work), which has `access.enter_job` check that this
/// worker holds the job. What it may see and change is said by the policies that name its kind.
pub struct JobTx {
    open: Open,
    actor: JobActor,
    audit: RefCell<Vec<AuditEvent>>,
    queued: Queued,
    clock: SharedClock,
    ids: SharedIds,
}

impl std::fmt::Debug for JobTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobTx")
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

impl JobTx {
    pub(super) fn new(open: Open, actor: JobActor, queued: Queued, clock: SharedClock, ids: SharedIds) -> Self {
        Self {
            open,
            actor,
            audit: RefCell::new(Vec::new()),
            queued,
            clock,
            ids,
        }
    }

    /// The organisation the job is about.
    pub fn org(&self) -> OrgId {
        self.actor.org()
    }

    /// The job.
    pub fn job(&self) -> JobId {
        self.actor.job()
    }

    /// The present moment.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// A new id for something the job makes.
    pub fn new_id(&self) -> Uuid {
        self.ids.next()
    }

    /// Remembers an act; it is written with the commit, under the job's id and no name.
    pub fn audit(&self, event: AuditEvent) {
        self.audit.borrow_mut().push(event);
    }

    /// The connection. Only stores may ask for it.
    pub(crate) fn conn(&self) -> Result<&AsyncPgConnection, DbError> {
        self.open.conn()
    }

    /// Wakes who empties this queue, once the transaction stands.
    pub(crate) fn queued(&self, queue: Queue) {
        self.queued.note(queue);
    }

    /// Writes the job's end and the audit rows, and commits. A job that remembers nothing is refused, as any other write is.
    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        let events = self.audit.take();
        if events.is_empty() {
            self.open.roll_back().await;
            return Err(DbError::Unaudited);
        }
        let request_id = self.actor.request_id();
        let author = Author {
            org: self.actor.org(),
            staff: None,
            sign_in: None,
            request_id: &request_id,
            break_glass: None,
        };
        let rows = audit::rows(&author, events, self.clock.now(), &self.ids);
        let finish = Prepared::<FinishJob>::new().bind::<Timestamptz, _>(self.clock.now());
        self.open
            .commit(async |conn| {
                let mut conn = conn;
                finish.execute(&mut conn).await?;
                rows.execute(&mut conn).await.map_err(DbError::of_audit)?;
                Ok(())
            })
            .await?;
        self.queued.wake();
        Ok(())
    }

    pub(super) async fn roll_back(mut self) {
        self.open.roll_back().await;
    }
}
