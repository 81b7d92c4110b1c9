//! The key-encryption keys of the key folder, and how a running server learns of a new one.
//!
//! The folder may hold several, `kek-1.key`, `kek-2.key`, …: all of them open, the one with the highest number wraps (or
//! the one that [`LiveRing::pin`] names: where several machines serve, every one of them must have a key file before one
//! begins to wrap with it).
//!
//! Nobody tells the server about a rotation. A key that it does not know, met in a row, makes it read the folder again, once;
//! and before it wraps a new person's key it looks whether the folder has changed. So rows that another process wrapped with
//! a new key open in a server that was started before the key was made.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use sealed::{KekId, KekRing, KeyEncryptionKey, NewKeyError, PersonKey, UnwrapError, WrappedKey};

use super::keys::{KeyError, make_key, path_of, read_key, sync_folder, unreadable};

/// What begins the name of every key-encryption key; a number follows.
const PREFIX: &str = "kek-";
/// What ends the name of one in use.
const KEY: &str = ".key";
/// What ends the name of one that was set aside.
const ASIDE: &str = ".retired";

/// The keys as they stood in the folder when it was last read.
struct Snapshot {
    ring: Arc<KekRing>,
    /// The numbers of the keys that were there.
    numbers: Vec<u32>,
}

/// The key-encryption keys of a folder, read again when it changes.
pub struct LiveRing {
    dir: PathBuf,
    pinned: Option<KekId>,
    snapshot: RwLock<Snapshot>,
}

impl std::fmt::Debug for LiveRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LiveRing")
    }
}

impl LiveRing {
    /// Reads every `kek-NUMBER.key` of the folder.
    pub fn load(dir: &Path) -> Result<Self, KeyError> {
        Ok(Self {
            dir: dir.to_owned(),
            pinned: None,
            snapshot: RwLock::new(read(dir, None)?),
        })
    }

    /// The same ring, with the key that wraps named by the configuration (`active_kek`) instead of by its number.
    pub fn pin(self, name: Option<&str>) -> Result<Self, KeyError> {
        let Some(name) = name else { return Ok(self) };
        let no_such = || KeyError::NoSuchKek {
            name: name.to_owned(),
            dir: self.dir.clone(),
        };
        let pinned: KekId = name.parse().map_err(|_not_an_id| no_such())?;
        let snapshot = read(&self.dir, Some(pinned))?;
        if snapshot.ring.active_id() != pinned {
            return Err(no_such());
        }
        Ok(Self {
            dir: self.dir,
            pinned: Some(pinned),
            snapshot: RwLock::new(snapshot),
        })
    }

    /// The keys as they are known now.
    pub fn ring(&self) -> Arc<KekRing> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner).ring)
    }

    /// Makes and wraps a key for one person of one organisation, with the key that wraps from now on.
    pub fn new_person_key(&self, org: [u8; 16], person: [u8; 16]) -> Result<(PersonKey, WrappedKey), NewKeyError> {
        let there = numbers(&self.dir, KEY).ok();
        let known = self
            .snapshot
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .numbers
            .clone();
        if there.is_some_and(|there| there != known) {
            self.refresh();
        }
        self.ring().new_person_key(org, person)
    }

    /// Opens the key of one person of one organisation.
    pub fn unwrap(&self, wrapped: &WrappedKey, org: [u8; 16], person: [u8; 16]) -> Result<PersonKey, UnwrapError> {
        let opened = self.ring().unwrap(wrapped, org, person);
        if matches!(opened, Err(UnwrapError::UnknownKek(_))) && self.refresh() {
            return self.ring().unwrap(wrapped, org, person);
        }
        opened
    }

    /// Reads the folder again. A folder that cannot be read leaves the keys as they were: what they open still opens.
    fn refresh(&self) -> bool {
        match read(&self.dir, self.pinned) {
            Ok(snapshot) => {
                *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
                true
            }
            Err(error) => {
                tracing::warn!(error = %error, "the key folder could not be read again");
                false
            }
        }
    }
}

