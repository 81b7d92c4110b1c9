//! Where test clusters live.

use std::env;
use std::fs::{self, File};
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Memory that looks like a folder: cloning a database there is several times faster than on a disk.
const MEMORY: &str = "/dev/shm";

/// Less free memory than this and the cluster goes to the disk (Docker gives `/dev/shm` 64 MB unless told otherwise).
const ENOUGH_MEMORY: u64 = 1024 * 1024 * 1024;

/// The checkout this was built from.
fn checkout() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where the shared cluster may live, best first. A place where it lives already comes before all others.
pub(crate) fn shared() -> Vec<PathBuf> {
    let checkout = checkout();
    let mut hasher = DefaultHasher::new();
    checkout.hash(&mut hasher);
    let uid = rustix::process::geteuid().as_raw();
    let name = format!("causeway-test-{:016x}-{uid}", hasher.finish());
    let mut places = vec![
        Path::new(MEMORY).join(&name),
        checkout.join("target").join(&name),
        env::temp_dir().join(&name),
    ];
    if !memory_is_enough() {
        places.rotate_left(1);
    }
    places.sort_by_key(|place| !place.join("pg").exists());
    places
}

/// How the folders of tests' own clusters begin.
const OWN_PREFIX: &str = "causeway-own-";

/// In such a folder: locked as long as the process that made it lives.
const OWNER_LOCK: &str = "owner.lock";

/// The folder of a cluster of one test's own, which the server's user can enter. Removed when dropped.
#[derive(Debug)]
pub(crate) struct OwnFolder {
    path: PathBuf,
    /// Held, so that no other process takes the folder for one left behind.
    _owner: File,
}

impl OwnFolder {
    pub(crate) fn create() -> Result<Self, Error> {
        let parent = if memory_is_enough() {
            PathBuf::from(MEMORY)
        } else {
            env::temp_dir()
        };
        let path = parent.join(format!("{OWN_PREFIX}{}", random_name()));
        let make = || {
            fs::create_dir(&path)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o711))?;
            // Locked before it has its name: one without a lock is one whose owner is dead.
            let draft = path.join("owner.new");
            let owner = File::create(&draft)?;
            owner.lock()?;
            fs::rename(draft, path.join(OWNER_LOCK))?;
            Ok(owner)
        };
        match make() {
            Ok(owner) => Ok(Self { path, _owner: owner }),
            Err(source) => Err(Error::Folder { path, source }),
        }
    }

    /// Folders of this user whose owners were killed. Removed when dropped, as their owners would have.
    pub(crate) fn left_behind() -> Vec<Self> {
        [PathBuf::from(MEMORY), env::temp_dir()]
            .iter()
            .filter_map(|parent| fs::read_dir(parent).ok())
            .flatten()
            .filter_map(|entry| Self::take_over(entry.ok()?.path()))
            .collect()
    }

    fn take_over(path: PathBuf) -> Option<Self> {
        let ours = path.file_name()?.to_str()?.starts_with(OWN_PREFIX)
            && fs::symlink_metadata(&path).ok()?.uid() == rustix::process::geteuid().as_raw();
        if !ours {
            return None;
        }
        let owner = File::open(path.join(OWNER_LOCK)).ok()?;
        owner.try_lock().ok()?;
        Some(Self { path, _owner: owner })
    }

    /// Where the cluster goes.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.path.join("data")
    }
}

impl Drop for OwnFolder {
    fn drop(&mut self) {
        // What cannot be removed now is left behind, and removed by the next test that needs such a folder.
        fs::remove_dir_all(&self.path).ok();
    }
}

/// Sixteen random hexadecimal digits.
pub(crate) fn random_name() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

fn memory_is_enough() -> bool {
    rustix::fs::statvfs(MEMORY).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= ENOUGH_MEMORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_left_behind_only_when_its_owner_is_gone() {
        let alive = OwnFolder::create().unwrap();
        assert!(OwnFolder::take_over(alive.path.clone()).is_none());

        // As a killed process leaves it: there, its lock file held by nobody.
        let left = env::temp_dir().join(format!("{OWN_PREFIX}{}", random_name()));
        fs::create_dir(&left).unwrap();
        assert!(OwnFolder::take_over(left.clone()).is_none(), "perhaps just being made");
        File::create(left.join(OWNER_LOCK)).unwrap();
        drop(OwnFolder::take_over(left.clone()).unwrap());
        assert!(!left.exists());

        assert!(OwnFolder::take_over(env::temp_dir()).is_none());
    }

    #[test]
    fn the_shared_place_is_the_same_for_every_process_of_a_checkout() {
        assert_eq!(shared(), shared());
        assert_eq!(shared().len(), 3);
        assert!(checkout().join("Cargo.toml").is_file());
    }
}
