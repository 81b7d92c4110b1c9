//! The program under test.

use std::path::PathBuf;
use std::process::Command;

/// Names the program to try instead of the one built with these tests: `make soak` tries the one that is served, for what
/// is counted and timed there is said of that one.
const SERVED: &str = "CAUSEWAY_SERVED";

/// Where the program lies.
pub(crate) fn program_path() -> PathBuf {
    std::env::var_os(SERVED).map_or_else(|| env!("CARGO_BIN_EXE_causeway").into(), PathBuf::from)
}

/// A call of the program.
pub(crate) fn program() -> Command {
    Command::new(program_path())
}

/// How the program was built, for a figure about it.
pub(crate) struct ProgramBuild;

/// For format strings.
pub(crate) const PROGRAM: ProgramBuild = ProgramBuild;

impl std::fmt::Display for ProgramBuild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if std::env::var_os(SERVED).is_some() {
            "the served build"
        } else {
            BUILD
        })
    }
}

/// How these tests were built, and the library inside them.
pub(crate) const BUILD: &str = if cfg!(debug_assertions) {
    "debug build"
} else {
    "release build"
};
