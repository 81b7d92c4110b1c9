//! Rows of sessions, participations and sealed notes; of groups in the files beside this one.

pub(super) mod attempts;
pub(super) mod corrections;
pub(super) mod heads;
pub(super) mod lines;
pub(super) mod plans;
pub(super) mod rolls;
pub(super) mod walk_ins;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use zeroize::Zeroizing;

use super::model::{
    Attendance, ContactMode, CorrectionReason, NoteId, NoteKind, SessionId, SessionKind, attended, status_of,
};
use super::scope::SessionScope;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(LogSession, "../sql/log_session.sql");
sql_file!(FindSession, "../sql/find_session.sql");
sql_file!(ListSessions, "../sql/list_sessions.sql");
sql_file!(FindNote, "../sql/find_note.sql");
sql_file!(CorrectSession, "../sql/correct_session.sql");
sql_file!(ReplaceNote, "../sql/replace_note.sql");
sql_file!(VoidSession, "../sql/void_session.sql");
sql_file!(LockEnrolment, "../sql/lock_enrolment.sql");
sql_file!(Restamp, "../sql/restamp.sql");

/// A session and its one participant's line.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct SessionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: SessionId,
    #[diesel(sql_type = Text)]
    pub(super) kind: SessionKind,
    #[diesel(sql_type = Text)]
    pub(super) mode: ContactMode,
    #[diesel(sql_type = Text)]
    pub(super) status: String,
    #[diesel(sql_type = Timestamptz)]
    pub(super) starts_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    pub(super) held_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub(super) minutes: i32,
    #[diesel(sql_type = SqlUuid)]
    pub(super) lead_staff_id: StaffId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) recorded_by: Option<StaffId>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(super) voided: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) void_reason: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) attendance: Attendance,
    #[diesel(sql_type = Integer)]
    pub(super) attended_minutes: i32,
    #[diesel(sql_type = Bool)]
    pub(super) is_group: bool,
}

#[derive(QueryableByName)]
struct NoteRow {
    #[diesel(sql_type = SqlUuid)]
    id: NoteId,
    #[diesel(sql_type = Text)]
    kind: NoteKind,
    #[diesel(sql_type = Binary)]
    body_enc: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Integer)]
    rows: i32,
}

/// An opened note. Wiped when dropped.
pub(super) struct OpenNote {
    pub(super) id: NoteId,
    pub(super) kind: NoteKind,
    /// What was written; `None`: it was erased, or the key that opens it was not restored.
    pub(super) text: Option<Zeroizing<String>>,
    pub(super) erased: bool,
    pub(super) recorded_by: StaffId,
    pub(super) recorded_at: DateTime<Utc>,
}

/// What was done and when, as it is to be written.
pub(super) struct Facts {
    pub(super) kind: SessionKind,
    pub(super) mode: ContactMode,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) held_on: NaiveDate,
    pub(super) minutes: i32,
    pub(super) attendance: Attendance,
    pub(super) attended_minutes: i32,
}

/// What a correction says besides the facts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Correction {
    /// Why; nothing while its author edits it.
    pub(super) reason: Option<CorrectionReason>,
    /// Are the words replaced too?
    pub(super) replaces_note: bool,
}

/// A note about to be sealed.
pub(super) struct NewNote {
    pub(super) id: NoteId,
    pub(super) kind: NoteKind,
    pub(super) text: Zeroizing<String>,
}

/// A session about to be written.
pub(super) struct NewSession {
    pub(super) id: SessionId,
    pub(super) facts: Facts,
    pub(super) note: Option<NewNote>,
    /// Who held it: not always who records it.
    pub(super) lead: StaffId,
    pub(super) created_mac: [u8; 16],
    pub(super) recorded_via: &'static str,
}

fn note_place(org: OrgId, note: NoteId) -> Place {
    Place {
        table: "session_note",
        column: "body_enc",
        org: org.bytes(),
        row: note.bytes(),
    }
}

fn seal<M>(scope: &EnrolmentScope<'_, M>, keys: &Keys, note: &NewNote) -> Result<Vec<u8>, DbError> {
    let at = note_place(scope.tx().context().org, note.id);
    Ok(scope.key(keys)?.seal(&at, note.text.as_str())?)
}

/// Of a session that is there already her line is found before its id is: one statement writes the last part first.
fn of_the_id(error: DbError) -> DbError {
    if error.unique_constraint() == Some("participation_once") {
        DbError::id_taken("session")
    } else {
        error
    }
}

