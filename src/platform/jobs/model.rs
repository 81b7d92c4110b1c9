//! A job, and why one was not done.

use uuid::Uuid;

use crate::platform::db::DbError;
use crate::platform::ids::{JobId, OrgId};

/// A job a worker holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// For which organisation.
    pub org: OrgId,
    /// What to do: a code of list `job_kind`.
    pub kind: &'static str,
    /// With what.
    pub object: Uuid,
    /// How often it has been begun, this time included.
    pub attempts: i32,
}

/// Why a job was not done this time.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// A reason of the feature's own: a short code, lower-case with underscores, without any value.
    #[error("{0}")]
    Refused(&'static str),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl JobError {
    /// What is kept in `last_error` and counted: a code, never a message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(code) => code,
            Self::Db(error) => error.code(),
        }
    }
}
