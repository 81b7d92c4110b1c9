//! Keys: 32 random bytes each, in files outside the database and outside backups.
//!
//! `--keys-dir` holds one file per key, hexadecimal, mode 0400. The demo keeps its keys beside its data and says so;
//! nothing else may. Token keys and peppers are rotated by adding the next number beside those there are; of key-encryption
//! keys too there may be several ([`key_ring`](super::key_ring)).

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::key_ring::LiveRing;
pub use super::numbered_keys::NumberedKeys;
use super::rescue_key::RescueKeys;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use zeroize::Zeroizing;

/// What each key file is for. The number is the key's id: a rotated key gets the next one.
const FILES: [&str; 11] = [
    "kek-1",
    "content-mac-1",
    "token-1",
    "pepper-1",
    "release-1",
    "kdl-snapshot-1",
    "kdl-noise-1",
    "audit-checkpoint-1",
    "erasure-1",
    "blind-index-1",
    "rescue-1",
];

/// Of these, what came with a later version: a folder made before it lacks them.
const YOUNGER: [&str; 4] = ["pepper-1", "erasure-1", "blind-index-1", "rescue-1"];

/// Why the keys could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key file is missing.
    #[error("the key file {} is missing: restore it from your key custody; if it was never made because the folder is older than this version, run `causeway keys complete --keys-dir {}`; for a new installation `causeway keys init --keys-dir {}`", path.display(), dir.display(), dir.display())]
    Missing {
        /// Which file.
        path: PathBuf,
        /// The folder.
        dir: PathBuf,
    },
    /// A key file cannot be read.
    #[error("the key file {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A key file does not hold a key.
    #[error("the key file {} does not hold 64 hexadecimal digits", path.display())]
    NotAKey {
        /// Which file.
        path: PathBuf,
    },
    /// Others may read a key file.
    #[error("the key file {} can be read by others: run `chmod 0400` on it", path.display())]
    TooOpen {
        /// Which file.
        path: PathBuf,
    },
    /// A key file holds a pattern.
    #[error("the key file {} holds no random key: make keys with `causeway keys init`", path.display())]
    NotRandom {
        /// Which file.
        path: PathBuf,
    },
    /// Keys exist already.
    #[error("{} already exists: keys are never overwritten", path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// A file is called like a key-encryption key and is none.
    #[error("{} is not called like a key-encryption key, kek-NUMBER.key: rename it or take it out of the folder", path.display())]
    NotAKek {
        /// Which file.
        path: PathBuf,
    },
    /// The key that is to wrap is not there.
    #[error("active_kek names {name}, and the folder {} holds no such key file", dir.display())]
    NoSuchKek {
        /// What the configuration says.
        name: String,
        /// The folder.
        dir: PathBuf,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes")]
    NoRandom,
}

/// Every key the server works with.
pub struct Keys {
    /// Wraps people's data keys.
    pub kek_ring: LiveRing,
    /// Recognises a repeated request without keeping it; a sub-key seals the audit log.
    pub content_mac: sealed::MacKey,
    /// Finds equal phone and document numbers without keeping them: one more key for each organisation.
    pub blind_index: sealed::MacKey,
    /// Sign access tokens (Ed25519 seeds).
    pub token: NumberedKeys,
    /// What passwords are hashed with besides their salt (Argon2's secret input, security.md §3.3).
    pub pepper: NumberedKeys,
    /// Signs releases.
    pub release: Ed25519KeyPair,
    /// Signs the lines of the erasure ledger.
    pub erasure: Ed25519KeyPair,
    /// Binds a release's noise to its snapshot.
    pub snapshot: disclosure::SnapshotKey,
    /// Draws a release's noise.
    pub noise: disclosure::NoiseKey,
    /// Signs the head of the audit log.
    pub audit_checkpoint: Ed25519KeyPair,
    /// Opens what phones sealed to their organisation.
    pub rescue: RescueKeys,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Reads every key. A missing or too open file is an error that says what to do.
    pub fn load(dir: &Path) -> Result<Self, KeyError> {
        let read = |name: &str| read_key(dir, name);
        let not_a_key = |name: &str| KeyError::NotAKey {
            path: path_of(dir, name),
        };
        let mac_key = |name: &str| sealed::MacKey::new(read(name)?.as_slice()).map_err(|_rejected| not_a_key(name));
        let signer = |name: &str| {
            Ed25519KeyPair::from_seed_unchecked(read(name)?.as_slice()).map_err(|_rejected| not_a_key(name))
        };
        Ok(Self {
            kek_ring: LiveRing::load(dir)?,
            content_mac: mac_key("content-mac-1")?,
            blind_index: mac_key("blind-index-1")?,
            token: NumberedKeys::read(dir, "token")?,
            pepper: NumberedKeys::read(dir, "pepper")?,
            release: signer("release-1")?,
            erasure: signer("erasure-1")?,
            snapshot: disclosure::SnapshotKey::new(read("kdl-snapshot-1")?.as_slice())
                .map_err(|_rejected| not_a_key("kdl-snapshot-1"))?,
            noise: disclosure::NoiseKey::new(read("kdl-noise-1")?.as_slice())
                .map_err(|_rejected| not_a_key("kdl-noise-1"))?,
            audit_checkpoint: signer("audit-checkpoint-1")?,
            rescue: RescueKeys::new(read("rescue-1")?),
        })
    }

