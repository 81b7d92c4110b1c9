//! Rows of case plans.

mod goals;
mod reviews;
mod steps;

pub(super) use goals::{ActionRow, GoalRow, NewAction, NewGoal, OpenWords, find_action, find_goal};
pub(super) use reviews::{NewReview, ReviewRow, find_review};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{CasePlanId, CasePlanState, CloseReason, Course, ReturnReason};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(FindPlan, "../sql/find_plan.sql");
sql_file!(ListPlans, "../sql/list_plans.sql");
sql_file!(AddPlan, "../sql/add_plan.sql");

/// One version of a plan.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct PlanRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: CasePlanId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) enrolment_id: EnrolmentId,
    #[diesel(sql_type = Integer)]
    pub(super) version: i32,
    #[diesel(sql_type = Text)]
    pub(super) state: CasePlanState,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) submitted_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) submitted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) returned_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) returned_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    return_reason: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) approved_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) approved_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) active_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) next_review_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) closed_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    close_reason: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
}

impl PlanRow {
    /// Where it stands.
    pub(super) fn course(&self) -> Course {
        Course {
            state: self.state,
            written_by: self.recorded_by,
            submitted_by: self.submitted_by,
            active_from: self.active_from,
        }
    }

    /// Why it was given back.
    pub(super) fn return_reason(&self) -> Option<ReturnReason> {
        self.return_reason.as_deref().and_then(Code::parse)
    }

    /// Why it is closed.
    pub(super) fn close_reason(&self) -> Option<CloseReason> {
        self.close_reason.as_deref().and_then(Code::parse)
    }
}

/// A plan by its id; `None`: not there for this caller.
pub(super) async fn find_plan<M>(tx: &Tx<M>, plan: CasePlanId) -> Result<Option<PlanRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindPlan>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(plan);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The versions of an enrolment's plan, newest first.
pub(super) async fn list<M>(enrolment: &EnrolmentScope<'_, M>) -> Result<Vec<PlanRow>, DbError> {
    let tx = enrolment.tx();
    let mut conn = tx.conn()?;
    let query = Prepared::<ListPlans>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(enrolment.id());
    Ok(query.load(&mut conn).await?)
}

/// Begins the next version.
pub(super) async fn add(
    enrolment: &EnrolmentScope<'_, Write>,
    id: CasePlanId,
    created_mac: [u8; 16],
) -> Result<(), DbError> {
    let tx = enrolment.tx();
    let mut conn = tx.conn()?;
    Prepared::<AddPlan>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(enrolment.id())
        .bind::<SqlUuid, _>(enrolment.person())
        .bind::<SqlUuid, _>(enrolment.site())
        .bind::<SqlUuid, _>(enrolment.programme())
        .bind::<Binary, _>(created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "case_plan", id.uuid(), Tier::C2));
    Ok(())
}
