//! Rows of ways to reach somebody, and what is sealed in them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::PersonKey;
use zeroize::Zeroizing;

use super::{number_index, of_contact, open, seal};
use crate::contacts::model::{ContactKind, ContactMethodId, Number};
use crate::contacts::scope::ContactScope;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddContact, "../sql/add_contact.sql");
sql_file!(FindContact, "../sql/find_contact.sql");
sql_file!(ListContacts, "../sql/list_contacts.sql");
sql_file!(ChangeContact, "../sql/change_contact.sql");
sql_file!(VoidContact, "../sql/void_contact.sql");

/// A way to reach somebody, sealed.
#[derive(Debug, QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "columns, each a question of its own")]
pub(in crate::contacts) struct ContactRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::contacts) id: ContactMethodId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::contacts) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(in crate::contacts) kind: ContactKind,
    #[diesel(sql_type = Binary)]
    value_enc: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub(in crate::contacts) safe_to_call: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::contacts) safe_to_text: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::contacts) safe_to_leave_message: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    only_when_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    who_may_answer_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Date)]
    pub(in crate::contacts) valid_from: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::contacts) valid_to: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::contacts) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::contacts) row_version: i32,
    #[diesel(sql_type = Bool)]
    pub(in crate::contacts) voided: bool,
}

/// What is safe.
pub(in crate::contacts) struct Safety {
    pub(in crate::contacts) call: bool,
    pub(in crate::contacts) text: bool,
    pub(in crate::contacts) leave_message: bool,
    pub(in crate::contacts) only_when: Option<Zeroizing<String>>,
    pub(in crate::contacts) who_may_answer: Option<Zeroizing<String>>,
    pub(in crate::contacts) valid_to: Option<NaiveDate>,
}

/// A contact about to be written. Sealed before it leaves.
pub(in crate::contacts) struct NewContact {
    pub(in crate::contacts) id: ContactMethodId,
    pub(in crate::contacts) kind: ContactKind,
    pub(in crate::contacts) value: Zeroizing<String>,
    pub(in crate::contacts) number: Option<Number>,
    pub(in crate::contacts) safety: Safety,
    pub(in crate::contacts) valid_from: NaiveDate,
    pub(in crate::contacts) created_mac: [u8; 16],
}

/// A contact, opened. Wiped when dropped.
pub(in crate::contacts) struct OpenContact {
    pub(in crate::contacts) row: ContactRow,
    pub(in crate::contacts) value: Option<Zeroizing<String>>,
    pub(in crate::contacts) only_when: Option<Zeroizing<String>>,
    pub(in crate::contacts) who_may_answer: Option<Zeroizing<String>>,
}

/// A contact by its id, voided ones too; `None`: not there for this caller.
pub(in crate::contacts) async fn find_contact<M>(
    tx: &Tx<M>,
    id: ContactMethodId,
) -> Result<Option<ContactRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindContact>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// How somebody is reached, opened; remembered.
pub(in crate::contacts) async fn contacts<M>(
    person: &PersonScope<'_, M>,
    keys: &Keys,
) -> Result<Vec<OpenContact>, DbError> {
    let tx = person.tx();
    let mut conn = tx.conn()?;
    let rows: Vec<ContactRow> = Prepared::<ListContacts>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(person.id())
        .load(&mut conn)
        .await?;
    let key = person.kept_key(keys)?;
    let opened = rows
        .into_iter()
        .map(|row| open_contact(tx.context().org, key.as_ref(), row));
    let opened = opened.collect::<Result<_, _>>()?;
    tx.audit(AuditEvent::on("open", "contact_method", person.id().uuid(), Tier::C3).fields(&["value", "safety"]));
    Ok(opened)
}

