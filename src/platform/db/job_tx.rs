//! The transaction of a background job: one organisation, nobody's roles.
//!
//! A type of its own, and not a [`Tx`](super::Tx) with an invented member of staff: a job holds no grants and has no place
//! in the organisation, so it can open no scope, and `recorded_by` cannot be filled with nobody (ADR 0020).

use std::cell::RefCell;
use std::sync::Arc;

use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join;
use uuid::Uuid;

use super::actor::JobActor;
use super::audit::{self, AuditEvent, Author};
use super::error::DbError;
use super::open::Open;
use super::prepared::Prepared;
use super::tx::Db;
use super::wake::{Queue, Queued};
use crate::platform::clock::SharedClock;
use crate::platform::ids::{JobId, OrgId, SharedIds};
use crate::sql_file;

sql_file!(EnterJob, "sql/enter_job.sql");
sql_file!(FinishJob, "sql/finish_job.sql");

/// An open transaction of a job.
///
/// Made only by [`Db::work`](super::Db::work), which has `access.enter_job` check that this
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

impl Db {
    /// Runs `work` as a background job this worker holds. Its end is written in the same transaction, so that what the job
    /// does is done once, however often it is begun.
    pub async fn work<R, E, F>(&self, actor: JobActor, work: F) -> Result<R, E>
    where
        F: AsyncFnOnce(&JobTx) -> Result<R, E> + 'static,
        R: 'static,
        E: From<DbError> + 'static,
    {
        let door = self.clone();
        actix_web::rt::spawn(async move {
            let tx = door.begin_job(actor).await?;
            match work(&tx).await {
                Ok(answer) => tx.commit().await.map(|()| answer).map_err(E::from),
                Err(error) => {
                    tx.roll_back().await;
                    Err(error)
                }
            }
        })
        .await
        .unwrap_or_else(|_| Err(DbError::TaskLost.into()))
    }

    async fn begin_job(&self, actor: JobActor) -> Result<JobTx, DbError> {
        let now = self.clock.now();
        let opened = self.open(&self.app, async |conn| {
            let (mut first, mut second) = (conn, conn);
            let enter = Prepared::<EnterJob>::new()
                .bind::<SqlUuid, _>(actor.org())
                .bind::<SqlUuid, _>(actor.job())
                .bind::<SqlUuid, _>(actor.worker())
                .bind::<Timestamptz, _>(now);
            // Both are sent before either is answered: one round trip.
            let (begun, entered) = join(first.batch_execute("BEGIN"), enter.execute(&mut second)).await;
            begun.and(entered)
        });
        let (conn, _entered) = opened.await?;
        let queued = Queued::nothing(&self.wake);
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        Ok(JobTx::new(Open::new(conn), actor, queued, clock, ids))
    }
}
