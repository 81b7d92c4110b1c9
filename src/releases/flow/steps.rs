//! From a draft to a published release: each step by those who may, and none by who drafted.

use std::sync::Arc;

use super::super::content::{Content, sha256};
use super::super::error::Error;
use super::super::file::ReleaseFile;
use super::super::model::State;
use super::super::scope::ReleaseScope;
use super::super::store::{self, Decision, Publication};
use super::{OBJECT, Seen, Step, held_against_the_data};
use crate::access::Action;
use crate::platform::db::{Actor, AuditEvent, Db, Tier, Tx, Write};
use crate::state::Shared;

/// Runs the gates and keeps their report.
pub(in crate::releases) async fn audit(db: &Db, actor: &Actor, shared: Arc<Shared>, step: Step) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let begun = begin(tx, &step, &[Action::DraftRelease, Action::DecideRelease]).await?;
        let scope = match begun {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        in_state(&scope, &[State::Draft, State::Audited])?;
        let (report, _drawn) = held_against_the_data(&scope, shared).await?;
        let internal = |_error| Error::Internal(Some(step.id), "the gate report could not be written");
        let hash = sha256(serde_jcs::to_string(&report).map_err(internal)?);
        let value = serde_json::to_value(&report).map_err(internal)?;
        scope.save_audit(value, &hash, report.passed).await?;
        scope.add_event("audited", Some(&hex::encode(hash)), None).await?;
        end(tx, step, "audit").await
    })
    .await
}

/// Approves: the gates run again, and somebody other than the drafter says yes.
pub(in crate::releases) async fn approve(
    db: &Db,
    actor: &Actor,
    shared: Arc<Shared>,
    step: Step,
) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let scope = match begin(tx, &step, &[Action::DecideRelease]).await? {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        not_by_the_drafter(&scope, &["approve"])?;
        in_state(&scope, &[State::Audited])?;
        let (report, _drawn) = held_against_the_data(&scope, shared).await?;
        if !report.passed {
            return Err(Error::GateClosed);
        }
        let decision = Decision {
            state: State::Approved,
            reason: None,
        };
        scope.decide(&decision).await?;
        scope.add_event("approved", None, None).await?;
        end(tx, step, "approve").await
    })
    .await
}

/// Rejects a draft that is not out yet.
pub(in crate::releases) async fn reject(
    db: &Db,
    actor: &Actor,
    step: Step,
    reason: &'static str,
) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let scope = match begin(tx, &step, &[Action::DecideRelease]).await? {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        not_by_the_drafter(&scope, &["reject"])?;
        in_state(&scope, &[State::Draft, State::Audited, State::Approved])?;
        let decision = Decision {
            state: State::Rejected,
            reason: Some(reason),
        };
        scope.decide(&decision).await?;
        scope.add_event("rejected", None, Some(reason)).await?;
        end(tx, step, "reject").await
    })
    .await
}

/// Publishes: counts a last time, marks everyone counted, signs, chains and freezes.
pub(in crate::releases) async fn publish(
    db: &Db,
    actor: &Actor,
    shared: Arc<Shared>,
    step: Step,
) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let scope = match begin(tx, &step, &[Action::DecideRelease]).await? {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        not_by_the_drafter(&scope, &["publish"])?;
        in_state(&scope, &[State::Approved])?;
        let (report, drawn) = held_against_the_data(&scope, Arc::clone(&shared)).await?;
        if !report.passed {
            return Err(Error::GateClosed);
        }
        scope.mark_counted(drawn.statistic, &drawn.people).await?;
        let content: Content = serde_json::from_str(&drawn.content)
            .map_err(|_error| Error::Internal(Some(step.id), "its content cannot be read"))?;
        let chain = scope
            .add_publication(content.period, &hex::encode(drawn.content_sha256))
            .await?;
        let publication =
            signed(&shared, content, chain).ok_or(Error::Internal(Some(step.id), "its file could not be written"))?;
        scope.save_publication(publication).await?;
        scope.add_event("published", None, None).await?;
        end(tx, step, "publish").await
    })
    .await
}

fn signed(shared: &Shared, content: Content, chain: Vec<super::super::Link>) -> Option<Publication> {
    let file = ReleaseFile::sign(content, chain, &shared.keys.release)?;
    Some(Publication {
        public_key: hex::decode(&file.public_key).ok()?,
        signature: hex::decode(&file.signature).ok()?,
        file: file.canonical().ok()?,
    })
}

enum Begun<'t> {
    /// The same request was answered before.
    Done(Seen),
    First(ReleaseScope<'t, Write>),
}

async fn begin<'t>(tx: &'t Tx<Write>, step: &Step, actions: &[Action]) -> Result<Begun<'t>, Error> {
    store::lock(tx).await?;
    let again = tx.done_before(step.once.as_ref(), Error::KeyUsedOtherwise).await;
    let scope = ReleaseScope::open(tx, step.id).await?;
    scope.require(actions)?;
    // Only now: who may not know of the release learns nothing of its keys.
    if again? {
        tx.audit(AuditEvent::on("read", OBJECT, step.id.uuid(), Tier::C1));
        return Ok(Begun::Done(scope.into()));
    }
    if scope.row.row_version != step.row_version {
        let row_version = scope.row.row_version;
        return Err(Error::ChangedMeanwhile { row_version });
    }
    Ok(Begun::First(scope))
}

/// Remembers the step and gives the release as it is now.
async fn end(tx: &Tx<Write>, step: Step, action: &'static str) -> Result<Seen, Error> {
    let scope = ReleaseScope::open(tx, step.id).await?;
    let (_name, etag) = crate::platform::http::etag(scope.row.row_version);
    tx.keep_answer(step.once.as_ref(), 200, step.id.uuid(), Some(etag))
        .await?;
    tx.audit(AuditEvent::on(action, OBJECT, step.id.uuid(), Tier::C1));
    Ok(scope.into())
}

fn in_state(scope: &ReleaseScope<'_, Write>, states: &[State]) -> Result<(), Error> {
    if states.contains(&scope.state) {
        Ok(())
    } else {
        Err(Error::WrongState(scope.state))
    }
}

/// Nobody decides about their own draft; the database refuses it too (`release_four_eyes`). That it was tried is remembered.
fn not_by_the_drafter(scope: &ReleaseScope<'_, Write>, step: &'static [&'static str]) -> Result<(), Error> {
    if scope.row.drafted_by == scope.tx.context().staff {
        let tried = AuditEvent::tried_alone(OBJECT, scope.row.id.uuid(), Tier::C1).fields(step);
        return Err(scope.tx.refuse(tried, Error::OwnDraft));
    }
    Ok(())
}
