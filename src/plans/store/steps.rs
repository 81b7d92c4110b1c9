//! What decides about a step, and the steps.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::plans::model::{CasePlanState, CloseReason, Ground, ReturnReason};
use crate::plans::scope::PlanScope;
use crate::platform::clock::local_day;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write};
use crate::sql_file;

sql_file!(GroundOf, "../sql/ground.sql");
sql_file!(LockPlan, "../sql/lock_plan.sql");
sql_file!(Submit, "../sql/submit.sql");
sql_file!(ReturnPlan, "../sql/return.sql");
sql_file!(Approve, "../sql/approve.sql");
sql_file!(Supersede, "../sql/supersede.sql");
sql_file!(Start, "../sql/start.sql");
sql_file!(Close, "../sql/close.sql");

#[derive(QueryableByName)]
struct GroundRow {
    #[diesel(sql_type = BigInt)]
    goals: i64,
    #[diesel(sql_type = Bool)]
    wrote_a_part: bool,
    #[diesel(sql_type = Nullable<Date>)]
    in_force_since: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    restricted: bool,
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = Text)]
    state: CasePlanState,
}

impl<M> PlanScope<'_, M> {
    /// What a decision about a step needs to know.
    pub(in crate::plans) async fn ground(&self) -> Result<Ground, DbError> {
        let tx = self.enrolment.tx();
        let (mut conn, zone) = (tx.conn()?, self.enrolment.zone());
        let row: GroundRow = Prepared::<GroundOf>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.enrolment.id())
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<SqlUuid, _>(self.enrolment.person())
            .get_result(&mut conn)
            .await?;
        Ok(Ground {
            by: tx.context().staff,
            today: local_day(tx.now(), zone),
            enrolment: self.enrolment.stamps(),
            restricted: row.restricted,
            goals: row.goals,
            wrote_a_part: row.wrote_a_part,
            approved_on: self.row.approved_at.map(|at| local_day(at, zone)),
            in_force_since: row.in_force_since,
        })
    }
}

impl PlanScope<'_, Write> {
    /// Holds the plan to the end of the transaction; its state.
    pub(in crate::plans) async fn lock(&self) -> Result<CasePlanState, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let row: StateRow = Prepared::<LockPlan>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .get_result(&mut conn)
            .await?;
        Ok(row.state)
    }

    /// Hands it in; `false` when it was changed meanwhile. The step has passed its guard.
    pub(in crate::plans) async fn submit(&self, version: i32) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let moved = Prepared::<Submit>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Timestamptz, _>(tx.now())
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("submit", "case_plan", self.row.id.uuid(), Tier::C2));
        Ok(moved == 1)
    }

    /// Gives it back; `false` when it was changed meanwhile. The step has passed its guard.
    pub(in crate::plans) async fn give_back(&self, version: i32, reason: ReturnReason) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let moved = Prepared::<ReturnPlan>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("return", "case_plan", self.row.id.uuid(), Tier::C2));
        Ok(moved == 1)
    }

    /// Approves it; `false` when it was changed meanwhile. The step has passed its guard.
    pub(in crate::plans) async fn approve(&self, version: i32) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let moved = Prepared::<Approve>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Timestamptz, _>(tx.now())
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("approve", "case_plan", self.row.id.uuid(), Tier::C2));
        Ok(moved == 1)
    }

    /// Puts it into force, instead of the version before; `false` when it was changed meanwhile. The step has passed its guard.
    pub(in crate::plans) async fn start(
        &self,
        version: i32,
        on: NaiveDate,
        next_review_on: NaiveDate,
    ) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        Prepared::<Supersede>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.enrolment.id())
            .bind::<Date, _>(on)
            .bind::<Timestamptz, _>(tx.now())
            .execute(&mut conn)
            .await?;
        let moved = Prepared::<Start>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Date, _>(on)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Date, _>(next_review_on)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("start", "case_plan", self.row.id.uuid(), Tier::C2));
        Ok(moved == 1)
    }

    /// Closes it; `false` when it was changed meanwhile. The step has passed its guard.
    pub(in crate::plans) async fn close(
        &self,
        version: i32,
        on: NaiveDate,
        reason: CloseReason,
    ) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let moved = Prepared::<Close>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Date, _>(on)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("close", "case_plan", self.row.id.uuid(), Tier::C2));
        Ok(moved == 1)
    }
}