/// Writes a session with its participation, its note and what it means for the enrolment.
pub(super) async fn log(
    scope: &EnrolmentScope<'_, Write>,
    keys: &Keys,
    new: NewSession,
) -> Result<SessionRow, DbError> {
    let tx = scope.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    let body = new.note.as_ref().map(|note| seal(scope, keys, note)).transpose()?;
    let (note_id, note_kind) = new
        .note
        .as_ref()
        .map_or((None, None), |note| (Some(note.id), Some(note.kind.as_str())));
    let Facts {
        kind,
        mode,
        starts_at,
        held_on,
        minutes,
        attendance,
        attended_minutes,
    } = new.facts;
    Prepared::<LogSession>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<Text, _>(kind)
        .bind::<Text, _>(mode)
        .bind::<Text, _>(status_of(attendance))
        .bind::<Timestamptz, _>(starts_at)
        .bind::<Date, _>(held_on)
        .bind::<Integer, _>(minutes)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Text, _>(new.recorded_via)
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.id())
        .bind::<Text, _>(scope.strand().to_owned())
        .bind::<Text, _>(attendance)
        .bind::<Integer, _>(attended_minutes)
        .bind::<Nullable<Binary>, _>(body)
        .bind::<Nullable<SqlUuid>, _>(note_id)
        .bind::<Nullable<Text>, _>(note_kind)
        .bind::<Bool, _>(attended(attendance))
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<SqlUuid, _>(new.lead)
        .execute(&mut conn)
        .await
        .map_err(|error| of_the_id(error.into()))?;
    tx.audit(AuditEvent::on("log_session", "session", new.id.uuid(), Tier::C3));
    // What was written is known: the hot path does not read it back.
    Ok(SessionRow {
        id: new.id,
        kind,
        mode,
        status: status_of(attendance).to_owned(),
        starts_at,
        held_on,
        minutes,
        lead_staff_id: new.lead,
        recorded_by: Some(context.staff),
        row_version: 1,
        recorded_at: tx.now(),
        created_mac: Some(new.created_mac.to_vec()),
        voided: false,
        void_reason: None,
        enrolment_id: scope.id(),
        person_id: scope.person(),
        attendance,
        attended_minutes,
        is_group: false,
    })
}

/// A session by its id, voided ones too; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: SessionId) -> Result<Option<SessionRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindSession>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of an enrolment's sessions, one row more than `limit` when there is a next page.
pub(super) async fn list<M>(
    scope: &EnrolmentScope<'_, M>,
    after: Option<(NaiveDate, SessionId)>,
    limit: i64,
) -> Result<Vec<SessionRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListSessions>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<Nullable<Date>, _>(after.map(|(day, _)| day))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

impl<M> SessionScope<'_, M> {
    /// Opens what was written, if anything was; remembered.
    pub(super) async fn note(&self, keys: &Keys) -> Result<Option<OpenNote>, DbError> {
        let tx = self.enrolment.tx();
        let (mut conn, org) = (tx.conn()?, tx.context().org);
        let row: Option<NoteRow> = Prepared::<FindNote>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.person_id)
            .get_result(&mut conn)
            .await
            .optional()?;
        row.map(|row| self.open_note(keys, &row)).transpose()
    }

    fn open_note(&self, keys: &Keys, row: &NoteRow) -> Result<OpenNote, DbError> {
        let tx = self.enrolment.tx();
        let erased = row.body_enc.is_empty();
        let key = self.enrolment.kept_key(keys)?.filter(|_key| !erased);
        let text = key
            .map(|key| key.open_text(&note_place(tx.context().org, row.id), &row.body_enc))
            .transpose()?;
        tx.audit(AuditEvent::on("open", "session_note", row.id.uuid(), Tier::C3).fields(&["body"]));
        Ok(OpenNote {
            id: row.id,
            kind: row.kind,
            text,
            erased,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        })
    }
}

impl SessionScope<'_, Write> {
    /// Corrects what was done and when, and keeps what was said before; `false` when it was changed meanwhile.
    pub(super) async fn correct(&self, version: i32, facts: Facts, why: Correction) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let corrected: CountRow = Prepared::<CorrectSession>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(facts.starts_at)
            .bind::<Date, _>(facts.held_on)
            .bind::<Integer, _>(facts.minutes)
            .bind::<Text, _>(status_of(facts.attendance))
            .bind::<Text, _>(facts.kind)
            .bind::<Text, _>(facts.mode)
            .bind::<Text, _>(facts.attendance)
            .bind::<Integer, _>(facts.attended_minutes)
            .bind::<SqlUuid, _>(tx.new_id())
            .bind::<Bool, _>(why.replaces_note)
            .bind::<Nullable<Text>, _>(why.reason)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .get_result(&mut conn)
            .await?;
        tx.audit(
            AuditEvent::on("update", "session", self.row.id.uuid(), Tier::C2).fields(&[
                "starts_at",
                "minutes",
                "kind",
                "mode",
                "attendance",
            ]),
        );
        Ok(corrected.rows == 1)
    }

    /// Replaces what was written. The old text stays, voided.
    pub(super) async fn replace_note(&self, keys: &Keys, note: &NewNote) -> Result<(), DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        Prepared::<ReplaceNote>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(note.id)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.enrolment_id)
            .bind::<SqlUuid, _>(self.row.person_id)
            .bind::<SqlUuid, _>(self.enrolment.site())
            .bind::<SqlUuid, _>(self.enrolment.programme())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(note.kind)
            .bind::<Binary, _>(seal(&self.enrolment, keys, note)?)
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("update", "session_note", note.id.uuid(), Tier::C3).fields(&["body"]));
        Ok(())
    }

    /// Voids it, with its line and its note; `false` when it was changed meanwhile.
    pub async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let voided: CountRow = Prepared::<VoidSession>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .get_result(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "session", self.row.id.uuid(), Tier::C2));
        Ok(voided.rows == 1)
    }

    /// Finds the first delivered session anew, after one was corrected or voided.
    pub(super) async fn restamp(&self) -> Result<(), DbError> {
        let tx = self.enrolment.tx();
        let (mut conn, org) = (tx.conn()?, tx.context().org);
        Prepared::<LockEnrolment>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.enrolment_id)
            .execute(&mut conn)
            .await?;
        Prepared::<Restamp>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.enrolment_id)
            .execute(&mut conn)
            .await?;
        Ok(())
    }
}
