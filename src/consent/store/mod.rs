//! Consent rows; of what consent rests on in the files beside this one.

pub(super) mod capacity;
pub(super) mod guardian;
pub(super) mod texts;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Binary, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{
    BestInterestsReason, CapacityId, ConsentGiver, ConsentId, ConsentKind, ConsentMethod, ConsentStatus, ConsentTextId,
    LegalBasis, Witness,
};
use super::scope::ConsentScope;
use crate::people::PersonId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::providers::{DataCategory, ProviderId, RecipientClass};
use crate::sql_file;

sql_file!(ListConsents, "../sql/list_consents.sql");
sql_file!(AddConsent, "../sql/add_consent.sql");

#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ConsentRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: ConsentId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) kind: ConsentKind,
    #[diesel(sql_type = Text)]
    pub(super) status: ConsentStatus,
    #[diesel(sql_type = Text)]
    pub(super) giver: ConsentGiver,
    #[diesel(sql_type = Text)]
    pub(super) legal_basis: LegalBasis,
    #[diesel(sql_type = Text)]
    pub(super) text_version: String,
    #[diesel(sql_type = Text)]
    pub(super) language: String,
    #[diesel(sql_type = Text)]
    pub(super) method: ConsentMethod,
    #[diesel(sql_type = Bool)]
    pub(super) limits_explained: bool,
    #[diesel(sql_type = Timestamptz)]
    pub(super) occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) expires_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) text_id: Option<ConsentTextId>,
    #[diesel(sql_type = Bool)]
    pub(super) read_aloud: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) witness: Option<Witness>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) witness_staff_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) capacity_id: Option<CapacityId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) best_interests_reason: Option<BestInterestsReason>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) provider_id: Option<ProviderId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) recipient_class: Option<RecipientClass>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub(super) categories: Option<Vec<DataCategory>>,
}

/// A decision about to be written.
pub(super) struct NewConsent {
    pub(super) id: ConsentId,
    pub(super) kind: ConsentKind,
    pub(super) status: ConsentStatus,
    pub(super) giver: ConsentGiver,
    pub(super) legal_basis: LegalBasis,
    pub(super) text_version: String,
    pub(super) language: String,
    pub(super) method: ConsentMethod,
    pub(super) limits_explained: bool,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) created_mac: [u8; 16],
    pub(super) recorded_via: &'static str,
    pub(super) text_id: Option<ConsentTextId>,
    pub(super) read_aloud: bool,
    pub(super) witness: Option<Witness>,
    pub(super) witness_staff_id: Option<StaffId>,
    pub(super) capacity_id: Option<CapacityId>,
    pub(super) best_interests_reason: Option<BestInterestsReason>,
    pub(super) provider_id: Option<ProviderId>,
    pub(super) recipient_class: Option<RecipientClass>,
    pub(super) categories: Option<Vec<DataCategory>>,
}

pub(super) async fn list<M>(tx: &Tx<M>, person: PersonId) -> Result<Vec<ConsentRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListConsents>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(person);
    Ok(query.load(&mut conn).await?)
}

impl<M> ConsentScope<'_, M> {
    /// Every decision, in the order they were taken.
    pub(super) async fn list(&self) -> Result<Vec<ConsentRow>, DbError> {
        list(self.person.tx(), self.person.id()).await
    }
}

impl ConsentScope<'_, Write> {
    /// Records one decision.
    pub(super) async fn add(&self, new: NewConsent) -> Result<(), DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        Prepared::<AddConsent>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.person.id())
            .bind::<SqlUuid, _>(self.person.home_site())
            .bind::<Text, _>(new.kind)
            .bind::<Text, _>(new.status)
            .bind::<Text, _>(new.giver)
            .bind::<Text, _>(new.legal_basis)
            .bind::<Text, _>(new.text_version)
            .bind::<Text, _>(new.language)
            .bind::<Text, _>(new.method)
            .bind::<Bool, _>(new.limits_explained)
            .bind::<Timestamptz, _>(new.occurred_at)
            .bind::<Nullable<Date>, _>(new.expires_on)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Text, _>(new.recorded_via)
            .bind::<Nullable<SqlUuid>, _>(new.text_id)
            .bind::<Bool, _>(new.read_aloud)
            .bind::<Nullable<Text>, _>(new.witness.map(Code::as_str))
            .bind::<Nullable<SqlUuid>, _>(new.witness_staff_id)
            .bind::<Nullable<SqlUuid>, _>(new.capacity_id)
            .bind::<Nullable<Text>, _>(new.best_interests_reason.map(Code::as_str))
            .bind::<Nullable<SqlUuid>, _>(new.provider_id)
            .bind::<Nullable<Text>, _>(new.recipient_class.map(Code::as_str))
            .bind::<Nullable<Array<Text>>, _>(new.categories)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("consent", "consent", new.id.uuid(), Tier::C2));
        Ok(())
    }
}
