//! Looking for pairs in the background, listing and judging them.

use chrono::{DateTime, Utc};

use super::error::Error;
use super::model::{DuplicateId, DuplicateOutcome};
use super::scope::DuplicateScope;
use super::store::{self, PairRow};
use crate::access::Denied;
use crate::platform::db::{AuditEvent, JobTx, OnceKey, Read, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};

/// The job `look_for_duplicates`: who else has the number of a contact or paper that was entered?
pub(crate) async fn look_for_duplicates(tx: &JobTx, job: Job) -> Result<(), JobError> {
    store::raise(tx, job.object).await?;
    // The same, whatever was found: who reads the log learns nothing either.
    tx.audit(AuditEvent::on("raise", "possible_duplicate", job.object, Tier::C2));
    Ok(())
}

/// Pairs nobody has judged, as far as both files are the caller's to open; who is named in them is remembered.
pub(super) async fn list(
    tx: &Tx<Read>,
    after: Option<(DateTime<Utc>, DuplicateId)>,
    limit: i64,
) -> Result<Vec<PairRow>, Error> {
    let mut pairs = Vec::new();
    for row in store::list(tx, after, limit).await? {
        match DuplicateScope::of(tx, row).await {
            Ok(scope) => pairs.push(scope.row),
            Err(Denied::Db(error)) => return Err(error.into()),
            Err(Denied::NotFound | Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded) => {}
        }
    }
    if !pairs.is_empty() {
        let shown = pairs.iter().flat_map(|row| [row.person_a.uuid(), row.person_b.uuid()]);
        tx.audit(AuditEvent::shown("person_identity", shown.collect(), Tier::C3).fields(&["same_number"]));
    }
    Ok(pairs)
}

/// Says whether two records are one person.
pub(super) async fn judge(
    tx: &Tx<Write>,
    pair: DuplicateId,
    version: i32,
    outcome: DuplicateOutcome,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = DuplicateScope::open(tx, pair).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        let event = AuditEvent::on("judge_duplicate", "possible_duplicate", pair.uuid(), Tier::C3);
        tx.audit(event.fields(&["repeated"]));
        return Ok(());
    }
    if scope.row.outcome.is_some() {
        return Err(Error::Judged);
    }
    if !scope.judge(version, outcome).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, pair.uuid(), None).await?)
}
