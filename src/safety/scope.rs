//! Proof that the caller may know of a pair: both people are hers to keep apart.

use super::error::Error;
use super::model::KeepApartId;
use super::store::{self, PairRow};
use crate::access::{Action, Denied};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Tx;

/// Two people, both opened.
#[derive(Debug)]
pub struct PairScope<'t, M> {
    pub(super) one: PersonScope<'t, M>,
    pub(super) other: PersonScope<'t, M>,
}

impl<'t, M> PairScope<'t, M> {
    /// Opens the two, or says that one of them is not there for this caller.
    pub(super) async fn open(tx: &'t Tx<M>, one: PersonId, other: PersonId) -> Result<Self, Error> {
        let one = PersonScope::open(tx, one, Action::KeepApart).await?;
        let other = PersonScope::open(tx, other, Action::KeepApart)
            .await
            .map_err(|denied| denied.or_unknown(Error::NoSuchPerson))?;
        Ok(Self { one, other })
    }

    /// The two in the order of their ids, so that a pair is one row, whoever is named first.
    pub(super) fn in_order(&self) -> [&PersonScope<'t, M>; 2] {
        if self.one.id() <= self.other.id() {
            [&self.one, &self.other]
        } else {
            [&self.other, &self.one]
        }
    }

    /// Opens the two of a pair that is there, with its row.
    pub(super) async fn of(tx: &'t Tx<M>, pair: KeepApartId) -> Result<(Self, PairRow), Error> {
        let row = store::find(tx, pair).await?.ok_or(Denied::NotFound)?;
        let scope = match Self::open(tx, row.person_a, row.person_b).await {
            Err(Error::NoSuchPerson) => return Err(Denied::NotFound.into()),
            opened => opened?,
        };
        Ok((scope, row))
    }
}
