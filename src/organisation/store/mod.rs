//! Rows of the house: the organisation and its people here, sites, grants and ages of consent beside it.

mod grants;
mod policies;
mod sites;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryDsl, Queryable, QueryableByName, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

pub(super) use self::grants::{GrantRow, NewGrant};
pub use self::policies::effective_jurisdiction;
pub(super) use self::policies::{NewPolicy, PolicyRow};
pub(crate) use self::sites::site_place;
pub(super) use self::sites::{NewSite, SiteRow};
use super::model::FunderId;
use super::scope::HouseScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write, schema};
use crate::platform::ids::{OrgId, StaffId};
use crate::sql_file;

sql_file!(StaffPage, "../sql/staff_page.sql");

/// Most rows a list that is not paged shows: no organisation comes near it.
const MOST: i64 = 500;

#[derive(Queryable, Selectable)]
#[diesel(table_name = schema::organisation, check_for_backend(diesel::pg::Pg))]
pub(super) struct OrganisationRow {
    pub(super) org_id: OrgId,
    pub(super) name: String,
    pub(super) country: String,
    pub(super) row_version: i32,
}

#[derive(QueryableByName)]
pub(super) struct StaffRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: StaffId,
    #[diesel(sql_type = Text)]
    pub(super) display_name: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) funder_id: Option<FunderId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) email: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(super) disabled: Option<bool>,
}

impl<M> HouseScope<'_, M> {
    pub(super) async fn organisation(&self) -> Result<OrganisationRow, DbError> {
        use schema::organisation::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::organisation
            .find(self.tx.context().org)
            .select(OrganisationRow::as_select())
            .get_result(&mut conn)
            .await?)
    }

    /// One more than `limit`, after `after`; or the one asked for.
    pub(super) async fn staff(
        &self,
        one: Option<StaffId>,
        after: Option<StaffId>,
        limit: i64,
    ) -> Result<Vec<StaffRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let rows: Vec<StaffRow> = Prepared::<StaffPage>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Nullable<SqlUuid>, _>(one)
            .bind::<Nullable<SqlUuid>, _>(after)
            .bind::<BigInt, _>(limit + 1)
            .load(&mut conn)
            .await?;
        Ok(rows)
    }

    /// Remembers who was shown: for administrators the list holds e-mail addresses.
    pub(super) fn showed_staff(&self, staff: &[StaffRow]) {
        let ids = staff.iter().map(|row| row.id.uuid()).collect();
        self.tx.audit(AuditEvent::shown("staff_member", ids, Tier::C1));
    }
}

impl HouseScope<'_, Write> {
    /// Remembers that an action sent twice was answered from the row.
    pub(super) fn showed_again(&self, object_type: &'static str, id: uuid::Uuid) {
        self.tx.audit(AuditEvent::on("read", object_type, id, Tier::C1));
    }
}
