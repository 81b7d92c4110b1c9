//! Receiving a concern and answering for it.

use zeroize::Zeroizing;

use super::error::Error;
use super::http::{AddConcernEntry, RaiseConcern};
use super::model::{ConcernAbout, ConcernId};
use super::scope::ConcernScope;
use super::store::{self, NewConcern, TABLE};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::platform::mail::{Mail, Template, seal};

/// Receives a concern and has those told who answer for it: now, and when its time runs out.
pub(super) async fn raise(
    tx: &Tx<Write>,
    keys: &Keys,
    request: RaiseConcern,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    if !Grants::of(tx.context()).allows(Action::ReportIncident, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    if request.accused_id.is_some() && request.about != *"staff" {
        return Err(Error::NotAboutStaff);
    }
    if let Some(person) = request.person_id {
        PersonScope::open(tx, person, Action::SeePerson)
            .await
            .map_err(|denied| denied.or_unknown(Error::NoSuchPerson))?;
    }
    if !store::is_guarded(tx, request.site_id, request.accused_id).await? {
        return Err(Error::Unguarded);
    }
    let id = request.id.uuid();
    let new = NewConcern {
        id: request.id,
        site: request.site_id,
        about: request.about,
        person: request.person_id,
        accused: request.accused_id,
        text: Zeroizing::new(request.text),
        created_mac,
    };
    let due_at = store::add(tx, keys, new).await.map_err(unknown)?;
    tx.enqueue("tell_concern", id, tx.now()).await?;
    tx.enqueue("tell_concern", id, due_at).await?;
    Ok(())
}

/// What somebody said in another conversation, who is in danger.
pub(crate) struct Told {
    /// The concern it becomes.
    pub(crate) id: ConcernId,
    /// Whose leads answer for it.
    pub(crate) site: SiteId,
    /// Who it is about.
    pub(crate) about: ConcernAbout,
    /// The child.
    pub(crate) person: PersonId,
    /// What was said.
    pub(crate) text: String,
}

/// Receives a concern for a child whose file is open, in the transaction that writes down where it was said.
pub(crate) async fn raise_for(tx: &Tx<Write>, keys: &Keys, told: Told, created_mac: [u8; 16]) -> Result<(), Error> {
    let request = RaiseConcern {
        id: told.id,
        site_id: told.site,
        about: told.about,
        person_id: Some(told.person),
        accused_id: None,
        text: told.text,
    };
    raise(tx, keys, request, created_mac).await
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