    /// Lets the configuration say which key-encryption key wraps.
    pub fn pin_kek(self, name: Option<&str>) -> Result<Self, KeyError> {
        Ok(Self {
            kek_ring: self.kek_ring.pin(name)?,
            ..self
        })
    }

    /// The public half of the key that signs releases.
    pub fn release_public_key(&self) -> Vec<u8> {
        self.release.public_key().as_ref().to_vec()
    }
}

/// Numbers of the files `<purpose>-<number>.key`. A number is written without leading zeros.
pub(super) fn numbers_of(dir: &Path, purpose: &str) -> Result<Vec<u32>, KeyError> {
    let unreadable = |error: std::io::Error| KeyError::Unreadable {
        path: dir.to_owned(),
        reason: error.to_string(),
    };
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(unreadable)?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry.map_err(unreadable)?.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_prefix(purpose)?.strip_prefix('-')?.strip_suffix(".key"))
            .filter(|number| !number.starts_with('0'))
            .and_then(|number| number.parse::<u32>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Everything that is wrong with the key folder, file by file: what is missing, open to others, or no key.
pub fn problems(dir: &Path) -> Vec<KeyError> {
    let mut problems = Vec::new();
    for first in FILES {
        let purpose = first.trim_end_matches("-1");
        match numbers_of(dir, purpose) {
            Err(error) => problems.push(error),
            // Says which file is missing.
            Ok(numbers) if numbers.is_empty() => problems.extend(read_key(dir, first).err()),
            Ok(numbers) => {
                let names = numbers.iter().map(|number| format!("{purpose}-{number}"));
                problems.extend(names.filter_map(|name| problem(dir, &name)));
            }
        }
    }
    problems
}

fn problem(dir: &Path, name: &str) -> Option<KeyError> {
    match read_key(dir, name) {
        Err(error) => Some(error),
        Ok(bytes) => {
            let first = bytes.first();
            let is_a_pattern = bytes.iter().all(|byte| Some(byte) == first);
            is_a_pattern.then(|| KeyError::NotRandom {
                path: path_of(dir, name),
            })
        }
    }
}

/// Adds the next key of a purpose that is rotated (`token`, `pepper`) and says its number.
pub fn add_next(dir: &Path, purpose: &'static str) -> Result<u32, KeyError> {
    let number = numbers_of(dir, purpose)?.last().map_or(1, |newest| newest + 1);
    make_key(dir, &format!("{purpose}-{number}"))?;
    Ok(number)
}

/// Makes every key that a new installation needs. Refuses when one exists.
pub fn init(dir: &Path) -> Result<(), KeyError> {
    fs::create_dir_all(dir).map_err(|error| unreadable(dir, &error))?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(|error| unreadable(dir, &error))?;
    for name in FILES {
        let path = path_of(dir, name);
        if path.exists() {
            return Err(KeyError::Exists { path });
        }
    }
    FILES.iter().try_for_each(|name| make_key(dir, name))
}

/// Makes what a later version of this software asks for and the folder lacks, and says what it made.
///
/// A key that was lost is not made anew: of each of these the first is missing only where none of its kind was ever made.
pub fn complete(dir: &Path) -> Result<Vec<&'static str>, KeyError> {
    let mut made = Vec::new();
    for name in YOUNGER {
        let purpose = name.trim_end_matches("-1");
        if numbers_of(dir, purpose)?.is_empty() {
            make_key(dir, name)?;
            made.push(name);
        }
    }
    Ok(made)
}

