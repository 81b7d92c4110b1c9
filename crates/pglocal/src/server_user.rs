//! The operating-system user the server runs as.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, on};

/// The user a root process runs the server as. Never `nobody`: other daemons share it, and what it owns is everybody's.
const SERVER_USER: &str = "postgres";

/// The user the server runs as: this process's own, or `postgres` when this process is root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ServerUser {
    /// Its user id.
    pub(crate) uid: u32,
    gid: u32,
    /// Whether this process is root, so that the server must drop to `uid`.
    drops: bool,
}

impl ServerUser {
    /// The user for this process.
    pub(crate) fn current() -> Result<Self, Error> {
        let uid = rustix::process::geteuid();
        if !uid.is_root() {
            return Ok(Self {
                uid: uid.as_raw(),
                gid: rustix::process::getegid().as_raw(),
                drops: false,
            });
        }
        let passwd = Path::new("/etc/passwd");
        let text = fs::read_to_string(passwd).map_err(on("read", passwd))?;
        let (uid, gid) = find_user(&text, SERVER_USER).ok_or(Error::NoPostgresUser)?;
        Ok(Self { uid, gid, drops: true })
    }

    /// A command that runs `program` as this user in folder `cwd`, with an environment of its own.
    ///
    /// Causeway's environment may name secrets, and `PG*` variables would change what the programs do, so they see
    /// neither. With a user id set and root as the caller, the standard library also drops the supplementary groups, and
    /// changes into `cwd` only after that: a `cwd` the user cannot enter fails here.
    pub(crate) fn command(&self, program: &Path, cwd: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(cwd)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C")
            .env("TZ", "UTC");
        if self.drops {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Creates folder `path`, which only this user may enter. One that is already there is left as it is.
    pub(crate) fn private_dir(&self, path: &Path) -> Result<(), Error> {
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.owns_privately(path) => {
                return Ok(());
            }
            // Left by a start that was killed between the two steps, or opened up by hand: put right below.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            Err(error) => return Err(on("create", path)(error)),
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(on("set permissions of", path))?;
        if self.drops {
            lchown(path, Some(self.uid), Some(self.gid)).map_err(on("change the owner of", path))?;
        }
        Ok(())
    }

    /// Whether `path` is a folder (no link) of this user that nobody else may enter.
    pub(crate) fn owns_privately(&self, path: &Path) -> bool {
        fs::symlink_metadata(path)
            .is_ok_and(|found| found.is_dir() && found.uid() == self.uid && found.mode() & 0o777 == 0o700)
    }

    /// Creates the data directory itself. Root keeps it, and lets others pass through but not look around: the server
    /// must reach its folders in it, and the files of Causeway beside them carry their own, tighter modes.
    pub(crate) fn data_dir(&self, path: &Path) -> Result<PathBuf, Error> {
        if !path.is_dir() {
            fs::create_dir_all(path).map_err(on("create", path))?;
            let mode = if self.drops { 0o711 } else { 0o700 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(on("set permissions of", path))?;
        }
        path.canonicalize().map_err(on("find", path))
    }

    /// Checks that this user can enter `data_dir`, by entering it: that asks the permissions, the access lists and the
    /// mounts alike. `program` is one this user is known to be able to run.
    pub(crate) fn check_enters(&self, program: &Path, data_dir: &Path) -> Result<(), Error> {
        if self.enters(program, data_dir) {
            return Ok(());
        }
        let blocked_by = data_dir
            .ancestors()
            .filter(|folder| !self.enters(program, folder))
            .last();
        Err(Error::NotEnterable {
            data_dir: data_dir.to_owned(),
            blocked_by: blocked_by.unwrap_or(data_dir).to_owned(),
        })
    }

    fn enters(&self, program: &Path, folder: &Path) -> bool {
        !self.drops || self.command(program, folder).arg("--version").output().is_ok()
    }
}

/// User id and group id of `name` in the text of `/etc/passwd` (`name:password:uid:gid:…`, passwd(5)).
fn find_user(passwd: &str, name: &str) -> Option<(u32, u32)> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (uid != 0).then_some((uid, gid))
    })
}

#[cfg(test)]
mod tests {
    use super::find_user;

    #[test]
    fn the_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgresx:x:7:8::/:\npostgres:x:101:104:,,,:/var/lib:/bin/bash\n";
        assert_eq!(find_user(passwd, "postgres"), Some((101, 104)));
        assert_eq!(find_user(passwd, "nobody"), None);
    }

    #[test]
    fn a_server_user_that_is_root_in_disguise_is_no_user() {
        assert_eq!(find_user("postgres:x:0:0::/:/bin/sh", "postgres"), None);
        assert_eq!(find_user("postgres:x:one:two", "postgres"), None);
    }
}
