//! Takes jobs from the queue and does them, a few at a time, until it is asked to stop.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;
use uuid::Uuid;

use super::handlers::Handlers;
use super::model::{Job, JobError};
use super::retry::{Next, next};
use super::store;
use crate::platform::clock::SharedClock;
use crate::platform::db::{Db, DbError, JobActor, Queue, Wake};

/// Jobs at once. They share the machine with the requests.
const AT_ONCE: usize = 4;
/// How often the queue is looked at when nobody calls: for jobs whose hour has come, and those of other servers.
const LOOK: Duration = Duration::from_secs(5);
/// How often the day's work is planned. Planning a day twice plans it once.
const PLAN: TimeDelta = TimeDelta::hours(1);
/// How long a worker holds a job. One that takes longer is given up and begun again.
const HOLD: Duration = Duration::from_mins(5);
/// Stops before the hold runs out, so that two workers never do the same job at once.
const LONGEST: Duration = Duration::from_mins(4);

/// Asks workers to stop.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// No new work from now on; what is under way is finished.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// A way to stop workers, and what they look at.
pub fn stoppable() -> (Stop, watch::Receiver<bool>) {
    let (stop, asked) = watch::channel(false);
    (Stop(stop), asked)
}

/// One server's worker.
#[derive(Debug)]
pub struct Worker {
    db: Db,
    clock: SharedClock,
    handlers: Handlers,
    wake: Wake,
    me: Uuid,
}

impl Worker {
    /// A worker called `me`: a new id for every start, so that what a killed one held is nobody's.
    pub fn new(db: Db, clock: SharedClock, handlers: Handlers, wake: Wake, me: Uuid) -> Self {
        Self {
            db,
            clock,
            handlers,
            wake,
            me,
        }
    }

    /// Works until asked to stop; then finishes what is under way.
    pub async fn run(&self, mut asked: watch::Receiver<bool>) {
        let mut under_way = FuturesUnordered::new();
        let mut plan_at = DateTime::<Utc>::MIN_UTC;
        loop {
            // Nobody left to ask is an end too.
            let stopping = *asked.borrow_and_update() || asked.has_changed().is_err();
            let free = AT_ONCE - under_way.len();
            if !stopping && self.clock.now() >= plan_at {
                match self.plan_day().await {
                    Ok(()) => plan_at = self.clock.now() + PLAN,
                    Err(error) => tracing::warn!(error = %error, "the day's work could not be planned; trying again"),
                }
            }
            if !stopping && free > 0 {
                match self.claim(free).await {
                    Ok(jobs) => under_way.extend(jobs.into_iter().map(|job| self.one(job))),
                    Err(error) => tracing::warn!(error = %error, "no jobs could be taken from the queue"),
                }
            }
            if stopping && under_way.is_empty() {
                return;
            }
            tokio::select! {
                Some(()) = under_way.next() => {}
                () = self.wake.filled(Queue::Jobs), if !stopping => {}
                () = tokio::time::sleep(LOOK), if !stopping => {}
                _changed_or_gone = asked.changed(), if !stopping => {}
            }
        }
    }

    /// Plans the work that comes every day, for every organisation: what this server can do of it.
    pub async fn plan_day(&self) -> Result<(), DbError> {
        let (kinds, now) = (self.handlers.kinds(), self.clock.now());
        self.db
            .auth(async move |tx| store::plan_day(tx, kinds, now).await)
            .await
    }

    /// Does what is due now, and returns when nothing is. How many jobs were begun.
    pub async fn run_once(&self) -> Result<usize, DbError> {
        let mut begun = 0;
        loop {
            let jobs = self.claim(AT_ONCE).await?;
            if jobs.is_empty() {
                return Ok(begun);
            }
            for job in jobs {
                begun += 1;
                self.one(job).await;
            }
        }
    }

    async fn claim(&self, most: usize) -> Result<Vec<Job>, DbError> {
        let kinds = self.handlers.kinds();
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let (worker, until) = (self.me, self.clock.now() + HOLD);
        let most = i64::try_from(most).unwrap_or(1);
        let rows = self
            .db
            .auth(async move |tx| store::claim(tx, worker, until, kinds, most).await)
            .await?;
        let known = rows.into_iter().filter_map(|row| {
            let (kind, _) = self.handlers.get(&row.kind)?;
            Some(Job {
                id: row.id,
                org: row.org_id,
                kind,
                object: row.object_id,
                attempts: row.attempts,
            })
        });
        Ok(known.collect())
    }

    async fn one(&self, job: Job) {
        let Err(error) = self.attempt(job).await else {
            metrics::counter!("jobs_done", "kind" => job.kind).increment(1);
            return;
        };
        if matches!(error, JobError::Db(DbError::JobNotHeld)) {
            // Somebody else's now: what this attempt did was rolled back.
            return;
        }
        let code = error.code();
        let again = match next(job.attempts, job.id.uuid()) {
            Next::After(wait) => Some(self.clock.now() + wait),
            Next::GiveUp => None,
        };
        if again.is_none() {
            metrics::counter!("jobs_dead", "kind" => job.kind).increment(1);
            tracing::error!(code, kind = job.kind, job = %job.id, "a job was given up: see causeway jobs list");
        } else {
            metrics::counter!("jobs_failed", "kind" => job.kind).increment(1);
            tracing::warn!(code, kind = job.kind, job = %job.id, "a job failed and will be tried again");
        }
        let worker = self.me;
        let let_go = self
            .db
            .auth(async move |tx| store::fail(tx, job, worker, again, code).await);
        if let Err(error) = let_go.await {
            // The lock runs out by itself; the job is then begun again.
            tracing::warn!(error = %error, "a failed job could not be put back");
        }
    }

    async fn attempt(&self, job: Job) -> Result<(), JobError> {
        let (_, handler) = self.handlers.get(job.kind).ok_or(JobError::Refused("unknown_kind"))?;
        let actor = JobActor::system(job.id, job.org, self.me);
        let work = self.db.work(actor, async move |tx| handler(tx, job).await);
        tokio::time::timeout(LONGEST, work)
            .await
            .unwrap_or(Err(JobError::Refused("too_slow")))
    }
}