/// The numbers of the key-encryption keys in a folder whose files end in `ending`, lowest first.
fn numbers(dir: &Path, ending: &str) -> Result<Vec<u32>, KeyError> {
    let mut numbers = Vec::new();
    let entries = fs::read_dir(dir).map_err(|error| match error.kind() {
        // Named by the file that is looked for first, as for every other key.
        std::io::ErrorKind::NotFound => missing(dir),
        _ => unreadable(dir, &error),
    })?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(dir, &error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(ending).filter(|name| name.starts_with(PREFIX)) else {
            continue;
        };
        // `kek-01` and `kek-1` would be one number and two files.
        let number = name.strip_prefix(PREFIX).and_then(|number| number.parse().ok());
        let number = number.filter(|number| name_of(*number) == name);
        numbers.push(number.ok_or(KeyError::NotAKek { path })?);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn name_of(number: u32) -> String {
    format!("{PREFIX}{number}")
}

fn missing(dir: &Path) -> KeyError {
    KeyError::Missing {
        path: path_of(dir, &name_of(1)),
        dir: dir.to_owned(),
    }
}

fn read(dir: &Path, pinned: Option<KekId>) -> Result<Snapshot, KeyError> {
    let numbers = numbers(dir, KEY)?;
    let mut keys = Vec::new();
    for number in &numbers {
        let name = name_of(*number);
        let not_a_key = || KeyError::NotAKey {
            path: path_of(dir, &name),
        };
        let id: KekId = name.parse().map_err(|_too_long| not_a_key())?;
        let bytes = read_key(dir, &name)?;
        keys.push(KeyEncryptionKey::new(id, bytes.as_slice()).map_err(|_rejected| not_a_key())?);
    }
    let wraps = pinned.and_then(|pinned| keys.iter().position(|key| key.id() == pinned));
    let active = match wraps {
        Some(place) => keys.remove(place),
        None => keys.pop().ok_or_else(|| missing(dir))?,
    };
    let name = active.id();
    let ring = KekRing::new(active, keys).map_err(|_repeated| KeyError::NotAKey {
        path: path_of(dir, name.as_str()),
    })?;
    Ok(Snapshot {
        ring: Arc::new(ring),
        numbers,
    })
}

/// Makes the next key-encryption key of the folder, and says its id. From now on it wraps.
pub fn make_next(dir: &Path) -> Result<KekId, KeyError> {
    let last = numbers(dir, KEY)?.pop().ok_or_else(|| missing(dir))?;
    // Nor the number of one that was set aside: wrapped keys name the key that wrapped them by it.
    let aside = numbers(dir, ASIDE)?.pop().unwrap_or_default();
    let next = last.max(aside).saturating_add(1);
    let name = name_of(next);
    make_key(dir, &name)?;
    name.parse().map_err(|_too_long| KeyError::NotAKey {
        path: path_of(dir, &name),
    })
}

/// Takes a key out of use: its file stays under another name, since backups of wrapped keys may still need it.
/// Gives the new path.
pub fn set_aside(dir: &Path, id: KekId) -> Result<PathBuf, KeyError> {
    let path = path_of(dir, id.as_str());
    let aside = path.with_extension(ASIDE.trim_start_matches('.'));
    fs::rename(&path, &aside).map_err(|error| unreadable(&path, &error))?;
    sync_folder(dir)?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const ORG: [u8; 16] = [1; 16];
    const PERSON: [u8; 16] = [2; 16];

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        make_key(dir.path(), "kek-1").unwrap();
        dir
    }

    #[test]
    fn a_server_that_was_started_before_opens_what_a_new_key_wrapped() {
        let dir = folder();
        let old_server = LiveRing::load(dir.path()).unwrap();
        let (_key, by_the_old) = old_server.new_person_key(ORG, PERSON).unwrap();
        assert_eq!(make_next(dir.path()).unwrap().as_str(), "kek-2");
        let other_process = LiveRing::load(dir.path()).unwrap();
        let by_the_new = other_process.ring().rewrap(&by_the_old, ORG, PERSON).unwrap().unwrap();
        assert_eq!(by_the_new.kek_id().as_str(), "kek-2");
        old_server.unwrap(&by_the_new, ORG, PERSON).unwrap();
        old_server.unwrap(&by_the_old, ORG, PERSON).unwrap();
        let (_key, next) = old_server.new_person_key(ORG, PERSON).unwrap();
        assert_eq!(next.kek_id().as_str(), "kek-2", "and it wraps with the new one");
    }

    #[test]
    fn the_folder_is_looked_at_before_a_key_is_wrapped() {
        let dir = folder();
        let server = LiveRing::load(dir.path()).unwrap();
        make_next(dir.path()).unwrap();
        let (_key, wrapped) = server.new_person_key(ORG, PERSON).unwrap();
        assert_eq!(wrapped.kek_id().as_str(), "kek-2");
    }

    #[test]
    fn the_tenth_key_is_newer_than_the_ninth_and_a_pinned_one_than_both() {
        let dir = folder();
        for _ in 2..=10 {
            make_next(dir.path()).unwrap();
        }
        let ring = LiveRing::load(dir.path()).unwrap();
        assert_eq!(ring.ring().active_id().as_str(), "kek-10");
        let pinned = ring.pin(Some("kek-3")).unwrap();
        assert_eq!(pinned.ring().active_id().as_str(), "kek-3");
        assert_eq!(pinned.ring().ids().count(), 10, "all of them open");
        make_next(dir.path()).unwrap();
        let (_key, wrapped) = pinned.new_person_key(ORG, PERSON).unwrap();
        assert_eq!(wrapped.kek_id().as_str(), "kek-3", "a new file changes nothing");
        let absent = LiveRing::load(dir.path()).unwrap().pin(Some("kek-99"));
        assert!(matches!(absent, Err(KeyError::NoSuchKek { .. })));
    }

    #[test]
    fn a_key_is_made_whole_closed_and_never_twice() {
        let dir = folder();
        let path = dir.path().join("kek-1.key");
        let before = fs::read(&path).unwrap();
        assert!(matches!(make_key(dir.path(), "kek-1"), Err(KeyError::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o400);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_file_that_is_called_like_a_key_and_is_none_is_named() {
        for name in ["kek-01.key", "kek-one.key", "kek-.key", "kek-99999999999.key"] {
            let dir = folder();
            fs::write(dir.path().join(name), "").unwrap();
            let message = LiveRing::load(dir.path()).unwrap_err().to_string();
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn a_key_set_aside_neither_opens_nor_is_lost() {
        let dir = folder();
        let (_key, wrapped) = LiveRing::load(dir.path()).unwrap().new_person_key(ORG, PERSON).unwrap();
        make_next(dir.path()).unwrap();
        let aside = set_aside(dir.path(), wrapped.kek_id()).unwrap();
        assert_eq!(aside.file_name().unwrap(), "kek-1.retired");
        let ring = LiveRing::load(dir.path()).unwrap();
        let error = ring.unwrap(&wrapped, ORG, PERSON).unwrap_err();
        assert_eq!(error, UnwrapError::UnknownKek(wrapped.kek_id()));
        assert_eq!(
            make_next(dir.path()).unwrap().as_str(),
            "kek-3",
            "no number comes twice"
        );
    }
}
