//! Watching how far the order of changes lags behind: a writer that never ends, anywhere in the cluster, holds up what phones
//! are sent. Nothing is lost by it, and somebody has to know.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;

use crate::platform::clock::SharedClock;
use crate::platform::db::{Db, DbError};
use crate::sync::model::Watermark;
use crate::sync::store::watermark::horizon;

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// Measures `sync_watermark_lag_seconds`.
#[derive(Debug)]
pub struct WatermarkWatch {
    db: Db,
    clock: SharedClock,
    watermark: Watermark,
}

impl WatermarkWatch {
    /// One that has not looked yet.
    pub fn new(db: Db, clock: SharedClock) -> Self {
        Self {
            db,
            clock,
            watermark: Watermark::default(),
        }
    }

    /// Looks once: how long ago the last moment is by which everything that had begun has ended.
    pub async fn look(&mut self) -> Result<TimeDelta, DbError> {
        let row = self
            .db
            .auth(async |tx| -> Result<_, DbError> { horizon(tx).await })
            .await?;
        let lag = self.watermark.look(self.clock.now(), row.below, row.next);
        metrics::gauge!("sync_watermark_lag_seconds").set(lag.as_seconds_f64());
        Ok(lag)
    }

    /// Looks again and again, until it is asked to stop.
    pub(crate) async fn run(mut self, mut asked: watch::Receiver<bool>) {
        while !*asked.borrow_and_update() {
            if let Err(error) = self.look().await {
                tracing::warn!(error = %error, "the lag of sync could not be measured");
            }
            // Nobody left to ask is an end too.
            if matches!(tokio::time::timeout(EVERY, asked.changed()).await, Ok(Err(_))) {
                return;
            }
        }
    }
}
