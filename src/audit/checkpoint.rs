//! Signed heads of the log, and the second place they are kept in.
//!
//! Who owns the database can cut the newest rows off the log together with their seals, and what is left is a whole chain.
//! So its head is signed once a minute and written outside the database too: one JSON object a line, in one file a month.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::seal::Head;
use crate::platform::ids::OrgId;

const FORMAT: &str = "causeway-audit-checkpoint-1";
const FILE_START: &str = "audit-checkpoints-";

/// "At this moment the log of this organisation was so long and ended in this hash", signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checkpoint {
    pub(super) org: OrgId,
    pub(super) seq: i64,
    #[serde(with = "hex::serde")]
    pub(super) hash: [u8; 32],
    pub(super) at: DateTime<Utc>,
    #[serde(with = "hex::serde")]
    pub(super) public_key: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub(super) signature: Vec<u8>,
}

/// What is signed.
fn text(org: OrgId, head: &Head, at: DateTime<Utc>) -> String {
    let (hash, at) = (hex::encode(head.hash), at.timestamp_micros());
    format!("{FORMAT}\n{org}\n{}\n{hash}\n{at}\n", head.seq)
}

impl Checkpoint {
    /// Signs a head.
    pub(super) fn sign(org: OrgId, head: Head, at: DateTime<Utc>, key: &Ed25519KeyPair) -> Self {
        Self {
            org,
            seq: head.seq,
            hash: head.hash,
            at,
            public_key: key.public_key().as_ref().to_vec(),
            signature: key.sign(text(org, &head, at).as_bytes()).as_ref().to_vec(),
        }
    }

    /// The head it is about.
    pub(super) fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash: self.hash,
        }
    }

    /// Was it signed with the key whose public half this is?
    pub(super) fn is_signed_by(&self, public_key: &[u8]) -> bool {
        let signed = text(self.org, &self.head(), self.at);
        self.public_key == public_key
            && UnparsedPublicKey::new(&ED25519, public_key)
                .verify(signed.as_bytes(), &self.signature)
                .is_ok()
    }
}

/// A folder on another volume. Lines are only ever added.
#[derive(Debug, Clone)]
pub struct SecondPlace(PathBuf);

impl SecondPlace {
    /// This folder. Nothing is touched yet.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Can lines be added? Makes the folder if need be, and leaves nothing behind.
    pub fn check(&self) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let probe = self.0.join("write-probe");
        File::create(&probe)?.sync_all()?;
        fs::remove_file(probe)
    }

    /// Adds lines, and returns when they are on the disk.
    pub(super) fn add(&self, checkpoints: &[Checkpoint], now: DateTime<Utc>) -> io::Result<()> {
        let path = self.0.join(format!("{FILE_START}{}.jsonl", now.format("%Y-%m")));
        let is_new = !path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o640)
            .open(&path)?;
        let mut lines = Vec::new();
        // A line torn by a power cut must not spoil the next one.
        if !ends_a_line(&mut file)? {
            lines.push(b'\n');
        }
        for checkpoint in checkpoints {
            serde_json::to_writer(&mut lines, checkpoint)?;
            lines.push(b'\n');
        }
        file.write_all(&lines)?;
        file.sync_all()?;
        if is_new {
            File::open(&self.0)?.sync_all()?;
        }
        Ok(())
    }

    /// Calls `each` with every line, file by file; `None` for one that cannot be read.
    pub(super) fn read(folder: &Path, mut each: impl FnMut(Option<Checkpoint>)) -> io::Result<()> {
        let mut files: Vec<PathBuf> = fs::read_dir(folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.file_name()
                    .and_then(|name| name.to_str())
                    .is_some_and(|name| name.starts_with(FILE_START))
            })
            .collect();
        files.sort();
        for path in files {
            for line in BufReader::new(File::open(path)?).split(b'\n') {
                let line = line?;
                if !line.is_empty() {
                    each(serde_json::from_slice(&line).ok());
                }
            }
        }
        Ok(())
    }
}

fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0; 1];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn checkpoint(seq: i64) -> Checkpoint {
        let org = OrgId::from_uuid(uuid::Uuid::from_u128(1));
        Checkpoint::sign(org, Head { seq, hash: [3; 32] }, at(seq), &key())
    }

    #[test]
    fn a_changed_checkpoint_is_not_signed() {
        let public = key().public_key().as_ref().to_vec();
        let good = checkpoint(5);
        assert!(good.is_signed_by(&public));
        for changed in [
            Checkpoint { seq: 4, ..good.clone() },
            Checkpoint {
                hash: [4; 32],
                ..good.clone()
            },
            Checkpoint {
                at: at(6),
                ..good.clone()
            },
            Checkpoint {
                org: OrgId::from_uuid(uuid::Uuid::from_u128(2)),
                ..good.clone()
            },
        ] {
            assert!(!changed.is_signed_by(&public));
        }
        assert!(!good.is_signed_by(&[9; 32]), "somebody else's key");
    }

    #[test]
    fn lines_are_added_and_a_torn_one_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let place = SecondPlace::new(folder.path().join("made"));
        place.check().unwrap();
        place.add(&[checkpoint(1), checkpoint(2)], at(0)).unwrap();
        let file = fs::read_dir(&place.0).unwrap().next().unwrap().unwrap().path();
        let mut torn = OpenOptions::new().append(true).open(&file).unwrap();
        torn.write_all(b"{\"org\":\"0000").unwrap();
        place.add(&[checkpoint(3)], at(0)).unwrap();
        let mut read = Vec::new();
        SecondPlace::read(&place.0, |line| read.push(line.map(|line| line.seq))).unwrap();
        assert_eq!(read, [Some(1), Some(2), None, Some(3)]);
    }
}
