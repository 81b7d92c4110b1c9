//! Proof that the caller may do something with one attempt to reach somebody.

use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::{Tx, Write};
use crate::sessions::error::Error;
use crate::sessions::model::{AttemptRefused, ContactAttemptId};
use crate::sessions::store::attempts::{self, AttemptRow};

/// One attempt, reached through the enrolment it belongs to.
#[derive(Debug)]
pub(in crate::sessions) struct AttemptScope<'t, M> {
    pub(in crate::sessions) enrolment: EnrolmentScope<'t, M>,
    pub(in crate::sessions) row: AttemptRow,
}

impl<'t, M> AttemptScope<'t, M> {
    /// Opens an attempt for `action`, or says that it is not there for this caller.
    pub(in crate::sessions) async fn open(
        tx: &'t Tx<M>,
        attempt: ContactAttemptId,
        action: Action,
    ) -> Result<Self, Denied> {
        let row = attempts::find(tx, attempt).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }
}

impl AttemptScope<'_, Write> {
    /// May the caller void it: her own, or as the supervisor of its place?
    pub(in crate::sessions) fn may_void(&self) -> Result<(), Error> {
        let own = self.row.recorded_by == self.enrolment.tx().context().staff;
        if !own && !self.enrolment.allows(Action::CorrectOthersSession) {
            return Err(Denied::NotAllowed.into());
        }
        if self.row.void_reason.is_some() {
            return Err(AttemptRefused::Voided.into());
        }
        Ok(())
    }
}
