//! Being asked to stop.

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};

/// The signals that end the server. Taken in hand before `ready` is printed: whoever reads that line may ask to stop at
/// once, and a signal nobody has taken in hand kills the process with its private cluster still running.
pub(super) struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
}

impl StopSignals {
    /// From now on the process outlives these signals.
    pub(super) fn take() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// Stops the server at the first of them. Requests under way may finish when it is SIGTERM, as systemd and containers
    /// send it; Ctrl-C and SIGQUIT come from somebody who waits.
    pub(super) async fn stop(mut self, server: ServerHandle) {
        let graceful = tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
            _ = self.quit.recv() => false,
        };
        tracing::info!("asked to stop");
        server.stop(graceful).await;
    }
}
