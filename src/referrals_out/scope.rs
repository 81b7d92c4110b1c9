//! A referral out is reached through the enrolment it belongs to.

use super::model::ReferralOutId;
use super::store::{self, ReferralOutRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;

/// One referral out, opened for one kind of action.
#[derive(Debug)]
pub struct ReferralOutScope<'t, M> {
    pub(super) enrolment: EnrolmentScope<'t, M>,
    pub(super) row: ReferralOutRow,
}

impl<'t, M> ReferralOutScope<'t, M> {
    /// Opens a referral out for `action` in its enrolment, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, referral: ReferralOutId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, referral).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }
}
