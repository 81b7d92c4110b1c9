//! Rows of people, their keys and their sealed identities.

mod instead;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place, WrappedKey};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::model::{IdentityTier, PersonId};
use super::scope::PersonScope;
use crate::access::{Action, Grants};
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

pub(super) use instead::kept_instead;

sql_file!(OpenPerson, "../sql/open_person.sql");
sql_file!(ListPeople, "../sql/list_people.sql");
sql_file!(ListNames, "../sql/list_names.sql");
sql_file!(AddPerson, "../sql/add_person.sql");
sql_file!(ReadIdentity, "../sql/read_identity.sql");
sql_file!(ChangePerson, "../sql/change_person.sql");
sql_file!(ChangeIdentity, "../sql/change_identity.sql");

/// What a decision about a person needs.
#[derive(Debug, QueryableByName)]
pub(super) struct OpenRow {
    #[diesel(embed)]
    pub(super) person: PersonRow,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) site_ids: Vec<Uuid>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) programme_ids: Vec<Uuid>,
    #[diesel(sql_type = Bool)]
    pub(super) assigned: bool,
    #[diesel(sql_type = Bool)]
    pub(super) took_in: bool,
}

impl std::ops::Deref for OpenRow {
    type Target = PersonRow;
    fn deref(&self) -> &PersonRow {
        &self.person
    }
}

/// A person's pseudonymous record.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) public_code: String,
    #[diesel(sql_type = SqlUuid)]
    pub(super) home_site_id: SiteId,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(super) birth_year: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(super) age_on_entry: Option<i32>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) is_minor_until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) gender_identity: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) gender_missing: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) language: String,
    #[diesel(sql_type = Text)]
    pub(super) identity_tier: IdentityTier,
    #[diesel(sql_type = Bool)]
    pub(super) erased: bool,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

#[derive(QueryableByName)]
struct NameRow {
    #[diesel(sql_type = SqlUuid)]
    person_id: PersonId,
    #[diesel(sql_type = Nullable<Binary>)]
    known_as_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    legal_name_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    wrapped: Vec<u8>,
}

#[derive(QueryableByName)]
struct IdentityRow {
    #[diesel(sql_type = Nullable<Binary>)]
    legal_name_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    known_as_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    birth_date_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    birth_date_quality: String,
    #[diesel(sql_type = Integer)]
    row_version: i32,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Integer)]
    rows: i32,
}

/// A person about to be written. Names and birth date are still open here, and sealed before they leave.
pub(super) struct NewPerson {
    pub(super) id: PersonId,
    pub(super) public_code: String,
    pub(super) home_site_id: SiteId,
    pub(super) birth_year: Option<i32>,
    pub(super) age_on_entry: Option<i32>,
    pub(super) is_minor_until: Option<NaiveDate>,
    pub(super) gender_identity: Option<&'static str>,
    pub(super) gender_missing: Option<&'static str>,
    pub(super) language: String,
    pub(super) identity_tier: &'static str,
    pub(super) created_mac: [u8; 16],
    pub(super) recorded_via: &'static str,
    pub(super) legal_name: Option<String>,
    pub(super) known_as: Option<String>,
    pub(super) birth_date: Option<NaiveDate>,
    pub(super) birth_date_quality: &'static str,
}

/// An opened identity. Wiped when dropped.
pub(super) struct Identity {
    /// Her key is not there although she was not erased: it was not restored.
    pub(super) key_missing: bool,
    pub(super) legal_name: Option<Zeroizing<String>>,
    pub(super) known_as: Option<Zeroizing<String>>,
    pub(super) birth_date: Option<Zeroizing<String>>,
    pub(super) birth_date_quality: String,
    pub(super) row_version: i32,
}

fn place(column: &'static str, org: OrgId, person: PersonId) -> Place {
    Place {
        table: "person_identity",
        column,
        org: org.bytes(),
        row: person.bytes(),
    }
}

/// Opens a person's data key.
pub(crate) fn person_key(keys: &Keys, org: OrgId, person: PersonId, wrapped: &[u8]) -> Result<PersonKey, DbError> {
    let wrapped = WrappedKey::from_stored(wrapped).map_err(|_damaged| DbError::Sealed("a person's key is damaged"))?;
    keys.kek_ring
        .unwrap(&wrapped, org.bytes(), person.bytes())
        .map_err(|_rejected| DbError::Sealed("a person's key was wrapped by another key file"))
}

