//! The form of a backup: an age file (age-encryption.org/v1), and in it
//!
//! ```text
//! causeway-backup 1          a line that says what this is
//! {…}                        the manifest, JSON on one line
//! length bytes length bytes  what pg_dump wrote, in pieces; each begins with its length, four bytes, the highest first
//! 0                          a piece of length 0 ends it
//! {…}                        length and SHA-256 of what pg_dump wrote, JSON on one line
//! ```
//!
//! Without us: `age --decrypt` gives this text, and `pg_restore` reads the pieces put together.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::Failure;
use super::super::progress::Progress;
use super::file::failed;
use crate::erasure::Head;

const FIRST_LINE: &str = "causeway-backup 1\n";
/// Largest piece, in bytes; also what bounds the memory a damaged length could ask for.
const PIECE: usize = 1 << 20;
/// Longest manifest read, in bytes: a row count per table, some tens of them.
const MAX_LINE: u64 = 1 << 20;

/// Which of the two files of a backup this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// Everything but people's keys.
    Database,
    /// People's wrapped keys.
    Keys,
}

impl Kind {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Database => "the database without people's keys",
            Self::Keys => "people's wrapped keys",
        }
    }
}

/// What a backup is of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Which file.
    pub(super) kind: Kind,
    /// Both files of one backup have the same.
    pub(super) id: Uuid,
    /// The moment the database is shown as of.
    pub(super) made_at: DateTime<Utc>,
    /// Which Causeway made it.
    pub(super) version: String,
    /// The last migration that had run.
    pub(super) schema: String,
    /// Major version of Postgres.
    pub(super) postgres: u32,
    /// Which cluster: Postgres' own identifier.
    pub(super) cluster: String,
    /// Rows of each table.
    pub(super) rows: BTreeMap<String, i64>,
    /// Where the erasure ledger ended: one that ends earlier is not the newest.
    pub(super) ledger: Head,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Trailer {
    bytes: u64,
    sha256: String,
}

/// Writes the content piece by piece.
pub(super) struct Writer<'f> {
    stream: StreamWriter<BufWriter<&'f mut File>>,
    digest: Sha256,
    bytes: u64,
}

impl<'f> Writer<'f> {
    pub(super) fn begin(file: &'f mut File, recipients: &[Recipient], manifest: &Manifest) -> std::io::Result<Self> {
        let to = recipients.iter().map(|recipient| -> &dyn age::Recipient { recipient });
        let encryptor = age::Encryptor::with_recipients(to).map_err(std::io::Error::other)?;
        let mut stream = encryptor.wrap_output(BufWriter::new(file))?;
        stream.write_all(FIRST_LINE.as_bytes())?;
        write_line(&mut stream, manifest)?;
        Ok(Self {
            stream,
            digest: Sha256::new(),
            bytes: 0,
        })
    }

    /// Adds everything that `content` gives.
    pub(super) fn copy(&mut self, content: &mut impl Read, progress: &Progress) -> Result<(), CopyError> {
        let mut piece = vec![0; PIECE];
        loop {
            let length = content.read(&mut piece).map_err(CopyError::Read)?;
            let Some(part) = piece.get(..length).filter(|part| !part.is_empty()) else {
                return Ok(());
            };
            self.digest.update(part);
            self.bytes += u64::try_from(length).unwrap_or_default();
            let head = u32::try_from(length).unwrap_or_default().to_be_bytes();
            self.stream
                .write_all(&head)
                .and_then(|()| self.stream.write_all(part))
                .map_err(CopyError::Write)?;
            progress.many(length);
        }
    }

    /// Ends the content; the file must still be kept.
    pub(super) fn end(mut self) -> std::io::Result<()> {
        self.stream.write_all(&0_u32.to_be_bytes())?;
        let trailer = Trailer {
            bytes: self.bytes,
            sha256: hex::encode(self.digest.finalize()),
        };
        write_line(&mut self.stream, &trailer)?;
        self.stream.finish()?.flush()
    }
}

fn write_line(to: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *to, value)?;
    to.write_all(b"\n")
}

/// Which side of a copy failed.
#[derive(Debug)]
pub(super) enum CopyError {
    /// Where it comes from.
    Read(std::io::Error),
    /// Where it goes.
    Write(std::io::Error),
}

/// A backup being read. What it gives was not altered: age checks every piece before it hands it on.
pub(super) struct Reader {
    stream: BufReader<StreamReader<BufReader<File>>>,
    manifest: Manifest,
    name: String,
}

