//! A task is reached through what it is about.

use chrono_tz::Tz;

use super::model::TaskId;
use super::store::{self, TaskRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::incidents::IncidentScope;
use crate::intake::ReferralScope;
use crate::platform::db::Tx;

/// What a task is about, opened.
#[derive(Debug)]
enum Ground<'t, M> {
    Enrolment(EnrolmentScope<'t, M>),
    Referral(ReferralScope<'t, M>),
    Incident(IncidentScope<'t, M>),
}

/// One task, opened to read it or to dismiss it.
#[derive(Debug)]
pub struct TaskScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: TaskRow,
    ground: Ground<'t, M>,
}

impl<'t, M> TaskScope<'t, M> {
    /// Opens a task for whoever sees what it is about, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, task: TaskId) -> Result<Self, Denied> {
        let row = store::find(tx, task).await?.ok_or(Denied::NotFound)?;
        let ground = if let Some(enrolment) = row.enrolment_id {
            Ground::Enrolment(EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?)
        } else if let Some(referral) = row.referral_id {
            Ground::Referral(ReferralScope::open(tx, referral, Action::SeeReferral).await?)
        } else {
            let action = row.incident_action_id.ok_or(Denied::NotFound)?;
            Ground::Incident(IncidentScope::open_by_action(tx, action).await?)
        };
        Ok(Self { tx, row, ground })
    }

    /// Opens it for who may say that it is not to be done now: who may end the enrolment, who works on the referral, who
    /// handles the incident.
    pub(super) async fn open_to_dismiss(tx: &'t Tx<M>, task: TaskId) -> Result<Self, Denied> {
        let scope = Self::open(tx, task).await?;
        let may = match &scope.ground {
            Ground::Enrolment(enrolment) => enrolment.allows(Action::EndEnrolment),
            Ground::Referral(referral) => referral.allows(Action::WorkReferral),
            Ground::Incident(incident) => incident.handles(),
        };
        if may { Ok(scope) } else { Err(Denied::NotAllowed) }
    }

    /// The clock of its site.
    pub(super) fn zone(&self) -> Tz {
        self.row.time_zone.parse().unwrap_or(Tz::UTC)
    }
}
