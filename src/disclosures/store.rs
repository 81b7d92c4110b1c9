//! Rows of the register.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use zeroize::Zeroizing;

use super::model::{Basis, Channel, DisclosureId, Purpose, Review, without_consent};
use super::scope::{DisclosureScope, ReviewScope};
use crate::consent::ConsentId;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::providers::{DataCategory, ProviderId, RecipientClass};
use crate::sql_file;

sql_file!(ListDisclosures, "sql/list_disclosures.sql");
sql_file!(ListToReview, "sql/list_to_review.sql");
sql_file!(FindDisclosure, "sql/find_disclosure.sql");
sql_file!(AddDisclosure, "sql/add_disclosure.sql");
sql_file!(ReviewDisclosure, "sql/review_disclosure.sql");

/// Something that left the house.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct DisclosureRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: DisclosureId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) recipient_class: RecipientClass,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) provider_id: Option<ProviderId>,
    #[diesel(sql_type = Nullable<Binary>)]
    recipient_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    pub(super) basis: Basis,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) consent_id: Option<ConsentId>,
    #[diesel(sql_type = Array<Text>)]
    pub(super) categories: Vec<DataCategory>,
    #[diesel(sql_type = Text)]
    pub(super) purpose: Purpose,
    #[diesel(sql_type = Text)]
    pub(super) channel: Channel,
    #[diesel(sql_type = Timestamptz)]
    pub(super) disclosed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) review: Option<Review>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) reviewed_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) reviewed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// What is told, to whom, on what basis.
pub(crate) struct Telling {
    pub(crate) id: DisclosureId,
    pub(crate) provider: Option<ProviderId>,
    /// Of a recipient that is not in the directory.
    pub(crate) class: Option<RecipientClass>,
    /// Its name, open here and sealed before it leaves.
    pub(crate) name: Option<Zeroizing<String>>,
    pub(crate) basis: Basis,
    pub(crate) categories: Vec<DataCategory>,
    pub(crate) purpose: Purpose,
    pub(crate) channel: Channel,
    pub(crate) at: DateTime<Utc>,
    pub(crate) created_mac: [u8; 16],
}

/// A disclosure about to be written, with what it rests on.
pub(super) struct NewDisclosure {
    pub(super) telling: Telling,
    pub(super) class: RecipientClass,
    pub(super) consent: Option<ConsentId>,
}

fn place(org: OrgId, id: DisclosureId) -> Place {
    Place {
        table: "disclosure",
        column: "recipient_enc",
        org: org.bytes(),
        row: id.bytes(),
    }
}

/// A disclosure by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: DisclosureId) -> Result<Option<DisclosureRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindDisclosure>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> DisclosureScope<'_, M> {
    /// What was told about her, the latest first, with the names of recipients as far as the caller may open them; remembered.
    pub(super) async fn list(&self, keys: &Keys) -> Result<Vec<(DisclosureRow, Option<Zeroizing<String>>)>, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let query = Prepared::<ListDisclosures>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.person.id());
        let rows: Vec<DisclosureRow> = query.load(&mut conn).await?;
        tx.audit(AuditEvent::shown(
            "disclosure",
            rows.iter().map(|row| row.id.uuid()).collect(),
            Tier::C3,
        ));
        let key = self.person.kept_key(keys)?;
        let opened = rows.into_iter().map(|row| -> Result<_, DbError> {
            let name = match (&key, row.recipient_enc.as_deref()) {
                (Some(key), Some(sealed)) => {
                    let opened = key.open_text(&place(tx.context().org, row.id), sealed);
                    Some(opened?)
                }
                _ => None,
            };
            Ok((row, name))
        });
        opened.collect()
    }
}

impl DisclosureScope<'_, Write> {
    /// Records it. Without consent it is an audit event of its own kind.
    pub(super) async fn add(&self, keys: &Keys, new: NewDisclosure) -> Result<(), DbError> {
        let tx = self.person.tx();
        let (mut conn, context) = (tx.conn()?, tx.context());
        let telling = new.telling;
        let name = telling
            .name
            .map(|name| {
                self.person
                    .key(keys)?
                    .seal(&place(context.org, telling.id), &name)
                    .map_err(DbError::from)
            })
            .transpose()?;
        Prepared::<AddDisclosure>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(telling.id)
            .bind::<SqlUuid, _>(self.person.id())
            .bind::<SqlUuid, _>(self.person.home_site())
            .bind::<Text, _>(new.class)
            .bind::<Nullable<SqlUuid>, _>(telling.provider)
            .bind::<Nullable<Binary>, _>(name)
            .bind::<Text, _>(telling.basis)
            .bind::<Nullable<SqlUuid>, _>(new.consent)
            .bind::<Array<Text>, _>(telling.categories)
            .bind::<Text, _>(telling.purpose)
            .bind::<Text, _>(telling.channel)
            .bind::<Timestamptz, _>(telling.at)
            .bind::<Binary, _>(telling.created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        let id = telling.id.uuid();
        tx.audit(if without_consent(telling.basis) {
            AuditEvent::on("override_consent", "disclosure", id, Tier::C3)
        } else {
            AuditEvent::on("disclose", "disclosure", id, Tier::C3)
        });
        Ok(())
    }
}

impl<M> ReviewScope<'_, M> {
    /// What waits, the oldest first; remembered.
    pub(super) async fn waiting(&self) -> Result<Vec<DisclosureRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListToReview>::new().bind::<SqlUuid, _>(self.tx.context().org);
        let rows: Vec<DisclosureRow> = query.load(&mut conn).await?;
        self.tx.audit(AuditEvent::shown(
            "disclosure",
            rows.iter().map(|row| row.id.uuid()).collect(),
            Tier::C3,
        ));
        Ok(rows)
    }

    /// Remembers that a review was asked for again and answered as before.
    pub(super) fn remember_repeat(&self, id: DisclosureId) {
        self.tx.audit(AuditEvent::on("read", "disclosure", id.uuid(), Tier::C3));
    }
}

impl ReviewScope<'_, Write> {
    /// The caller reviewed it; `false` when it was changed meanwhile.
    pub(super) async fn review(&self, id: DisclosureId, version: i32, outcome: Review) -> Result<bool, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let reviewed = Prepared::<ReviewDisclosure>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(outcome)
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("review_disclosure", "disclosure", id.uuid(), Tier::C3));
        Ok(reviewed == 1)
    }
}
