//! Rows of enrolments and their events.

use chrono::NaiveDate;
use diesel::sql_types::{Array, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::enrolment::model::{EnrolmentEventId, EnrolmentId, ExitReason, Stamps};
use crate::enrolment::scope::EnrolmentScope;
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(OpenEnrolment, "../sql/open_enrolment.sql");
sql_file!(ListEnrolments, "../sql/list_enrolments.sql");
sql_file!(AddEnrolment, "../sql/add_enrolment.sql");
sql_file!(PreviousEnrolment, "../sql/previous_enrolment.sql");
sql_file!(ListEvents, "../sql/list_events.sql");

/// An enrolment.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::enrolment) struct EnrolmentRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) programme_id: ProgrammeId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) strand: String,
    #[diesel(sql_type = Date)]
    enrolled_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    first_service_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    paused_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    exited_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::enrolment) previous_enrolment_id: Option<EnrolmentId>,
    #[diesel(sql_type = Integer)]
    pub(in crate::enrolment) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::enrolment) created_mac: Option<Vec<u8>>,
}

impl EnrolmentRow {
    pub(in crate::enrolment) fn stamps(&self) -> Stamps {
        Stamps {
            enrolled_on: self.enrolled_on,
            first_service_on: self.first_service_on,
            paused_on: self.paused_on,
            exited_on: self.exited_on,
        }
    }
}

/// What a decision about an enrolment needs.
#[derive(Debug, QueryableByName)]
pub(in crate::enrolment) struct OpenRow {
    #[diesel(embed)]
    pub(in crate::enrolment) enrolment: EnrolmentRow,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) time_zone: String,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::enrolment) wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(in crate::enrolment) assigned: bool,
}

impl std::ops::Deref for OpenRow {
    type Target = EnrolmentRow;
    fn deref(&self) -> &EnrolmentRow {
        &self.enrolment
    }
}

#[derive(QueryableByName)]
struct PreviousRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    id: Option<EnrolmentId>,
}

/// One dated change of state.
#[derive(QueryableByName)]
pub(in crate::enrolment) struct EventRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) id: EnrolmentEventId,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) to_status: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::enrolment) reason: Option<ExitReason>,
    #[diesel(sql_type = Date)]
    pub(in crate::enrolment) occurred_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::enrolment) review_by: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::enrolment) undoes: Option<EnrolmentEventId>,
}

/// An enrolment about to be written, with its lead.
pub(in crate::enrolment) struct NewEnrolment {
    pub(in crate::enrolment) id: EnrolmentId,
    pub(in crate::enrolment) programme: ProgrammeId,
    pub(in crate::enrolment) site: SiteId,
    pub(in crate::enrolment) strand: &'static str,
    pub(in crate::enrolment) enrolled_on: NaiveDate,
    pub(in crate::enrolment) created_mac: [u8; 16],
    pub(in crate::enrolment) recorded_via: &'static str,
    pub(in crate::enrolment) lead: StaffId,
    pub(in crate::enrolment) weight: bigdecimal::BigDecimal,
    pub(in crate::enrolment) over_cap_by: Option<StaffId>,
    /// The lead is the caller, who says that she has no conflict of interest.
    pub(in crate::enrolment) declares: bool,
}

pub(in crate::enrolment) async fn open_row<M>(tx: &Tx<M>, enrolment: EnrolmentId) -> Result<Option<OpenRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<OpenEnrolment>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(enrolment)
        .bind::<SqlUuid, _>(context.staff);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// A person's enrolments that the caller may see.
pub(in crate::enrolment) async fn list<M>(person: &PersonScope<'_, M>) -> Result<Vec<EnrolmentRow>, DbError> {
    let tx = person.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::SeeEnrolment);
    let query = Prepared::<ListEnrolments>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes);
    Ok(query.load(&mut conn).await?)
}

/// Enrols the person of this scope.
pub(in crate::enrolment) async fn add(person: &PersonScope<'_, Write>, new: NewEnrolment) -> Result<(), DbError> {
    let tx = person.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    let previous: PreviousRow = Prepared::<PreviousEnrolment>::new()
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(new.programme)
        .get_result(&mut conn)
        .await?;
    Prepared::<AddEnrolment>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(new.programme)
        .bind::<SqlUuid, _>(new.site)
        .bind::<Text, _>(new.strand)
        .bind::<Date, _>(new.enrolled_on)
        .bind::<Nullable<SqlUuid>, _>(previous.id)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Text, _>(new.recorded_via)
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<SqlUuid, _>(new.lead)
        .bind::<diesel::sql_types::Numeric, _>(new.weight)
        .bind::<Nullable<SqlUuid>, _>(new.over_cap_by)
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<Bool, _>(new.declares)
        .bind::<SqlUuid, _>(person.home_site())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("enrol", "enrolment", new.id.uuid(), Tier::C2));
    Ok(())
}

impl<M> EnrolmentScope<'_, M> {
    /// The row.
    pub(in crate::enrolment) fn row(&self) -> EnrolmentRow {
        self.row.enrolment.clone()
    }

    /// What recognises a repeated creation.
    pub(in crate::enrolment) fn created_mac(&self) -> Option<&[u8]> {
        self.row.created_mac.as_deref()
    }

    /// Its dated changes of state.
    pub(in crate::enrolment) async fn events(&self) -> Result<Vec<EventRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListEvents>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id);
        Ok(query.load(&mut conn).await?)
    }
}
