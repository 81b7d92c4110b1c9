//! Rows of merges. What they move lies in `carrying`.

mod carrying;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{MergeId, MergeReason, MergeState, MergeUndoReason, Obstacle};
use super::scope::{MergeScope, TwoRecords};
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

pub(super) use carrying::{Direction, seal_anew};

sql_file!(AskMerge, "../sql/ask.sql");
sql_file!(FindMerge, "../sql/find.sql");
sql_file!(ListMerges, "../sql/list.sql");
sql_file!(DecideMerge, "../sql/decide.sql");
sql_file!(UndoMerge, "../sql/undo.sql");
sql_file!(MergeCounts, "../sql/counts.sql");
sql_file!(MergeObstacles, "../sql/obstacles.sql");
sql_file!(MergedAway, "../sql/merged_away.sql");

/// Two records that are one, and how far joining them is.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct MergeRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: MergeId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) kept_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) merged_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) reason: MergeReason,
    #[diesel(sql_type = Text)]
    pub(super) state: MergeState,
    #[diesel(sql_type = SqlUuid)]
    pub(super) asked_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) asked_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) undone_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) undone_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) undo_reason: Option<MergeUndoReason>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// How much of something would move.
#[derive(Debug, QueryableByName)]
pub(super) struct Moves {
    #[diesel(sql_type = Text)]
    pub(super) what: String,
    #[diesel(sql_type = BigInt)]
    pub(super) found: i64,
}

#[derive(QueryableByName)]
struct ObstacleRow {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct PersonIdRow {
    #[diesel(sql_type = SqlUuid)]
    id: PersonId,
}

/// How much would move from the one to the other.
pub(super) async fn counts<M>(tx: &Tx<M>, kept: PersonId, merged: PersonId) -> Result<Vec<Moves>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<MergeCounts>::new()
        .bind::<SqlUuid, _>(kept)
        .bind::<SqlUuid, _>(merged);
    Ok(query.load(&mut conn).await?)
}

/// What stands in the way of merging the one into the other.
pub(super) async fn obstacles<M>(tx: &Tx<M>, kept: PersonId, merged: PersonId) -> Result<Vec<Obstacle>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<ObstacleRow> = Prepared::<MergeObstacles>::new()
        .bind::<SqlUuid, _>(kept)
        .bind::<SqlUuid, _>(merged)
        .load(&mut conn)
        .await?;
    let named = rows.iter().map(|row| {
        Obstacle::of(&row.name).ok_or_else(|| DbError::Unexpected("an obstacle nobody has words for".into()))
    });
    named.collect()
}

/// The records that were merged into this one, along the whole way.
pub(crate) async fn merged_away<M>(tx: &Tx<M>, person: PersonId) -> Result<Vec<PersonId>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<PersonIdRow> = Prepared::<MergedAway>::new()
        .bind::<SqlUuid, _>(person)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A merge by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: MergeId) -> Result<Option<MergeRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindMerge>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of merges, the latest first, one row more than `limit` when there is a next page.
pub(super) async fn list<M>(tx: &Tx<M>, after: Option<MergeId>, limit: i64) -> Result<Vec<MergeRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListMerges>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// Writes a request to merge these two.
pub(super) async fn ask(
    two: &TwoRecords<'_, Write>,
    id: MergeId,
    reason: MergeReason,
    created_mac: [u8; 16],
) -> Result<(), DbError> {
    let tx = two.kept.tx();
    let mut conn = tx.conn()?;
    Prepared::<AskMerge>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(two.kept.id())
        .bind::<SqlUuid, _>(two.merged.id())
        .bind::<SqlUuid, _>(two.kept.home_site())
        .bind::<SqlUuid, _>(two.merged.home_site())
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Binary, _>(created_mac.to_vec())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "person_merge", id.uuid(), Tier::C3));
    Ok(())
}

impl MergeScope<'_, Write> {
    /// Writes the decision; `false` when it was changed meanwhile.
    pub(super) async fn decide(&self, version: i32, state: &'static str) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let decided = Prepared::<DecideMerge>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(state)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        let action = if state == "confirmed" { "merge" } else { "refuse" };
        self.tx
            .audit(AuditEvent::on(action, "person_merge", self.row.id.uuid(), Tier::C3));
        Ok(decided == 1)
    }

    /// Writes that it is undone; `false` when it was changed meanwhile.
    pub(super) async fn undo(&self, version: i32, reason: MergeUndoReason) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let undone = Prepared::<UndoMerge>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("undo_merge", "person_merge", self.row.id.uuid(), Tier::C3);
        self.tx.audit(event);
        Ok(undone == 1)
    }
}
