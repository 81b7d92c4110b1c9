//! Rows of requests, and the one statement that erases.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::ledger::Entry;
use super::model::{ErasureId, ErasureReason, ErasureRefusal};
use super::scope::ErasureScope;
use crate::access::Reach;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(FindErasure, "sql/find_erasure.sql");
sql_file!(ListErasures, "sql/list_erasures.sql");
sql_file!(AskErasure, "sql/ask_erasure.sql");
sql_file!(DecideErasure, "sql/decide_erasure.sql");
sql_file!(ErasePerson, "sql/erase_person.sql");
sql_file!(Unerased, "sql/unerased.sql");
sql_file!(ReplayErasure, "sql/replay_erasure.sql");

/// A request and what became of it.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ErasureRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: ErasureId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) reason: ErasureReason,
    #[diesel(sql_type = Text)]
    pub(super) state: String,
    #[diesel(sql_type = SqlUuid)]
    pub(super) asked_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) asked_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) refusal: Option<ErasureRefusal>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(super) erased: bool,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) site_ids: Vec<Uuid>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) programme_ids: Vec<Uuid>,
}

#[derive(QueryableByName)]
struct DestroyedRow {
    #[diesel(sql_type = Bool)]
    destroyed: bool,
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = Integer)]
    n: i32,
}

/// One request; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: ErasureId) -> Result<Option<ErasureRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindErasure>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of requests, one row more than `limit` when there is a next page.
pub(super) async fn list<M>(
    tx: &Tx<M>,
    reach: &Reach,
    after: Option<ErasureId>,
    limit: i64,
) -> Result<Vec<ErasureRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListErasures>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<BigInt, _>(limit + 1)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites.clone())
        .bind::<Array<SqlUuid>, _>(reach.programmes.clone())
        .bind::<Nullable<SqlUuid>, _>(after);
    Ok(query.load(&mut conn).await?)
}

/// Writes a request about the person of this scope.
pub(super) async fn ask(
    scope: &PersonScope<'_, Write>,
    id: ErasureId,
    reason: ErasureReason,
    created_mac: [u8; 16],
) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<AskErasure>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.home_site())
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Binary, _>(created_mac.to_vec())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "erasure", id.uuid(), Tier::C2));
    Ok(())
}

impl ErasureScope<'_, Write> {
    async fn decide(
        &self,
        version: i32,
        state: &'static str,
        refusal: Option<ErasureRefusal>,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let decided = Prepared::<DecideErasure>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(state)
            .bind::<Nullable<Text>, _>(refusal.map(ErasureRefusal::as_str))
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        Ok(decided == 1)
    }

    /// Refuses it; `false` when it was changed meanwhile.
    pub(super) async fn refuse(&self, version: i32, why: ErasureRefusal) -> Result<bool, DbError> {
        let decided = self.decide(version, "refused", Some(why)).await?;
        self.tx
            .audit(AuditEvent::on("refuse", "erasure", self.row.id.uuid(), Tier::C2));
        Ok(decided)
    }

    /// Destroys the person's key and blanks what it sealed; `false` when the request was changed meanwhile.
    pub(super) async fn erase(&self, version: i32) -> Result<bool, DbError> {
        if !self.decide(version, "executed", None).await? {
            return Ok(false);
        }
        let mut conn = self.tx.conn()?;
        Prepared::<ErasePerson>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("erase", "person", self.row.person_id.uuid(), Tier::C3));
        Ok(true)
    }
}

/// Which entries of the ledger are not in effect in this database: their places in `entries`.
pub(super) async fn not_in_effect(tx: &AuthTx, entries: &[Entry]) -> Result<Vec<usize>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<PlaceRow> = Prepared::<Unerased>::new()
        .bind::<Array<SqlUuid>, _>(entries.iter().map(|entry| entry.org).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(entries.iter().map(|entry| entry.person).collect::<Vec<_>>())
        .load(&mut conn)
        .await?;
    // Postgres counts from 1.
    Ok(rows
        .into_iter()
        .filter_map(|row| usize::try_from(row.n).ok()?.checked_sub(1))
        .collect())
}

/// Carries out one entry of the ledger; `false` when there was nothing left to do.
pub(super) async fn carry_out(tx: &AuthTx, entry: &Entry) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let row: DestroyedRow = Prepared::<ReplayErasure>::new()
        .bind::<SqlUuid, _>(entry.org)
        .bind::<SqlUuid, _>(entry.person)
        .bind::<SqlUuid, _>(entry.erasure)
        .bind::<Text, _>(entry.reason.clone())
        .bind::<SqlUuid, _>(entry.asked_by)
        .bind::<Timestamptz, _>(entry.asked_at)
        .bind::<SqlUuid, _>(entry.approved_by)
        .bind::<Timestamptz, _>(entry.approved_at)
        .bind::<SqlUuid, _>(tx.new_id())
        .get_result(&mut conn)
        .await?;
    Ok(row.destroyed)
}
