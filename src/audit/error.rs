//! What can go wrong with the log.

use crate::platform::db::DbError;

/// Why the log could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection as the background role.
    #[error("no connection to the database")]
    NoConnection,
    /// A row that is not in the form rows are sealed in: the program is older than the database.
    #[error("a row of the audit log has other columns than this program seals")]
    OtherForm,
    /// Somebody else seals this database too.
    #[error("another server seals the audit log too")]
    AnotherSealer,
    /// The second place of checkpoints cannot be written or read.
    #[error("the second place of the audit log's checkpoints cannot be used: {0}")]
    SecondPlace(std::io::ErrorKind),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