/// Makes one key file, mode 0400, on the disk before this returns. Never overwrites.
pub(super) fn make_key(dir: &Path, name: &str) -> Result<(), KeyError> {
    let path = path_of(dir, name);
    let mut bytes = Zeroizing::new([0_u8; 32]);
    let filled = SystemRandom::new().fill(bytes.as_mut_slice());
    filled.map_err(|_unspecified| KeyError::NoRandom)?;
    let text = Zeroizing::new(hex::encode(*bytes));
    // Written under another name first: a key file is whole, or it is not there.
    let draft = path.with_extension("new");
    drop(fs::remove_file(&draft));
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o400)
        .open(&draft)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        // A link, unlike a rename, refuses to replace.
        .and_then(|()| fs::hard_link(&draft, &path));
    drop(fs::remove_file(&draft));
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(KeyError::Exists { path }),
        written => written
            .map_err(|error| unreadable(&path, &error))
            .and_then(|()| sync_folder(dir)),
    }
}

/// Makes what was done to a folder's entries last.
pub(super) fn sync_folder(dir: &Path) -> Result<(), KeyError> {
    fs::File::open(dir)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| unreadable(dir, &error))
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> KeyError {
    KeyError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

pub(super) fn path_of(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.key"))
}

pub(super) fn read_key(dir: &Path, name: &str) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let path = path_of(dir, name);
    let metadata = match fs::metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(KeyError::Missing {
                path,
                dir: dir.to_owned(),
            });
        }
        other => other.map_err(|error| unreadable(&path, &error))?,
    };
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(KeyError::TooOpen { path });
    }
    let text = Zeroizing::new(fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?);
    let mut bytes = Zeroizing::new([0_u8; 32]);
    hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).map_err(|_error| KeyError::NotAKey { path })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_key_stands_beside_those_there_are() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path()).unwrap();
        let first = *Keys::load(dir.path()).unwrap().token.newest().1;
        assert_eq!(add_next(dir.path(), "token").unwrap(), 2);
        fs::write(dir.path().join("token-x.key"), "not ours").unwrap();
        let keys = Keys::load(dir.path()).unwrap();
        assert_eq!(keys.token.newest().0, 2);
        assert_eq!(keys.token.get(1), Some(&first));
        assert_ne!(keys.token.newest().1, &first);
        assert_eq!(keys.pepper.newest().0, 1, "another purpose, other numbers");
        fs::remove_file(dir.path().join("token-1.key")).unwrap();
        assert_eq!(Keys::load(dir.path()).unwrap().token.all().count(), 1);
        assert_eq!(add_next(dir.path(), "token").unwrap(), 3, "a number is not given twice");
    }

    #[test]
    fn an_older_folder_gets_what_it_never_had_and_nothing_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path()).unwrap();
        assert!(complete(dir.path()).unwrap().is_empty());
        fs::remove_file(dir.path().join("blind-index-1.key")).unwrap();
        let message = Keys::load(dir.path()).unwrap_err().to_string();
        assert!(message.contains("keys complete"), "{message}");
        // The first pepper was retired: its successor stands, so nothing is missing.
        add_next(dir.path(), "pepper").unwrap();
        fs::remove_file(dir.path().join("pepper-1.key")).unwrap();
        let kept = fs::read(dir.path().join("erasure-1.key")).unwrap();
        assert_eq!(complete(dir.path()).unwrap(), ["blind-index-1"]);
        assert_eq!(fs::read(dir.path().join("erasure-1.key")).unwrap(), kept);
        Keys::load(dir.path()).unwrap();
        // What every version had is never made anew: it was lost, and is in somebody's custody.
        fs::remove_file(dir.path().join("kek-1.key")).unwrap();
        assert!(complete(dir.path()).unwrap().is_empty());
    }

    #[test]
    fn a_new_installation_gets_keys_once_and_nobody_else_reads_them() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path()).unwrap();
        Keys::load(dir.path()).unwrap();
        assert!(
            matches!(init(dir.path()), Err(KeyError::Exists { .. })),
            "keys are never overwritten"
        );
        let kek = dir.path().join("kek-1.key");
        fs::set_permissions(&kek, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keys::load(dir.path()), Err(KeyError::TooOpen { .. })));
        fs::remove_file(&kek).unwrap();
        let message = Keys::load(dir.path()).unwrap_err().to_string();
        assert!(
            message.contains("kek-1.key is missing") && message.contains("keys init"),
            "{message}"
        );
    }
}
