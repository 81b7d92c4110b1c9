//! Rows of follow-ups and their contacts.

mod observations;

pub(super) use observations::{NewObservation, ObservationRow, add_observation, find_observation, observations};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{Course, FollowupContactId, FollowupId, FollowupResult, FollowupState, SourceKind, Window};
use super::scope::FollowupScope;
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope, SafeContact};
use crate::people::PersonId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddFollowups, "../sql/add_followups.sql");
sql_file!(VoidFollowups, "../sql/void_followups.sql");
sql_file!(SettleFollowups, "../sql/settle.sql");
sql_file!(FindFollowup, "../sql/find_followup.sql");
sql_file!(ListFollowups, "../sql/list_followups.sql");
sql_file!(ListContacts, "../sql/list_contacts.sql");
sql_file!(FindContact, "../sql/find_contact.sql");
sql_file!(AddContact, "../sql/add_contact.sql");
sql_file!(VoidContact, "../sql/void_contact.sql");
sql_file!(AddJudgement, "../sql/add_judgement.sql");
sql_file!(SafetyNow, "../sql/safety_now.sql");

/// A follow-up.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct FollowupRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: FollowupId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) enrolment_id: EnrolmentId,
    #[diesel(sql_type = Date)]
    pub(super) left_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub(super) months: i32,
    #[diesel(sql_type = Date)]
    pub(super) due_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub(super) opens_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub(super) closes_on: NaiveDate,
    #[diesel(sql_type = Nullable<Text>)]
    told: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    closed: Option<String>,
}

impl FollowupRow {
    /// Where it stands, with its contacts among those of the enrolment.
    pub(super) fn course(&self, contacts: &[ContactRow]) -> Course {
        let state = |text: &Option<String>| text.as_deref().and_then(Code::parse);
        let own = contacts
            .iter()
            .filter(|contact| contact.followup_id == self.id && !contact.voided);
        Course {
            told: state(&self.told),
            closed: state(&self.closed),
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            last_on: own.map(|contact| contact.contacted_on).max(),
        }
    }
}

/// A contact.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ContactRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: FollowupContactId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) followup_id: FollowupId,
    #[diesel(sql_type = Date)]
    pub(super) contacted_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(super) source_kind: SourceKind,
    #[diesel(sql_type = Text)]
    pub(super) result: FollowupResult,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) recorded_by: Option<StaffId>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(super) voided: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) void_reason: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// A contact about to be written, after its guard.
pub(super) struct NewContact {
    pub(super) id: FollowupContactId,
    pub(super) on: NaiveDate,
    pub(super) source: SourceKind,
    pub(super) result: FollowupResult,
    pub(super) created_mac: [u8; 16],
}

/// Whether asking after her is safe, and how she is then reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    pub(super) safe: bool,
    pub(super) rule: Option<SafeContact>,
    pub(super) on: NaiveDate,
}

/// What was judged last.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct SafetyRow {
    /// `None`: nobody asked.
    #[diesel(sql_type = Nullable<Bool>)]
    pub(super) safe: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    rule: Option<String>,
}

impl SafetyRow {
    /// How she is then reached.
    pub(super) fn rule(&self) -> Option<SafeContact> {
        self.rule.as_deref().and_then(Code::parse)
    }
}

/// Makes the follow-ups of a leaving.
pub(super) async fn add(
    scope: &EnrolmentScope<'_, Write>,
    exit: Uuid,
    left_on: NaiveDate,
    windows: &[Window],
) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    let ids: Vec<Uuid> = windows.iter().map(|_| tx.new_id()).collect();
    let days = |day: fn(&Window) -> NaiveDate| windows.iter().map(day).collect::<Vec<_>>();
    let months: Vec<i32> = windows.iter().map(|window| window.months).collect();
    Prepared::<AddFollowups>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(exit)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<Date, _>(left_on)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Integer>, _>(months)
        .bind::<Array<Date>, _>(days(|window| window.due_on))
        .bind::<Array<Date>, _>(days(|window| window.opens_on))
        .bind::<Array<Date>, _>(days(|window| window.closes_on))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Voids the follow-ups of a leaving.
pub(super) async fn void_all(scope: &EnrolmentScope<'_, Write>, exit: Uuid, reason: VoidReason) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<VoidFollowups>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(exit)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Text, _>(reason)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Brings a person's follow-ups up to date with what happened elsewhere: after everything that can settle one.
pub(crate) async fn settle(tx: &Tx<Write>, person: PersonId) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<SettleFollowups>::new()
        .bind::<SqlUuid, _>(person)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// A follow-up by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: FollowupId) -> Result<Option<FollowupRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindFollowup>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The follow-ups of an enrolment, in the order of their days.
pub(super) async fn list<M>(scope: &EnrolmentScope<'_, M>) -> Result<Vec<FollowupRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListFollowups>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id());
    Ok(query.load(&mut conn).await?)
}

/// The contacts in an enrolment's follow-ups, voided ones too, in their order.
pub(super) async fn contacts<M>(tx: &Tx<M>, enrolment: EnrolmentId) -> Result<Vec<ContactRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListContacts>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(enrolment);
    Ok(query.load(&mut conn).await?)
}

/// A contact by its id; `None`: not there for this caller.
pub(super) async fn find_contact<M>(tx: &Tx<M>, id: FollowupContactId) -> Result<Option<ContactRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindContact>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Whether asking after her is safe, by the last word on it.
pub(super) async fn safety<M>(scope: &EnrolmentScope<'_, M>) -> Result<Option<SafetyRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<SafetyNow>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id());
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Writes down whether asking after her is safe.
pub(super) async fn judge(scope: &EnrolmentScope<'_, Write>, judgement: Judgement) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<AddJudgement>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, Uuid>(tx.new_id())
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<Date, _>(judgement.on)
        .bind::<Bool, _>(judgement.safe)
        .bind::<Nullable<Text>, _>(judgement.rule.map(Code::as_str))
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("judge_safety", "enrolment", scope.id().uuid(), Tier::C3));
    Ok(())
}

impl FollowupScope<'_, Write> {
    /// Writes a contact, and what the follow-up has come to with it.
    pub(super) async fn add_contact(&self, new: NewContact, told: Option<FollowupState>) -> Result<(), DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        Prepared::<AddContact>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Date, _>(new.on)
            .bind::<Text, _>(new.source)
            .bind::<Text, _>(new.result)
            .bind::<Nullable<Text>, _>(told.map(Code::as_str))
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("create", "followup_contact", new.id.uuid(), Tier::C3));
        Ok(())
    }

    /// Voids a contact of it, and writes what it comes to without; `false` when the contact was changed meanwhile.
    pub(super) async fn void_contact(
        &self,
        contact: FollowupContactId,
        version: i32,
        reason: VoidReason,
        told: Option<FollowupState>,
    ) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidContact>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(contact)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .bind::<Nullable<Text>, _>(told.map(Code::as_str))
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "followup_contact", contact.uuid(), Tier::C3));
        Ok(voided == 1)
    }
}
