//! Tells this process' own workers that there is something to do, so that they need not look all the time.
//!
//! Only a hint: a worker of another process, and one that missed the call, finds the row when it looks next.

use std::cell::Cell;
use std::sync::Arc;

use tokio::sync::Notify;

/// A queue with a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Background work: `auth.job`.
    Jobs,
    /// Mail waiting to be sent: `auth.mail`.
    Mail,
}

/// Wakes the workers. Cheap to clone; one for all doors of a process.
#[derive(Debug, Clone, Default)]
pub struct Wake {
    jobs: Arc<Notify>,
    mail: Arc<Notify>,
}

impl Wake {
    fn of(&self, queue: Queue) -> &Notify {
        match queue {
            Queue::Jobs => &self.jobs,
            Queue::Mail => &self.mail,
        }
    }

    /// Returns when the queue was filled since the last time.
    pub async fn filled(&self, queue: Queue) {
        self.of(queue).notified().await;
    }

    /// Calls the queue's worker.
    pub fn call(&self, queue: Queue) {
        self.of(queue).notify_one();
    }
}

/// The queues a transaction has put something into.
#[derive(Debug)]
pub(super) struct Queued {
    wake: Wake,
    jobs: Cell<bool>,
    mail: Cell<bool>,
}

impl Queued {
    pub(super) fn nothing(wake: &Wake) -> Self {
        Self {
            wake: wake.clone(),
            jobs: Cell::new(false),
            mail: Cell::new(false),
        }
    }

    pub(super) fn note(&self, queue: Queue) {
        match queue {
            Queue::Jobs => self.jobs.set(true),
            Queue::Mail => self.mail.set(true),
        }
    }

    /// To be called once the transaction stands.
    pub(super) fn wake(&self) {
        for (filled, queue) in [(&self.jobs, Queue::Jobs), (&self.mail, Queue::Mail)] {
            if filled.take() {
                self.wake.call(queue);
            }
        }
    }
}
