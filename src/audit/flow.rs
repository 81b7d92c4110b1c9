//! Verifying the log, organisation by organisation.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::checkpoint::{Checkpoint, SecondPlace};
use super::error::Error;
use super::finding::{Finding, Place, What};
use super::store::checking::Reader;
use super::verify::{Checker, Signed};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;

/// What a check is given.
#[derive(Debug)]
pub struct Check<'a> {
    /// Connection string of somebody who may read the whole log: an administrator, or `causeway_backup`.
    pub url: &'a str,
    /// The installation's keys.
    pub keys: &'a Keys,
    /// The folder of the second place, or a copy of it.
    pub second_place: Option<&'a Path>,
    /// Rows before it need not be there: their months were detached. Their seals still have to be.
    pub retained_from: Option<DateTime<Utc>>,
}

/// What a check came to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Organisations that have a log.
    pub organisations: usize,
    /// Sealed rows that were checked.
    pub sealed: u64,
    /// Rows of detached months.
    pub detached: u64,
    /// Rows that were too young to be sealed, and the oldest of them.
    pub unsealed: u64,
    /// When the oldest of those was written.
    pub oldest_unsealed: Option<DateTime<Utc>>,
    /// Lines of the second place that cannot be read.
    pub unreadable_lines: u64,
    /// How many findings there were.
    pub findings: u64,
}

/// Reads the whole log again and calls `report` with everything that is not as it was sealed.
pub async fn verify(check: &Check<'_>, mut report: impl FnMut(&Finding)) -> Result<Verdict, Error> {
    let mut verdict = Verdict::default();
    // The second place first: what is signed while we read is in the database by the time we look there.
    let mut signed = match check.second_place {
        Some(folder) => newest_in(folder, check.keys, &mut verdict, &mut report)?,
        None => BTreeMap::new(),
    };
    let mut reader = Reader::open(check.url).await?;
    let mut organisations = reader.organisations().await?;
    organisations.extend(signed.keys().copied());
    organisations.sort_unstable();
    organisations.dedup();
    verdict.organisations = organisations.len();
    // Likewise: nothing below this is sealed later than we look for what is not sealed.
    let horizon = reader.horizon().await?;
    for org in organisations {
        let second_place = signed.remove(&org);
        for finding in verify_one(check, &mut reader, org, second_place, horizon, &mut verdict).await? {
            verdict.findings += 1;
            report(&finding);
        }
    }
    Ok(verdict)
}

async fn verify_one(
    check: &Check<'_>,
    reader: &mut Reader,
    org: OrgId,
    second_place: Option<Checkpoint>,
    horizon: i64,
    verdict: &mut Verdict,
) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    let mut signed: Vec<Signed> = second_place
        .into_iter()
        .map(|checkpoint| written_in(Place::SecondPlace, &checkpoint))
        .collect();
    if let Some(checkpoint) = reader.last_checkpoint(org).await? {
        if is_ours(&checkpoint, check.keys) {
            signed.push(written_in(Place::Database, &checkpoint));
        } else {
            findings.push(forged(&checkpoint, Place::Database));
        }
    }
    let mut checker = Checker::new(&check.keys.content_mac, org, signed, check.retained_from);
    verdict.sealed += reader.each_seal(org, |sealed| checker.seal(sealed)).await?;
    reader
        .each_unsealed(org, |row| {
            if row.xid < horizon {
                checker.unsealed(row.id, &row.row);
            } else {
                verdict.unsealed += 1;
                verdict.oldest_unsealed = verdict.oldest_unsealed.into_iter().chain([row.at]).min();
            }
        })
        .await?;
    verdict.detached += checker.detached;
    findings.extend(checker.finish());
    Ok(findings)
}

/// The newest head of each organisation that stands in the second place with our signature.
fn newest_in(
    folder: &Path,
    keys: &Keys,
    verdict: &mut Verdict,
    report: &mut impl FnMut(&Finding),
) -> Result<BTreeMap<OrgId, Checkpoint>, Error> {
    let mut newest: BTreeMap<OrgId, Checkpoint> = BTreeMap::new();
    let read = SecondPlace::read(folder, |line| match line {
        None => verdict.unreadable_lines += 1,
        Some(checkpoint) if !is_ours(&checkpoint, keys) => {
            verdict.findings += 1;
            report(&forged(&checkpoint, Place::SecondPlace));
        }
        Some(checkpoint) => {
            if newest
                .get(&checkpoint.org)
                .is_none_or(|known| known.seq < checkpoint.seq)
            {
                newest.insert(checkpoint.org, checkpoint);
            }
        }
    });
    read.map_err(|error| Error::SecondPlace(error.kind()))?;
    Ok(newest)
}

fn is_ours(checkpoint: &Checkpoint, keys: &Keys) -> bool {
    use aws_lc_rs::signature::KeyPair;
    checkpoint.is_signed_by(keys.audit_checkpoint.public_key().as_ref())
}

fn written_in(place: Place, checkpoint: &Checkpoint) -> Signed {
    Signed {
        place,
        seq: checkpoint.seq,
        hash: checkpoint.hash,
        at: checkpoint.at,
    }
}

fn forged(checkpoint: &Checkpoint, place: Place) -> Finding {
    Finding {
        org: checkpoint.org,
        seq: Some(checkpoint.seq),
        audit_id: None,
        what: What::Forged(place),
    }
}
