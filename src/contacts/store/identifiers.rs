//! Rows of papers, and the numbers that are sealed in them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use zeroize::Zeroizing;

use super::{number_index, of_identifier, open, seal};
use crate::contacts::model::{DocumentKind, IdentifierId, Number};
use crate::contacts::scope::IdentifierScope;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddIdentifier, "../sql/add_identifier.sql");
sql_file!(FindIdentifier, "../sql/find_identifier.sql");
sql_file!(ListIdentifiers, "../sql/list_identifiers.sql");
sql_file!(VoidIdentifier, "../sql/void_identifier.sql");

/// The number of a paper, sealed.
#[derive(Debug, QueryableByName)]
pub(in crate::contacts) struct IdentifierRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::contacts) id: IdentifierId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::contacts) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(in crate::contacts) kind: DocumentKind,
    #[diesel(sql_type = Binary)]
    number_enc: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::contacts) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::contacts) row_version: i32,
    #[diesel(sql_type = Bool)]
    pub(in crate::contacts) voided: bool,
}

/// A paper about to be written. Sealed before it leaves.
pub(in crate::contacts) struct NewIdentifier {
    pub(in crate::contacts) id: IdentifierId,
    pub(in crate::contacts) kind: DocumentKind,
    pub(in crate::contacts) written: Zeroizing<String>,
    pub(in crate::contacts) number: Number,
    pub(in crate::contacts) created_mac: [u8; 16],
}

/// A paper, opened. Wiped when dropped.
pub(in crate::contacts) struct OpenIdentifier {
    pub(in crate::contacts) row: IdentifierRow,
    pub(in crate::contacts) number: Option<Zeroizing<String>>,
}

/// A paper by its id, voided ones too; `None`: not there for this caller.
pub(in crate::contacts) async fn find_identifier<M>(
    tx: &Tx<M>,
    id: IdentifierId,
) -> Result<Option<IdentifierRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindIdentifier>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Her papers, opened; remembered.
pub(in crate::contacts) async fn identifiers<M>(
    person: &PersonScope<'_, M>,
    keys: &Keys,
) -> Result<Vec<OpenIdentifier>, DbError> {
    let tx = person.tx();
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let rows: Vec<IdentifierRow> = Prepared::<ListIdentifiers>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(person.id())
        .load(&mut conn)
        .await?;
    let key = person.kept_key(keys)?;
    let opened = rows.into_iter().map(|row| {
        Ok(OpenIdentifier {
            number: open(key.as_ref(), &of_identifier(org, row.id), Some(&row.number_enc))?,
            row,
        })
    });
    let opened = opened.collect::<Result<_, DbError>>()?;
    tx.audit(AuditEvent::on("open", "identifier", person.id().uuid(), Tier::C3).fields(&["number"]));
    Ok(opened)
}

impl<M> IdentifierScope<'_, M> {
    /// Opens the one paper; remembered.
    pub(in crate::contacts) fn open_number(self, keys: &Keys) -> Result<OpenIdentifier, DbError> {
        let (tx, key) = (self.person.tx(), self.person.kept_key(keys)?);
        let at = of_identifier(tx.context().org, self.row.id);
        let number = open(key.as_ref(), &at, Some(&self.row.number_enc))?;
        tx.audit(AuditEvent::on("open", "identifier", self.row.id.uuid(), Tier::C3).fields(&["number"]));
        Ok(OpenIdentifier { number, row: self.row })
    }
}

/// Writes a paper of hers.
pub(in crate::contacts) async fn add_identifier(
    person: &PersonScope<'_, Write>,
    keys: &Keys,
    new: NewIdentifier,
) -> Result<(), DbError> {
    let (tx, key) = (person.tx(), person.key(keys)?);
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    Prepared::<AddIdentifier>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(person.home_site())
        .bind::<Text, _>(new.kind)
        .bind::<Binary, _>(seal(&key, &of_identifier(org, new.id), &new.written)?)
        .bind::<Binary, _>(number_index(keys, org, &new.number))
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, DateTime<Utc>>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "identifier", new.id.uuid(), Tier::C3));
    Ok(())
}

impl IdentifierScope<'_, Write> {
    /// Voids it; `false` when it was changed meanwhile.
    pub(in crate::contacts) async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidIdentifier>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "identifier", self.row.id.uuid(), Tier::C3));
        Ok(voided == 1)
    }
}
