//! What can go wrong, in words that say what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::binaries::MIN_MAJOR;

/// Why the private cluster cannot be used. Every message is one line, names the place and says what to do there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No `PostgreSQL` server is installed where we look.
    #[error(
        "no PostgreSQL server found (looked in {}): install PostgreSQL {MIN_MAJOR} or newer \
         (Debian, Ubuntu: `apt-get install postgresql`) or set PG_BIN to the folder that holds `initdb` and `postgres`",
        list(.looked_in)
    )]
    NoServer {
        /// The folders that were tried, in order.
        looked_in: Vec<PathBuf>,
    },
    /// The folder given as `PG_BIN` is not a server's `bin` folder.
    #[error(
        "{} holds no `{missing}`: set PG_BIN to the folder of a PostgreSQL server's programs, for example \
         /usr/lib/postgresql/{MIN_MAJOR}/bin", .dir.display()
    )]
    Incomplete {
        /// The folder.
        dir: PathBuf,
        /// The first program missing from it.
        missing: &'static str,
    },
    /// The newest server found is older than [`MIN_MAJOR`].
    #[error("PostgreSQL {found} in {} is too old: install PostgreSQL {MIN_MAJOR} or newer", .dir.display())]
    TooOld {
        /// Folder of its programs.
        dir: PathBuf,
        /// Its major version.
        found: u32,
    },
    /// A server program is there but does not run, or does not say its version.
    #[error("cannot run {}: {reason}", .program.display())]
    CannotRun {
        /// The program.
        program: PathBuf,
        /// What the operating system or the program said.
        reason: String,
    },
    /// Running as root, and the user the server would run as does not exist.
    #[error(
        "PostgreSQL refuses to run as root and there is no user `postgres` to run it as: install the distribution's \
         PostgreSQL package, which creates that user, or start this as an ordinary user"
    )]
    NoPostgresUser,
    /// Running as root, and `postgres` cannot reach the data directory.
    #[error(
        "the user `postgres` cannot enter {}, so PostgreSQL cannot keep its data in {}: \
         choose a data directory outside it, such as /var/lib/causeway, or run `chmod o+x` on it",
        .blocked_by.display(), .data_dir.display()
    )]
    NotEnterable {
        /// The data directory that was asked for.
        data_dir: PathBuf,
        /// The first folder on the way to it that `postgres` may not enter.
        blocked_by: PathBuf,
    },
    /// The cluster was made by another user, for example by root when this process is not.
    #[error(
        "{} belongs to user id {owner}, but PostgreSQL would run as user id {expected}: start this as the user who \
         created it, or choose another data directory", .path.display()
    )]
    OwnedByAnother {
        /// The folder of the cluster.
        path: PathBuf,
        /// Its owner.
        owner: u32,
        /// The user the server would run as.
        expected: u32,
    },
    /// The cluster was written by another major version; the files are not compatible.
    #[error(
        "{} was written by PostgreSQL {found}, and PostgreSQL {installed} cannot read it: install PostgreSQL {found} \
         again and make a backup with it; then move this folder away, start with PostgreSQL {installed}, which creates \
         a new cluster (initdb), and restore the backup",
        .dir.display()
    )]
    OtherMajorVersion {
        /// The folder of the cluster.
        dir: PathBuf,
        /// The version that wrote it, as its `PG_VERSION` says.
        found: String,
        /// The version of the programs found here.
        installed: u32,
    },
    /// Something that is not a cluster lies where the cluster belongs. It is never overwritten.
    #[error(
        "{} is there but is not a PostgreSQL cluster (it has no PG_VERSION): restore it from a backup, or move it away \
         to begin with an empty database", .dir.display()
    )]
    NotACluster {
        /// The folder.
        dir: PathBuf,
    },
    /// No space, or no quota, left.
    #[error("the disk that holds {} is full: free some space there and start again; what was stored is safe", .path.display())]
    DiskFull {
        /// A path on that disk.
        path: PathBuf,
    },
    /// Any other failure to read or write a file.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// What was attempted: "create", "lock", ….
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// `initdb` failed. Nothing of the attempt is left.
    #[error("cannot create the database in {}: {reason}", .dir.display())]
    InitFailed {
        /// Where it was to be created.
        dir: PathBuf,
        /// The last line it said.
        reason: String,
    },
    /// The server ended while starting.
    #[error("PostgreSQL did not start: {reason} (more in {} and {})", .start_log.display(), .log_dir.display())]
    StartFailed {
        /// Its last fatal message.
        reason: String,
        /// What it said before it opened its log.
        start_log: PathBuf,
        /// Its log.
        log_dir: PathBuf,
    },
    /// The server runs but does not accept connections yet. It is left running; starting again waits on.
    #[error(
        "PostgreSQL is still not ready after {seconds} s, perhaps recovering from a crash: look in {} and start again",
        .log_dir.display()
    )]
    NotReady {
        /// How long it was given, in seconds.
        seconds: u64,
        /// Its log.
        log_dir: PathBuf,
    },
    /// The server was told to stop and still runs.
    #[error("PostgreSQL is still stopping after {seconds} s: look in {}", .log_dir.display())]
    StillStopping {
        /// How long it was given, in seconds.
        seconds: u64,
        /// Its log.
        log_dir: PathBuf,
    },
}

