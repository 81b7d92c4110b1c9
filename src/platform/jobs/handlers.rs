//! Which kind of job is done by what.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use super::model::{Job, JobError};
use crate::platform::db::JobTx;

/// Does one job in its transaction.
pub(super) type Handler = Arc<dyn Fn(&JobTx, Job) -> LocalBoxFuture<'_, Result<(), JobError>> + Send + Sync>;

/// What this server can do, by kind. A kind that is not here is left to a server that knows it: during an upgrade the old
/// and the new one run side by side.
#[derive(Clone, Default)]
pub struct Handlers(BTreeMap<&'static str, Handler>);

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Handlers {
    /// Adds a kind: a code of list `job_kind`.
    #[must_use]
    pub fn with(
        mut self,
        kind: &'static str,
        handler: impl Fn(&JobTx, Job) -> LocalBoxFuture<'_, Result<(), JobError>> + Send + Sync + 'static,
    ) -> Self {
        self.0.insert(kind, Arc::new(handler));
        self
    }

    pub(super) fn get(&self, kind: &str) -> Option<(&'static str, Handler)> {
        self.0
            .get_key_value(kind)
            .map(|(kind, handler)| (*kind, Arc::clone(handler)))
    }

    pub(super) fn kinds(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }
}
