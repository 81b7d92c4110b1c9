//! Proof that the caller may act on the house.

use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;

/// The house, opened for one action at one spot. Its rows are read and written in `store.rs`.
///
/// No query is needed: house set-up concerns no young person, so nothing but role and place decides.
#[derive(Debug)]
pub(crate) struct HouseScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
}

impl<'t, M> HouseScope<'t, M> {
    /// Opens the house for `action` at `spot`, or says that the caller's roles do not include it there.
    pub(crate) fn open(tx: &'t Tx<M>, action: Action, spot: &Spot) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(action, spot, Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Opens the house to look.
    pub(crate) fn see(tx: &'t Tx<M>) -> Result<Self, Denied> {
        Self::open(tx, Action::SeeHouse, &Spot::organisation())
    }
}
