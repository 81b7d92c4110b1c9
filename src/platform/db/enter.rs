//! How a transaction begins: a connection, and the database's word on who is calling.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join;
use uuid::Uuid;

use super::actor::{Actor, Context, RawGrant};
use super::error::DbError;
use super::pool::Pool;
use super::prepared::Prepared;
use super::tx::Db;
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(Enter, "sql/enter.sql");

/// Is a second factor asked of the roles that work at desks, administer or hold keys?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factors {
    Asked,
    NotAsked,
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
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stepped_up_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    lacks_factor: bool,
    #[diesel(sql_type = Array<SqlUuid>)]
    glass: Vec<Uuid>,
    #[diesel(sql_type = Array<SqlUuid>)]
    glass_people: Vec<Uuid>,
}

impl Db {
    /// Begins a transaction in which the database knows who is calling.
    pub(super) async fn enter(
        &self,
        pool: &Pool,
        actor: &Actor,
        begin: &'static str,
    ) -> Result<(Object<AsyncPgConnection>, Context), DbError> {
        let now = self.clock.now();
        let (conn, row) = self
            .open(pool, async |conn| {
                let (mut first, mut second) = (conn, conn);
                let enter = Prepared::<Enter>::new()
                    .bind::<SqlUuid, _>(actor.sign_in())
                    .bind::<SqlUuid, _>(actor.org())
                    .bind::<Timestamptz, _>(now)
                    .bind::<BigInt, _>(actor.token().number());
                // Both are sent before either is answered: one round trip.
                let (opened, entered) =
                    join(first.batch_execute(begin), enter.get_result::<EnterRow>(&mut second)).await;
                opened.and(entered)
            })
            .await?;
        let is_limited = row.lacks_factor && self.factors == Factors::Asked;
        if is_limited && !actor.may_lack_factor() {
            let mut open: &AsyncPgConnection = &conn;
            if open.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(conn));
            }
            return Err(DbError::SecondFactorMissing);
        }
        let grants = row
            .roles
            .into_iter()
            .zip(row.sites)
            .zip(row.programmes)
            .map(|((role, site), programme)| RawGrant { role, site, programme })
            .collect();
        let context = Context {
            org: actor.org(),
            staff: row.staff_id,
            account: row.account_id,
            sign_in: actor.sign_in(),
            funder: row.funder_id,
            grants,
            glass: row.glass.into_iter().zip(row.glass_people).collect(),
            stepped_up_at: row.stepped_up_at,
            is_limited,
            request_id: actor.request_id().to_owned(),
            checks: self.checks,
        };
        Ok((conn, context))
    }

    /// Takes a connection and makes the first call on it. A connection that Postgres closed meanwhile is thrown away and
    /// the next one taken: nothing was done on it yet.
    pub(super) async fn open<R>(
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
