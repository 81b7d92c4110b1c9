//! Rows of sessions that lie ahead, and of somebody's own week.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sessions::model::{ContactMode, SessionId, SessionKind, SessionStatus};
use crate::sessions::scope::PlanScope;
use crate::sql_file;

sql_file!(AddPlan, "../sql/add_plan.sql");
sql_file!(FindPlan, "../sql/find_plan.sql");
sql_file!(ListPlans, "../sql/list_plans.sql");
sql_file!(ChangePlan, "../sql/change_plan.sql");
sql_file!(MyWeek, "../sql/my_week.sql");

/// A session that lies ahead. What becomes of it has the same id.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sessions) struct PlanRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) id: SessionId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) kind: SessionKind,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) mode: ContactMode,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    pub(in crate::sessions) planned_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) minutes: i32,
    #[diesel(sql_type = Bool)]
    pub(in crate::sessions) settled: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::sessions) voided: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::sessions) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) row_version: i32,
}

/// When and how somebody is to be met.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) struct Appointment {
    pub(in crate::sessions) mode: ContactMode,
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    pub(in crate::sessions) planned_on: NaiveDate,
    pub(in crate::sessions) minutes: i32,
}

/// A plan about to be written, for the caller herself.
pub(in crate::sessions) struct NewPlan {
    pub(in crate::sessions) id: SessionId,
    pub(in crate::sessions) kind: SessionKind,
    pub(in crate::sessions) at: Appointment,
    pub(in crate::sessions) created_mac: [u8; 16],
}

/// What happens to an open plan.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) enum Change {
    /// It takes place at another time, or otherwise.
    Moved(Appointment),
    /// It was said what became of it.
    Settled,
    /// It should not have been made.
    Voided(&'static str),
}

/// Something in somebody's week.
#[derive(QueryableByName)]
pub(in crate::sessions) struct WeekRow {
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) what: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) id: SessionId,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) kind: SessionKind,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) mode: ContactMode,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) status: SessionStatus,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    pub(in crate::sessions) held_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) minutes: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) title: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sessions) enrolment_id: Option<EnrolmentId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sessions) person_id: Option<PersonId>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) site_id: SiteId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) programme_id: ProgrammeId,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) row_version: i32,
}

/// A plan by its id, settled and voided ones too; `None`: not there for this caller.
pub(in crate::sessions) async fn find<M>(tx: &Tx<M>, id: SessionId) -> Result<Option<PlanRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindPlan>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// What is planned in an enrolment and not settled, the next first; at most 200.
pub(in crate::sessions) async fn list<M>(scope: &EnrolmentScope<'_, M>) -> Result<Vec<PlanRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListPlans>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id());
    Ok(query.load(&mut conn).await?)
}

/// Writes a plan of the caller's.
pub(in crate::sessions) async fn add(scope: &EnrolmentScope<'_, Write>, new: NewPlan) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<AddPlan>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Text, _>(new.kind)
        .bind::<Text, _>(new.at.mode)
        .bind::<Timestamptz, _>(new.at.starts_at)
        .bind::<Date, _>(new.at.planned_on)
        .bind::<Integer, _>(new.at.minutes)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "plan", new.id.uuid(), Tier::C2));
    Ok(())
}

/// The caller's own sessions of these days, planned and held, as far as she may see whom she meets; at most 500.
pub(in crate::sessions) async fn week<M>(tx: &Tx<M>, from: NaiveDate, to: NaiveDate) -> Result<Vec<WeekRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::SeeEnrolment);
    let query = Prepared::<MyWeek>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Date, _>(from)
        .bind::<Date, _>(to)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes);
    Ok(query.load(&mut conn).await?)
}

impl PlanScope<'_, Write> {
    /// Changes an open plan; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn change(&self, version: i32, change: Change) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let as_it_is = Appointment {
            mode: self.row.mode,
            starts_at: self.row.starts_at,
            planned_on: self.row.planned_on,
            minutes: self.row.minutes,
        };
        let id = self.row.id.uuid();
        let (at, settled, reason, event) = match change {
            Change::Moved(at) => {
                let event = AuditEvent::on("update", "plan", id, Tier::C2);
                (at, false, None, event.fields(&["starts_at", "minutes", "mode"]))
            }
            Change::Settled => (as_it_is, true, None, AuditEvent::on("settle", "plan", id, Tier::C2)),
            Change::Voided(reason) => {
                let event = AuditEvent::on("void", "plan", id, Tier::C2);
                (as_it_is, false, Some(reason), event)
            }
        };
        let changed = Prepared::<ChangePlan>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(at.starts_at)
            .bind::<Date, _>(at.planned_on)
            .bind::<Integer, _>(at.minutes)
            .bind::<Text, _>(at.mode)
            .bind::<Bool, _>(settled)
            .bind::<Nullable<Text>, _>(reason)
            .bind::<Timestamptz, _>(tx.now())
            .execute(&mut conn)
            .await?;
        tx.audit(event);
        Ok(changed == 1)
    }
}
