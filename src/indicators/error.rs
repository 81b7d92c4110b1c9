//! Why there is no figure.

use super::model::{HeaderError, WindowError};
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why there is no figure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The catalogue has no such code.
    #[error("no such indicator")]
    UnknownIndicator,
    /// The days asked for make no period.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// The organisation has no such site.
    #[error("no such site")]
    UnknownSite,
    /// The caller sees figures of a site, and asked for the whole organisation.
    #[error("figures of the whole organisation asked for by somebody who sees those of a site")]
    SiteNeeded,
    /// The indicator is not counted that way.
    #[error("no such variant")]
    UnknownVariant,
    /// No figure of its kind can be that.
    #[error("a target its figure cannot reach")]
    TargetOutOfRange,
    /// The days of a target make no period.
    #[error("a target of no period: {0}")]
    TargetWindow(WindowError),
    /// The caller sees no figures here.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A header in our own files cannot be read.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
