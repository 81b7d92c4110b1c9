//! Rows of who works with whom.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Bool, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::enrolment::model::{AssignmentId, AssignmentRole, ConflictDeclarationId, EnrolmentId};
use crate::enrolment::scope::EnrolmentScope;
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(Worker, "../sql/worker.sql");
sql_file!(ListTeam, "../sql/list_team.sql");
sql_file!(AddAssignment, "../sql/add_assignment.sql");
sql_file!(EndAssignment, "../sql/end_assignment.sql");
sql_file!(FindAssignment, "../sql/find_assignment.sql");
sql_file!(DeclareConflict, "../sql/declare_conflict.sql");
sql_file!(DeclarationMac, "../sql/declaration_mac.sql");

/// A colleague as a worker at a site.
#[derive(QueryableByName)]
pub(in crate::enrolment) struct WorkerRow {
    #[diesel(sql_type = Double)]
    pub(in crate::enrolment) cap: f64,
    /// Without an exception.
    #[diesel(sql_type = Double)]
    pub(in crate::enrolment) ordinary: f64,
    /// Who agreed to the exception.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::enrolment) raised_by: Option<StaffId>,
    #[diesel(sql_type = Double)]
    pub(in crate::enrolment) carried: f64,
    #[diesel(sql_type = Bool)]
    pub(in crate::enrolment) conflict: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::enrolment) works_here: bool,
}

/// Somebody who works, or worked, in an enrolment.
#[derive(QueryableByName)]
pub(in crate::enrolment) struct TeamRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) id: AssignmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) display_name: String,
    #[diesel(sql_type = Text)]
    pub(in crate::enrolment) role: AssignmentRole,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::enrolment) started_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::enrolment) ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::enrolment) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::enrolment) created_mac: Option<Vec<u8>>,
}

/// Where an assignment belongs, before its scope is open.
#[derive(QueryableByName)]
pub(in crate::enrolment) struct AssignmentPlace {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::enrolment) enrolment_id: EnrolmentId,
    #[diesel(sql_type = Bool)]
    pub(in crate::enrolment) ended: bool,
}

/// An assignment about to be written.
pub(in crate::enrolment) struct NewAssignment {
    pub(in crate::enrolment) id: AssignmentId,
    pub(in crate::enrolment) staff: StaffId,
    pub(in crate::enrolment) role: AssignmentRole,
    pub(in crate::enrolment) weight: bigdecimal::BigDecimal,
    pub(in crate::enrolment) over_cap_by: Option<StaffId>,
    pub(in crate::enrolment) created_mac: [u8; 16],
}

/// A colleague as a worker at a site, for one person and programme; `None`: there is no such colleague.
pub(in crate::enrolment) async fn worker<M>(
    tx: &Tx<M>,
    staff: StaffId,
    site: SiteId,
    person: PersonId,
    programme: ProgrammeId,
) -> Result<Option<WorkerRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<Worker>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(staff)
        .bind::<SqlUuid, _>(site)
        .bind::<SqlUuid, _>(person)
        .bind::<SqlUuid, _>(programme);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Records whether the caller has a conflict of interest with this person.
pub(in crate::enrolment) async fn declare_conflict(
    person: &PersonScope<'_, Write>,
    id: ConflictDeclarationId,
    has_conflict: bool,
    created_mac: [u8; 16],
) -> Result<(), DbError> {
    let tx = person.tx();
    let mut conn = tx.conn()?;
    Prepared::<DeclareConflict>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(person.home_site())
        .bind::<Bool, _>(has_conflict)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Binary, _>(created_mac.to_vec())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "conflict_declaration", id.uuid(), Tier::C2));
    Ok(())
}

#[derive(QueryableByName)]
struct MacRow {
    #[diesel(sql_type = Nullable<Binary>)]
    created_mac: Option<Vec<u8>>,
}

/// What recognises a repeated declaration of the caller's.
pub(in crate::enrolment) async fn declaration_mac<M>(
    tx: &Tx<M>,
    id: ConflictDeclarationId,
) -> Result<Option<Vec<u8>>, DbError> {
    let mut conn = tx.conn()?;
    let row: Option<MacRow> = Prepared::<DeclarationMac>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(tx.context().staff)
        .get_result(&mut conn)
        .await
        .optional()?;
    Ok(row.and_then(|row| row.created_mac))
}

/// Where an assignment belongs; `None`: not there for this caller.
pub(in crate::enrolment) async fn find_assignment<M>(
    tx: &Tx<M>,
    id: AssignmentId,
) -> Result<Option<AssignmentPlace>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindAssignment>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> EnrolmentScope<'_, M> {
    /// Who works and worked in it.
    pub(in crate::enrolment) async fn team(&self) -> Result<Vec<TeamRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListTeam>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id);
        Ok(query.load(&mut conn).await?)
    }
}

impl EnrolmentScope<'_, Write> {
    /// Assigns a colleague.
    pub(in crate::enrolment) async fn assign(&self, new: NewAssignment) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<AddAssignment>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.person_id)
            .bind::<SqlUuid, _>(self.row.site_id)
            .bind::<SqlUuid, _>(self.row.programme_id)
            .bind::<SqlUuid, _>(new.staff)
            .bind::<Text, _>(new.role)
            .bind::<diesel::sql_types::Numeric, _>(new.weight)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Nullable<SqlUuid>, _>(new.over_cap_by)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("assign", "assignment", new.id.uuid(), Tier::C2));
        Ok(())
    }

    /// Ends an assignment: the worker's access ends with this transaction. `false` when it was changed meanwhile.
    pub(in crate::enrolment) async fn end_assignment(&self, id: AssignmentId, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let ended = Prepared::<EndAssignment>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("end", "assignment", id.uuid(), Tier::C2));
        Ok(ended == 1)
    }
}
