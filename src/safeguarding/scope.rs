//! Proof that the caller answers for a concern.

use super::model::{ConcernId, Course};
use super::store::{self, ConcernRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;

/// One concern, opened by somebody who answers for it.
#[derive(Debug)]
pub struct ConcernScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: ConcernRow,
}

impl<'t, M> ConcernScope<'t, M> {
    /// Opens a concern, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, concern: ConcernId) -> Result<Self, Denied> {
        let row = store::find(tx, concern).await?.ok_or(Denied::NotFound)?;
        let at = Spot::site(row.site_id.uuid());
        if Grants::of(tx.context()).allows(Action::GuardConcern, &at, Relation::None) {
            Ok(Self { tx, row })
        } else {
            Err(Denied::NotFound)
        }
    }

    /// The concern.
    pub fn id(&self) -> ConcernId {
        self.row.id
    }

    /// Where it stands.
    pub(super) fn course(&self) -> Course {
        Course {
            state: self.row.state,
            lead: self.row.lead_id,
        }
    }
}
