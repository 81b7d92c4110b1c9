//! Ages of consent.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::super::model::{Ages, Jurisdiction, JurisdictionPolicyId, JurisdictionRule, SiteId, in_force};
use super::super::scope::HouseScope;
use super::{MOST, site_place};
use crate::access::Denied;
use crate::platform::db::{AuditEvent, DbError, Tier, Tx, Write, schema};
use crate::platform::ids::StaffId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = schema::jurisdiction_policy, check_for_backend(diesel::pg::Pg))]
pub(in crate::organisation) struct PolicyRow {
    pub(in crate::organisation) id: JurisdictionPolicyId,
    pub(in crate::organisation) jurisdiction: String,
    pub(in crate::organisation) age_majority: i32,
    pub(in crate::organisation) age_service_consent: i32,
    pub(in crate::organisation) age_data_consent: i32,
    pub(in crate::organisation) reconsent_days: i32,
    pub(in crate::organisation) valid_from: NaiveDate,
    pub(in crate::organisation) confirmed_by: Option<StaffId>,
    pub(in crate::organisation) confirmed_at: Option<DateTime<Utc>>,
    pub(in crate::organisation) recorded_by: Option<StaffId>,
    pub(in crate::organisation) created_mac: Option<Vec<u8>>,
    pub(in crate::organisation) row_version: i32,
}

impl PolicyRow {
    fn rule(&self) -> JurisdictionRule {
        JurisdictionRule {
            id: self.id,
            ages: Ages {
                majority: self.age_majority,
                service_consent: self.age_service_consent,
                data_consent: self.age_data_consent,
            },
            reconsent_days: self.reconsent_days,
            valid_from: self.valid_from,
            confirmed: self.confirmed_by.zip(self.confirmed_at),
        }
    }
}

/// A policy about to be written.
pub(in crate::organisation) struct NewPolicy {
    pub(in crate::organisation) id: JurisdictionPolicyId,
    pub(in crate::organisation) jurisdiction: Jurisdiction,
    pub(in crate::organisation) ages: Ages,
    pub(in crate::organisation) reconsent_days: i32,
    pub(in crate::organisation) valid_from: NaiveDate,
    pub(in crate::organisation) mac: [u8; 16],
}

/// The ages in force at a site on a day; `None` when nobody has entered and confirmed any for its jurisdiction.
pub async fn effective_jurisdiction<M>(
    tx: &Tx<M>,
    site: SiteId,
    day: NaiveDate,
) -> Result<Option<JurisdictionRule>, Denied> {
    use schema::jurisdiction_policy::dsl;
    let place = site_place(tx, site).await?;
    let mut conn = tx.conn()?;
    let rows: Vec<PolicyRow> = dsl::jurisdiction_policy
        .filter(dsl::org_id.eq(tx.context().org))
        .filter(dsl::jurisdiction.eq(place.jurisdiction.as_str()))
        .filter(dsl::valid_from.le(day))
        .filter(dsl::voided_at.is_null())
        .select(PolicyRow::as_select())
        .load(&mut conn)
        .await
        .map_err(DbError::from)?;
    Ok(in_force(rows.iter().map(PolicyRow::rule), day))
}

impl<M> HouseScope<'_, M> {
    pub(in crate::organisation) async fn policies(&self) -> Result<Vec<PolicyRow>, DbError> {
        use schema::jurisdiction_policy::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::jurisdiction_policy
            .filter(dsl::org_id.eq(self.tx.context().org))
            .filter(dsl::voided_at.is_null())
            .order((dsl::jurisdiction, dsl::valid_from.desc()))
            .limit(MOST)
            .select(PolicyRow::as_select())
            .load(&mut conn)
            .await?)
    }

    pub(in crate::organisation) async fn policy(
        &self,
        policy: JurisdictionPolicyId,
    ) -> Result<Option<PolicyRow>, DbError> {
        use schema::jurisdiction_policy::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::jurisdiction_policy
            .find((self.tx.context().org, policy))
            .filter(dsl::voided_at.is_null())
            .select(PolicyRow::as_select())
            .get_result(&mut conn)
            .await
            .optional()?)
    }
}

impl HouseScope<'_, Write> {
    pub(in crate::organisation) async fn add_policy(&self, new: NewPolicy) -> Result<PolicyRow, DbError> {
        use schema::jurisdiction_policy::dsl;
        let mut conn = self.tx.conn()?;
        let row = diesel::insert_into(dsl::jurisdiction_policy)
            .values((
                dsl::org_id.eq(self.tx.context().org),
                dsl::id.eq(new.id),
                dsl::jurisdiction.eq(new.jurisdiction.as_str()),
                dsl::age_majority.eq(new.ages.majority),
                dsl::age_service_consent.eq(new.ages.service_consent),
                dsl::age_data_consent.eq(new.ages.data_consent),
                dsl::reconsent_days.eq(new.reconsent_days),
                dsl::valid_from.eq(new.valid_from),
                dsl::created_mac.eq(new.mac.as_slice()),
                dsl::recorded_at.eq(self.tx.now()),
                dsl::recorded_by.eq(self.tx.context().staff),
            ))
            .returning(PolicyRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "jurisdiction_policy", new.id.uuid(), Tier::C1));
        Ok(row)
    }

    /// The policy, locked until the transaction ends.
    pub(in crate::organisation) async fn lock_policy(&self, policy: JurisdictionPolicyId) -> Result<PolicyRow, Denied> {
        use schema::jurisdiction_policy::dsl;
        let mut conn = self.tx.conn()?;
        dsl::jurisdiction_policy
            .find((self.tx.context().org, policy))
            .filter(dsl::voided_at.is_null())
            .select(PolicyRow::as_select())
            .for_update()
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?
            .ok_or(Denied::NotFound)
    }

    /// The caller vouches for the policy.
    pub(in crate::organisation) async fn confirm_policy(
        &self,
        policy: JurisdictionPolicyId,
    ) -> Result<PolicyRow, DbError> {
        use schema::jurisdiction_policy::dsl;
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let row = diesel::update(dsl::jurisdiction_policy.find((context.org, policy)))
            .set((
                dsl::confirmed_by.eq(context.staff),
                dsl::confirmed_at.eq(self.tx.now()),
                dsl::row_version.eq(dsl::row_version + 1),
            ))
            .returning(PolicyRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on(
            "confirm",
            "jurisdiction_policy",
            policy.uuid(),
            Tier::C1,
        ));
        Ok(row)
    }
}
