//! What every handler may ask for.

use std::sync::Arc;

use crate::access::Tokens;
use crate::accounts::PasswordHasher;
use crate::erasure::Ledger;
use crate::platform::clock::SharedClock;
use crate::platform::db::{Db, Wake};
use crate::platform::ids::SharedIds;
use crate::platform::keys::Keys;
use crate::platform::webhook::Webhook;
use crate::sync::Entities;

/// Shared by all workers.
#[derive(Debug)]
pub struct Shared {
    /// Keys from the key folder.
    pub keys: Arc<Keys>,
    /// Makes and checks access tokens.
    pub tokens: Tokens,
    /// Hashes passwords, two at a time.
    pub passwords: PasswordHasher,
    /// Remembers who was erased, outside the database.
    pub ledger: Ledger,
    /// The present moment.
    pub clock: SharedClock,
    /// New ids.
    pub ids: SharedIds,
    /// Calls this process' workers when there is something in a queue.
    pub wake: Wake,
    /// Where links lead, and how mail leaves.
    pub post: Post,
    /// Demo: API pages are public, and `GET /demo` lists the demo's own sign-ins.
    pub front: Front,
}

/// Where links lead, and how mail leaves the house.
#[derive(Debug, Clone)]
pub struct Post {
    /// Where the house is reached: `https://host`, without a stroke at the end.
    pub public_url: String,
    /// `none`, `file` or `smtp`: what operators are told.
    pub transport: &'static str,
    /// The gateway through which who is on call is called, if there is one.
    pub webhook: Option<Webhook>,
}

/// What a stranger is told.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// The API page is open to everybody.
    pub public_api_pages: bool,
    /// The demo's sign-ins, shown on its own page. Empty outside the demo.
    pub demo_accounts: Vec<crate::demo::DemoAccount>,
}

/// One worker's view: shared things and its own door to the database.
#[derive(Debug, Clone)]
pub struct AppState {
    shared: Arc<Shared>,
    db: Db,
    synced: Entities,
}

impl AppState {
    /// Joins what is shared with a worker's own door.
    pub fn new(shared: Arc<Shared>, db: Db) -> Self {
        Self {
            shared,
            db,
            synced: Entities::OURS,
        }
    }
    /// The same with other kinds of rows that are synced: shows that one joins by being declared.
    #[must_use]
    pub fn syncing(self, synced: Entities) -> Self {
        Self { synced, ..self }
    }
    /// The kinds of rows that are synced.
    pub fn synced(&self) -> Entities {
        self.synced
    }
    /// The door to the database.
    pub fn db(&self) -> &Db {
        &self.db
    }
    /// Keys.
    pub fn keys(&self) -> &Keys {
        &self.shared.keys
    }
    /// Everything shared, to be moved into a write's own task.
    pub fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }
    /// Token maker and checker.
    pub fn tokens(&self) -> &Tokens {
        &self.shared.tokens
    }
    /// Where links lead, and how mail leaves.
    pub fn post(&self) -> &Post {
        &self.shared.post
    }
    /// What a stranger may see.
    pub fn front(&self) -> &Front {
        &self.shared.front
    }
    /// The clock.
    pub fn clock(&self) -> &SharedClock {
        &self.shared.clock
    }
}
