//! What can go wrong between us and Postgres, without the values that were being written.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};
use sealed::{NewKeyError, OpenError, SealError};

/// A database failure. Neither `Display` nor `Debug` carries a value from a row: Postgres' own messages do (security.md
/// M16), so only constraint and table names are kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// The sign-in is revoked, expired, or its account is closed.
    #[error("the sign-in is over")]
    SignInOver,
    /// The job is done, given up, or held by another worker.
    #[error("the job is not held by this worker")]
    JobNotHeld,
    /// A role of the caller's asks for a second factor, and the sign-in has shown none.
    #[error("the sign-in has no second factor")]
    SecondFactorMissing,
    /// A unique key already holds this.
    #[error("unique constraint {constraint} on {table}")]
    Unique {
        /// Name of the constraint or index.
        constraint: String,
        /// Name of the table.
        table: String,
    },
    /// A foreign key points at nothing in this organisation.
    #[error("foreign key {constraint}")]
    ForeignKey {
        /// Name of the constraint.
        constraint: String,
    },
    /// A check constraint refused the row.
    #[error("check constraint {constraint}")]
    Check {
        /// Name of the constraint.
        constraint: String,
    },
    /// Row-level security or a missing privilege refused the statement: the second wall held where the first should have.
    #[error("the row-level wall refused {0}")]
    Wall(String),
    /// An update or delete hit another number of rows than it had to.
    #[error("{what}: {actual} rows instead of {expected}")]
    RowsAffected {
        /// Which statement.
        what: &'static str,
        /// How many rows it had to hit.
        expected: usize,
        /// How many it hit.
        actual: usize,
    },
    /// Postgres cannot be reached, is starting or stopping, is out of space, or every connection is busy.
    #[error("the database is not available: {0}")]
    Unavailable(&'static str),
    /// The connection went away after COMMIT was sent and before it was answered: the work stands, or it does not.
    #[error("the database went away before it confirmed a commit")]
    Unconfirmed,
    /// A statement ran into its time-out, a lock or a serialisation failure: trying again may help.
    #[error("the database gave up on a statement: {0}")]
    Retry(&'static str),
    /// A stored sealed value did not open.
    #[error("a sealed value did not open: {0}")]
    Sealed(&'static str),
    /// A write that remembers nothing in the audit log.
    #[error("a write without an audit event")]
    Unaudited,
    /// What was done or shown could not be written into the audit log: so it was not done, and is not shown.
    #[error("the audit log cannot be written")]
    AuditUnwritable,
    /// The task that ran the transaction ended without an answer.
    #[error("the transaction's task ended without an answer")]
    TaskLost,
    /// Anything else: a mistake of ours.
    #[error("unexpected database answer: {0}")]
    Unexpected(String),
}

impl DbError {
    /// The connection itself is gone, so that the next one may be tried before any work was done.
    pub(super) fn is_closed(error: &DieselError) -> bool {
        let DieselError::DatabaseError(kind, info) = error else {
            return false;
        };
        matches!(
            kind,
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand
        ) || is_closed_message(info.message())
    }

    /// A COMMIT that failed. Only here does a lost connection leave open what happened.
    pub(super) fn of_commit(error: DieselError) -> Self {
        if Self::is_closed(&error) {
            Self::Unconfirmed
        } else {
            error.into()
        }
    }

    /// Which of these it is, for a counter or a job's `last_error`: nothing of what was written.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignInOver => "sign_in_over",
            Self::JobNotHeld => "job_not_held",
            Self::SecondFactorMissing => "second_factor_missing",
            Self::Unique { .. } => "unique",
            Self::ForeignKey { .. } => "foreign_key",
            Self::Check { .. } => "check",
            Self::Wall(_) => "wall",
            Self::RowsAffected { .. } => "rows_affected",
            Self::Unavailable(_) => "unavailable",
            Self::Unconfirmed => "unconfirmed",
            Self::Retry(_) => "gave_up_waiting",
            Self::Sealed(_) => "sealed",
            Self::Unaudited => "unaudited",
            Self::AuditUnwritable => "audit_unwritable",
            Self::TaskLost => "task_lost",
            Self::Unexpected(_) => "unexpected",
        }
    }

    /// Audit rows that could not be written. Whatever is wrong with the log, it is not what the caller asked for, and it
    /// may be mended while she waits; a statement that failed before and was overlooked is our mistake.
    pub(super) fn of_audit(error: DieselError) -> Self {
        let overlooked = matches!(&error, DieselError::DatabaseError(_, info) if is_aborted(info.message()));
        let error = Self::from(error);
        if overlooked || matches!(error, Self::Unavailable(_) | Self::Retry(_)) {
            error
        } else {
            Self::AuditUnwritable
        }
    }

    /// A row of this table has the id already: for a statement that stumbles over a part of that row first.
    pub(crate) fn id_taken(table: &'static str) -> Self {
        Self::Unique {
            constraint: format!("{table}_pkey"),
            table: table.to_owned(),
        }
    }

    /// A row with this id exists already.
    pub fn is_id_taken(&self) -> bool {
        self.unique_constraint().is_some_and(|name| name.ends_with("_pkey"))
    }

    /// Name of the unique constraint that refused the row, if one did.
    pub fn unique_constraint(&self) -> Option<&str> {
        if let Self::Unique { constraint, .. } = self {
            Some(constraint)
        } else {
            None
        }
    }
}

