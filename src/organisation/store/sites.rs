//! Site rows.

use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, Queryable, QueryableByName, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use super::super::model::{Jurisdiction, PlaceName, Region, SiteId, SitePlace, TimeZone};
use super::super::scope::HouseScope;
use super::MOST;
use crate::access::Denied;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write, schema};
use crate::sql_file;

sql_file!(SiteHasSessions, "../sql/site_has_sessions.sql");

#[derive(Queryable, Selectable)]
#[diesel(table_name = schema::site, check_for_backend(diesel::pg::Pg))]
pub(in crate::organisation) struct SiteRow {
    pub(in crate::organisation) id: SiteId,
    pub(in crate::organisation) name: String,
    pub(in crate::organisation) time_zone: String,
    pub(in crate::organisation) jurisdiction: String,
    pub(in crate::organisation) region: Option<String>,
    pub(in crate::organisation) created_mac: Option<Vec<u8>>,
    pub(in crate::organisation) row_version: i32,
}

/// A site about to be written.
pub(in crate::organisation) struct NewSite {
    pub(in crate::organisation) id: SiteId,
    pub(in crate::organisation) name: PlaceName,
    pub(in crate::organisation) time_zone: TimeZone,
    pub(in crate::organisation) jurisdiction: Jurisdiction,
    pub(in crate::organisation) region: Option<Region>,
    pub(in crate::organisation) mac: [u8; 16],
}

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Where a site lies, for other features. Not found: voided, or in another organisation.
pub(crate) async fn site_place<M>(tx: &Tx<M>, site: SiteId) -> Result<SitePlace, Denied> {
    let row = find_site(tx, site).await?.ok_or(Denied::NotFound)?;
    let odd = |_reason| DbError::Unexpected("a site has a time zone, jurisdiction or region no site can have".into());
    Ok(SitePlace {
        time_zone: TimeZone::try_from(row.time_zone).map_err(odd)?.tz(),
        jurisdiction: Jurisdiction::try_from(row.jurisdiction).map_err(odd)?,
        region: row.region.map(Region::try_from).transpose().map_err(odd)?,
    })
}

async fn find_site<M>(tx: &Tx<M>, site: SiteId) -> Result<Option<SiteRow>, DbError> {
    use schema::site::dsl;
    let mut conn = tx.conn()?;
    Ok(dsl::site
        .find((tx.context().org, site))
        .filter(dsl::voided_at.is_null())
        .select(SiteRow::as_select())
        .get_result(&mut conn)
        .await
        .optional()?)
}

impl<M> HouseScope<'_, M> {
    pub(in crate::organisation) async fn sites(&self) -> Result<Vec<SiteRow>, DbError> {
        use schema::site::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::site
            .filter(dsl::org_id.eq(self.tx.context().org))
            .filter(dsl::voided_at.is_null())
            .order((dsl::name, dsl::id))
            .limit(MOST)
            .select(SiteRow::as_select())
            .load(&mut conn)
            .await?)
    }

    pub(in crate::organisation) async fn site(&self, site: SiteId) -> Result<Option<SiteRow>, DbError> {
        find_site(self.tx, site).await
    }
}

impl HouseScope<'_, Write> {
    pub(in crate::organisation) async fn add_site(&self, new: NewSite) -> Result<SiteRow, DbError> {
        use schema::site::dsl;
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let row = diesel::insert_into(dsl::site)
            .values((
                dsl::org_id.eq(context.org),
                dsl::id.eq(new.id),
                dsl::name.eq(new.name.as_str()),
                dsl::time_zone.eq(new.time_zone.as_str()),
                dsl::jurisdiction.eq(new.jurisdiction.as_str()),
                dsl::region.eq(new.region.as_ref().map(Region::as_str)),
                dsl::created_mac.eq(new.mac.as_slice()),
                dsl::recorded_at.eq(self.tx.now()),
                dsl::recorded_by.eq(context.staff),
            ))
            .returning(SiteRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("create", "site", new.id.uuid(), Tier::C1));
        Ok(row)
    }

    /// The site, locked against other changes and against new sessions until the transaction ends.
    pub(in crate::organisation) async fn lock_site(&self, site: SiteId) -> Result<SiteRow, Denied> {
        use schema::site::dsl;
        let mut conn = self.tx.conn()?;
        dsl::site
            .find((self.tx.context().org, site))
            .filter(dsl::voided_at.is_null())
            .select(SiteRow::as_select())
            .for_update()
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?
            .ok_or(Denied::NotFound)
    }

    pub(in crate::organisation) async fn site_has_sessions(&self, site: SiteId) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: HeldRow = Prepared::<SiteHasSessions>::new()
            .bind::<SqlUuid, _>(site)
            .get_result(&mut conn)
            .await?;
        Ok(row.held)
    }

    /// Writes a locked site back. `fields` names each one that changed.
    pub(in crate::organisation) async fn change_site(
        &self,
        changed: SiteRow,
        fields: Vec<&'static [&'static str]>,
    ) -> Result<SiteRow, DbError> {
        use schema::site::dsl;
        let mut conn = self.tx.conn()?;
        let row = diesel::update(dsl::site.find((self.tx.context().org, changed.id)))
            .set((
                dsl::name.eq(changed.name),
                dsl::time_zone.eq(changed.time_zone),
                dsl::jurisdiction.eq(changed.jurisdiction),
                dsl::region.eq(changed.region),
                dsl::row_version.eq(dsl::row_version + 1),
            ))
            .returning(SiteRow::as_select())
            .get_result(&mut conn)
            .await?;
        for field in fields {
            self.tx
                .audit(AuditEvent::on("update", "site", changed.id.uuid(), Tier::C1).fields(field));
        }
        Ok(row)
    }
}
