//! Asking, deciding, and carrying out what the ledger says.

use std::iter;
use std::sync::Arc;

use super::error::Error;
use super::ledger::Entry;
use super::model::{ErasureId, ErasureReason, ErasureRefusal, is_open};
use super::scope::ErasureScope;
use super::store;
use crate::access::{Action, require_step_up};
use crate::merging;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, Db, DbError, OnceKey, Tier, Tx, Write};
use crate::state::Shared;

/// Asks for a person to be erased.
pub(super) async fn ask(
    tx: &Tx<Write>,
    person: PersonId,
    id: ErasureId,
    reason: ErasureReason,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = PersonScope::open(tx, person, Action::AskErasure).await?;
    if scope.is_erased() {
        return Err(Error::Erased);
    }
    Ok(store::ask(&scope, id, reason, created_mac).await?)
}

/// Opens a request for its decision. `None`: the same was asked with this key before, and done.
async fn open<'t>(
    tx: &'t Tx<Write>,
    id: ErasureId,
    key: Option<&OnceKey>,
) -> Result<Option<ErasureScope<'t, Write>>, Error> {
    let again = tx.done_before(key, Error::KeyUsedOtherwise).await?;
    let scope = ErasureScope::open(tx, id, Action::DecideErasure).await?;
    if again {
        scope.remember_repeat();
        return Ok(None);
    }
    if scope.row.asked_by == tx.context().staff {
        let tried = AuditEvent::tried_alone("erasure", id.uuid(), Tier::C2).fields(&["decide"]);
        return Err(tx.refuse(tried, Error::OwnRequest));
    }
    if !is_open(&scope.row.state) {
        return Err(Error::DecidedAlready);
    }
    Ok(Some(scope))
}

/// Refuses a request.
pub(super) async fn refuse(
    tx: &Tx<Write>,
    id: ErasureId,
    version: i32,
    why: ErasureRefusal,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let Some(scope) = open(tx, id, key.as_ref()).await? else {
        return Ok(());
    };
    if !scope.refuse(version, why).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Approves a request: erases the person.
///
/// The ledger's line is the last thing before the commit, and on the disk when it begins. If the commit then fails, the
/// line is carried out at the next start; were it the other way round, a crash in between would leave an erasure that no
/// restore knows of.
pub(super) async fn approve(
    tx: &Tx<Write>,
    shared: Arc<Shared>,
    id: ErasureId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let Some(scope) = open(tx, id, key.as_ref()).await? else {
        return Ok(());
    };
    if scope.row.erased {
        return Err(Error::Erased);
    }
    require_step_up(tx.context(), tx.now())?;
    if !scope.erase(version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    let hers = scope.row.person_id;
    // One line for each record of hers, all in one write: a backup may be older than the merge.
    let records = iter::once(hers).chain(merging::merged_away(tx, hers).await?);
    let entry = |person: PersonId| Entry {
        org: tx.context().org.uuid(),
        person: person.uuid(),
        erasure: id.uuid(),
        reason: scope.row.reason.as_str().to_owned(),
        asked_by: scope.row.asked_by.uuid(),
        asked_at: scope.row.asked_at,
        approved_by: tx.context().staff.uuid(),
        approved_at: tx.now(),
    };
    let entries: Vec<Entry> = records.map(entry).collect();
    tokio::task::spawn_blocking(move || shared.ledger.append(&shared.keys.erasure, entries))
        .await
        .map_err(|_panicked| DbError::TaskLost)??;
    Ok(())
}

/// What a replay of the ledger did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Entries of the ledger.
    pub entries: usize,
    /// People who were there and are erased now.
    pub erased: usize,
}

/// Carries out every entry of the ledger that is not in effect in this database: after a restore, and for an entry whose
/// transaction never committed. Harmless to repeat.
pub async fn replay(db: &Db, entries: Vec<Entry>) -> Result<Replayed, DbError> {
    let total = entries.len();
    let erased = db
        .auth(async move |tx| -> Result<usize, DbError> {
            let mut erased = 0;
            for place in store::not_in_effect(tx, &entries).await? {
                if let Some(entry) = entries.get(place)
                    && store::carry_out(tx, entry).await?
                {
                    erased += 1;
                }
            }
            Ok(erased)
        })
        .await?;
    Ok(Replayed { entries: total, erased })
}
