//! Transactions: how they begin, carry the actor, are remembered and end.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::Arc;

use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join;
use uuid::Uuid;

use super::actor::{Actor, Checks, Context, JobActor, RawGrant};
use super::audit::{self, AuditEvent, Author};
use super::auth_tx::AuthTx;
use super::error::DbError;
use super::job_tx::JobTx;
use super::open::Open;
use super::pool::Pool;
use super::prepared::Prepared;
use super::wake::{Queue, Queued, Wake};
use crate::platform::clock::SharedClock;
use crate::platform::ids::{SharedIds, StaffId};
use crate::sql_file;

sql_file!(Enter, "sql/enter.sql");
sql_file!(EnterJob, "sql/enter_job.sql");

/// Marks a transaction that only reads: its scopes have no writers.
#[derive(Debug, Clone, Copy)]
pub struct Read;
/// Marks a transaction that may write.
#[derive(Debug, Clone, Copy)]
pub struct Write;

/// The door. Cheap to clone; one per worker.
#[derive(Debug, Clone)]
pub struct Db {
    app: Pool,
    auth: Pool,
    clock: SharedClock,
    ids: SharedIds,
    wake: Wake,
    checks: Checks,
}

/// An open transaction that carries its actor. Made only by [`Db::read`] and [`Db::write`]; row access is for `store.rs`
/// files alone (`tests/api/architecture.rs`).
///
/// ```compile_fail
/// // Nobody builds one by hand.
/// let tx = causeway::platform::db::Tx::<causeway::platform::db::Write> { context: todo!() };
/// ```
pub struct Tx<M> {
    open: Open,
    context: Context,
    audit: RefCell<Vec<AuditEvent>>,
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

#[derive(diesel::QueryableByName)]
struct EnterRow {
    #[diesel(sql_type = SqlUuid)]
    staff_id: StaffId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    funder_id: Option<Uuid>,
    #[diesel(sql_type = Array<Text>)]
    roles: Vec<String>,
    #[diesel(sql_type = Array<Nullable<SqlUuid>>)]
    sites: Vec<Option<Uuid>>,
    #[diesel(sql_type = Array<Nullable<SqlUuid>>)]
    programmes: Vec<Option<Uuid>>,
    #[diesel(sql_type = Array<SqlUuid>)]
    glass: Vec<Uuid>,
    #[diesel(sql_type = Array<SqlUuid>)]
    glass_people: Vec<Uuid>,
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

    /// Runs `work` in a transaction that may write, to its end even if the client leaves: on a task of its own.
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
            tx.end(answer).await
        })
        .await
        .unwrap_or_else(|_| Err(DbError::TaskLost.into()))
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
            let (begun, entered) = join(first.batch_execute("BEGIN"), enter.execute(&mut second)).await;
            begun.and(entered)
        });
        let (conn, _entered) = opened.await?;
        let queued = Queued::nothing(&self.wake);
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        Ok(JobTx::new(Open::new(conn), actor, queued, clock, ids))
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
        let now = self.clock.now();
        let (conn, row) = self
            .open(&self.app, async |conn| {
                let (mut first, mut second) = (conn, conn);
                let enter = Prepared::<Enter>::new()
                    .bind::<SqlUuid, _>(actor.sign_in())
                    .bind::<SqlUuid, _>(actor.org())
                    .bind::<Timestamptz, _>(now);
                // Both are sent before either is answered: one round trip.
                let (begun, entered) =
                    join(first.batch_execute("BEGIN"), enter.get_result::<EnterRow>(&mut second)).await;
                begun.and(entered)
            })
            .await?;
        let EnterRow {
            staff_id,
            funder_id,
            roles,
            sites,
            programmes,
            glass,
            glass_people,
        } = row;
        let grants = roles
            .into_iter()
            .zip(sites)
            .zip(programmes)
            .map(|((role, site), programme)| RawGrant { role, site, programme })
            .collect();
        let context = Context {
            org: actor.org(),
            staff: staff_id,
            sign_in: actor.sign_in(),
            funder: funder_id,
            grants,
            glass: glass.into_iter().zip(glass_people).collect(),
            request_id: actor.request_id().to_owned(),
            checks: self.checks,
        };
        Ok(Tx {
            open: Open::new(conn),
            context,
            audit: RefCell::new(Vec::new()),
            queued: Queued::nothing(&self.wake),
            break_glass: Cell::new(None),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            mode: PhantomData,
        })
    }

    /// Takes a connection and makes the first call on it. A connection that Postgres closed meanwhile is thrown away and
    /// the next one taken: nothing was done on it yet.
    async fn open<R>(
        &self,
        pool: &Pool,
        first: impl AsyncFn(&AsyncPgConnection) -> diesel::QueryResult<R>,
    ) -> Result<(Object<AsyncPgConnection>, R), DbError> {
        for _ in 0..=pool.size() {
            let conn = pool.get().await?;
            match first(&conn).await {
                Ok(answer) => return Ok((conn, answer)),
                Err(error) => {
                    let closed = DbError::is_closed(&error);
                    // A transaction may be open on it: never back to the pool.
                    drop(Object::take(conn));
                    if !closed {
                        return Err(error.into());
                    }
                }
            }
        }
        Err(DbError::Unavailable("Postgres closes every connection"))
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
    /// Wakes who empties this queue, once the transaction stands.
    pub(crate) fn queued(&self, queue: Queue) {
        self.queued.note(queue);
    }
}
