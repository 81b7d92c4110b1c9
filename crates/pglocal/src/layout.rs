//! What lies where in the data directory, and where the socket goes.

use std::env;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, on};
use crate::server_user::ServerUser;

/// The longest path a unix socket can have, in bytes: `sun_path` holds 108 on Linux with the closing zero (unix(7)).
const MAX_SOCKET_PATH: usize = 107;

/// The number in the socket's name. Each cluster has a socket folder of its own, so one number does for all.
pub(crate) const PORT: u16 = 5432;

/// Paths in one data directory. `root` is absolute and free of links.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    root: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The cluster.
    pub(crate) fn pg(&self) -> PathBuf {
        self.root.join("pg")
    }

    /// Where a cluster is made before it is renamed to [`Self::pg`].
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.root.join("pg.unfinished")
    }

    /// The server's own log files.
    pub(crate) fn log_dir(&self) -> PathBuf {
        self.root.join("log")
    }

    /// What the server says before its log is open. Not in `log/`: that folder is the server's, and a root process must
    /// not open files where the server's user could have laid a link.
    pub(crate) fn start_log(&self) -> PathBuf {
        self.root.join("start.log")
    }

    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join("pglocal.lock")
    }

    fn remembered_socket_dir(&self) -> PathBuf {
        self.root.join("socket-dir")
    }

    /// The major version the cluster was made by, or none if there is no cluster yet.
    pub(crate) fn existing_version(&self) -> Result<Option<String>, Error> {
        let version_file = self.pg().join("PG_VERSION");
        match fs::read_to_string(&version_file) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(self.pg()) {
                Ok(_) => Err(Error::NotACluster { dir: self.pg() }),
                Err(_) => Ok(None),
            },
            Err(error) => Err(on("read", &version_file)(error)),
        }
    }

    /// The folder of the socket, created if need be: `run/`, or where that would be too long, a short folder of its own
    /// among the system's temporary files, remembered in the data directory.
    pub(crate) fn socket_dir(&self, user: &ServerUser) -> Result<PathBuf, Error> {
        let run = self.root.join("run");
        if fits(&run) {
            user.private_dir(&run)?;
            return Ok(run);
        }
        let note = self.remembered_socket_dir();
        if let Ok(text) = fs::read_to_string(&note) {
            let remembered = PathBuf::from(text);
            // Anyone may create files in the temporary folder: use ours only while it is still ours alone.
            if fits(&remembered) && user.owns_privately(&remembered) {
                return Ok(remembered);
            }
        }
        let made = make_short_dir(user)?;
        let draft = note.with_extension("new");
        fs::write(&draft, made.to_string_lossy().as_bytes()).map_err(on("write", &draft))?;
        fs::rename(&draft, &note).map_err(on("write", &note))?;
        Ok(made)
    }

    /// The name this cluster's processes carry on their command lines, so that they can be found again.
    pub(crate) fn tag(&self) -> String {
        format!("pglocal-{:016x}", fnv1a(self.root.as_os_str().as_encoded_bytes()))
    }
}

/// The socket in folder `dir`.
pub(crate) fn socket(dir: &Path) -> PathBuf {
    dir.join(format!(".s.PGSQL.{PORT}"))
}

fn fits(dir: &Path) -> bool {
    socket(dir).as_os_str().len() <= MAX_SOCKET_PATH
}

/// A new private folder with a short, unguessable name. It must not exist before: creating it is the proof that it is
/// ours.
fn make_short_dir(user: &ServerUser) -> Result<PathBuf, Error> {
    let name = format!("pglocal-{:016x}", RandomState::new().build_hasher().finish());
    let preferred = env::temp_dir().join(&name);
    let dir = if fits(&preferred) {
        preferred
    } else {
        Path::new("/tmp").join(&name)
    };
    fs::create_dir(&dir).map_err(on("create", &dir))?;
    user.private_dir(&dir)?;
    Ok(dir)
}

/// FNV-1a, 64 bits: a hash that stays the same in every build, as a name that outlives the process needs.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_the_same_in_every_build() {
        // Test vectors of the FNV specification (draft-eastlake-fnv, appendix).
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_socket_path_of_107_bytes_is_the_longest() {
        let name = socket(Path::new("")).as_os_str().len();
        let dir = |length: usize| PathBuf::from(format!("/{}", "x".repeat(length - 1)));
        let longest = MAX_SOCKET_PATH - name - 1;
        assert!(fits(&dir(longest)));
        assert!(!fits(&dir(longest + 1)));
    }

    #[test]
    fn a_folder_without_pg_version_is_not_taken_for_a_cluster() {
        let data = tempfile::tempdir().unwrap();
        let layout = Layout::new(data.path().to_owned());
        assert_eq!(layout.existing_version().unwrap(), None);
        fs::create_dir(layout.pg()).unwrap();
        assert!(matches!(layout.existing_version(), Err(Error::NotACluster { .. })));
        fs::write(layout.pg().join("PG_VERSION"), "15\n").unwrap();
        assert_eq!(layout.existing_version().unwrap().as_deref(), Some("15"));
    }
}
