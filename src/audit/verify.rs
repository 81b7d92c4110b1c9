//! Checks one organisation's chain: seals and their rows in, findings out. Holds the last hash and what was found, however
//! long the chain.
//!
//! What is wrong is told apart by what still fits. The row mac binds a row to its place; the marks bind each column; the
//! hash binds a seal to the one before. A damaged seal is named once: the one after it is measured by what the damaged one
//! should have said.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sealed::MacKey;
use uuid::Uuid;

use super::finding::{Finding, Place, What, Where};
use super::seal::{COLUMNS, FORM, Marks, Sealing, chain, changed};
use crate::platform::ids::OrgId;

/// Damaged seals that are looked at again in the end, to say where they came from.
const REMEMBERED: usize = 2_000;

/// A seal, and its row if that is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct SealedRow<'a> {
    pub(super) seq: i64,
    pub(super) audit_at: DateTime<Utc>,
    pub(super) audit_id: Uuid,
    pub(super) form: i16,
    pub(super) row_mac: &'a [u8],
    pub(super) marks: &'a [u8],
    pub(super) hash: &'a [u8],
    pub(super) row: Option<&'a [u8]>,
}

/// A head that was signed, and where that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) place: Place,
    pub(super) seq: i64,
    pub(super) hash: [u8; 32],
    pub(super) at: DateTime<Utc>,
}

/// A seal that does not fit its place at all.
struct Suspect {
    seq: i64,
    audit_id: Uuid,
    marks: Vec<u8>,
    row_mac: Vec<u8>,
    row: Vec<u8>,
}

/// A seal whose row is gone.
struct Lost {
    audit_id: Uuid,
    marks: Vec<u8>,
    row_mac: Vec<u8>,
}

/// What the hash before may have been.
#[derive(Debug, Clone, Copy)]
enum Before {
    /// This, or else the previous seal was damaged in its hash and it was that.
    Known([u8; 32], Option<[u8; 32]>),
    /// Nobody knows: the previous seal is damaged or gone, which was said already.
    Doubtful,
}

impl Before {
    fn may_be(&self, hash: &[u8; 32]) -> bool {
        match self {
            Self::Known(right, stored) => right == hash || stored.as_ref() == Some(hash),
            Self::Doubtful => true,
        }
    }
}

/// Follows one chain.
pub(super) struct Checker {
    sealing: Sealing,
    retained_from: Option<DateTime<Utc>>,
    before: Before,
    last: i64,
    signed: Vec<Signed>,
    suspects: Vec<Suspect>,
    lost: BTreeMap<i64, Lost>,
    gaps: Vec<(i64, i64)>,
    findings: Vec<Finding>,
    /// Rows that are no longer kept: months that were detached.
    pub(super) detached: u64,
}

impl Checker {
    /// `retained_from`: rows before it need not be there any more.
    pub(super) fn new(key: &MacKey, org: OrgId, signed: Vec<Signed>, retained_from: Option<DateTime<Utc>>) -> Self {
        Self {
            sealing: Sealing::of(key, org),
            retained_from,
            before: Before::Known([0; 32], None),
            last: 0,
            signed,
            suspects: Vec::new(),
            lost: BTreeMap::new(),
            gaps: Vec::new(),
            findings: Vec::new(),
            detached: 0,
        }
    }

    /// The next seal in the order of places.
    pub(super) fn seal(&mut self, sealed: &SealedRow<'_>) {
        let next = self.last.saturating_add(1);
        if sealed.seq > next {
            self.find(Some(next), None, What::SealsMissing(sealed.seq - 1));
            self.gaps.push((next, sealed.seq - 1));
            self.before = Before::Doubtful;
        }
        self.last = sealed.seq;
        let stored = <[u8; 32]>::try_from(sealed.hash).unwrap_or_default();
        self.before = self.judge(sealed, stored);
        let here = self.signed.iter().filter(|signed| signed.seq == sealed.seq);
        let other_chain: Vec<Place> = here
            .filter(|signed| !self.before.may_be(&signed.hash))
            .map(|signed| signed.place)
            .collect();
        for place in other_chain {
            self.find(Some(sealed.seq), None, What::AnotherChain(place));
        }
    }

    /// Says what is wrong with a seal, and what the next one follows.
    fn judge(&mut self, sealed: &SealedRow<'_>, stored: [u8; 32]) -> Before {
        let (seq, id) = (sealed.seq, Some(sealed.audit_id));
        let Some(row) = sealed.row else {
            return self.row_gone(sealed, stored);
        };
        let stored_marks = Marks::try_from(sealed.marks).ok();
        let stored_mac = <[u8; 16]>::try_from(sealed.row_mac).ok();
        let fits = |checker: &mut Self, marks: &Marks| Some(checker.sealing.row_mac(seq, marks, row)) == stored_mac;
        let (Some(marks), FORM) = (stored_marks, sealed.form) else {
            self.find(Some(seq), id, What::SealChanged);
            return self.after_damaged(seq, row, stored);
        };
        if fits(self, &marks) {
            return self.follow(sealed, row, &marks, stored);
        }
        let Some(right_marks) = self.sealing.marks(seq, row) else {
            self.find(Some(seq), id, What::RowChanged(vec!["a column is new or gone"]));
            return Before::Doubtful;
        };
        let columns = changed(&marks, &right_marks);
        if columns.is_empty() || fits(self, &right_marks) {
            self.find(Some(seq), id, What::SealChanged);
            self.after_damaged(seq, row, stored)
        } else if columns.len() < COLUMNS.len() {
            self.find(Some(seq), id, What::RowChanged(columns));
            Before::Doubtful
        } else {
            self.suspect(sealed, row);
            Before::Doubtful
        }
    }

