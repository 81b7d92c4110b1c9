//! Proof that the caller may do something with a session that lies ahead.

use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;
use crate::sessions::model::{PlanShut, SessionId};
use crate::sessions::store::plans::{self, PlanRow};

/// One plan, reached through the enrolment it belongs to.
#[derive(Debug)]
pub(in crate::sessions) struct PlanScope<'t, M> {
    pub(in crate::sessions) enrolment: EnrolmentScope<'t, M>,
    pub(in crate::sessions) row: PlanRow,
}

impl<'t, M> PlanScope<'t, M> {
    /// Opens a plan for `action`, or says that it is not there for this caller.
    pub(in crate::sessions) async fn open(tx: &'t Tx<M>, plan: SessionId, action: Action) -> Result<Self, Denied> {
        let row = plans::find(tx, plan).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }

    /// Is it open: neither settled nor voided?
    pub(in crate::sessions) fn is_open(&self) -> Result<(), PlanShut> {
        if self.row.voided {
            Err(PlanShut::Voided)
        } else if self.row.settled {
            Err(PlanShut::Settled)
        } else {
            Ok(())
        }
    }
}
