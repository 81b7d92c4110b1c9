//! What a merge moves: rows are marked and moved behind the wall, what is sealed in them is sealed anew here.
//!
//! The server asks the wall for the sealed columns of what was marked, opens each with the key of the record it comes from,
//! seals it with the key of the one it goes to, and hands all of it back with the move. The wall moves nothing if a column is
//! missing: no row can arrive that nobody can open any more.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Binary, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place};
use uuid::Uuid;

use super::MergeRow;
use crate::merging::model::{ONE_EACH, SEALED};
use crate::merging::scope::MergeScope;
use crate::people::{PersonId, person_key};
use crate::platform::db::{DbError, Prepared, Write};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(MarkMerge, "../sql/mark.sql");
sql_file!(SealedOfMerge, "../sql/sealed.sql");
sql_file!(KeysOfMerge, "../sql/keys.sql");
sql_file!(CarryMerge, "../sql/carry.sql");

/// Which way rows go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::merging) enum Direction {
    /// From the merged record to the one that stays.
    Forth,
    /// Back again.
    Back,
}

impl Direction {
    fn is_back(self) -> bool {
        self == Self::Back
    }
}

/// One sealed column of one row that moves.
#[derive(QueryableByName)]
pub(in crate::merging) struct SealedColumn {
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Text)]
    part: String,
    #[diesel(sql_type = SqlUuid)]
    row_id: Uuid,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

/// The wrapped keys of both records.
pub(in crate::merging) struct BothKeys {
    kept: Vec<u8>,
    merged: Vec<u8>,
}

#[derive(QueryableByName)]
struct KeysRow {
    #[diesel(sql_type = Nullable<Binary>)]
    kept: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    merged: Option<Vec<u8>>,
}

impl MergeScope<'_, Write> {
    /// Marks what moves, both records locked.
    pub(in crate::merging) async fn mark(&self, direction: Direction) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<MarkMerge>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Bool, _>(direction.is_back())
            .execute(&mut conn)
            .await?;
        Ok(())
    }

    /// What is sealed in it.
    pub(in crate::merging) async fn sealed(&self, direction: Direction) -> Result<Vec<SealedColumn>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<SealedOfMerge>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Bool, _>(direction.is_back());
        Ok(query.load(&mut conn).await?)
    }

    /// Both keys; `None` when one was destroyed or not restored.
    pub(in crate::merging) async fn keys(&self, direction: Direction) -> Result<Option<BothKeys>, DbError> {
        let mut conn = self.tx.conn()?;
        let row: KeysRow = Prepared::<KeysOfMerge>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Bool, _>(direction.is_back())
            .get_result(&mut conn)
            .await?;
        Ok(row.kept.zip(row.merged).map(|(kept, merged)| BothKeys { kept, merged }))
    }

    /// Moves what was marked, with what is sealed in it sealed anew.
    pub(in crate::merging) async fn carry(
        &self,
        direction: Direction,
        columns: Vec<SealedColumn>,
    ) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        let (mut sources, mut parts, mut rows, mut sealed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for column in columns {
            sources.push(column.source);
            parts.push(column.part);
            rows.push(column.row_id);
            sealed.push(column.sealed);
        }
        Prepared::<CarryMerge>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Bool, _>(direction.is_back())
            .bind::<Array<Text>, _>(sources)
            .bind::<Array<Text>, _>(parts)
            .bind::<Array<SqlUuid>, _>(rows)
            .bind::<Array<Binary>, _>(sealed)
            .execute(&mut conn)
            .await?;
        Ok(())
    }
}

/// Opens each column with the key it was sealed with and seals it with the other one.
pub(in crate::merging) fn seal_anew(
    keys: &Keys,
    org: OrgId,
    merge: &MergeRow,
    both: &BothKeys,
    direction: Direction,
    columns: &mut [SealedColumn],
) -> Result<(), DbError> {
    let key = |person: PersonId, wrapped: &[u8]| -> Result<(PersonId, PersonKey), DbError> {
        Ok((person, person_key(keys, org, person, wrapped)?))
    };
    let (kept, merged) = (key(merge.kept_id, &both.kept)?, key(merge.merged_id, &both.merged)?);
    let [(_, from_key), (to, to_key)] = match direction {
        Direction::Forth => [merged, kept],
        Direction::Back => [kept, merged],
    };
    for column in columns {
        let (table, name) = *SEALED
            .iter()
            .find(|(table, name)| *table == column.source && *name == column.part)
            .ok_or(DbError::Sealed("a merge does not know this column"))?;
        // By the table, never by the id: a row of another table may have an id that equals hers.
        let row_after = if table == ONE_EACH { to.uuid() } else { column.row_id };
        let place = |row: Uuid| Place {
            table,
            column: name,
            org: org.bytes(),
            row: *row.as_bytes(),
        };
        let opened = from_key.open(&place(column.row_id), &column.sealed)?;
        column.sealed = to_key.seal(&place(row_after), &*opened)?;
    }
    Ok(())
}
