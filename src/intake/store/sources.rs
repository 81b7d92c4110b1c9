//! Rows of who asked, with the sealed names of referrers, and of the steps that were taken.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use zeroize::Zeroizing;

use crate::intake::model::{
    EndReason, Mandate, ReferralAgreement, ReferralId, ReferralSource, ReferralSourceId, ReferralState, ReferralStep,
    Urgency,
};
use crate::intake::scope::ReferralScope;
use crate::organisation::SiteId;
use crate::people::{PersonScope, person_key};
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddSource, "../sql/add_source.sql");
sql_file!(FindSource, "../sql/find_source.sql");
sql_file!(ListSources, "../sql/list_sources.sql");
sql_file!(ListReferrers, "../sql/list_referrers.sql");
sql_file!(ListEvents, "../sql/list_events.sql");

/// Somebody who asked, about to be written. The name is still open here, and sealed before it leaves.
pub(in crate::intake) struct NewSource {
    pub(in crate::intake) id: ReferralSourceId,
    pub(in crate::intake) site: SiteId,
    pub(in crate::intake) source: ReferralSource,
    pub(in crate::intake) organisation: Option<String>,
    pub(in crate::intake) referrer_name: Option<Zeroizing<String>>,
    pub(in crate::intake) mandate: Mandate,
    pub(in crate::intake) urgency: Urgency,
    pub(in crate::intake) agreed: ReferralAgreement,
    pub(in crate::intake) received_at: DateTime<Utc>,
    pub(in crate::intake) created_mac: [u8; 16],
}

/// Somebody who asked, without a name.
#[derive(Debug, QueryableByName)]
pub(in crate::intake) struct SourceRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) id: ReferralSourceId,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) source: ReferralSource,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::intake) organisation: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(in crate::intake) named: bool,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) mandate: Mandate,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) urgency: Urgency,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) agreed: ReferralAgreement,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake) received_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) recorded_by: StaffId,
}

/// A step that was taken.
#[derive(Debug, QueryableByName)]
pub(in crate::intake) struct EventRow {
    #[diesel(sql_type = Text)]
    pub(in crate::intake) step: ReferralStep,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) to_state: ReferralState,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake) occurred_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) recorded_by: StaffId,
}

impl EventRow {
    pub(in crate::intake) fn reason(&self) -> Option<EndReason> {
        self.reason.as_deref().and_then(Code::parse)
    }
}

#[derive(QueryableByName)]
struct ReferrerRow {
    #[diesel(sql_type = SqlUuid)]
    id: ReferralSourceId,
    #[diesel(sql_type = Nullable<Binary>)]
    referrer_name_enc: Option<Vec<u8>>,
}

/// Who asked, by name. Wiped when dropped.
pub(in crate::intake) struct Referrer {
    pub(in crate::intake) id: ReferralSourceId,
    /// `None`: nobody was named, or it was erased, or the key that opens it was not restored.
    pub(in crate::intake) name: Option<Zeroizing<String>>,
}

/// What recognises a call that was sent before, and which referral it is part of.
#[derive(QueryableByName)]
pub(in crate::intake) struct KnownSource {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) referral_id: ReferralId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake) created_mac: Option<Vec<u8>>,
}

fn place(org: OrgId, source: ReferralSourceId) -> Place {
    Place {
        table: "referral_source",
        column: "referrer_name_enc",
        org: org.bytes(),
        row: source.bytes(),
    }
}

/// May the caller seal something for this person?
pub(in crate::intake) fn may_seal<M>(person: &PersonScope<'_, M>) -> bool {
    person.wrapped_key().is_some()
}

/// The sealed name of who asked, if one was told.
pub(super) fn seal_name(
    person: &PersonScope<'_, Write>,
    keys: &Keys,
    source: &NewSource,
) -> Result<Option<Vec<u8>>, DbError> {
    let Some(name) = &source.referrer_name else {
        return Ok(None);
    };
    let sealed = person
        .key(keys)?
        .seal(&place(person.tx().context().org, source.id), name.as_str());
    sealed.map(Some).map_err(DbError::from)
}

/// Adds who asked to a referral that is there, whether the caller sees it or not.
pub(in crate::intake) async fn add_source(
    person: &PersonScope<'_, Write>,
    keys: &Keys,
    referral: ReferralId,
    new: NewSource,
) -> Result<(), DbError> {
    let tx = person.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    let name = seal_name(person, keys, &new)?;
    Prepared::<AddSource>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(referral)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(new.site)
        .bind::<Text, _>(new.source)
        .bind::<Nullable<Text>, _>(new.organisation)
        .bind::<Nullable<Binary>, _>(name)
        .bind::<Text, _>(new.mandate)
        .bind::<Text, _>(new.urgency)
        .bind::<Text, _>(new.agreed)
        .bind::<Timestamptz, _>(new.received_at)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("receive", "referral_source", new.id.uuid(), Tier::C3));
    Ok(())
}

/// A call by its id; `None`: not there for this caller.
pub(in crate::intake) async fn find_source<M>(
    tx: &Tx<M>,
    id: ReferralSourceId,
) -> Result<Option<KnownSource>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindSource>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> ReferralScope<'_, M> {
    /// Who asked, as far as the caller may know.
    pub(in crate::intake) async fn sources(&self) -> Result<Vec<SourceRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListSources>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id());
        Ok(query.load(&mut conn).await?)
    }

    /// What was done about it.
    pub(in crate::intake) async fn events(&self) -> Result<Vec<EventRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListEvents>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id());
        Ok(query.load(&mut conn).await?)
    }

    /// Opens the names of who asked; remembered.
    pub(in crate::intake) async fn referrers(&self, keys: &Keys) -> Result<Vec<Referrer>, DbError> {
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let rows: Vec<ReferrerRow> = Prepared::<ListReferrers>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.id())
            .load(&mut conn)
            .await?;
        let wrapped = self.row.wrapped.as_deref();
        let key = wrapped.map(|wrapped| person_key(keys, org, self.row.referral.person_id, wrapped));
        let key = key.transpose()?;
        let mut referrers = Vec::with_capacity(rows.len());
        for row in rows {
            let name = match (&key, row.referrer_name_enc) {
                (Some(key), Some(sealed)) => Some(key.open_text(&place(org, row.id), &sealed)?),
                _ => None,
            };
            referrers.push(Referrer { id: row.id, name });
        }
        let event = AuditEvent::on("open", "referral_in", self.id().uuid(), Tier::C3);
        self.tx.audit(event.fields(&["referrer_name"]));
        Ok(referrers)
    }
}
