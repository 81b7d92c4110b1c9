//! How a cluster is run, and the server's command line that follows from it.

use std::path::{Path, PathBuf};

use crate::layout::{Layout, PORT};
use crate::settings;

/// What a crash may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: an acknowledged commit survives a `kill -9` and a power cut ([`settings::DURABLE`]).
    Durable,
    /// Everything on a power cut, the last commits on a `kill -9`: for tests that do neither
    /// ([`settings::THROWAWAY`]).
    Throwaway,
}

/// How a cluster is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds everything. Created if it does not exist.
    pub data_dir: PathBuf,
    /// What a crash may cost. The same for every start of one cluster.
    pub durability: Durability,
    /// The folder of the server's programs (`PG_BIN`); `None` looks for it.
    pub binaries: Option<PathBuf>,
    /// Connections the server accepts at once.
    pub max_connections: u16,
    /// Further server settings, name and value. They cannot override those of [`settings`].
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// A durable cluster in `data_dir` with 100 connections, `PostgreSQL`'s own default.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            durability: Durability::Durable,
            binaries: None,
            max_connections: 100,
            settings: Vec::new(),
        }
    }

    /// Settings as command-line arguments. The last one given wins, so the caller's come first.
    pub(crate) fn arguments(&self, layout: &Layout, socket_dir: &Path) -> Vec<String> {
        let durability = match self.durability {
            Durability::Durable => settings::DURABLE,
            Durability::Throwaway => settings::THROWAWAY,
        };
        let fixed = [
            settings::PRIVATE,
            settings::QUIET_LOG,
            settings::LOG_FILES,
            settings::SAME_EVERYWHERE,
            durability,
        ];
        let own = [
            ("port", PORT.to_string()),
            ("max_connections", self.max_connections.to_string()),
            ("unix_socket_directories", list_item(socket_dir)),
            ("log_directory", layout.log_dir().to_string_lossy().into_owned()),
            ("cluster_name", layout.tag()),
        ];
        let extra = self
            .settings
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        extra
            .chain(fixed.into_iter().flatten().map(|setting| (setting.name, setting.value)))
            .chain(own.iter().map(|(name, value)| (*name, value.as_str())))
            .flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")])
            .collect()
    }
}

/// How this process came by the running server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It started it.
    Started,
    /// It found it running, left by a process that is gone or shared with one that is not.
    Adopted,
}

/// How to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Roll back what is open, write everything out, end. What Causeway does on a graceful stop.
    Fast,
    /// End at once; the next start replays the log.
    Immediate,
}

/// One folder as an item of a setting that is a comma-separated list.
fn list_item(dir: &Path) -> String {
    format!("\"{}\"", dir.to_string_lossy().replace('"', "\"\""))
}
