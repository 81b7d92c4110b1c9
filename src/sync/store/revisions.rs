//! Who changed which field of a row, and when: as far as a phone's correction has to know (docs/adr/0149).

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::{DbError, Prepared, Tx};
use crate::sql_file;
use crate::sync::model::operation::SyncOpId;

sql_file!(Revisions, "../sql/revisions.sql");

#[derive(QueryableByName)]
struct RevisionRow {
    #[diesel(sql_type = Text)]
    field: String,
    #[diesel(sql_type = BigInt)]
    rev: i64,
    /// By an earlier operation of the same phone?
    #[diesel(sql_type = Bool)]
    own: bool,
    /// In a history that the phone did not know of?
    #[diesel(sql_type = Bool)]
    later: bool,
}

impl RevisionRow {
    /// The version at which somebody else changed it: none where the phone itself did, one that no phone can know where another
    /// history did.
    fn by_others(&self) -> i64 {
        match self {
            Self { own: true, .. } => 0,
            Self { later: true, .. } => i64::from(i32::MAX),
            Self { rev, .. } => *rev,
        }
    }
}

/// The row a correction is about, and what its phone knew of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) struct Corrected<'a> {
    /// The number of its kind, and its id.
    pub(in crate::sync) row: (i16, Uuid),
    /// The operation that corrects it.
    pub(in crate::sync) op: SyncOpId,
    /// The history of the database in which the phone saw it; `None`: that of today.
    pub(in crate::sync) epoch: Option<&'a str>,
}

/// At which version of a row somebody else than the phone itself last changed this field, the latest of several columns.
pub(in crate::sync) async fn changed_at<M>(tx: &Tx<M>, of: Corrected<'_>, columns: &[&str]) -> Result<i32, DbError> {
    let (mut conn, (entity_type, entity)) = (tx.conn()?, of.row);
    let rows: Vec<RevisionRow> = Prepared::<Revisions>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SmallInt, _>(entity_type)
        .bind::<SqlUuid, _>(entity)
        .bind::<Array<Text>, _>(columns.iter().map(|&column| column.to_owned()).collect::<Vec<_>>())
        .bind::<SqlUuid, _>(of.op)
        .bind::<Nullable<Text>, _>(of.epoch)
        .load(&mut conn)
        .await?;
    let last_of = |field: &str| {
        let row = rows.iter().find(|row| row.field == field);
        row.map(RevisionRow::by_others)
    };
    let before = last_of("*").unwrap_or(1);
    let last = columns
        .iter()
        .map(|column| last_of(column).unwrap_or(before))
        .max()
        .unwrap_or(before);
    Ok(i32::try_from(last).unwrap_or(i32::MAX))
}
