//! Rows of referrals out.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{Course, ReferralOutEventId, ReferralOutId, ReferralOutState};
use super::scope::ReferralOutScope;
use crate::casework::VoidReason;
use crate::disclosures::DisclosureId;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::providers::{ProviderId, ServiceKind};
use crate::sql_file;

sql_file!(ListReferralsOut, "sql/list_referrals_out.sql");
sql_file!(FindReferralOut, "sql/find_referral_out.sql");
sql_file!(ListEvents, "sql/list_events.sql");
sql_file!(AddReferralOut, "sql/add_referral_out.sql");
sql_file!(AddEvent, "sql/add_event.sql");
sql_file!(VoidReferralOut, "sql/void_referral_out.sql");
sql_file!(MoveReferralOut, "sql/move_referral_out.sql");

/// Somebody sent to a provider.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ReferralOutRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: ReferralOutId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) provider_id: ProviderId,
    #[diesel(sql_type = Text)]
    pub(super) service: ServiceKind,
    #[diesel(sql_type = Bool)]
    pub(super) warm: bool,
    #[diesel(sql_type = SqlUuid)]
    pub(super) disclosure_id: DisclosureId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) made_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub(super) state: ReferralOutState,
    #[diesel(sql_type = Timestamptz)]
    pub(super) moved_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    pub(super) answer_due_on: NaiveDate,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

impl ReferralOutRow {
    /// Where it stands.
    pub(super) fn course(&self) -> Course {
        Course {
            state: self.state,
            moved_at: self.moved_at,
        }
    }
}

/// One step taken.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct EventRow {
    #[diesel(sql_type = Text)]
    pub(super) state: ReferralOutState,
    #[diesel(sql_type = Timestamptz)]
    pub(super) occurred_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
}

/// A referral about to be written.
pub(super) struct NewReferralOut {
    pub(super) id: ReferralOutId,
    pub(super) provider: ProviderId,
    pub(super) service: ServiceKind,
    pub(super) warm: bool,
    pub(super) disclosure: DisclosureId,
    pub(super) made_at: DateTime<Utc>,
    pub(super) answer_due_on: NaiveDate,
    pub(super) created_mac: [u8; 16],
}

/// A referral by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: ReferralOutId) -> Result<Option<ReferralOutRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindReferralOut>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Where somebody was sent in an enrolment, the latest first.
pub(super) async fn list<M>(scope: &EnrolmentScope<'_, M>) -> Result<Vec<ReferralOutRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListReferralsOut>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id());
    Ok(query.load(&mut conn).await?)
}

/// Sends her there, with its first event.
pub(super) async fn add(scope: &EnrolmentScope<'_, Write>, new: NewReferralOut) -> Result<(), DbError> {
    let tx = scope.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    Prepared::<AddReferralOut>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<SqlUuid, _>(new.provider)
        .bind::<Text, _>(new.service)
        .bind::<Bool, _>(new.warm)
        .bind::<SqlUuid, _>(new.disclosure)
        .bind::<Timestamptz, _>(new.made_at)
        .bind::<Date, _>(new.answer_due_on)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    add_event(scope, new.id, "made", new.made_at).await?;
    tx.audit(AuditEvent::on("refer_out", "referral_out", new.id.uuid(), Tier::C2));
    Ok(())
}

async fn add_event(
    scope: &EnrolmentScope<'_, Write>,
    referral: ReferralOutId,
    state: &'static str,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    Prepared::<AddEvent>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(ReferralOutEventId::from_uuid(tx.new_id()))
        .bind::<SqlUuid, _>(referral)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<Text, _>(state)
        .bind::<Timestamptz, _>(at)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    Ok(())
}

impl<M> ReferralOutScope<'_, M> {
    /// The steps taken.
    pub(super) async fn events(&self) -> Result<Vec<EventRow>, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let query = Prepared::<ListEvents>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id);
        Ok(query.load(&mut conn).await?)
    }
}

impl ReferralOutScope<'_, Write> {
    /// Voids it; `false` when it was changed meanwhile. What was told stays in the register: it was told.
    pub(super) async fn void(&self, version: i32, reason: VoidReason) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidReferralOut>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "referral_out", self.row.id.uuid(), Tier::C2));
        Ok(voided == 1)
    }

    /// Moves it on; `false` when it was changed meanwhile.
    pub(super) async fn take(&self, version: i32, next: Course) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let moved = Prepared::<MoveReferralOut>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(next.state)
            .bind::<Timestamptz, _>(next.moved_at)
            .execute(&mut conn)
            .await?;
        if moved == 1 {
            add_event(&self.enrolment, self.row.id, next.state.as_str(), next.moved_at).await?;
        }
        tx.audit(AuditEvent::on(
            "take_step",
            "referral_out",
            self.row.id.uuid(),
            Tier::C2,
        ));
        Ok(moved == 1)
    }
}
