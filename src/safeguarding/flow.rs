//! Receiving a concern and answering for it.

use zeroize::Zeroizing;

use super::error::Error;
use super::http::AddConcernEntry;
use super::model::{ConcernId, NewConcern};
use super::scope::ConcernScope;
use super::store::{self, TABLE};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::people::PersonScope;
use crate::platform::db::{AuditEvent, DbError, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::platform::mail::{Mail, Template, seal};

/// Receives a concern and has those told who answer for it: now, and when its time runs out.
pub(crate) async fn raise(tx: &Tx<Write>, keys: &Keys, new: NewConcern) -> Result<(), Error> {
    if !Grants::of(tx.context()).allows(Action::ReportIncident, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    if new.accused.is_some() && new.about != *"staff" {
        return Err(Error::NotAboutStaff);
    }
    if let Some(person) = new.person {
        PersonScope::open(tx, person, Action::SeePerson)
            .await
            .map_err(|denied| denied.or_unknown(Error::NoSuchPerson))?;
    }
    receive(tx, keys, new).await
}

/// Receives a concern out of an operation that is not done as it was asked: about a child whom its author may not see any
/// more, too. She had her before her when she wrote it; she is told nothing of her by it.
pub(crate) async fn raise_held(tx: &Tx<Write>, keys: &Keys, new: NewConcern) -> Result<(), Error> {
    if !Grants::of(tx.context()).allows(Action::ReportIncident, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    if new.accused.is_some() && new.about != *"staff" {
        return Err(Error::NotAboutStaff);
    }
    receive(tx, keys, new).await
}

async fn receive(tx: &Tx<Write>, keys: &Keys, new: NewConcern) -> Result<(), Error> {
    if !store::is_guarded(tx, new.site, new.accused).await? {
        return Err(Error::Unguarded);
    }
    let id = new.id.uuid();
    let due_at = store::add(tx, keys, new).await.map_err(unknown)?;
    tx.enqueue("tell_concern", id, tx.now()).await?;
    tx.enqueue("tell_concern", id, due_at).await?;
    Ok(())
}

fn unknown(error: DbError) -> Error {
    let DbError::ForeignKey { constraint } = &error else {
        return error.into();
    };
    if constraint.contains("site_id") {
        Error::NoSuchSite
    } else if constraint.contains("accused_id") {
        Error::NoSuchColleague
    } else {
        error.into()
    }
}

/// Takes a step in a concern and says what was done.
pub(super) async fn step(
    tx: &Tx<Write>,
    keys: &Keys,
    id: ConcernId,
    version: i32,
    request: AddConcernEntry,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = ConcernScope::open(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        let event = AuditEvent::on("move_concern", TABLE, id.uuid(), Tier::C3);
        tx.audit(event.fields(&["repeated"]));
        return Ok(());
    }
    let text = Zeroizing::new(request.text);
    let moved = match scope.course().take(request.step, tx.context().staff)? {
        Some(course) => scope.take(version, course).await?,
        None => version == scope.row.row_version,
    };
    if !moved {
        return Err(Error::ChangedMeanwhile);
    }
    scope.add_entry(keys, request.step, text.as_str()).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// The job `tell_concern`: writes to those who answer for it that something waits, in words that say nothing, while
/// nobody has taken it up.
pub(crate) async fn tell_concern(tx: &JobTx, job: Job, keys: &Keys) -> Result<(), JobError> {
    for account in store::audience(tx, job.object).await? {
        let mail = Mail::notice(Template::ApprovalAsked, account);
        tx.post(seal(&keys.kek_ring, tx.new_id(), mail)?).await?;
    }
    tx.audit(AuditEvent::on("tell", TABLE, job.object, Tier::C3));
    Ok(())
}
