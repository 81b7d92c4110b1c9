//! A task is reached through the enrolment it is about.

use super::model::TaskId;
use super::store::{self, TaskRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;

/// One task, opened for one kind of action.
#[derive(Debug)]
pub struct TaskScope<'t, M> {
    pub(super) enrolment: EnrolmentScope<'t, M>,
    pub(super) row: TaskRow,
}

impl<'t, M> TaskScope<'t, M> {
    /// Opens a task for `action` in its enrolment, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, task: TaskId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, task).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }
}