/// Opens what somebody is called, for who may see that and nothing else: a roll shows aliases only (domain.md §2.8).
pub(crate) fn open_alias(
    keys: &Keys,
    org: OrgId,
    person: PersonId,
    wrapped: &[u8],
    known_as: Option<&[u8]>,
) -> Result<Option<Zeroizing<String>>, DbError> {
    open_known_as(&person_key(keys, org, person, wrapped)?, org, person, known_as)
}

/// Opens what somebody is called with her key.
pub(crate) fn open_known_as(
    key: &PersonKey,
    org: OrgId,
    person: PersonId,
    known_as: Option<&[u8]>,
) -> Result<Option<Zeroizing<String>>, DbError> {
    open(key, &place("known_as_enc", org, person), known_as)
}

/// Opens her name in the papers with her key.
pub(crate) fn open_legal_name(
    key: &PersonKey,
    org: OrgId,
    person: PersonId,
    legal_name: Option<&[u8]>,
) -> Result<Option<Zeroizing<String>>, DbError> {
    open(key, &place("legal_name_enc", org, person), legal_name)
}

fn seal(key: &PersonKey, at: &Place, text: Option<&str>) -> Result<Option<Vec<u8>>, DbError> {
    text.map(|text| key.seal(at, text).map_err(DbError::from)).transpose()
}

fn open(key: &PersonKey, at: &Place, sealed: Option<&[u8]>) -> Result<Option<Zeroizing<String>>, DbError> {
    sealed
        .map(|sealed| key.open_text(at, sealed).map_err(DbError::from))
        .transpose()
}

pub(super) async fn open_row<M>(tx: &Tx<M>, person: PersonId) -> Result<Option<OpenRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<OpenPerson>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(person)
        .bind::<SqlUuid, _>(context.staff);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of the people this caller may see, one row more than `limit` when there is a next page.
pub(super) async fn list<M>(
    tx: &Tx<M>,
    after: Option<PersonId>,
    site: Option<SiteId>,
    limit: i64,
) -> Result<Vec<PersonRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::SeePerson);
    let query = Prepared::<ListPeople>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<BigInt, _>(limit + 1)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes)
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<Nullable<SqlUuid>, _>(site);
    Ok(query.load(&mut conn).await?)
}

/// What the people of a page are called, as far as this caller may open it.
pub(super) async fn names<M>(
    tx: &Tx<M>,
    keys: &Keys,
    people: &[PersonId],
) -> Result<Vec<(PersonId, Zeroizing<String>)>, DbError> {
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let query = Prepared::<ListNames>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<Array<SqlUuid>, _>(people.to_vec());
    let rows: Vec<NameRow> = query.load(&mut conn).await?;
    let mut names = Vec::with_capacity(rows.len());
    for row in rows {
        let key = person_key(keys, org, row.person_id, &row.wrapped)?;
        let name = match open_known_as(&key, org, row.person_id, row.known_as_enc.as_deref())? {
            Some(name) => Some(name),
            None => open_legal_name(&key, org, row.person_id, row.legal_name_enc.as_deref())?,
        };
        names.extend(name.map(|name| (row.person_id, name)));
    }
    Ok(names)
}

/// Takes a person in. The caller has checked that she may do so at this site.
pub(super) async fn add(tx: &Tx<Write>, keys: &Keys, new: NewPerson) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let org = context.org;
    let (key, wrapped) = keys.kek_ring.new_person_key(org.bytes(), new.id.bytes())?;
    let birth_date = new.birth_date.map(|day| day.to_string());
    let sealed = |column, text: Option<&str>| seal(&key, &place(column, org, new.id), text);
    Prepared::<AddPerson>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<Text, _>(new.public_code)
        .bind::<SqlUuid, _>(new.home_site_id)
        .bind::<Nullable<Integer>, _>(new.birth_year)
        .bind::<Nullable<Integer>, _>(new.age_on_entry)
        .bind::<Nullable<Date>, _>(new.is_minor_until)
        .bind::<Nullable<Text>, _>(new.gender_identity)
        .bind::<Nullable<Text>, _>(new.gender_missing)
        .bind::<Text, _>(new.language)
        .bind::<Text, _>(new.identity_tier)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, DateTime<Utc>>(tx.now())
        .bind::<SqlUuid, StaffId>(context.staff)
        .bind::<Text, _>(new.recorded_via)
        .bind::<Binary, _>(wrapped.as_bytes().to_vec())
        .bind::<Nullable<Binary>, _>(sealed("legal_name_enc", new.legal_name.as_deref())?)
        .bind::<Nullable<Binary>, _>(sealed("known_as_enc", new.known_as.as_deref())?)
        .bind::<Nullable<Binary>, _>(sealed("birth_date_enc", birth_date.as_deref())?)
        .bind::<Text, _>(new.birth_date_quality)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "person", new.id.uuid(), Tier::C3));
    Ok(())
}

