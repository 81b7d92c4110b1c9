//! Finding the server's programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, telling_line};
use crate::server_user::ServerUser;

/// The oldest major version of `PostgreSQL` Causeway runs on (design: "one Postgres, 15 or newer").
pub const MIN_MAJOR: u32 = 15;

/// Where Debian and its kin keep one folder per major version.
const DISTRIBUTION_DIR: &str = "/usr/lib/postgresql";

/// The programs without which there is no server.
const NEEDED: [&str; 2] = ["initdb", "postgres"];

/// The programs of one installed server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The programs to use: those in `explicit` if given; else those of `pg_config --bindir`; else those of the highest
    /// version under `/usr/lib/postgresql`. Where a cluster exists already (`wanted` is its major version), the first
    /// that can read it is preferred, so that installing a newer server beside the old one changes nothing.
    ///
    /// # Errors
    /// [`Error::NoServer`], [`Error::Incomplete`], [`Error::TooOld`], [`Error::CannotRun`].
    pub(crate) fn find(explicit: Option<&Path>, wanted: Option<&str>, user: &ServerUser) -> Result<Self, Error> {
        if let Some(dir) = explicit {
            let found = Self::read(dir, user)?;
            return if found.major < MIN_MAJOR {
                Err(found.too_old())
            } else {
                Ok(found)
            };
        }
        let looked_in: Vec<PathBuf> = pg_config_dir().into_iter().chain(distribution_dirs()).collect();
        let mut first = None;
        let mut problem = None;
        for dir in &looked_in {
            match Self::read(dir, user) {
                Ok(found) if found.major < MIN_MAJOR => problem = problem.or(Some(found.too_old())),
                Ok(found) if wanted.is_none_or(|wanted| wanted == found.major.to_string()) => {
                    return Ok(found);
                }
                Ok(found) => first = first.or(Some(found)),
                // A client-only installation: `pg_config` without a server. Look on.
                Err(Error::Incomplete { .. }) => {}
                Err(error) => problem = problem.or(Some(error)),
            }
        }
        first.ok_or_else(|| {
            problem.unwrap_or_else(|| Error::NoServer {
                looked_in: if looked_in.is_empty() {
                    vec![PathBuf::from(DISTRIBUTION_DIR)]
                } else {
                    looked_in
                },
            })
        })
    }

    /// The folder of the programs.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The major version, such as 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The path of one program, such as `psql` or `pg_dump`. It may not exist: client programs can be a package apart.
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn read(dir: &Path, user: &ServerUser) -> Result<Self, Error> {
        if let Some(missing) = NEEDED.into_iter().find(|name| !dir.join(name).is_file()) {
            return Err(Error::Incomplete {
                dir: dir.to_owned(),
                missing,
            });
        }
        let program = dir.join("postgres");
        let cannot_run = |reason| Error::CannotRun {
            program: program.clone(),
            reason,
        };
        // Run as the server's user: programs in a folder of root's are found here, not halfway through a start.
        let output = user
            .command(&program, Path::new("/"))
            .arg("--version")
            .output()
            .map_err(|error| cannot_run(error.to_string()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let major = major_version(&said).ok_or_else(|| {
            let all = format!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
            cannot_run(telling_line(&all))
        })?;
        Ok(Self {
            dir: dir.to_owned(),
            major,
        })
    }

    fn too_old(self) -> Error {
        Error::TooOld {
            dir: self.dir,
            found: self.major,
        }
    }
}

/// What `pg_config` on the search path names, if there is one.
fn pg_config_dir() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let dir = said.trim();
    (output.status.success() && !dir.is_empty()).then(|| PathBuf::from(dir))
}

/// `/usr/lib/postgresql/*/bin`, highest version first.
fn distribution_dirs() -> Vec<PathBuf> {
    let mut majors: Vec<u32> = fs::read_dir(DISTRIBUTION_DIR)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors
        .into_iter()
        .map(|major| Path::new(DISTRIBUTION_DIR).join(major.to_string()).join("bin"))
        .collect()
}

/// The major version in the output of `postgres --version`, such as `postgres (PostgreSQL) 15.20 (Debian …)`.
fn major_version(said: &str) -> Option<u32> {
    let (_, version) = said.split_once("(PostgreSQL) ")?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_betas() {
        assert_eq!(
            major_version("postgres (PostgreSQL) 15.20 (Debian 15.20-1)\n"),
            Some(15)
        );
        assert_eq!(major_version("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(major_version("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(major_version("bash: postgres: not found"), None);
    }

    #[test]
    fn an_explicit_folder_without_a_server_is_named() {
        let user = ServerUser::current().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let error = Binaries::find(Some(dir.path()), None, &user).unwrap_err();
        assert!(matches!(error, Error::Incomplete { missing: "initdb", .. }), "{error}");
        assert!(error.to_string().contains("PG_BIN"), "{error}");
    }

    #[test]
    fn an_explicit_server_that_is_too_old_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let user = ServerUser::current().unwrap();
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for name in NEEDED {
            let program = dir.path().join(name);
            fs::write(&program, "#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n").unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let error = Binaries::find(Some(dir.path()), None, &user).unwrap_err();
        assert!(matches!(error, Error::TooOld { found: 14, .. }), "{error}");
    }

    #[test]
    fn a_wanted_version_that_is_not_installed_gives_the_one_that_is() {
        let user = ServerUser::current().unwrap();
        let found = Binaries::find(None, Some("12"), &user).unwrap();
        assert!(found.major() >= MIN_MAJOR);
        let same = Binaries::find(None, Some(&found.major().to_string()), &user).unwrap();
        assert_eq!(same.major(), found.major());
    }
}
