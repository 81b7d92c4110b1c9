//! Looking for pairs in the background, listing and judging them.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::error::Error;
use super::model::{DuplicateId, DuplicateOutcome, MOST_NAMESAKES, Named};
use super::scope::DuplicateScope;
use super::store::{self, PairRow, SealedNames};
use crate::access::{Action, Denied};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, JobTx, OnceKey, Read, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::search::{self, MOST_PEOPLE, SealedRow};
use crate::state::Shared;

/// The job `look_for_duplicates`: who else has the number of a contact or paper that was entered?
pub(crate) async fn look_for_duplicates(tx: &JobTx, job: Job) -> Result<(), JobError> {
    store::raise(tx, job.object).await?;
    // The same, whatever was found: who reads the log learns nothing either.
    tx.audit(AuditEvent::on("raise", "possible_duplicate", job.object, Tier::C2));
    Ok(())
}

/// How many sealed names are fetched and opened at a time.
const PAGE: i32 = 2_000;

/// What is compared of everybody who was taken in or renamed of late, and whom each is perhaps.
type Compared = Vec<(PersonId, Named, Vec<PersonId>)>;

/// Once a day: who has the name of somebody who was taken in or renamed of late? Nobody's request, so that it cannot be timed;
/// of each person the key is unwrapped, used and wiped before the next, but for those of late.
pub(crate) async fn compare_names(tx: &JobTx, keys: &Arc<Keys>) -> Result<(), JobError> {
    let org = tx.org();
    let mut recent: Compared = Vec::new();
    for row in pages(tx, true).await? {
        recent.push((row.id, row.open(keys, org)?, Vec::new()));
    }
    if recent.is_empty() {
        return Ok(());
    }
    let mut before = None;
    loop {
        let rows = store::names_to_compare(tx, false, before, PAGE).await?;
        before = rows.last().map(|row| row.id);
        let last = before.is_none();
        let keys = Arc::clone(keys);
        let compared = tokio::task::spawn_blocking(move || -> Result<Compared, DbError> {
            for row in &rows {
                let named = row.open(&keys, org)?;
                for (id, one, namesakes) in &mut recent {
                    if *id != row.id && namesakes.len() <= MOST_NAMESAKES && one.is_perhaps(&named) {
                        namesakes.push(row.id);
                    }
                }
            }
            Ok(recent)
        });
        recent = compared.await.map_err(|_lost| DbError::TaskLost)??;
        if last {
            break;
        }
    }
    let few = recent
        .into_iter()
        .filter(|(.., namesakes)| namesakes.len() <= MOST_NAMESAKES);
    let pairs = few.flat_map(|(id, _, namesakes)| namesakes.into_iter().map(move |other| (id, other)));
    store::raise_namesakes(tx, pairs.collect()).await?;
    Ok(())
}

async fn pages(tx: &JobTx, recent: bool) -> Result<Vec<SealedNames>, DbError> {
    let mut all = Vec::new();
    loop {
        let before = all.last().map(|row: &SealedNames| row.id);
        let rows = store::names_to_compare(tx, recent, before, PAGE).await?;
        if rows.is_empty() {
            return Ok(all);
        }
        all.extend(rows);
    }
}

/// Who else has her name, among the people whose names the caller may open anyway; remembered.
pub(super) async fn namesakes(tx: &Tx<Read>, shared: &Arc<Shared>, person: PersonId) -> Result<Vec<SealedRow>, Error> {
    let person = PersonScope::open(tx, person, Action::OpenIdentity).await?;
    let org = tx.context().org;
    let (mut before, mut looked_at, mut found) = (None, 0, Vec::new());
    let hers = search::people(tx, vec![person.id()]).await?;
    let hers = hers
        .first()
        .map(|row| store::open_names(&shared.keys, org, row))
        .transpose()?;
    if let Some(hers) = hers {
        let hers = Arc::new(hers);
        loop {
            let mut rows = search::names(tx, None, before, i64::from(PAGE)).await?;
            looked_at += rows.len();
            if looked_at > MOST_PEOPLE {
                return Err(Error::TooWide);
            }
            before = rows.last().map(|row| row.id);
            if before.is_none() {
                break;
            }
            rows.retain(|row| row.id != person.id());
            let (keys, hers) = (Arc::clone(&shared.keys), Arc::clone(&hers));
            let alike = tokio::task::spawn_blocking(move || -> Result<Vec<SealedRow>, DbError> {
                let mut alike = Vec::new();
                for row in rows {
                    if store::open_names(&keys, org, &row)?.is_perhaps(&hers) {
                        alike.push(row);
                    }
                }
                Ok(alike)
            });
            found.extend(alike.await.map_err(|_lost| DbError::TaskLost)??);
        }
    }
    found.truncate(MOST_NAMESAKES);
    let shown = found.iter().map(|row| row.id.uuid()).collect();
    let mut event = AuditEvent::shown("person_identity", shown, Tier::C3).fields(&["known_as", "legal_name"]);
    event.action = "search";
    tx.audit(event);
    Ok(found)
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
