//! Proof that the caller may act on the directory.

use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;

/// The directory, opened for one action. It concerns no young person, so the role alone decides.
#[derive(Debug)]
pub(crate) struct ProviderScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
}

impl<'t, M> ProviderScope<'t, M> {
    /// Opens the directory for `action`.
    pub(super) fn open(tx: &'t Tx<M>, action: Action) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(action, &Spot::organisation(), Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}
