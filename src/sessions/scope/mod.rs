//! Proof that the caller may do something to one session, or to one roll.

mod attempt;
mod plan;
mod roll;

pub(super) use attempt::AttemptScope;
pub(super) use plan::PlanScope;
pub(super) use roll::{RollScope, spot};

use super::error::Error;
use super::model::{Editing, SessionId, edit_until};
use super::store::{self, SessionRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;
use crate::programmes;

/// One session, reached through the enrolment it belongs to.
#[derive(Debug)]
pub struct SessionScope<'t, M> {
    pub(in crate::sessions) enrolment: EnrolmentScope<'t, M>,
    pub(in crate::sessions) row: SessionRow,
}

impl<'t, M> SessionScope<'t, M> {
    /// Opens a session for `action`, or says that it is not there for this caller.
    ///
    /// ```compile_fail
    /// // A scope that only reads has no writers.
    /// async fn write_through_a_reader(scope: causeway::sessions::SessionScope<'_, causeway::platform::db::Read>) {
    ///     scope.void("duplicate", 1).await;
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, session: SessionId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, session).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }

    /// Opens a session to correct or void it, and says how the caller stands to it.
    pub(in crate::sessions) async fn open_to_edit(tx: &'t Tx<M>, session: SessionId) -> Result<(Self, Editing), Error> {
        let scope = Self::open(tx, session, Action::LogSession).await?;
        let editing = Editing {
            own: scope.row.recorded_by == Some(tx.context().staff),
            supervises: scope.enrolment.allows(Action::CorrectOthersSession),
            until: edit_until(
                scope.row.recorded_at,
                scope.row.starts_at,
                programmes::edit_hours(tx, scope.enrolment.programme()).await?,
            ),
        };
        Ok((scope, editing))
    }

    /// It still counts: what was voided is not edited.
    pub(in crate::sessions) fn is_live(&self) -> Result<(), Error> {
        if self.row.voided { Err(Error::Voided) } else { Ok(()) }
    }
}
