//! Rows of looks at plans and goals.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::plans::model::{CasePlanId, GoalId, GoalStatus, PlanReviewId};
use crate::plans::scope::PlanScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(ListReviews, "../sql/list_reviews.sql");
sql_file!(AddReview, "../sql/add_review.sql");

/// A look at a plan.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::plans) struct ReviewRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) id: PlanReviewId,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::plans) due_on: Option<NaiveDate>,
    #[diesel(sql_type = Date)]
    pub(in crate::plans) reviewed_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::plans) next_review_on: Option<NaiveDate>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) recorded_by: StaffId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::plans) created_mac: Option<Vec<u8>>,
}

/// A look about to be written, after its guard.
pub(in crate::plans) struct NewReview {
    pub(in crate::plans) id: PlanReviewId,
    pub(in crate::plans) on: NaiveDate,
    /// When the plan is looked at next, if its clock starts anew.
    pub(in crate::plans) next_review_on: Option<NaiveDate>,
    pub(in crate::plans) goals: Vec<(GoalId, GoalStatus, Option<i32>)>,
    pub(in crate::plans) created_mac: [u8; 16],
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn reviews<M>(tx: &Tx<M>, plan: Option<CasePlanId>, id: Option<PlanReviewId>) -> Result<Vec<ReviewRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListReviews>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(plan)
        .bind::<Nullable<SqlUuid>, _>(id);
    Ok(query.load(&mut conn).await?)
}

/// A look by its id; `None`: not there for this caller.
pub(in crate::plans) async fn find_review<M>(tx: &Tx<M>, id: PlanReviewId) -> Result<Option<ReviewRow>, DbError> {
    Ok(reviews(tx, None, Some(id)).await?.into_iter().next())
}

impl<M> PlanScope<'_, M> {
    /// Looks at it, latest first.
    pub(in crate::plans) async fn reviews(&self) -> Result<Vec<ReviewRow>, DbError> {
        reviews(self.enrolment.tx(), Some(self.row.id), None).await
    }
}

impl PlanScope<'_, Write> {
    /// Writes a look at it; `false` when the plan was changed meanwhile.
    pub(in crate::plans) async fn add_review(&self, version: i32, new: NewReview) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let due_on = new.next_review_on.and(self.row.next_review_on);
        let goals: Vec<GoalId> = new.goals.iter().map(|(goal, ..)| *goal).collect();
        let statuses: Vec<&'static str> = new.goals.iter().map(|(_, status, _)| status.as_str()).collect();
        let scales: Vec<Option<i32>> = new.goals.iter().map(|(.., gas)| *gas).collect();
        let looked: CountRow = Prepared::<AddReview>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Date, _>(new.on)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Nullable<Date>, _>(due_on)
            .bind::<Nullable<Date>, _>(new.next_review_on)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Array<SqlUuid>, _>(goals)
            .bind::<Array<Text>, _>(statuses)
            .bind::<Array<Nullable<Integer>>, _>(scales)
            .get_result(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("review_plan", "case_plan", self.row.id.uuid(), Tier::C2));
        Ok(looked.count == 1)
    }
}
