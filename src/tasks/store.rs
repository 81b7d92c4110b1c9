//! Task rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{Dismissal, TaskId, TaskKind, TaskOutcome};
use super::scope::TaskScope;
use crate::access::{Action, Grants};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::incidents::{IncidentActionId, IncidentId, IncidentScope};
use crate::intake::{ReferralId, ReferralScope};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::sql_file;

sql_file!(ListTasks, "sql/list_tasks.sql");
sql_file!(FindTask, "sql/find_task.sql");
sql_file!(DismissTask, "sql/dismiss.sql");
sql_file!(CloseTasks, "sql/close.sql");
sql_file!(CloseSteps, "sql/close_steps.sql");
sql_file!(CloseReferral, "sql/close_referral.sql");
sql_file!(CloseIncidentAction, "sql/close_incident_action.sql");
sql_file!(RaiseTasks, "sql/raise_tasks.sql");

/// A task.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct TaskRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: TaskId,
    #[diesel(sql_type = Text)]
    pub(super) kind: TaskKind,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) enrolment_id: Option<EnrolmentId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) referral_id: Option<ReferralId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) incident_action_id: Option<IncidentActionId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) incident_id: Option<IncidentId>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) about_on: Option<NaiveDate>,
    #[diesel(sql_type = Date)]
    pub(super) due_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub(super) raised_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) outcome: Option<TaskOutcome>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) dismissal: Option<Dismissal>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) ask_again_on: Option<NaiveDate>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Text)]
    pub(super) time_zone: String,
}

/// Which tasks are asked for.
pub(super) struct Wanted {
    pub(super) only_mine: bool,
    pub(super) site: Option<SiteId>,
    pub(super) kind: Option<TaskKind>,
    pub(super) after: Option<(NaiveDate, TaskId)>,
    pub(super) limit: i64,
}

/// One page of open tasks, one row more than the limit when there is a next page.
pub(super) async fn list<M>(tx: &Tx<M>, wanted: Wanted) -> Result<Vec<TaskRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let grants = Grants::of(context);
    let (reach, referrals) = (grants.reach(Action::SeeEnrolment), grants.reach(Action::SeeReferral));
    let query = Prepared::<ListTasks>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes)
        .bind::<Bool, _>(wanted.only_mine)
        .bind::<Nullable<SqlUuid>, _>(wanted.site)
        .bind::<Nullable<Text>, _>(wanted.kind.map(Code::as_str))
        .bind::<Nullable<Date>, _>(wanted.after.map(|(day, _)| day))
        .bind::<Nullable<SqlUuid>, _>(wanted.after.map(|(_, id)| id))
        .bind::<BigInt, _>(wanted.limit + 1)
        .bind::<Bool, _>(referrals.everywhere)
        .bind::<Array<SqlUuid>, _>(referrals.sites);
    Ok(query.load(&mut conn).await?)
}

/// A task by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, task: TaskId) -> Result<Option<TaskRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindTask>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(task);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Closes what was asked about the course of an enrolment: it has just been decided.
pub(crate) async fn close_about(scope: &EnrolmentScope<'_, Write>) -> Result<(), DbError> {
    close(scope, vec!["lost_contact", "pause_review"]).await
}

/// Closes what was asked about its plan and the days of its goals: it has just been looked at.
pub(crate) async fn close_review(scope: &EnrolmentScope<'_, Write>) -> Result<(), DbError> {
    close(scope, vec!["review_due", "plan_overdue", "goal_due"]).await
}

/// Closes what was asked because nobody had approved a plan: somebody has.
pub(crate) async fn close_plan_missing(scope: &EnrolmentScope<'_, Write>) -> Result<(), DbError> {
    close(scope, vec!["plan_missing"]).await
}

/// Closes what was asked about the steps of her plan, if none is left whose day has passed.
pub(crate) async fn close_steps(scope: &EnrolmentScope<'_, Write>) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<CloseSteps>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Date, _>(local_day(tx.now(), scope.zone()))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Closes what was asked about a referral: it has just gone on.
pub(crate) async fn close_referral(scope: &ReferralScope<'_, Write>) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<CloseReferral>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Closes what was asked about something that was to be done after an incident: it is done.
pub(crate) async fn close_incident_action(
    scope: &IncidentScope<'_, Write>,
    action: IncidentActionId,
) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<CloseIncidentAction>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(action)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Closes what was asked about who has left: she was asked, or must not be.
pub(crate) async fn close_follow_up(scope: &EnrolmentScope<'_, Write>) -> Result<(), DbError> {
    close(scope, vec!["follow_up"]).await
}

/// Closes what was asked about her first month: everything required was asked.
pub(crate) async fn close_intake(scope: &EnrolmentScope<'_, Write>) -> Result<(), DbError> {
    close(scope, vec!["intake_open"]).await
}

async fn close(scope: &EnrolmentScope<'_, Write>, kinds: Vec<&'static str>) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<CloseTasks>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Array<Text>, _>(kinds)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Raises what the clocks of the job's organisation ask, and closes what they no longer ask.
pub(super) async fn raise(tx: &JobTx) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<RaiseTasks>::new().execute(&mut conn).await?;
    Ok(())
}

impl TaskScope<'_, Write> {
    /// Remembers that an action was asked for again and answered as before.
    pub(super) fn remember_repeat(&self, action: &'static str) {
        let event = AuditEvent::on(action, "task", self.row.id.uuid(), Tier::C2);
        self.tx.audit(event.fields(&["repeated"]));
    }

    /// Closes it without having done what it asks; `false` when it was changed meanwhile.
    pub(super) async fn dismiss(&self, version: i32, why: Dismissal, ask_again_on: NaiveDate) -> Result<bool, DbError> {
        let tx = self.tx;
        let mut conn = tx.conn()?;
        let dismissed = Prepared::<DismissTask>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Text, _>(why)
            .bind::<Date, _>(ask_again_on)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("dismiss", "task", self.row.id.uuid(), Tier::C2));
        Ok(dismissed == 1)
    }
}
