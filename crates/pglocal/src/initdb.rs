//! Creating the cluster.

use std::fs;
use std::io::{self, Write as _};
use std::process::{Output, Stdio};

use crate::binaries::Binaries;
use crate::error::{Error, is_disk_full, on, telling_line};
use crate::layout::Layout;
use crate::options::Durability;
use crate::server_user::ServerUser;
use crate::settings::QUIET_SESSIONS;

/// Text sorts by code point everywhere, and upper and lower case know every letter.
const LOCALE: &str = "C.UTF-8";

/// For machines without [`LOCALE`] (some minimal ones): sorts the same, changes the case of ASCII letters only.
const PLAIN_LOCALE: &str = "C";

/// Creates the cluster beside its place and renames it, so that whatever ends this halfway leaves no cluster rather than
/// half a one. The caller holds the lock and has checked that there is no cluster yet.
pub(crate) fn create(
    layout: &Layout,
    binaries: &Binaries,
    user: &ServerUser,
    durability: Durability,
) -> Result<(), Error> {
    clear(layout)?;
    let made = make(layout, binaries, user, durability);
    if made.is_err() {
        // The first error is the one worth telling; what stays behind is cleared by the next start.
        clear(layout).ok();
    }
    made
}

fn make(layout: &Layout, binaries: &Binaries, user: &ServerUser, durability: Durability) -> Result<(), Error> {
    let mut output = initdb(layout, binaries, user, durability, LOCALE)?;
    if !output.status.success() && text_of(&output).contains("invalid locale") {
        clear(layout)?;
        output = initdb(layout, binaries, user, durability, PLAIN_LOCALE)?;
    }
    check(layout, &output)?;
    let output = quiet_sessions(layout, binaries, user)?;
    check(layout, &output)?;
    fs::rename(layout.unfinished(), layout.pg()).map_err(on("rename", &layout.unfinished()))?;
    if durability == Durability::Durable {
        let root = fs::File::open(layout.root()).map_err(on("open", layout.root()))?;
        root.sync_all().map_err(on("write", layout.root()))?;
    }
    Ok(())
}

fn initdb(
    layout: &Layout,
    binaries: &Binaries,
    user: &ServerUser,
    durability: Durability,
    locale: &str,
) -> Result<Output, Error> {
    let dir = layout.unfinished();
    user.private_dir(&dir)?;
    let program = binaries.program("initdb");
    let mut command = user.command(&program, layout.root());
    command
        .arg("--pgdata")
        .arg(&dir)
        .args(["--username=postgres", "--encoding=UTF8", "--data-checksums"])
        // The 0700 folder of the socket is the lock; over a network nobody comes in, whatever is set later.
        .args(["--auth-local=trust", "--auth-host=reject", "--no-instructions"])
        .arg(format!("--locale={locale}"))
        .stdin(Stdio::null());
    if durability == Durability::Throwaway {
        command.arg("--no-sync");
    }
    command.output().map_err(on("run", &program))
}

/// Puts [`QUIET_SESSIONS`] into the new cluster through the server's single-user mode.
fn quiet_sessions(layout: &Layout, binaries: &Binaries, user: &ServerUser) -> Result<Output, Error> {
    let program = binaries.program("postgres");
    let mut child = user
        .command(&program, layout.root())
        .arg("--single")
        .arg("-D")
        .arg(layout.unfinished())
        .args(["-c", "exit_on_error=on", "postgres"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(on("run", &program))?;
    if let Some(mut input) = child.stdin.take() {
        let sql = format!(
            "ALTER ROLE ALL SET {} = '{}'\n",
            QUIET_SESSIONS.name, QUIET_SESSIONS.value
        );
        match input.write_all(sql.as_bytes()) {
            // It ended before reading; its output says why.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            written => written.map_err(on("run", &program))?,
        }
    }
    child.wait_with_output().map_err(on("run", &program))
}

fn check(layout: &Layout, output: &Output) -> Result<(), Error> {
    if output.status.success() {
        return Ok(());
    }
    let said = text_of(output);
    Err(if is_disk_full(&said, layout.root()) {
        Error::DiskFull {
            path: layout.root().to_owned(),
        }
    } else {
        Error::InitFailed {
            dir: layout.root().to_owned(),
            reason: telling_line(&said),
        }
    })
}

fn text_of(output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    format!("{stdout}\n{stderr}")
}

fn clear(layout: &Layout) -> Result<(), Error> {
    let dir = layout.unfinished();
    match fs::remove_dir_all(&dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(on("remove", &dir)(error)),
        _ => Ok(()),
    }
}
