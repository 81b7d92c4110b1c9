//! Pausing, going on, leaving, and taking a leaving back: each one transaction.

use chrono::TimeDelta;

use crate::access::Action;
use crate::casework::VoidReason;
use crate::enrolment::error::Error;
use crate::enrolment::model::{
    EnrolmentEventId, EnrolmentId, ExitRecord, ExitRefused, Leaving, Pause, PauseReason, Resuming, UNDO_DAYS,
    shown_reason,
};
use crate::enrolment::scope::EnrolmentScope;
use crate::enrolment::store::{self, NewExit};
use crate::followup;
use crate::platform::clock::{end_of_day, local_day};
use crate::platform::db::{AuditEvent, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::tasks;

/// One step in the course of an enrolment: of which, at which version, under which key.
pub(in crate::enrolment) struct Step {
    pub(in crate::enrolment) enrolment: EnrolmentId,
    pub(in crate::enrolment) version: i32,
    pub(in crate::enrolment) key: Option<OnceKey>,
}

impl Step {
    /// Opens the enrolment; `None` when the step was taken before: the answer is the enrolment as it stands. That it opens
    /// again shows that the caller may still see it.
    async fn begin<'t>(
        &self,
        tx: &'t Tx<Write>,
        action: Action,
        word: &'static str,
    ) -> Result<Option<EnrolmentScope<'t, Write>>, Error> {
        let again = tx.done_before(self.key.as_ref(), Error::KeyUsedOtherwise).await?;
        let scope = EnrolmentScope::open(tx, self.enrolment, action).await?;
        if again {
            scope.remember_repeat(word);
            return Ok(None);
        }
        Ok(Some(scope))
    }

    /// Keeps the answer, if the step was taken.
    async fn end(&self, tx: &Tx<Write>, taken: bool) -> Result<(), Error> {
        if !taken {
            return Err(Error::ChangedMeanwhile);
        }
        let etag = format!("\"v{}\"", self.version + 1);
        Ok(tx
            .keep_answer(self.key.as_ref(), 200, self.enrolment.uuid(), Some(etag))
            .await?)
    }
}

/// Pauses an enrolment, or lets its pause go on after a review.
pub(in crate::enrolment) async fn pause(
    tx: &Tx<Write>,
    keys: &Keys,
    step: Step,
    pause: Pause,
    reason: PauseReason,
) -> Result<(), Error> {
    let Some(scope) = step.begin(tx, Action::PauseEnrolment, "pause").await? else {
        return Ok(());
    };
    let (ground, _) = scope.ground().await?;
    pause.check(ground.stamps, ground.last_change_on, local_day(tx.now(), scope.zone()))?;
    if scope.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    let taken = scope.pause(keys, step.version, pause, reason).await?;
    tasks::close_about(&scope).await?;
    step.end(tx, taken).await
}

/// Goes on after a pause.
pub(in crate::enrolment) async fn resume(tx: &Tx<Write>, step: Step, resuming: Resuming) -> Result<(), Error> {
    let Some(scope) = step.begin(tx, Action::PauseEnrolment, "resume").await? else {
        return Ok(());
    };
    let (ground, _) = scope.ground().await?;
    resuming.check(ground.stamps, ground.last_change_on, local_day(tx.now(), scope.zone()))?;
    let taken = scope.resume(step.version, resuming).await?;
    tasks::close_about(&scope).await?;
    step.end(tx, taken).await
}

/// What is sent when somebody leaves.
pub(in crate::enrolment) struct ExitRequest {
    pub(in crate::enrolment) leaving: Leaving,
    pub(in crate::enrolment) wants_aftercare: bool,
    pub(in crate::enrolment) record: ExitRecord,
}

/// Ends an enrolment, when the guard of `active → exited` holds. Unless she wants aftercare, the work with her ends with the
/// day: until then what is left can be written down.
pub(in crate::enrolment) async fn exit(
    tx: &Tx<Write>,
    keys: &Keys,
    step: Step,
    request: ExitRequest,
) -> Result<(), Error> {
    let Some(scope) = step.begin(tx, Action::EndEnrolment, "exit").await? else {
        return Ok(());
    };
    let ExitRequest {
        leaving,
        wants_aftercare,
        record,
    } = request;
    let (ground, restricted) = scope.ground().await?;
    leaving.check(ground, local_day(tx.now(), scope.zone()))?;
    record.check()?;
    let shown = shown_reason(leaving.reason, restricted);
    if shown != leaving.reason && scope.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    let new = NewExit {
        event: EnrolmentEventId::from_uuid(tx.new_id()),
        leaving,
        shown,
        aftercare: if wants_aftercare { "planned" } else { "declined" },
        record,
    };
    let event = new.event;
    let taken = scope.exit(keys, step.version, new).await?;
    tasks::close_about(&scope).await?;
    step.end(tx, taken).await?;
    followup::begin(&scope, event.uuid(), leaving).await?;
    if !wants_aftercare {
        tx.enqueue("end_assignments", event.uuid(), end_of_day(tx.now(), scope.zone()))
            .await?;
    }
    Ok(())
}

/// The job `end_assignments`: the day on which an exit was recorded is over.
pub(crate) async fn end_assignments(tx: &JobTx, job: Job) -> Result<(), JobError> {
    store::end_assignments(tx, job.object).await?;
    tx.audit(AuditEvent::on("end", "enrolment_event", job.object, Tier::C2).fields(&["assignments"]));
    Ok(())
}

/// Takes an exit back: the enrolment stands where it stood before, with those who worked in it.
pub(in crate::enrolment) async fn undo_exit(tx: &Tx<Write>, step: Step, reason: VoidReason) -> Result<(), Error> {
    let Some(scope) = step.begin(tx, Action::UndoExit, "undo_exit").await? else {
        return Ok(());
    };
    let exit = scope.standing_exit().await?.ok_or(ExitRefused::NotExited)?;
    if exit.joined_again {
        return Err(ExitRefused::JoinedAgain.into());
    }
    if tx.now() - exit.recorded_at > TimeDelta::days(UNDO_DAYS) {
        return Err(ExitRefused::UndoOver.into());
    }
    let today = local_day(tx.now(), scope.zone());
    let taken = scope
        .undo_exit(step.version, exit.id, reason, today)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("enrolment_one_open_per_programme") => ExitRefused::JoinedAgain.into(),
            // Two supervisors at once.
            Some("enrolment_event_undone_once") => Error::ChangedMeanwhile,
            _ => Error::Db(error),
        })?;
    step.end(tx, taken).await?;
    Ok(followup::take_back(&scope, exit.id.uuid(), reason).await?)
}
