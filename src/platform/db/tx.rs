//! Transactions: how they begin, carry the actor, are remembered and end.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::Arc;

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::actor::{Actor, Checks, Context};
use super::audit::{self, AuditEvent, Author};
use super::auth_tx::AuthTx;
use super::enter::Factors;
use super::error::DbError;
use super::open::Open;
use super::pool::Pool;
use super::wake::{Queue, Queued, Wake};
use crate::platform::clock::SharedClock;
use crate::platform::ids::SharedIds;

/// How a transaction begins that sees one moment of the database.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ";

/// Marks a transaction that only reads: its scopes have no writers.
#[derive(Debug, Clone, Copy)]
pub struct Read;
/// Marks a transaction that may write.
#[derive(Debug, Clone, Copy)]
pub struct Write;

/// The door. Cheap to clone; one per worker.
#[derive(Debug, Clone)]
pub struct Db {
    pub(super) app: Pool,
    auth: Pool,
    pub(super) clock: SharedClock,
    pub(super) ids: SharedIds,
    pub(super) wake: Wake,
    pub(super) checks: Checks,
    pub(super) factors: Factors,
}

/// An open transaction that carries its actor. Made only by [`Db::read`] and [`Db::write`]; row access is for `store.rs`
/// files alone (`tests/api/architecture/mod.rs`).
///
/// ```compile_fail
/// use causeway::platform::db::{Context, Tx, Write};
/// // Nobody builds one by hand.
/// fn forge(context: Context) -> Tx<Write> {
///     Tx { context }
/// }
/// ```
pub struct Tx<M> {
    open: Open,
    context: Context,
    audit: RefCell<Vec<AuditEvent>>,
    refused: RefCell<Vec<AuditEvent>>,
    queued: Queued,
    break_glass: Cell<Option<Uuid>>,
    clock: SharedClock,
    ids: SharedIds,
    mode: PhantomData<fn() -> M>,
}

impl<M> std::fmt::Debug for Tx<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("request_id", &self.context.request_id)
            .finish_non_exhaustive()
    }
}

impl Db {
    /// A door over two pools: one as `causeway_app`, one as `causeway_auth`.
    pub fn new(app: Pool, auth: Pool, clock: SharedClock, ids: SharedIds) -> Self {
        Self {
            app,
            auth,
            clock,
            ids,
            wake: Wake::default(),
            checks: Checks::On,
            factors: Factors::Asked,
        }
    }

    /// The same door, and nobody is asked for a second factor: for the demo, whose sign-ins are printed.
    #[must_use]
    pub fn without_second_factors(self) -> Self {
        Self {
            factors: Factors::NotAsked,
            ..self
        }
    }

    /// The same door, calling these workers when it has put something into their queue.
    #[must_use]
    pub fn waking(self, wake: Wake) -> Self {
        Self { wake, ..self }
    }

    /// The same door with the application's own permission checks switched off, to see row-level security hold alone.
    /// Does not exist in a release build.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    #[must_use]
    pub fn with_checks_off(self) -> Self {
        Self {
            checks: Checks::Off,
            ..self
        }
    }

    /// Runs `work` in a transaction that only reads. What it showed is remembered before the answer leaves.
    pub async fn read<R, E>(&self, actor: &Actor, work: impl AsyncFnOnce(&Tx<Read>) -> Result<R, E>) -> Result<R, E>
    where
        E: From<DbError>,
    {
        let mut tx = self.begin(actor).await?;
        let answer = work(&tx).await;
        tx.end(answer).await
    }

    /// The same, and every statement sees the database as it was at the first one: for answers that are put together from
    /// several and must not be torn (`REPEATABLE READ`).
    pub async fn snapshot<R, E>(&self, actor: &Actor, work: impl AsyncFnOnce(&Tx<Read>) -> Result<R, E>) -> Result<R, E>
    where
        E: From<DbError>,
    {
        let mut tx = match self.begin_at(actor, SNAPSHOT).await {
            // The sign-in's row was written between our first look and our second.
            Err(DbError::Retry(_)) => self.begin_at(actor, SNAPSHOT).await?,
            begun => begun?,
        };
        let answer = work(&tx).await;
        tx.end(answer).await
    }

