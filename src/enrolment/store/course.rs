//! Rows of pauses, of leaving, and of taking a leaving back.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use uuid::Uuid;

use crate::casework::VoidReason;
use crate::enrolment::model::{
    AssignmentId, EnrolmentEventId, ExitReason, ExitRecord, Ground, Leaving, Pause, PauseReason, Resuming,
};
use crate::enrolment::scope::EnrolmentScope;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Write};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(GroundOf, "../sql/ground.sql");
sql_file!(PauseIt, "../sql/pause.sql");
sql_file!(ResumeIt, "../sql/resume.sql");
sql_file!(Exit, "../sql/exit.sql");
sql_file!(StandingExit, "../sql/standing_exit.sql");
sql_file!(UndoExit, "../sql/undo_exit.sql");
sql_file!(EndedWith, "../sql/ended_with.sql");
sql_file!(ReopenAssignment, "../sql/reopen_assignment.sql");
sql_file!(EndAssignments, "../sql/end_assignments.sql");

#[derive(QueryableByName)]
struct GroundRow {
    #[diesel(sql_type = Nullable<Date>)]
    last_session_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    last_service_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    last_change_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    restricted: bool,
}

/// The exit that holds.
#[derive(QueryableByName)]
pub(in crate::enrolment) struct StandingExitRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) id: EnrolmentEventId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::enrolment) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(in crate::enrolment) joined_again: bool,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: AssignmentId,
}

/// A leaving about to be written, after its guard.
pub(in crate::enrolment) struct NewExit {
    pub(in crate::enrolment) event: EnrolmentEventId,
    pub(in crate::enrolment) leaving: Leaving,
    /// The reason everybody who reads C2 is shown.
    pub(in crate::enrolment) shown: ExitReason,
    pub(in crate::enrolment) aftercare: &'static str,
    pub(in crate::enrolment) record: ExitRecord,
}

/// Where the sealed reason of an event lies.
pub(super) fn reason_place(org: OrgId, event: EnrolmentEventId) -> Place {
    Place {
        table: "enrolment_restricted",
        column: "true_reason_enc",
        org: org.bytes(),
        row: event.bytes(),
    }
}

fn code<L>(code: Option<Code<L>>) -> Option<&'static str> {
    code.map(Code::as_str)
}

impl<M> EnrolmentScope<'_, M> {
    /// What has happened so far; and whether her record is restricted.
    pub(in crate::enrolment) async fn ground(&self) -> Result<(Ground, bool), DbError> {
        let mut conn = self.tx.conn()?;
        let row: GroundRow = Prepared::<GroundOf>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.person_id)
            .get_result(&mut conn)
            .await?;
        let ground = Ground {
            stamps: self.row.stamps(),
            last_session_on: row.last_session_on,
            last_service_on: row.last_service_on,
            last_change_on: row.last_change_on,
        };
        Ok((ground, row.restricted))
    }

    /// The exit that holds, if she has left.
    pub(in crate::enrolment) async fn standing_exit(&self) -> Result<Option<StandingExitRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<StandingExit>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id);
        Ok(query.get_result(&mut conn).await.optional()?)
    }

    fn seal_reason(&self, keys: &Keys, event: EnrolmentEventId, reason: &'static str) -> Result<Vec<u8>, DbError> {
        let org = self.tx.context().org;
        Ok(self.key(keys)?.seal(&reason_place(org, event), reason)?)
    }
}

