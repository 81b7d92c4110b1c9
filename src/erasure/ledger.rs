//! The erasure ledger: a file that remembers who was erased when a backup has forgotten.
//!
//! One line of canonical JSON (RFC 8785) per erasure: ids, dates and a reason code, never a name. Each line carries the
//! SHA-256 of the one before and a signature (Ed25519), so that none can be altered, dropped from the middle, put in, or
//! made up by whoever can write the file. That the *last* lines are missing is seen against the head that every backup
//! carries ([`Head`]). The file lies outside the database and its backups; with several servers each has its own, and a
//! restore is given all of them.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What is signed begins with this, so that no signature of ours for anything else fits.
const PURPOSE: &[u8] = b"causeway:erasure-ledger:1\n";

/// Who was erased, why, and who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The organisation.
    pub org: Uuid,
    /// The person.
    pub person: Uuid,
    /// The request.
    pub erasure: Uuid,
    /// Code of list `erasure_reason`.
    pub reason: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// And when.
    pub asked_at: DateTime<Utc>,
    /// Who approved.
    pub approved_by: Uuid,
    /// And when.
    pub approved_at: DateTime<Utc>,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    seq: u64,
    entry: Entry,
    /// SHA-256 of the line before without its end, or 64 zeros.
    prev_sha256: String,
    /// Over [`PURPOSE`] and the canonical JSON of this line with an empty signature.
    signature: String,
}

/// Where a ledger ends: how many lines it has, and the hash of the last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Lines.
    pub lines: u64,
    /// SHA-256 of the last line, hexadecimal; empty for an empty ledger.
    pub sha256: String,
}

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file cannot be read or written.
    #[error("the erasure ledger {} cannot be {doing}: {reason}", path.display())]
    Io {
        /// read, written.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A line is not what was written.
    #[error("line {line} of the erasure ledger {} is not as it was written: restore the file from its copy", path.display())]
    Altered {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// Lines are missing at the end.
    #[error(
        "the erasure ledger {} ends before the backup was made: {found} lines, and the backup knows of {known}. Give the newest copy of it, or people who were erased come back",
        path.display()
    )]
    Older {
        /// Which file.
        path: PathBuf,
        /// Lines found.
        found: u64,
        /// Lines the backup knows of.
        known: u64,
    },
    /// A line could not be signed or put into words: a mistake of ours.
    #[error("a line of the erasure ledger could not be made: {0}")]
    Line(&'static str),
}

/// The file.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
}

/// What a ledger says, checked.
#[derive(Debug)]
pub struct Checked {
    /// In the order they were written.
    pub entries: Vec<Entry>,
    /// The hash of each line, in the same order.
    hashes: Vec<String>,
}

impl Checked {
    /// Where it ends.
    pub fn head(&self) -> Head {
        Head {
            lines: u64::try_from(self.hashes.len()).unwrap_or(u64::MAX),
            sha256: self.hashes.last().cloned().unwrap_or_default(),
        }
    }

    /// Was it as `head` says, at some time?
    pub fn reaches(&self, head: &Head) -> bool {
        let Some(last) = head.lines.checked_sub(1) else {
            return true;
        };
        let hash = usize::try_from(last).ok().and_then(|last| self.hashes.get(last));
        hash.is_some_and(|hash| *hash == head.sha256)
    }
}

impl Ledger {
    /// The ledger in this file, which is made with its first line.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line for each entry; they are on the disk when this returns. What a crash left of an unfinished line is cut off first: its
    /// erasure was never acknowledged.
    pub fn append(&self, key: &Ed25519KeyPair, entries: impl IntoIterator<Item = Entry>) -> Result<(), LedgerError> {
        let failed = |error: std::io::Error| self.failed("written", &error);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&self.path)
            .map_err(failed)?;
        // Freed when the file is closed.
        file.lock().map_err(failed)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let last = text.get(..whole).unwrap_or_default().lines().last();
        let mut seq = match last {
            None => 0,
            Some(last) => {
                let last: Line = serde_json::from_str(last).map_err(|_error| self.altered(text.lines().count()))?;
                last.seq
            }
        };
        let (mut prev, mut lines) = (last.map_or_else(|| "0".repeat(64), sha256), String::new());
        for entry in entries {
            seq += 1;
            let line = signed(key, seq, entry, prev)?;
            prev = sha256(&line);
            lines.push_str(&line);
            lines.push('\n');
        }
        let end = u64::try_from(whole).map_err(|_too_long| LedgerError::Line("too long"))?;
        file.set_len(end)
            .and_then(|()| file.seek(SeekFrom::Start(end)))
            .and_then(|_end| file.write_all(lines.as_bytes()))
            .and_then(|()| file.sync_all())
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(failed)
    }

    /// Reads and checks every line. A file that is not there is an empty ledger.
    pub fn read(&self, key: &Ed25519KeyPair) -> Result<Checked, LedgerError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(self.failed("read", &error)),
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let (mut entries, mut hashes): (Vec<Entry>, Vec<String>) = (Vec::new(), Vec::new());
        for (place, text) in text.get(..whole).unwrap_or_default().lines().enumerate() {
            let prev = hashes.last().cloned().unwrap_or_else(|| "0".repeat(64));
            let line = checked(key, text)
                .filter(|line| line.prev_sha256 == prev && usize::try_from(line.seq).is_ok_and(|seq| seq == place + 1));
            entries.push(line.ok_or_else(|| self.altered(place + 1))?.entry);
            hashes.push(sha256(text));
        }
        Ok(Checked { entries, hashes })
    }

    /// Reads it, and refuses one that ends before `head`.
    pub fn read_from(&self, key: &Ed25519KeyPair, head: &Head) -> Result<Checked, LedgerError> {
        let read = self.read(key)?;
        if read.reaches(head) {
            return Ok(read);
        }
        Err(LedgerError::Older {
            path: self.path.clone(),
            found: read.head().lines,
            known: head.lines,
        })
    }

    fn failed(&self, doing: &'static str, error: &std::io::Error) -> LedgerError {
        LedgerError::Io {
            doing,
            path: self.path.clone(),
            reason: error.to_string(),
        }
    }

    fn altered(&self, line: usize) -> LedgerError {
        LedgerError::Altered {
            path: self.path.clone(),
            line,
        }
    }
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn signed_text(line: &Line) -> Option<Vec<u8>> {
    Some([PURPOSE, &serde_jcs::to_vec(line).ok()?].concat())
}

