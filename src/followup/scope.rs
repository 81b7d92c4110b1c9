//! Follow-ups and observations are reached through the enrolment they belong to.

use super::model::{FollowupContactId, FollowupId, ObservationId};
use super::store::{self, ContactRow, FollowupRow, ObservationRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;

/// One follow-up, opened for one kind of action.
#[derive(Debug)]
pub struct FollowupScope<'t, M> {
    pub(super) enrolment: EnrolmentScope<'t, M>,
    pub(super) row: FollowupRow,
}

impl<'t, M> FollowupScope<'t, M> {
    /// Opens a follow-up for `action` in its enrolment, or says that it is not there for this caller.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::followup::FollowupScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, followup: FollowupId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, followup).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }

    /// Opens the follow-up of a contact.
    pub(super) async fn of_contact(
        tx: &'t Tx<M>,
        contact: FollowupContactId,
        action: Action,
    ) -> Result<(Self, ContactRow), Denied> {
        let contact = store::find_contact(tx, contact).await?.ok_or(Denied::NotFound)?;
        let scope = Self::open(tx, contact.followup_id, action).await?;
        Ok((scope, contact))
    }
}

/// One observation, opened for one kind of action.
#[derive(Debug)]
pub struct ObservationScope<'t, M> {
    pub(super) enrolment: EnrolmentScope<'t, M>,
    pub(super) row: ObservationRow,
}

impl<'t, M> ObservationScope<'t, M> {
    /// Opens an observation for `action` in its enrolment, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, observation: ObservationId, action: Action) -> Result<Self, Denied> {
        let row = store::find_observation(tx, observation)
            .await?
            .ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }
}