    /// The row is right. Is it also what follows the seal before?
    fn follow(&mut self, sealed: &SealedRow<'_>, row: &[u8], marks: &Marks, stored: [u8; 32]) -> Before {
        let mac = <[u8; 16]>::try_from(sealed.row_mac).unwrap_or_default();
        let hash = |before: &[u8; 32]| chain(before, sealed.seq, marks, &mac, row);
        match self.before {
            Before::Known(before, other) => {
                let right = hash(&before);
                if right == stored || other.is_some_and(|other| hash(&other) == stored) {
                    return Before::Known(stored, None);
                }
                self.find(Some(sealed.seq), Some(sealed.audit_id), What::SealChanged);
                Before::Known(right, Some(stored))
            }
            // The seal before was found damaged: this one need not follow it.
            Before::Doubtful => Before::Known(stored, None),
        }
    }

    /// What a damaged seal of a right row should have said.
    fn after_damaged(&mut self, seq: i64, row: &[u8], stored: [u8; 32]) -> Before {
        match (self.before, self.sealing.marks(seq, row)) {
            (Before::Known(before, _), Some(marks)) => {
                let mac = self.sealing.row_mac(seq, &marks, row);
                Before::Known(chain(&before, seq, &marks, &mac, row), Some(stored))
            }
            _ => Before::Doubtful,
        }
    }

    fn row_gone(&mut self, sealed: &SealedRow<'_>, stored: [u8; 32]) -> Before {
        if self.retained_from.is_some_and(|from| sealed.audit_at < from) {
            self.detached += 1;
            return Before::Known(stored, None);
        }
        let lost = Lost {
            audit_id: sealed.audit_id,
            marks: sealed.marks.to_vec(),
            row_mac: sealed.row_mac.to_vec(),
        };
        self.lost.insert(sealed.seq, lost);
        Before::Doubtful
    }

    fn suspect(&mut self, sealed: &SealedRow<'_>, row: &[u8]) {
        if self.suspects.len() >= REMEMBERED {
            self.find(Some(sealed.seq), Some(sealed.audit_id), What::Foreign);
            return;
        }
        self.suspects.push(Suspect {
            seq: sealed.seq,
            audit_id: sealed.audit_id,
            marks: sealed.marks.to_vec(),
            row_mac: sealed.row_mac.to_vec(),
            row: row.to_vec(),
        });
    }

    /// A row without a seal that is older than what is sealed. After all seals.
    pub(super) fn unsealed(&mut self, id: Uuid, row: &[u8]) {
        // Its key was changed, or its seal's: then it fits a seal whose row is missing.
        let mut found = None;
        for (seq, lost) in self.lost.iter().take(REMEMBERED) {
            let Some(marks) = self.sealing.marks(*seq, row) else {
                break;
            };
            let columns = changed(&lost.marks, &marks);
            if columns.is_empty() && self.sealing.row_mac(*seq, &marks, row) == *lost.row_mac {
                found = Some((*seq, What::SealChanged));
            } else if columns.len() <= COLUMNS.len() / 2 {
                found = Some((*seq, What::RowChanged(columns)));
            } else {
                continue;
            }
            break;
        }
        match found {
            Some((seq, what)) => {
                let was = self.lost.remove(&seq).map(|lost| lost.audit_id);
                self.find(Some(seq), was, what);
            }
            None => self.find(None, Some(id), What::RowInserted),
        }
    }

    /// Everything that was found.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        let suspects = std::mem::take(&mut self.suspects);
        let others: Vec<i64> = suspects.iter().map(|suspect| suspect.seq).collect();
        for suspect in suspects {
            let what = self
                .origin(&suspect, &others)
                .map_or(What::Foreign, |from| What::Moved { from });
            self.find(Some(suspect.seq), Some(suspect.audit_id), what);
        }
        for (seq, lost) in std::mem::take(&mut self.lost) {
            let place = if seq == 1 {
                Where::First
            } else if seq == self.last {
                Where::Last
            } else {
                Where::Middle
            };
            self.find(Some(seq), Some(lost.audit_id), What::RowMissing(place));
        }
        let newest_here = self.newest(Place::Database);
        for signed in std::mem::take(&mut self.signed) {
            if signed.seq <= self.last {
                continue;
            }
            let what = What::TailCut {
                head: self.last,
                signed_at: signed.at,
            };
            self.find(Some(signed.seq), None, what);
            if signed.place == Place::SecondPlace && signed.seq > newest_here {
                self.find(Some(signed.seq), None, What::Replayed { newest: newest_here });
            }
        }
        self.findings.sort_by_key(|finding| finding.seq);
        self.findings
    }

    /// For which place a seal was made, if it was made here: that of another that does not fit, one that is missing, or
    /// the next one.
    fn origin(&mut self, suspect: &Suspect, others: &[i64]) -> Option<i64> {
        let marks = Marks::try_from(suspect.marks.as_slice()).ok()?;
        let gaps = self.gaps.iter().flat_map(|(from, to)| *from..=*to).take(REMEMBERED);
        let near = [suspect.seq - 1, suspect.seq + 1];
        let mut places = near.into_iter().chain(gaps).chain(others.iter().copied());
        places.find(|place| self.sealing.row_mac(*place, &marks, &suspect.row) == *suspect.row_mac)
    }

    fn newest(&self, place: Place) -> i64 {
        let here = self.signed.iter().filter(|signed| signed.place == place);
        here.map(|signed| signed.seq).max().unwrap_or(0)
    }

    fn find(&mut self, seq: Option<i64>, audit_id: Option<Uuid>, what: What) {
        let org = self.sealing.org();
        self.findings.push(Finding {
            org,
            seq,
            audit_id,
            what,
        });
    }
}
