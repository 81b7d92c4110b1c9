//! Rows of corrections: what a session or a line of a roll said before, and the words that were replaced.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{NoteRow, OpenNote};
use crate::platform::db::{DbError, Prepared};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sessions::model::{Attendance, ContactMode, CorrectionReason, RollLineId, SessionKind};
use crate::sessions::scope::{RollScope, SessionScope};
use crate::sql_file;

sql_file!(ListCorrections, "../sql/list_corrections.sql");
sql_file!(ListLineCorrections, "../sql/list_line_corrections.sql");
sql_file!(EarlierNotes, "../sql/earlier_notes.sql");

/// What stood before one correction.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sessions) struct CorrectionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) id: Uuid,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) attendance: Attendance,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) attended_minutes: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) kind: Option<SessionKind>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) mode: Option<ContactMode>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::sessions) starts_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::sessions) minutes: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub(in crate::sessions) note_replaced: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) reason: Option<CorrectionReason>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) known_from: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) recorded_by: StaffId,
}

impl<M> SessionScope<'_, M> {
    /// What it said before each correction, the last first.
    pub(in crate::sessions) async fn corrections(&self) -> Result<Vec<CorrectionRow>, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let query = Prepared::<ListCorrections>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id);
        Ok(query.load(&mut conn).await?)
    }

    /// Opens the words that were replaced, the last first; each is remembered.
    pub(in crate::sessions) async fn earlier_notes(&self, keys: &Keys) -> Result<Vec<OpenNote>, DbError> {
        let tx = self.enrolment.tx();
        let rows: Vec<NoteRow> = {
            let mut conn = tx.conn()?;
            Prepared::<EarlierNotes>::new()
                .bind::<SqlUuid, _>(tx.context().org)
                .bind::<SqlUuid, _>(self.row.id)
                .bind::<SqlUuid, _>(self.row.person_id)
                .load(&mut conn)
                .await?
        };
        rows.iter().map(|row| self.open_note(keys, row)).collect()
    }
}

impl<M> RollScope<'_, M> {
    /// What a line said before each correction, the last first.
    pub(in crate::sessions) async fn corrections(&self, line: RollLineId) -> Result<Vec<CorrectionRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListLineCorrections>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(line);
        Ok(query.load(&mut conn).await?)
    }
}