/// Turns an I/O failure on `path` into an [`Error`]; a full disk gets its own words.
pub(crate) fn on(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| {
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            Error::DiskFull { path }
        } else {
            Error::Io { doing, path, source }
        }
    }
}

/// Less than this free on its disk and a failed start is put down to the disk: one WAL segment (16 MiB by default),
/// which `PostgreSQL` allocates whole. A full disk often leaves no room for the message that says so.
const ONE_WAL_SEGMENT: u64 = 16 * 1024 * 1024;

/// Whether a failure with these last words, on the disk that holds `dir`, was for want of space.
pub(crate) fn is_disk_full(said: &str, dir: &Path) -> bool {
    let says_so = said.contains("No space left on device") || said.contains("Disk quota exceeded");
    let nearly_none =
        rustix::fs::statvfs(dir).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < ONE_WAL_SEGMENT);
    says_so || nearly_none
}

/// The line of a program's output that says most: the last fatal or error line, else the last line.
pub(crate) fn telling_line(said: &str) -> String {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    lines()
        .rfind(|line| ["FATAL:", "PANIC:", "error:"].iter().any(|word| line.contains(word)))
        .or_else(|| lines().next_back())
        .unwrap_or("it said nothing")
        .to_owned()
}

fn list(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let dir = Path::new("/srv/causeway");
        let full = on("create", dir)(io::ErrorKind::StorageFull.into());
        assert!(matches!(full, Error::DiskFull { .. }));
        let denied = on("create", dir)(io::ErrorKind::PermissionDenied.into());
        assert_eq!(denied.to_string(), "cannot create /srv/causeway: permission denied");
        let nowhere = Path::new("/no/such/folder");
        assert!(is_disk_full(
            "FATAL:  could not write: No space left on device",
            nowhere
        ));
        assert!(!is_disk_full("FATAL:  something else", nowhere));
    }

    #[test]
    fn the_telling_line_is_the_last_fatal_one() {
        let said = "LOG: starting\nFATAL:  lock file exists\nHINT: is another running?\n\n";
        assert_eq!(telling_line(said), "FATAL:  lock file exists");
        assert_eq!(telling_line("one\ntwo\n"), "two");
        assert_eq!(telling_line(""), "it said nothing");
    }

    #[test]
    fn every_message_is_one_line() {
        let other = Error::OtherMajorVersion {
            dir: "/srv/pg".into(),
            found: "14".to_owned(),
            installed: 15,
        };
        let none = Error::NoServer {
            looked_in: vec!["/a".into(), "/b".into()],
        };
        for text in [other.to_string(), none.to_string(), Error::NoPostgresUser.to_string()] {
            assert!(!text.contains('\n') && !text.contains("  "), "{text}");
        }
        assert!(none.to_string().contains("looked in /a, /b"));
    }
}
