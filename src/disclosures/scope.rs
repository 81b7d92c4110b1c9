//! The register of a person is reached through her; one that waits for its review by the data-protection officer.

use super::model::DisclosureId;
use super::store::{self, DisclosureRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Tx;

/// What was told about one person, opened for one kind of action.
#[derive(Debug)]
pub(super) struct DisclosureScope<'t, M> {
    pub(super) person: PersonScope<'t, M>,
}

impl<'t, M> DisclosureScope<'t, M> {
    /// Opens a person's register.
    pub(super) async fn open(tx: &'t Tx<M>, person: PersonId, action: Action) -> Result<Self, Denied> {
        Ok(Self {
            person: PersonScope::open(tx, person, action).await?,
        })
    }
}

/// What was told without consent, opened to review it.
#[derive(Debug)]
pub(super) struct ReviewScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
}

impl<'t, M> ReviewScope<'t, M> {
    /// Opens what waits, for who reviews in this house.
    pub(super) fn open(tx: &'t Tx<M>) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(Action::ReviewDisclosure, &Spot::organisation(), Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Opens one of them.
    pub(super) async fn of(tx: &'t Tx<M>, id: DisclosureId) -> Result<(Self, DisclosureRow), Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        Ok((Self::open(tx)?, row))
    }
}