impl Reader {
    /// Opens a backup as far as its manifest.
    pub(super) fn open(path: &Path, identities: &[Identity]) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| failed(path, &error))?;
        let no_key = || {
            Failure::of(format!(
                "{name} does not open with this secret key: it was made for another"
            ))
        };
        let not_ours = || Failure::of(format!("{name} is no backup of Causeway, or it was damaged"));
        let decryptor = age::Decryptor::new_buffered(BufReader::new(file)).map_err(|_error| not_ours())?;
        let with = identities.iter().map(|identity| -> &dyn age::Identity { identity });
        let stream = decryptor.decrypt(with).map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => no_key(),
            _ => not_ours(),
        })?;
        let mut stream = BufReader::new(stream);
        if read_line(&mut stream).map_err(|_error| not_ours())? != FIRST_LINE.trim_end() {
            return Err(not_ours());
        }
        let line = read_line(&mut stream).map_err(|_error| not_ours())?;
        let manifest = serde_json::from_str(&line).map_err(|_error| not_ours())?;
        Ok(Self { stream, manifest, name })
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Hands the content on, and checks that it was all there and as it was written. How many bytes it had.
    pub(super) fn copy_to(mut self, to: &mut impl Write, progress: &Progress) -> Result<u64, Failure> {
        let damaged = |_error| Failure::of(format!("{} breaks off or was damaged: take another copy", self.name));
        let (mut digest, mut bytes, mut piece) = (Sha256::new(), 0_u64, Vec::new());
        loop {
            let mut head = [0; 4];
            self.stream.read_exact(&mut head).map_err(damaged)?;
            let length = usize::try_from(u32::from_be_bytes(head)).unwrap_or(usize::MAX);
            if length == 0 {
                break;
            }
            if length > PIECE {
                return Err(damaged(std::io::ErrorKind::InvalidData.into()));
            }
            piece.resize(length, 0);
            self.stream.read_exact(&mut piece).map_err(damaged)?;
            digest.update(&piece);
            bytes += u64::try_from(length).unwrap_or_default();
            to.write_all(&piece).map_err(|error| {
                Failure::of(format!("what stands in {} could not be handed on: {error}", self.name))
            })?;
            progress.many(length);
        }
        let told = read_line(&mut self.stream).map_err(damaged)?;
        let found = Trailer {
            bytes,
            sha256: hex::encode(digest.finalize()),
        };
        // Reading on to the end makes age check that the file ends here.
        let mut rest = [0];
        let ends = self.stream.read(&mut rest).map_err(damaged)? == 0;
        if !ends || serde_json::from_str::<Trailer>(&told).ok() != Some(found) {
            return Err(damaged(std::io::ErrorKind::InvalidData.into()));
        }
        Ok(bytes)
    }
}

fn read_line(from: &mut impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    from.take(MAX_LINE).read_line(&mut line)?;
    match line.strip_suffix('\n') {
        Some(line) => Ok(line.to_owned()),
        None => Err(std::io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            kind: Kind::Database,
            id: Uuid::from_u128(1),
            made_at: "2026-06-10T09:30:00Z".parse().unwrap(),
            version: "0.1.0".into(),
            schema: "20261122140200".into(),
            postgres: 15,
            cluster: "1".into(),
            rows: BTreeMap::from([("public.person".into(), 3)]),
            ledger: Head::default(),
        }
    }

    fn written(content: &[u8], recipient: &Recipient) -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("b");
        let mut file = File::create(&path).unwrap();
        let mut writer = Writer::begin(&mut file, std::slice::from_ref(recipient), &manifest()).unwrap();
        let mut content = content;
        assert!(writer.copy(&mut content, &Progress::new()).is_ok());
        writer.end().unwrap();
        std::fs::read(path).unwrap()
    }

    fn read(bytes: &[u8], identity: &Identity) -> Result<Vec<u8>, Failure> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("b");
        std::fs::write(&path, bytes).unwrap();
        let reader = Reader::open(&path, std::slice::from_ref(identity))?;
        assert_eq!(reader.manifest().rows["public.person"], 3);
        let mut content = Vec::new();
        reader.copy_to(&mut content, &Progress::new())?;
        Ok(content)
    }

    #[test]
    fn what_goes_in_comes_out_and_only_with_the_right_key() {
        let (ours, other) = (Identity::generate(), Identity::generate());
        for length in [0, 1, PIECE - 1, PIECE, 3 * PIECE + 17] {
            let content: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let file = written(&content, &ours.to_public());
            assert!(read(&file, &ours).unwrap() == content, "{length} bytes");
            assert!(
                read(&file, &other)
                    .unwrap_err()
                    .to_string()
                    .contains("made for another")
            );
        }
    }

    #[test]
    fn a_backup_that_was_altered_or_cut_short_is_refused() {
        let ours = Identity::generate();
        let content = vec![7; 200_000];
        let file = written(&content, &ours.to_public());
        let not_clear = file.windows(64).all(|part| part != &content[..64]);
        assert!(not_clear, "the content stands in the clear");
        for at in (0..file.len()).step_by(9_973) {
            let mut altered = file.clone();
            altered[at] ^= 1;
            read(&altered, &ours).unwrap_err();
            read(&file[..at], &ours).unwrap_err();
        }
        read(&[file.as_slice(), b"more"].concat(), &ours).unwrap_err();
        read(&file, &ours).unwrap();
    }
}