    /// Runs `work` in a transaction that may write, to its end even if the client leaves: on a task of its own. Where it
    /// fails, nothing it did stands but the refusals it told of (`Tx::refuse`).
    pub async fn write<R, E, F>(&self, actor: &Actor, work: F) -> Result<R, E>
    where
        F: AsyncFnOnce(&Tx<Write>) -> Result<R, E> + 'static,
        R: 'static,
        E: From<DbError> + 'static,
    {
        let (door, actor) = (self.clone(), actor.clone());
        actix_web::rt::spawn(async move {
            let mut tx = door.begin::<Write>(&actor).await?;
            let answer = work(&tx).await;
            if answer.is_ok() && tx.audit.borrow().is_empty() {
                tx.roll_back().await;
                return Err(DbError::Unaudited.into());
            }
            let answer = tx.end(answer).await;
            if answer.is_err() {
                door.remember_refusals(&actor, &tx).await?;
            }
            answer
        })
        .await
        .unwrap_or_else(|_| Err(DbError::TaskLost.into()))
    }

    /// Writes what a transaction that did nothing was to remember all the same: in a new one of the same caller, which
    /// writes that and nothing else. Where it cannot be written the caller gets that error instead of her refusal.
    async fn remember_refusals(&self, actor: &Actor, over: &Tx<Write>) -> Result<(), DbError> {
        let refused = over.refused.take();
        if refused.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin::<Write>(actor).await?;
        tx.break_glass.set(over.break_glass.get());
        tx.audit.replace(refused);
        tx.commit().await
    }

