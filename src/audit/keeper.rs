//! The background work on the log: one task per server, for as long as it runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::error::Error;
use super::sealer::Sealer;
use super::store;
use crate::state::Shared;

/// Between two passes: half of the second within which a row has to be sealed.
const PAUSE: Duration = Duration::from_millis(500);
/// Between two tries for the sealer's seat, and after a failure.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks whether the coming months have their partitions.
const PARTITIONS_EVERY: TimeDelta = TimeDelta::hours(1);

/// Keeps the log. Nothing that goes wrong here ends it: it says so, and begins again with a new connection.
#[derive(Debug)]
pub struct Keeper {
    url: String,
    shared: Arc<Shared>,
    second_place: Option<PathBuf>,
    partitions_due: DateTime<Utc>,
}

impl Keeper {
    /// `url` is the connection string of the background role, `causeway_auth`; `second_place` the folder for checkpoints.
    pub fn new(url: String, shared: Arc<Shared>, second_place: Option<PathBuf>) -> Self {
        Self {
            url,
            shared,
            second_place,
            partitions_due: DateTime::UNIX_EPOCH,
        }
    }

    /// Works until it is dropped.
    pub async fn run(mut self) {
        loop {
            if let Err(error) = self.tend_partitions().await {
                tracing::warn!(error = %error, "the audit log's next months could not be made; trying again");
            }
            match Sealer::take_the_seat(&self.url, Arc::clone(&self.shared), self.second_place.clone()).await {
                Ok(Some(sealer)) => self.seal_with(sealer).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(error = %error, "the audit log is not being sealed; trying again"),
            }
            tokio::time::sleep(PATIENCE).await;
        }
    }

    /// Seals until something goes wrong.
    async fn seal_with(&mut self, mut sealer: Sealer) {
        loop {
            if let Err(error) = sealer.seal().await {
                tracing::warn!(error = %error, "the audit log is not being sealed; trying again");
                return;
            }
            if let Err(error) = sealer.sign_when_due().await {
                tracing::error!(error = %error, "the audit log's head could not be signed; trying again in a minute");
            }
            if let Err(error) = self.tend_partitions().await {
                tracing::warn!(error = %error, "the audit log's next months could not be made; trying again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn tend_partitions(&mut self) -> Result<(), Error> {
        let now = self.shared.clock.now();
        if now >= self.partitions_due {
            self.partitions_due = now + TimeDelta::minutes(1);
            let mut conn = store::open(&self.url).await?;
            store::make_partitions(&mut conn, now.date_naive()).await?;
            self.partitions_due = now + PARTITIONS_EVERY;
        }
        Ok(())
    }
}
