//! Rows of relationships, and the names that are sealed in them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place};
use zeroize::Zeroizing;

use super::model::{Bond, RelationshipId, RelationshipKind};
use super::scope::RelationshipScope;
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddRelationship, "sql/add.sql");
sql_file!(FindRelationship, "sql/find.sql");
sql_file!(ListRelationships, "sql/list.sql");
sql_file!(ChangeRelationship, "sql/change.sql");
sql_file!(VoidRelationship, "sql/void.sql");

/// What somebody is to a young person.
#[derive(Debug, QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "columns, each a fact of its own")]
pub(super) struct RelationshipRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: RelationshipId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) kind: RelationshipKind,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) other_person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<Binary>)]
    other_label_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    legal_guardian: bool,
    #[diesel(sql_type = Bool)]
    lives_with: bool,
    #[diesel(sql_type = Bool)]
    guardian_unsafe: bool,
    #[diesel(sql_type = Bool)]
    partner_unsafe: bool,
    #[diesel(sql_type = Date)]
    pub(super) valid_from: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    valid_to: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Bool)]
    pub(super) voided: bool,
}

impl RelationshipRow {
    /// What holds between the two.
    pub(super) fn bond(&self) -> Bond {
        Bond {
            legal_guardian: self.legal_guardian,
            lives_with: self.lives_with,
            guardian_unsafe: self.guardian_unsafe,
            partner_unsafe: self.partner_unsafe,
            valid_to: self.valid_to,
        }
    }
}

/// Who is meant.
pub(super) enum Other {
    /// Somebody with a record here, and her home site.
    Person(PersonId, SiteId),
    /// Somebody named.
    Name(Zeroizing<String>),
}

/// A relationship about to be written. A name is sealed before it leaves.
pub(super) struct NewRelationship {
    pub(super) id: RelationshipId,
    pub(super) kind: RelationshipKind,
    pub(super) other: Other,
    pub(super) bond: Bond,
    pub(super) valid_from: NaiveDate,
    pub(super) created_mac: [u8; 16],
}

/// A relationship, opened. Wiped when dropped.
pub(super) struct OpenRelationship {
    pub(super) row: RelationshipRow,
    pub(super) other_name: Option<Zeroizing<String>>,
}

fn place(org: OrgId, id: RelationshipId) -> Place {
    Place {
        table: "person_relationship",
        column: "other_label_enc",
        org: org.bytes(),
        row: id.bytes(),
    }
}

/// A relationship by its id, voided ones too; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: RelationshipId) -> Result<Option<RelationshipRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindRelationship>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// What others are to her, sealed; remembered.
pub(super) async fn list<M>(person: &PersonScope<'_, M>) -> Result<Vec<RelationshipRow>, DbError> {
    let tx = person.tx();
    let mut conn = tx.conn()?;
    let query = Prepared::<ListRelationships>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(person.id());
    let rows = query.load(&mut conn).await?;
    tx.audit(AuditEvent::on("open", "person_relationship", person.id().uuid(), Tier::C3).fields(&["other", "bond"]));
    Ok(rows)
}

/// Opens the name of the other, if there is one and her key is.
pub(super) fn open<M>(
    person: &PersonScope<'_, M>,
    keys: &Keys,
    row: RelationshipRow,
) -> Result<OpenRelationship, DbError> {
    let key: Option<PersonKey> = person.kept_key(keys)?;
    let sealed = row.other_label_enc.as_ref().filter(|sealed| !sealed.is_empty());
    let other_name = match (key, sealed) {
        (Some(key), Some(sealed)) => {
            let opened = key.open_text(&place(person.tx().context().org, row.id), sealed);
            Some(opened?)
        }
        _ => None,
    };
    Ok(OpenRelationship { row, other_name })
}

impl<M> RelationshipScope<'_, M> {
    /// Opens the one relationship; remembered.
    pub(super) fn open_name(self, keys: &Keys) -> Result<OpenRelationship, DbError> {
        let event = AuditEvent::on("open", "person_relationship", self.row.id.uuid(), Tier::C3);
        self.person.tx().audit(event.fields(&["other", "bond"]));
        open(&self.person, keys, self.row)
    }
}

/// Writes what somebody is to her.
pub(super) async fn add(person: &PersonScope<'_, Write>, keys: &Keys, new: NewRelationship) -> Result<(), DbError> {
    let tx = person.tx();
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let (other, site, name) = match new.other {
        Other::Person(other, site) => (Some(other), Some(site), None),
        Other::Name(name) => {
            let sealed = person.key(keys)?.seal(&place(org, new.id), name.as_str());
            let sealed = sealed?;
            (None, None, Some(sealed))
        }
    };
    Prepared::<AddRelationship>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(person.home_site())
        .bind::<Text, _>(new.kind)
        .bind::<Nullable<SqlUuid>, _>(other)
        .bind::<Nullable<SqlUuid>, _>(site)
        .bind::<Nullable<Binary>, _>(name)
        .bind::<Bool, _>(new.bond.legal_guardian)
        .bind::<Bool, _>(new.bond.lives_with)
        .bind::<Bool, _>(new.bond.guardian_unsafe)
        .bind::<Bool, _>(new.bond.partner_unsafe)
        .bind::<Date, _>(new.valid_from)
        .bind::<Nullable<Date>, _>(new.bond.valid_to)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, DateTime<Utc>>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "person_relationship", new.id.uuid(), Tier::C3));
    Ok(())
}

impl RelationshipScope<'_, Write> {
    /// Writes what holds now; `false` when it was changed meanwhile.
    pub(super) async fn change(&self, version: i32, bond: Bond) -> Result<bool, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let changed = Prepared::<ChangeRelationship>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Bool, _>(bond.legal_guardian)
            .bind::<Bool, _>(bond.lives_with)
            .bind::<Bool, _>(bond.guardian_unsafe)
            .bind::<Bool, _>(bond.partner_unsafe)
            .bind::<Nullable<Date>, _>(bond.valid_to)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("update", "person_relationship", self.row.id.uuid(), Tier::C3);
        tx.audit(event.fields(&["bond"]));
        Ok(changed == 1)
    }

    /// Voids it; `false` when it was changed meanwhile.
    pub(super) async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidRelationship>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("void", "person_relationship", self.row.id.uuid(), Tier::C3);
        tx.audit(event);
        Ok(voided == 1)
    }
}
