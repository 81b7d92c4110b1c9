//! A contact or a paper is reached through the person it is of.

use super::model::{ContactMethodId, IdentifierId};
use super::store::{self, ContactRow, IdentifierRow};
use crate::access::{Action, Denied};
use crate::people::PersonScope;
use crate::platform::db::Tx;

/// One way to reach somebody, opened for one kind of action.
#[derive(Debug)]
pub struct ContactScope<'t, M> {
    pub(super) person: PersonScope<'t, M>,
    pub(super) row: ContactRow,
}

impl<'t, M> ContactScope<'t, M> {
    /// Opens a contact, voided ones too, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, contact: ContactMethodId, action: Action) -> Result<Self, Denied> {
        let row = store::find_contact(tx, contact).await?.ok_or(Denied::NotFound)?;
        let person = PersonScope::open(tx, row.person_id, action).await?;
        Ok(Self { person, row })
    }
}

/// One paper, opened for one kind of action.
#[derive(Debug)]
pub struct IdentifierScope<'t, M> {
    pub(super) person: PersonScope<'t, M>,
    pub(super) row: IdentifierRow,
}

impl<'t, M> IdentifierScope<'t, M> {
    /// Opens a paper, voided ones too, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, identifier: IdentifierId, action: Action) -> Result<Self, Denied> {
        let row = store::find_identifier(tx, identifier).await?.ok_or(Denied::NotFound)?;
        let person = PersonScope::open(tx, row.person_id, action).await?;
        Ok(Self { person, row })
    }
}
