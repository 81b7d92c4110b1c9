//! The course of an enrolment as those read it who may open her file.

use chrono::NaiveDate;
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::PersonKey;
use zeroize::Zeroizing;

use super::course::reason_place;
use crate::enrolment::model::{
    Employment, EnrolmentEventId, ExitReason, Initiator, Living, PauseReason, SafeContact, School,
};
use crate::enrolment::scope::EnrolmentScope;
use crate::people::{MissingReason, person_key};
use crate::platform::codes::{Code, CodeList};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(ListPauses, "../sql/list_pauses.sql");
sql_file!(ReadExit, "../sql/read_exit.sql");

#[derive(QueryableByName)]
struct PauseRow {
    #[diesel(sql_type = SqlUuid)]
    id: EnrolmentEventId,
    #[diesel(sql_type = Date)]
    occurred_on: NaiveDate,
    #[diesel(sql_type = Date)]
    review_by: NaiveDate,
    #[diesel(sql_type = Nullable<Binary>)]
    true_reason_enc: Option<Vec<u8>>,
}

/// A pause, or a review after which it went on.
pub(in crate::enrolment) struct OpenPause {
    pub(in crate::enrolment) occurred_on: NaiveDate,
    pub(in crate::enrolment) review_by: NaiveDate,
    /// `None`: it was erased.
    pub(in crate::enrolment) reason: Option<PauseReason>,
}

/// An exit and what was found.
#[derive(QueryableByName)]
pub(in crate::enrolment) struct ExitRow {
    #[diesel(sql_type = SqlUuid)]
    id: EnrolmentEventId,
    #[diesel(sql_type = Date)]
    pub(in crate::enrolment) occurred_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) reason: ExitReason,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::enrolment) interview_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) interview_missing: Option<MissingReason>,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) aftercare: String,
    #[diesel(sql_type = Nullable<Binary>)]
    true_reason_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) initiator: Option<Initiator>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) initiator_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(in crate::enrolment) planned: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) planned_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) living_situation: Option<Living>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) living_situation_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) school_status: Option<School>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) school_status_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) employment_status: Option<Employment>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) employment_status_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::enrolment) wellbeing: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) wellbeing_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::enrolment) satisfaction: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) satisfaction_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(in crate::enrolment) safe_to_follow_up: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) safe_to_follow_up_missing: Option<MissingReason>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) safe_contact_rule: Option<SafeContact>,
}

/// What only those read who may open her file.
pub(in crate::enrolment) struct OpenCourse {
    pub(in crate::enrolment) pauses: Vec<OpenPause>,
    /// The exit that holds, with the true reason where another is shown: `None` in it when that was erased.
    pub(in crate::enrolment) exit: Option<(ExitRow, Option<ExitReason>)>,
}

impl<M> EnrolmentScope<'_, M> {
    /// Opens her data key.
    pub(crate) fn key(&self, keys: &Keys) -> Result<PersonKey, DbError> {
        self.kept_key(keys)?
            .ok_or(DbError::Sealed("this person's key was destroyed"))
    }

    /// Her data key, if the caller may open it and it was not destroyed.
    pub(crate) fn kept_key(&self, keys: &Keys) -> Result<Option<PersonKey>, DbError> {
        let open = |wrapped| person_key(keys, self.tx.context().org, self.row.person_id, wrapped);
        self.wrapped_key().map(open).transpose()
    }

    /// Opens why she paused and left; remembered.
    pub(in crate::enrolment) async fn open_course(&self, keys: &Keys) -> Result<OpenCourse, DbError> {
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let pauses: Vec<PauseRow> = Prepared::<ListPauses>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .load(&mut conn)
            .await?;
        let exit: Option<ExitRow> = Prepared::<ReadExit>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .get_result(&mut conn)
            .await
            .optional()?;
        let pauses = pauses.into_iter().map(|row| {
            Ok(OpenPause {
                reason: self.open_reason(keys, row.id, row.true_reason_enc.as_deref())?,
                occurred_on: row.occurred_on,
                review_by: row.review_by,
            })
        });
        let exit = exit.map(|row| {
            let reason = if row.true_reason_enc.is_some() {
                self.open_reason(keys, row.id, row.true_reason_enc.as_deref())?
            } else {
                Some(row.reason)
            };
            Ok::<_, DbError>((row, reason))
        });
        let course = OpenCourse {
            pauses: pauses.collect::<Result<_, DbError>>()?,
            exit: exit.transpose()?,
        };
        let event = AuditEvent::on("open", "enrolment", self.row.id.uuid(), Tier::C3);
        self.tx.audit(event.fields(&["pauses", "exit_record"]));
        Ok(course)
    }

    /// `None`: it was erased, or the caller has no key.
    fn open_reason<L: CodeList>(
        &self,
        keys: &Keys,
        event: EnrolmentEventId,
        sealed: Option<&[u8]>,
    ) -> Result<Option<Code<L>>, DbError> {
        let org = self.tx.context().org;
        let (Some(sealed), Some(key)) = (sealed.filter(|sealed| !sealed.is_empty()), self.kept_key(keys)?) else {
            return Ok(None);
        };
        let text: Zeroizing<String> = key.open_text(&reason_place(org, event), sealed)?;
        Code::parse(&text)
            .map(Some)
            .ok_or(DbError::Sealed("it is no code of its list"))
    }
}
