//! Why there is no demo.

use std::path::PathBuf;

/// Why the demo could not be made or used again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database holds organisations that no demo made.
    #[error("this data folder holds a real installation, and the demo never touches one: choose another --data-dir")]
    NotADemo,
    /// A finished demo without its list of sign-ins.
    #[error("{} is missing, and without it nobody can sign in: remove the demo's folder and start again", path.display())]
    NoSignIns {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file of the demo's folder cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Something could not be sealed.
    #[error("the invented names could not be sealed: {0}")]
    Sealing(String),
    /// A password could not be made or hashed.
    #[error("the sign-ins could not be made: {0}")]
    SignIns(String),
    /// Something of the invented history did not come about through the API.
    #[error("the invented history could not be lived: {0}")]
    Lived(String),
    /// A statement failed. The rows are invented, so what Postgres says of them may be shown.
    #[error("the invented network could not be loaded: {0}")]
    Load(#[from] diesel::result::Error),
}