fn open_contact(org: OrgId, key: Option<&PersonKey>, row: ContactRow) -> Result<OpenContact, DbError> {
    let at = |column| of_contact(column, org, row.id);
    Ok(OpenContact {
        value: open(key, &at("value_enc"), Some(&row.value_enc))?,
        only_when: open(key, &at("only_when_enc"), row.only_when_enc.as_deref())?,
        who_may_answer: open(key, &at("who_may_answer_enc"), row.who_may_answer_enc.as_deref())?,
        row,
    })
}

impl<M> ContactScope<'_, M> {
    /// Opens the one contact; remembered.
    pub(in crate::contacts) fn open_value(self, keys: &Keys) -> Result<OpenContact, DbError> {
        let (tx, key) = (self.person.tx(), self.person.kept_key(keys)?);
        let event = AuditEvent::on("open", "contact_method", self.row.id.uuid(), Tier::C3);
        tx.audit(event.fields(&["value", "safety"]));
        open_contact(tx.context().org, key.as_ref(), self.row)
    }
}

/// Writes a contact of hers.
pub(in crate::contacts) async fn add_contact(
    person: &PersonScope<'_, Write>,
    keys: &Keys,
    new: NewContact,
) -> Result<(), DbError> {
    let (tx, key) = (person.tx(), person.key(keys)?);
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let sealed = SealedSafety::of(&key, org, new.id, &new.safety)?;
    Prepared::<AddContact>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(person.home_site())
        .bind::<Text, _>(new.kind)
        .bind::<Binary, _>(seal(&key, &of_contact("value_enc", org, new.id), &new.value)?)
        .bind::<Nullable<Binary>, _>(new.number.map(|number| number_index(keys, org, &number)))
        .bind::<Bool, _>(new.safety.call)
        .bind::<Bool, _>(new.safety.text)
        .bind::<Bool, _>(new.safety.leave_message)
        .bind::<Nullable<Binary>, _>(sealed.only_when)
        .bind::<Nullable<Binary>, _>(sealed.who_may_answer)
        .bind::<Date, _>(new.valid_from)
        .bind::<Nullable<Date>, _>(new.safety.valid_to)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, DateTime<Utc>>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "contact_method", new.id.uuid(), Tier::C3));
    Ok(())
}

struct SealedSafety {
    only_when: Option<Vec<u8>>,
    who_may_answer: Option<Vec<u8>>,
}

impl SealedSafety {
    fn of(key: &PersonKey, org: OrgId, id: ContactMethodId, safety: &Safety) -> Result<Self, DbError> {
        let put = |column, text: &Option<Zeroizing<String>>| {
            let text = text.as_ref();
            text.map(|text| seal(key, &of_contact(column, org, id), text))
                .transpose()
        };
        Ok(Self {
            only_when: put("only_when_enc", &safety.only_when)?,
            who_may_answer: put("who_may_answer_enc", &safety.who_may_answer)?,
        })
    }
}

impl ContactScope<'_, Write> {
    /// Writes what is safe now; `false` when it was changed meanwhile.
    pub(in crate::contacts) async fn change(
        &self,
        keys: &Keys,
        version: i32,
        safety: &Safety,
    ) -> Result<bool, DbError> {
        let tx = self.person.tx();
        let (mut conn, org, id) = (tx.conn()?, tx.context().org, self.row.id);
        let sealed = SealedSafety::of(&self.person.key(keys)?, org, id, safety)?;
        let changed = Prepared::<ChangeContact>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Bool, _>(safety.call)
            .bind::<Bool, _>(safety.text)
            .bind::<Bool, _>(safety.leave_message)
            .bind::<Nullable<Binary>, _>(sealed.only_when)
            .bind::<Nullable<Binary>, _>(sealed.who_may_answer)
            .bind::<Nullable<Date>, _>(safety.valid_to)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("update", "contact_method", id.uuid(), Tier::C3).fields(&["safety", "valid_to"]));
        Ok(changed == 1)
    }

    /// Voids it; `false` when it was changed meanwhile.
    pub(in crate::contacts) async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidContact>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "contact_method", self.row.id.uuid(), Tier::C3));
        Ok(voided == 1)
    }
}
