//! What a server does besides answering: jobs, mail and a look at how far sync lags, on the main thread, where no request is answered.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::task::JoinHandle;

use super::Failure;
use crate::platform::config::Settings;
use crate::platform::db::Db;
use crate::platform::jobs::{Stop, Worker, stoppable};
use crate::platform::mail::Sender;
use crate::state::Shared;
use crate::sync::WatermarkWatch;
use crate::work;

/// The workers, until they are ended.
pub(super) struct Background {
    stop: Stop,
    patience: Duration,
    tasks: [JoinHandle<()>; 3],
}

impl Background {
    /// Starts both, with a door of their own.
    pub(super) fn start(settings: &Settings, shared: &Arc<Shared>, db: &Db) -> Result<Self, Failure> {
        let (stop, asked) = stoppable();
        let worker = Worker::new(
            db.clone(),
            Arc::clone(&shared.clock),
            work::handlers(shared),
            shared.wake.clone(),
            shared.ids.next(),
        );
        let sender = Sender {
            db: db.clone(),
            clock: Arc::clone(&shared.clock),
            keys: Arc::clone(&shared.keys),
            wake: shared.wake.clone(),
            transport: settings.mail.transport(&settings.data_dir).map_err(Failure::of)?,
            from: settings.mail.from().map_err(Failure::of)?,
            public_url: shared.post.public_url.clone(),
            me: shared.ids.next(),
        };
        let (also_asked, asked_too) = (asked.clone(), asked.clone());
        let watch = WatermarkWatch::new(db.clone(), Arc::clone(&shared.clock));
        Ok(Self {
            stop,
            patience: Duration::from_secs(settings.server.stop_seconds),
            tasks: [
                actix_web::rt::spawn(async move { worker.run(asked).await }),
                actix_web::rt::spawn(async move { sender.run(also_asked).await }),
                actix_web::rt::spawn(async move { watch.run(asked_too).await }),
            ],
        })
    }

    /// Takes nothing new, and gives what is under way the time that requests get. What is cut off is begun again when its
    /// lock has run out.
    pub(super) async fn end(self) {
        self.stop.stop();
        let all = futures_util::future::join_all(self.tasks);
        if tokio::time::timeout(self.patience, all).await.is_err() {
            tracing::warn!("background work was cut off and will be begun again");
        }
    }
}