impl<M> PersonScope<'_, M> {
    /// The pseudonymous record.
    pub(super) fn record(&self) -> PersonRow {
        self.row.person.clone()
    }

    /// What recognises a repeated creation.
    pub(super) fn created_mac(&self) -> Option<&[u8]> {
        self.row.created_mac.as_deref()
    }

    /// Opens her data key.
    pub(crate) fn key(&self, keys: &Keys) -> Result<PersonKey, DbError> {
        let wrapped = self
            .wrapped_key()
            .ok_or(DbError::Sealed("this person's key was destroyed"))?;
        person_key(keys, self.tx.context().org, self.row.id, wrapped)
    }

    /// Her data key, if the caller may open it and it was not destroyed.
    pub(crate) fn kept_key(&self, keys: &Keys) -> Result<Option<PersonKey>, DbError> {
        self.wrapped_key().map(|_wrapped| self.key(keys)).transpose()
    }

    /// Opens name and birth date; remembered.
    pub(super) async fn identity(&self, keys: &Keys) -> Result<Identity, DbError> {
        let (mut conn, org, id) = (self.tx.conn()?, self.tx.context().org, self.row.id);
        let row: IdentityRow = Prepared::<ReadIdentity>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(id)
            .get_result(&mut conn)
            .await?;
        let key = self.wrapped_key().map(|_wrapped| self.key(keys)).transpose()?;
        let opened = |column, sealed: Option<&[u8]>| match &key {
            Some(key) => open(key, &place(column, org, id), sealed),
            None => Ok(None),
        };
        self.tx
            .audit(AuditEvent::on("open", "person_identity", id.uuid(), Tier::C3).fields(&[
                "legal_name",
                "known_as",
                "birth_date",
            ]));
        Ok(Identity {
            key_missing: key.is_none() && !self.row.erased,
            legal_name: opened("legal_name_enc", row.legal_name_enc.as_deref())?,
            known_as: opened("known_as_enc", row.known_as_enc.as_deref())?,
            birth_date: opened("birth_date_enc", row.birth_date_enc.as_deref())?,
            birth_date_quality: row.birth_date_quality,
            row_version: row.row_version,
        })
    }
}

impl PersonScope<'_, Write> {
    /// Corrects the record; `false` when it was changed meanwhile.
    pub(super) async fn change(
        &self,
        version: i32,
        language: Option<String>,
        gender: (Option<&'static str>, Option<&'static str>),
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let changed = Prepared::<ChangePerson>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Nullable<Text>, _>(language)
            .bind::<Nullable<Text>, _>(gender.0)
            .bind::<Nullable<Text>, _>(gender.1)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("update", "person", self.row.id.uuid(), Tier::C2).fields(&["language", "gender"]));
        Ok(changed == 1)
    }

    /// Replaces her names; `false` when they were changed meanwhile.
    pub(super) async fn change_names(
        &self,
        keys: &Keys,
        version: i32,
        legal_name: Option<&str>,
        known_as: Option<&str>,
    ) -> Result<bool, DbError> {
        let (mut conn, org, id) = (self.tx.conn()?, self.tx.context().org, self.row.id);
        let key = self.key(keys)?;
        let tier = super::model::identity_tier(legal_name.is_some(), known_as.is_some());
        let changed: CountRow = Prepared::<ChangeIdentity>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Nullable<Binary>, _>(seal(&key, &place("legal_name_enc", org, id), legal_name)?)
            .bind::<Nullable<Binary>, _>(seal(&key, &place("known_as_enc", org, id), known_as)?)
            .bind::<Text, _>(tier)
            .get_result(&mut conn)
            .await?;
        self.tx.audit(
            AuditEvent::on("update", "person_identity", id.uuid(), Tier::C3).fields(&["legal_name", "known_as"]),
        );
        Ok(changed.rows == 1)
    }
}