impl From<DieselError> for DbError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Diesel may add errors; all of them are our mistake"
    )]
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(kind, info) => from_info(kind, info.as_ref()),
            DieselError::NotFound => Self::Unexpected("a row that must exist was not found".into()),
            // Serialisation and deserialisation errors may quote a value.
            DieselError::DeserializationError(_) => Self::Unexpected("a row had another shape than expected".into()),
            DieselError::SerializationError(_) => Self::Unexpected("a value could not be sent".into()),
            _ => Self::Unexpected("the driver failed".into()),
        }
    }
}

impl From<SealError> for DbError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Randomness(_) => Self::Sealed("the system gives no random bytes"),
            SealError::TooLong => Self::Sealed("a text is too long to be sealed"),
        }
    }
}

impl From<NewKeyError> for DbError {
    fn from(error: NewKeyError) -> Self {
        match error {
            NewKeyError::Randomness(_) => Self::Sealed("the system gives no random bytes"),
            NewKeyError::Blank(_) | NewKeyError::Cipher => Self::Sealed("no new key can be made"),
        }
    }
}

impl From<OpenError> for DbError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Truncated { .. } | OpenError::Rejected => Self::Sealed("it was altered or moved"),
            OpenError::UnknownVersion(_) => Self::Sealed("it was sealed by a later version"),
            OpenError::NotText => Self::Sealed("it is no text"),
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Diesel may add kinds; their message is read instead"
)]
fn from_info(kind: DatabaseErrorKind, info: &(dyn DatabaseErrorInformation + Send + Sync)) -> DbError {
    let constraint = || info.constraint_name().unwrap_or("unknown").to_owned();
    match kind {
        DatabaseErrorKind::UniqueViolation => DbError::Unique {
            constraint: constraint(),
            table: info.table_name().unwrap_or("unknown").to_owned(),
        },
        DatabaseErrorKind::ForeignKeyViolation => DbError::ForeignKey {
            constraint: constraint(),
        },
        DatabaseErrorKind::CheckViolation => DbError::Check {
            constraint: constraint(),
        },
        DatabaseErrorKind::SerializationFailure => DbError::Retry("serialisation failure"),
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            DbError::Unavailable("the connection was closed")
        }
        _ => from_message(info),
    }
}

/// `diesel-async` gives no SQLSTATE beyond its few kinds, so the fixed English texts of Postgres are matched
/// (the cluster runs with `lc_messages = C`).
fn from_message(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> DbError {
    let message = info.message();
    let has = |part: &str| message.contains(part);
    if has("sign-in is over") {
        DbError::SignInOver
    } else if has("job is not held") {
        DbError::JobNotHeld
    } else if has("row-level security") || has("permission denied") {
        DbError::Wall(info.table_name().unwrap_or("a table").to_owned())
    } else if is_closed_message(message) {
        DbError::Unavailable("the connection was closed")
    } else if has("No space left on device") || has("could not extend file") {
        DbError::Unavailable("the disk is full")
    } else if has("too many clients") || has("remaining connection slots") {
        DbError::Unavailable("too many connections")
    } else if has("statement timeout") || has("lock timeout") || has("deadlock detected") {
        DbError::Retry("a statement took too long")
    } else if is_aborted(message) {
        DbError::Unexpected("a statement ran after another had failed".into())
    } else {
        DbError::Unexpected(
            info.constraint_name()
                .or(info.table_name())
                .unwrap_or("no detail")
                .to_owned(),
        )
    }
}

fn is_aborted(message: &str) -> bool {
    message.contains("current transaction is aborted")
}

fn is_closed_message(message: &str) -> bool {
    [
        "connection closed",
        "the database system is starting up",
        "the database system is shutting down",
        "terminating connection",
        "error communicating with the server",
        "unexpected message from server",
    ]
    .iter()
    .any(|part| message.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed() -> DieselError {
        let said = "connection closed".to_owned();
        DieselError::DatabaseError(DatabaseErrorKind::UnableToSendCommand, Box::new(said))
    }

    #[test]
    fn a_connection_lost_in_commit_does_not_count_as_nothing_saved() {
        assert!(matches!(DbError::of_commit(closed()), DbError::Unconfirmed));
        assert!(matches!(DbError::from(closed()), DbError::Unavailable(_)));
        let refused = DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new(String::new()));
        assert!(matches!(DbError::of_commit(refused), DbError::Retry(_)));
    }
}
