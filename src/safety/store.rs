//! Rows of pairs, and the question whether people would meet.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{KeepApartId, Meeting, Room};
use super::scope::PairScope;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddPair, "sql/add_pair.sql");
sql_file!(FindPair, "sql/find_pair.sql");
sql_file!(ListPairs, "sql/list_pairs.sql");
sql_file!(EndPair, "sql/end_pair.sql");
sql_file!(WouldMeet, "sql/would_meet.sql");

/// Two people who must not meet.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct PairRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: KeepApartId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_a: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_b: PersonId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
    #[diesel(sql_type = Bool)]
    pub(super) ended: bool,
}

#[derive(QueryableByName)]
struct MeetRow {
    #[diesel(sql_type = Bool)]
    meet: bool,
}

/// Would people come together who must not? Whoever plans for one of a pair waits for who plans for the other.
pub(crate) async fn would_meet(tx: &Tx<Write>, meeting: Meeting) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let free = meeting.room.map(Room::kept_free);
    let row: MeetRow = Prepared::<WouldMeet>::new()
        .bind::<Array<SqlUuid>, _>(meeting.people)
        .bind::<Nullable<SqlUuid>, _>(meeting.group)
        .bind::<Nullable<SqlUuid>, _>(meeting.room.map(|room| room.site))
        .bind::<Nullable<Timestamptz>, _>(free.map(|(from, _)| from))
        .bind::<Nullable<Timestamptz>, _>(free.map(|(_, to)| to))
        .get_result(&mut conn)
        .await?;
    Ok(row.meet)
}

/// A pair by its id, ended ones too; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, pair: KeepApartId) -> Result<Option<PairRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindPair>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(pair);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The pairs somebody is one of, as far as the other's file is the caller's to open; that is remembered.
pub(super) async fn list<M>(person: &PersonScope<'_, M>) -> Result<Vec<PairRow>, DbError> {
    let tx = person.tx();
    let mut conn = tx.conn()?;
    let rows: Vec<PairRow> = Prepared::<ListPairs>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(person.id())
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown("keep_apart", shown, Tier::C3));
    }
    Ok(rows)
}

impl PairScope<'_, Write> {
    /// Enters the pair.
    pub(super) async fn add(&self, id: KeepApartId, created_mac: [u8; 16]) -> Result<(), DbError> {
        let tx = self.one.tx();
        let (mut conn, context) = (tx.conn()?, tx.context());
        let [one, other] = self.in_order();
        Prepared::<AddPair>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(one.id())
            .bind::<SqlUuid, _>(other.id())
            .bind::<SqlUuid, _>(one.home_site())
            .bind::<SqlUuid, _>(other.home_site())
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("create", "keep_apart", id.uuid(), Tier::C3));
        Ok(())
    }

    /// Ends a pair; `false` when it was changed meanwhile.
    pub(super) async fn end(&self, id: KeepApartId, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let tx = self.one.tx();
        let mut conn = tx.conn()?;
        let ended = Prepared::<EndPair>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "keep_apart", id.uuid(), Tier::C3));
        Ok(ended == 1)
    }
}
