//! Which kind of job is done by what.

use std::collections::BTreeMap;

use futures_util::future::LocalBoxFuture;

use super::model::{Job, JobError};
use crate::platform::db::JobTx;

type Handler = fn(&JobTx, Job) -> LocalBoxFuture<'_, Result<(), JobError>>;

/// What this server can do, by kind. A kind that is not here is left to a server that knows it: during an upgrade the old
/// and the new one run side by side.
#[derive(Debug, Clone, Default)]
pub struct Handlers(BTreeMap<&'static str, Handler>);

impl Handlers {
    /// Adds a kind: a code of list `job_kind`.
    #[must_use]
    pub fn with(mut self, kind: &'static str, handler: Handler) -> Self {
        self.0.insert(kind, handler);
        self
    }

    pub(super) fn get(&self, kind: &str) -> Option<(&'static str, Handler)> {
        self.0.get_key_value(kind).map(|(kind, handler)| (*kind, *handler))
    }

    pub(super) fn kinds(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }
}