    /// Runs `work` as the sign-in role, before there is an actor: accounts, sign-ins and throttle only.
    pub async fn auth<R, E, F>(&self, work: F) -> Result<R, E>
    where
        F: AsyncFnOnce(&AuthTx) -> Result<R, E> + 'static,
        R: 'static,
        E: From<DbError> + 'static,
    {
        let door = self.clone();
        actix_web::rt::spawn(async move {
            let conn = door.open(&door.auth, async |conn| {
                let mut conn = conn;
                conn.batch_execute("BEGIN").await
            });
            let (conn, ()) = conn.await?;
            let queued = Queued::nothing(&door.wake);
            let tx = AuthTx::new(Open::new(conn), queued, Arc::clone(&door.clock), Arc::clone(&door.ids));
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

    /// The same for somebody who is signed in: her own password, factors and sign-ins, which the application's role cannot
    /// even read.
    pub async fn auth_as<R, E, F>(&self, actor: &Actor, work: F) -> Result<R, E>
    where
        F: AsyncFnOnce(&AuthTx, &Context) -> Result<R, E> + 'static,
        R: 'static,
        E: From<DbError> + 'static,
    {
        let (door, actor) = (self.clone(), actor.clone());
        actix_web::rt::spawn(async move {
            let (conn, context) = door.enter(&door.auth, &actor, "BEGIN").await?;
            let queued = Queued::nothing(&door.wake);
            let tx = AuthTx::new(Open::new(conn), queued, Arc::clone(&door.clock), Arc::clone(&door.ids));
            match work(&tx, &context).await {
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

    /// Does Postgres answer?
    pub async fn ping(&self) -> Result<(), DbError> {
        let (_conn, ()) = self
            .open(&self.app, async |conn| {
                let mut conn = conn;
                conn.batch_execute("SELECT 1").await
            })
            .await?;
        Ok(())
    }

    /// Connections open in the application pool, and requests waiting for one.
    pub fn pool_status(&self) -> (usize, usize) {
        self.app.status()
    }

    async fn begin<M>(&self, actor: &Actor) -> Result<Tx<M>, DbError> {
        self.begin_at(actor, "BEGIN").await
    }

    async fn begin_at<M>(&self, actor: &Actor, begin: &'static str) -> Result<Tx<M>, DbError> {
        let (conn, context) = self.enter(&self.app, actor, begin).await?;
        Ok(Tx {
            open: Open::new(conn),
            context,
            audit: RefCell::new(Vec::new()),
            refused: RefCell::new(Vec::new()),
            queued: Queued::nothing(&self.wake),
            break_glass: Cell::new(None),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            mode: PhantomData,
        })
    }
}

impl<M> Tx<M> {
    /// What the database said about the caller.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The present moment.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// A new id for something the server makes.
    pub fn new_id(&self) -> Uuid {
        self.ids.next()
    }

    /// Remembers an act; it is written with the commit.
    pub fn audit(&self, event: AuditEvent) {
        self.audit.borrow_mut().push(event);
    }

    /// Names the break-glass in every row this transaction leaves.
    pub fn under_break_glass(&self, break_glass: Uuid) {
        self.break_glass.set(Some(break_glass));
    }

    /// The connection. Only `store.rs` files may ask for it.
    pub(crate) fn conn(&self) -> Result<&AsyncPgConnection, DbError> {
        self.open.conn()
    }

    async fn end<R, E: From<DbError>>(&mut self, answer: Result<R, E>) -> Result<R, E> {
        match answer {
            Ok(answer) => {
                self.commit().await?;
                Ok(answer)
            }
            Err(error) => {
                self.roll_back().await;
                Err(error)
            }
        }
    }

    /// Writes the audit rows, then commits.
    async fn commit(&mut self) -> Result<(), DbError> {
        let events = self.audit.take();
        let author = Author {
            org: self.context.org,
            staff: Some(self.context.staff),
            sign_in: Some(self.context.sign_in),
            request_id: &self.context.request_id,
            break_glass: self.break_glass.get(),
        };
        let rows = (!events.is_empty()).then(|| audit::rows(&author, events, self.clock.now(), &self.ids));
        self.open
            .commit(async |conn| {
                let mut conn = conn;
                if let Some(rows) = rows {
                    rows.execute(&mut conn).await.map_err(DbError::of_audit)?;
                }
                Ok(())
            })
            .await?;
        self.queued.wake();
        Ok(())
    }

    async fn roll_back(&mut self) {
        self.open.roll_back().await;
    }
}

impl Tx<Write> {
    /// Notes that the caller was refused, and gives back why. The note is written though the transaction is taken back: who
    /// reads the log sees that it was tried (domain.md §7 no. 15). For what takes a second person, not for every mistake.
    ///
    /// If the work goes on after all, the note is not written: then nothing was refused.
    #[must_use = "a refusal ends the work with this error"]
    pub fn refuse<E>(&self, event: AuditEvent, why: E) -> E {
        self.refused.borrow_mut().push(event);
        why
    }

    /// Runs `work` so that it can be taken back alone: when it refuses, everything it wrote and remembered is undone, and the
    /// transaction goes on. A database that fails to do even that ends the transaction.
    pub async fn attempt<R, E>(&self, work: impl AsyncFnOnce(&Self) -> Result<R, E>) -> Result<Result<R, E>, DbError> {
        let (remembered, glass) = (self.audit.borrow().len(), self.break_glass.get());
        self.run("SAVEPOINT attempt").await?;
        match work(self).await {
            Ok(done) => {
                self.run("RELEASE SAVEPOINT attempt").await?;
                Ok(Ok(done))
            }
            Err(refused) => {
                self.run("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
                    .await?;
                self.audit.borrow_mut().truncate(remembered);
                self.break_glass.set(glass);
                Ok(Err(refused))
            }
        }
    }

    async fn run(&self, statement: &'static str) -> Result<(), DbError> {
        let mut conn = self.open.conn()?;
        Ok(conn.batch_execute(statement).await?)
    }

    /// Wakes who empties this queue, once the transaction stands.
    pub(crate) fn queued(&self, queue: Queue) {
        self.queued.note(queue);
    }
}