fn signed(key: &Ed25519KeyPair, seq: u64, entry: Entry, prev_sha256: String) -> Result<String, LedgerError> {
    let mut line = Line {
        seq,
        entry,
        prev_sha256,
        signature: String::new(),
    };
    let text = signed_text(&line).ok_or(LedgerError::Line("no canonical form"))?;
    line.signature = hex::encode(key.sign(&text).as_ref());
    serde_jcs::to_string(&line).map_err(|_error| LedgerError::Line("no canonical form"))
}

fn checked(key: &Ed25519KeyPair, text: &str) -> Option<Line> {
    let mut line: Line = serde_json::from_str(text).ok()?;
    if serde_jcs::to_string(&line).ok()? != text {
        return None;
    }
    let signature = hex::decode(std::mem::take(&mut line.signature)).ok()?;
    UnparsedPublicKey::new(&ED25519, key.public_key().as_ref())
        .verify(&signed_text(&line)?, &signature)
        .ok()?;
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
    }

    fn entry(n: u128) -> Entry {
        Entry {
            org: Uuid::from_u128(1),
            person: Uuid::from_u128(n),
            erasure: Uuid::from_u128(100 + n),
            reason: "asked_by_person".into(),
            asked_by: Uuid::from_u128(2),
            asked_at: "2026-06-10T09:30:00Z".parse().unwrap(),
            approved_by: Uuid::from_u128(3),
            approved_at: "2026-06-11T09:30:00Z".parse().unwrap(),
        }
    }

    fn ledger_of(n: u128) -> (tempfile::TempDir, Ledger) {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(dir.path().join("deep/erasure.ledger"));
        (1..=n).for_each(|n| ledger.append(&key(), [entry(n)]).unwrap());
        (dir, ledger)
    }

    #[test]
    fn what_was_written_is_read_and_nothing_is_an_empty_ledger() {
        let (_dir, ledger) = ledger_of(0);
        assert!(ledger.read(&key()).unwrap().entries.is_empty());
        let (_dir, ledger) = ledger_of(3);
        let read = ledger.read(&key()).unwrap();
        assert_eq!(read.entries, [entry(1), entry(2), entry(3)]);
        assert_eq!(read.head().lines, 3);
    }

    #[test]
    fn no_line_can_be_altered_dropped_swapped_or_made_up() {
        let (_dir, ledger) = ledger_of(4);
        let text = fs::read_to_string(ledger.path()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let refused = |lines: &[&str], key: &Ed25519KeyPair, what: &str| {
            fs::write(ledger.path(), lines.join("\n") + "\n").unwrap();
            assert!(matches!(ledger.read(key), Err(LedgerError::Altered { .. })), "{what}");
        };
        let other = lines[1].replace("000000000002\"", "000000000009\"");
        assert_ne!(other, lines[1]);
        refused(&[lines[0], &other, lines[2], lines[3]], &key(), "altered");
        refused(&[lines[0], lines[2], lines[3]], &key(), "dropped");
        refused(&[lines[1], lines[2], lines[3]], &key(), "the first dropped");
        refused(&[lines[0], lines[2], lines[1], lines[3]], &key(), "swapped");
        refused(&[lines[0], lines[0], lines[1]], &key(), "twice");
        let stranger = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
        refused(&lines, &stranger, "signed by somebody else");
        fs::write(ledger.path(), &text).unwrap();
        ledger.read(&key()).unwrap();
    }

    #[test]
    fn a_line_that_a_crash_cut_short_never_was_and_is_written_over() {
        let (_dir, ledger) = ledger_of(2);
        let text = fs::read_to_string(ledger.path()).unwrap();
        let second = text.find('\n').unwrap() + 1;
        for cut in [second + 1, second + 60, text.len() - 1] {
            fs::write(ledger.path(), text.get(..cut).unwrap()).unwrap();
            assert_eq!(ledger.read(&key()).unwrap().entries, [entry(1)]);
            ledger.append(&key(), [entry(5)]).unwrap();
            assert_eq!(ledger.read(&key()).unwrap().entries, [entry(1), entry(5)]);
        }
    }

    #[test]
    fn lines_missing_at_the_end_are_seen_against_a_backup() {
        let (_dir, ledger) = ledger_of(3);
        let head = ledger.read(&key()).unwrap().head();
        ledger.append(&key(), [entry(4)]).unwrap();
        ledger.read_from(&key(), &head).unwrap();
        ledger.read_from(&key(), &Head::default()).unwrap();
        let text = fs::read_to_string(ledger.path()).unwrap();
        let two: Vec<&str> = text.lines().take(2).collect();
        fs::write(ledger.path(), two.join("\n") + "\n").unwrap();
        let error = ledger.read_from(&key(), &head).unwrap_err();
        assert!(
            error.to_string().contains("2 lines, and the backup knows of 3"),
            "{error}"
        );
        let (_dir, another) = ledger_of(0);
        (11..14).for_each(|n| another.append(&key(), [entry(n)]).unwrap());
        assert!(another.read_from(&key(), &head).is_err(), "as long, and another one");
    }
}