impl EnrolmentScope<'_, Write> {
    /// Pauses it, or lets a pause go on; `false` when it was changed meanwhile. The pause has passed its guard.
    pub(in crate::enrolment) async fn pause(
        &self,
        keys: &Keys,
        version: i32,
        pause: Pause,
        reason: PauseReason,
    ) -> Result<bool, DbError> {
        let (mut conn, event) = (self.tx.conn()?, EnrolmentEventId::from_uuid(self.tx.new_id()));
        let paused = Prepared::<PauseIt>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Date, _>(pause.on)
            .bind::<SqlUuid, _>(event)
            .bind::<Text, _>(self.row.stamps().status())
            .bind::<Date, _>(pause.review_by)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Binary, _>(self.seal_reason(keys, event, reason.as_str())?)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("pause", "enrolment", self.row.id.uuid(), Tier::C3));
        Ok(paused == 1)
    }

    /// Ends a pause; `false` when it was changed meanwhile. It has passed its guard.
    pub(in crate::enrolment) async fn resume(&self, version: i32, resuming: Resuming) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let resumed = Prepared::<ResumeIt>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Date, _>(resuming.on)
            .bind::<SqlUuid, Uuid>(self.tx.new_id())
            .bind::<Text, _>(self.row.stamps().status_in_work())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("resume", "enrolment", self.row.id.uuid(), Tier::C2));
        Ok(resumed == 1)
    }

    /// Ends it; `false` when it was changed meanwhile. The leaving has passed its guard.
    pub(in crate::enrolment) async fn exit(&self, keys: &Keys, version: i32, new: NewExit) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let NewExit {
            event,
            leaving,
            shown,
            aftercare,
            record,
        } = new;
        let sealed = (shown != leaving.reason)
            .then(|| self.seal_reason(keys, event, leaving.reason.as_str()))
            .transpose()?;
        let (initiator, initiator_missing) = record.initiator.columns();
        let (planned, planned_missing) = record.planned.columns();
        let (living, living_missing) = record.living.columns();
        let (school, school_missing) = record.school.columns();
        let (employment, employment_missing) = record.employment.columns();
        let (satisfaction, satisfaction_missing) = record.satisfaction.columns();
        let (wellbeing, wellbeing_missing) = record.wellbeing.columns();
        let (safe, safe_missing) = record.safe_to_follow_up.columns();
        let ended = Prepared::<Exit>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Date, _>(leaving.on)
            .bind::<SqlUuid, _>(event)
            .bind::<Text, _>(self.row.stamps().status_while_in())
            .bind::<Text, _>(shown)
            .bind::<Nullable<Date>, _>(leaving.interview_on)
            .bind::<Nullable<Text>, _>(code(leaving.interview_missing))
            .bind::<Text, _>(aftercare)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Nullable<Binary>, _>(sealed)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Nullable<Text>, _>(code(initiator))
            .bind::<Nullable<Text>, _>(code(initiator_missing))
            .bind::<Nullable<Bool>, _>(planned)
            .bind::<Nullable<Text>, _>(code(planned_missing))
            .bind::<Nullable<Text>, _>(code(living))
            .bind::<Nullable<Text>, _>(code(living_missing))
            .bind::<Nullable<Text>, _>(code(school))
            .bind::<Nullable<Text>, _>(code(school_missing))
            .bind::<Nullable<Text>, _>(code(employment))
            .bind::<Nullable<Text>, _>(code(employment_missing))
            .bind::<Nullable<Integer>, _>(satisfaction)
            .bind::<Nullable<Text>, _>(code(satisfaction_missing))
            .bind::<Nullable<Bool>, _>(safe)
            .bind::<Nullable<Text>, _>(code(safe_missing))
            .bind::<Nullable<Text>, _>(code(record.safe_contact_rule))
            .bind::<Nullable<Integer>, _>(wellbeing)
            .bind::<Nullable<Text>, _>(code(wellbeing_missing))
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("exit", "enrolment", self.row.id.uuid(), Tier::C2));
        Ok(ended == 1)
    }

    /// Takes the exit back, and opens again what ended with it; `false` when it was changed meanwhile. `today` is her site's.
    pub(in crate::enrolment) async fn undo_exit(
        &self,
        version: i32,
        exit: EnrolmentEventId,
        reason: VoidReason,
        today: NaiveDate,
    ) -> Result<bool, DbError> {
        let (mut conn, org, staff) = (self.tx.conn()?, self.tx.context().org, self.tx.context().staff);
        let restored = Prepared::<UndoExit>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, Uuid>(self.tx.new_id())
            .bind::<SqlUuid, _>(exit)
            .bind::<Text, _>(self.row.stamps().status_while_in())
            .bind::<Date, _>(today)
            .bind::<Text, _>(reason)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(staff)
            .execute(&mut conn)
            .await?;
        let ended: Vec<IdRow> = Prepared::<EndedWith>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(exit)
            .load(&mut conn)
            .await?;
        // A handful at most: one lead, a backup, a clinician.
        for before in ended {
            let again = AssignmentId::from_uuid(self.tx.new_id());
            let opened = Prepared::<ReopenAssignment>::new()
                .bind::<SqlUuid, _>(org)
                .bind::<SqlUuid, _>(before.id)
                .bind::<SqlUuid, _>(again)
                .bind::<Timestamptz, _>(self.tx.now())
                .bind::<SqlUuid, _>(staff)
                .execute(&mut conn)
                .await?;
            if opened == 1 {
                self.tx
                    .audit(AuditEvent::on("assign", "assignment", again.uuid(), Tier::C2));
            }
        }
        self.tx
            .audit(AuditEvent::on("undo_exit", "enrolment", self.row.id.uuid(), Tier::C2));
        Ok(restored == 1)
    }
}

/// Ends what the team of an enrolment still holds, for the job of this exit.
pub(in crate::enrolment) async fn end_assignments(tx: &JobTx, exit: Uuid) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<EndAssignments>::new()
        .bind::<SqlUuid, _>(exit)
        .execute(&mut conn)
        .await?;
    Ok(())
}
