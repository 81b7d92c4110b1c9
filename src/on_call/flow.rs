//! Planning the rota, raising and answering alerts, calling.

use serde_json::json;

use super::error::Error;
use super::http::PlanShift;
use super::model::{AlertId, OnCallShiftId, PATIENCE, Stretch, may_plan};
use super::scope::{AlertScope, RotaScope};
use super::store::{self, NewShift};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::incidents::IncidentId;
use crate::platform::db::{AuditEvent, DbError, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::platform::mail::{Mail, Template, seal};
use crate::platform::webhook::Webhook;

/// Puts somebody on call.
pub(super) async fn plan(tx: &Tx<Write>, request: PlanShift, created_mac: [u8; 16]) -> Result<(), Error> {
    let scope = RotaScope::open(tx, request.site_id, Action::HandleIncident)
        .await
        .map_err(|denied| match denied {
            Denied::NotFound | Denied::Merged(_) => Error::NoSuchSite,
            Denied::NotAllowed | Denied::StepUpNeeded | Denied::Db(_) => denied.into(),
        })?;
    let stretch = Stretch::of(request.starts_at, request.ends_at)?;
    may_plan(stretch, tx.now())?;
    if !scope.may_be_called(request.staff_id).await? {
        return Err(Error::NoSuchColleague);
    }
    let new = NewShift {
        id: request.id,
        staff: request.staff_id,
        place: request.place,
        stretch,
        created_mac,
    };
    if scope.plan(new).await? {
        Ok(())
    } else {
        Err(Error::PlaceTaken)
    }
}

/// Takes somebody off the rota.
pub(super) async fn void(
    tx: &Tx<Write>,
    id: OnCallShiftId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let row = store::find_shift(tx, id).await?.ok_or(Denied::NotFound)?;
    let scope = RotaScope::open(tx, row.site_id, Action::HandleIncident).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember("void", id, &["repeated"]);
        return Ok(());
    }
    if row.voided {
        return Err(Error::Over);
    }
    if !scope.void(id, reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// Says that the caller has it.
pub(super) async fn acknowledge(tx: &Tx<Write>, id: AlertId, version: i32, key: Option<OnceKey>) -> Result<(), Error> {
    let scope = AlertScope::open(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat();
        return Ok(());
    }
    if scope.row.acknowledged_at.is_some() {
        return Err(Error::Acknowledged);
    }
    if !scope.acknowledge(version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Raises an alert for a critical incident that is being reported, and has the first on the rota called.
pub(crate) async fn raise(tx: &Tx<Write>, incident: IncidentId) -> Result<(), DbError> {
    let alert = AlertId::from_uuid(tx.new_id());
    if store::raise_alert(tx, alert, incident).await? {
        tx.enqueue("call_on_call", alert.uuid(), tx.now()).await?;
    }
    Ok(())
}

/// The job `call_on_call`: calls the next, by mail and by the gateway if there is one, and comes again when her time is
/// over. What it does stands or falls with its end, so a killed one calls nobody twice.
pub(crate) async fn call_on_call(tx: &JobTx, job: Job, keys: &Keys, gateway: bool) -> Result<(), JobError> {
    let called = store::call_next(tx, job.object).await?;
    for next in &called {
        let mail = Mail::notice(Template::OnCall, next.account_id);
        tx.post(seal(&keys.kek_ring, tx.new_id(), mail)?).await?;
        if gateway {
            tx.enqueue("post_alert", next.call_id.uuid(), tx.now()).await?;
        }
    }
    if !called.is_empty() {
        tx.enqueue("call_on_call", job.object, tx.now() + PATIENCE).await?;
    }
    tx.audit(AuditEvent::on("call", "alert", job.object, Tier::C2));
    Ok(())
}

/// The job `post_alert`: hands one call to the gateway, unless somebody has the alert. Which alert, whom by a number
/// that means something to the house and its gateway only, and that Causeway is to be opened: nothing more.
pub(crate) async fn post_alert(tx: &JobTx, job: Job, webhook: &Webhook) -> Result<(), JobError> {
    if let Some(call) = store::call_to_post(tx, job.object).await? {
        let body = json!({"alert": call.alert_id, "to": call.staff_id, "text": "Open Causeway."});
        webhook
            .call(job.object, tx.now(), body.to_string().as_bytes())
            .await
            .map_err(|undelivered| JobError::Refused(undelivered.0))?;
    }
    tx.audit(AuditEvent::on("call", "alert_call", job.object, Tier::C2));
    Ok(())
}
