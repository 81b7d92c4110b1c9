//! Proof that the caller may look at the queues.

use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::{Read, Tx};

/// The queues of the caller's organisation. No query is needed: nothing but the role decides.
#[derive(Debug)]
pub(crate) struct OperationsScope<'t> {
    pub(super) tx: &'t Tx<Read>,
}

impl<'t> OperationsScope<'t> {
    /// Opens the queues to look.
    pub(crate) fn see(tx: &'t Tx<Read>) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(Action::SeeOperations, &Spot::organisation(), Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}
