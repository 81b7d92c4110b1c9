//! Role grants.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::super::model::{GrantId, SiteId, StaffRole};
use super::super::scope::HouseScope;
use crate::access::Denied;
use crate::platform::db::{AuditEvent, DbError, Tier, Write, schema};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = schema::role_grant, check_for_backend(diesel::pg::Pg))]
pub(in crate::organisation) struct GrantRow {
    pub(in crate::organisation) id: GrantId,
    pub(in crate::organisation) staff_id: StaffId,
    pub(in crate::organisation) role: StaffRole,
    pub(in crate::organisation) site_id: Option<SiteId>,
    pub(in crate::organisation) programme_id: Option<ProgrammeId>,
    pub(in crate::organisation) granted_at: DateTime<Utc>,
    pub(in crate::organisation) ended_at: Option<DateTime<Utc>>,
    pub(in crate::organisation) created_mac: Option<Vec<u8>>,
    pub(in crate::organisation) row_version: i32,
}

/// A grant about to be written.
pub(in crate::organisation) struct NewGrant {
    pub(in crate::organisation) id: GrantId,
    pub(in crate::organisation) staff: StaffId,
    pub(in crate::organisation) role: StaffRole,
    pub(in crate::organisation) site: Option<SiteId>,
    pub(in crate::organisation) programme: Option<ProgrammeId>,
    pub(in crate::organisation) mac: [u8; 16],
}

impl<M> HouseScope<'_, M> {
    /// Live grants of these people, oldest first.
    pub(in crate::organisation) async fn grants_of(&self, staff: Vec<StaffId>) -> Result<Vec<GrantRow>, DbError> {
        use schema::role_grant::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::role_grant
            .filter(dsl::org_id.eq(self.tx.context().org))
            .filter(dsl::staff_id.eq_any(staff))
            .filter(dsl::ended_at.is_null())
            .filter(dsl::voided_at.is_null())
            .order((dsl::granted_at, dsl::id))
            .select(GrantRow::as_select())
            .load(&mut conn)
            .await?)
    }

    /// A grant, ended or not.
    pub(in crate::organisation) async fn grant(&self, grant: GrantId) -> Result<Option<GrantRow>, DbError> {
        use schema::role_grant::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::role_grant
            .find((self.tx.context().org, grant))
            .filter(dsl::voided_at.is_null())
            .select(GrantRow::as_select())
            .get_result(&mut conn)
            .await
            .optional()?)
    }
}

impl HouseScope<'_, Write> {
    pub(in crate::organisation) async fn add_grant(&self, new: NewGrant) -> Result<GrantRow, DbError> {
        use schema::role_grant::dsl;
        let (mut conn, now) = (self.tx.conn()?, self.tx.now());
        let row = diesel::insert_into(dsl::role_grant)
            .values((
                dsl::org_id.eq(self.tx.context().org),
                dsl::id.eq(new.id),
                dsl::staff_id.eq(new.staff),
                dsl::role.eq(new.role.as_str()),
                dsl::site_id.eq(new.site),
                dsl::programme_id.eq(new.programme),
                dsl::granted_at.eq(now),
                dsl::created_mac.eq(new.mac.as_slice()),
                dsl::recorded_at.eq(now),
                dsl::recorded_by.eq(self.tx.context().staff),
            ))
            .returning(GrantRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("grant", "role_grant", new.id.uuid(), Tier::C1));
        Ok(row)
    }

    /// The grant, locked until the transaction ends.
    pub(in crate::organisation) async fn lock_grant(&self, grant: GrantId) -> Result<GrantRow, Denied> {
        use schema::role_grant::dsl;
        let mut conn = self.tx.conn()?;
        dsl::role_grant
            .find((self.tx.context().org, grant))
            .filter(dsl::voided_at.is_null())
            .select(GrantRow::as_select())
            .for_update()
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?
            .ok_or(Denied::NotFound)
    }

    pub(in crate::organisation) async fn end_grant(&self, grant: GrantId) -> Result<GrantRow, DbError> {
        use schema::role_grant::dsl;
        let mut conn = self.tx.conn()?;
        let row = diesel::update(dsl::role_grant.find((self.tx.context().org, grant)))
            .set((
                dsl::ended_at.eq(self.tx.now()),
                dsl::row_version.eq(dsl::row_version + 1),
            ))
            .returning(GrantRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("end", "role_grant", grant.uuid(), Tier::C1));
        Ok(row)
    }
}
