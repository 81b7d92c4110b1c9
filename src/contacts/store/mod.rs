//! Numbers that are sealed, and found again by their index. Rows of contacts and of papers lie apart.

mod identifiers;
mod methods;
mod needs;

use diesel::QueryableByName;
use diesel::sql_types::{Binary, Bool, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::model::{ContactMethodId, IdentifierId, Number};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{DbError, Prepared, Tx};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sql_file;

pub(super) use identifiers::{
    IdentifierRow, NewIdentifier, OpenIdentifier, add_identifier, find_identifier, identifiers,
};
pub(super) use methods::{ContactRow, NewContact, OpenContact, Safety, add_contact, contacts, find_contact};
pub(super) use needs::{Needs, needs, write_needs};

sql_file!(EqualNumbers, "../sql/equal_numbers.sql");

/// A sealed number whose index is the one that is looked for.
#[derive(QueryableByName)]
pub(super) struct EqualRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

fn place(table: &'static str, column: &'static str, org: OrgId, row: Uuid) -> Place {
    Place {
        table,
        column,
        org: org.bytes(),
        row: *row.as_bytes(),
    }
}

fn of_contact(column: &'static str, org: OrgId, id: ContactMethodId) -> Place {
    place("contact_method", column, org, id.uuid())
}

fn of_identifier(org: OrgId, id: IdentifierId) -> Place {
    place("identifier", "number_enc", org, id.uuid())
}

fn seal(key: &PersonKey, at: &Place, text: &str) -> Result<Vec<u8>, DbError> {
    key.seal(at, text).map_err(DbError::from)
}

/// Opens what is there; what an erasure emptied is `None`.
fn open(key: Option<&PersonKey>, at: &Place, sealed: Option<&[u8]>) -> Result<Option<Zeroizing<String>>, DbError> {
    let (Some(key), Some(sealed)) = (key, sealed.filter(|sealed| !sealed.is_empty())) else {
        return Ok(None);
    };
    key.open_text(at, sealed).map(Some).map_err(DbError::from)
}

/// What stands for a number in the index of this organisation.
pub(crate) fn number_index(keys: &Keys, org: OrgId, number: &Number) -> Vec<u8> {
    let (field, part) = number.indexed();
    let index = keys.blind_index.blind_index(org.bytes());
    index.tag(field, part).as_bytes().to_vec()
}

/// Sealed numbers with the index of this one, as far as the caller may see them.
pub(super) async fn equal<M>(tx: &Tx<M>, keys: &Keys, number: &Number) -> Result<Vec<EqualRow>, DbError> {
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let query = Prepared::<EqualNumbers>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<Binary, _>(number_index(keys, org, number))
        .bind::<Bool, _>(matches!(number, Number::Document(_)));
    Ok(query.load(&mut conn).await?)
}

/// Is the number of this row, which is hers, the one that is looked for?
pub(super) fn is_it<M>(
    person: &PersonScope<'_, M>,
    keys: &Keys,
    row: &EqualRow,
    number: &Number,
) -> Result<bool, DbError> {
    let (org, key) = (person.tx().context().org, person.kept_key(keys)?);
    let at = match number {
        Number::Phone(_) => of_contact("value_enc", org, ContactMethodId::from_uuid(row.id)),
        Number::Document(_) => of_identifier(org, IdentifierId::from_uuid(row.id)),
    };
    Ok(open(key.as_ref(), &at, Some(&row.sealed))?.is_some_and(|written| number.is(&written)))
}
