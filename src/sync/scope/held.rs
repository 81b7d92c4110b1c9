//! Proof that the caller may see, or decide on, an operation that is held.

use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;
use crate::sync::error::SentError;
use crate::sync::model::operation::SyncOpId;
use crate::sync::store::journal::{self, OpRow};

/// One operation that a phone sent: its author's, and while it is held that of the supervisors of its site.
#[derive(Debug)]
pub struct HeldScope<'t, M> {
    tx: &'t Tx<M>,
    pub(in crate::sync) row: OpRow,
}

impl<'t, M> HeldScope<'t, M> {
    /// Opens an operation, or says that it is not there for this caller.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::sync::HeldScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, id: SyncOpId) -> Result<Self, Denied> {
        let row = journal::find(tx, id).await?.ok_or(Denied::NotFound)?;
        let scope = Self { tx, row };
        if scope.is_hers() || scope.answers_for_it() {
            Ok(scope)
        } else {
            Err(Denied::NotFound)
        }
    }

    /// Did the caller send it?
    pub(in crate::sync) fn is_hers(&self) -> bool {
        self.row.recorded_by == self.tx.context().staff
    }

    fn answers_for_it(&self) -> bool {
        let grants = Grants::of(self.tx.context());
        let site = self.row.site_id.map(Spot::site);
        site.is_some_and(|site| grants.allows(Action::CorrectOthersSession, &site, Relation::None))
    }

    /// Does it still wait for somebody to decide?
    pub(in crate::sync) fn is_open(&self) -> Result<(), SentError> {
        if self.row.status == "held" && self.row.void_reason.is_none() {
            Ok(())
        } else {
            Err(SentError::Decided)
        }
    }
}
