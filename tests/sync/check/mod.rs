//! The invariants of reference/sync.md §3.1, looked at when the faults are over and everybody has synced twice.

mod effects;
mod merges;
mod rows;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::scene::{Cast, Scene};

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Invariant {
    /// What was acknowledged is on the server.
    I1,
    /// What was saved is acknowledged, or still to be sent.
    I2,
    /// What was done was done once.
    I3,
    /// A phone holds what is its owner's, as it is.
    I4,
    /// And nothing else.
    I5,
    /// What was overwritten can be found.
    I6,
    /// What one phone did to one row was done in its order.
    I7,
    /// Digests agree.
    I8,
    /// Nobody met what the protocol does not have.
    Protocol,
}

/// One of them does not hold.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) of: Invariant,
    pub(crate) what: String,
}

impl Violation {
    pub(super) fn new(of: Invariant, what: impl Into<String>) -> Self {
        Self { of, what: what.into() }
    }
}

impl Scene<'_> {
    /// Everything that does not hold.
    pub(crate) async fn violations(&mut self) -> Vec<Violation> {
        let mut found: Vec<Violation> = Vec::new();
        for number in 0..self.phones.len() {
            self.digests(number, &mut found).await;
        }
        self.merges(&mut found).await;
        found.extend(self.cast.violations(self.world.now().date_naive()).await);
        found
    }
}

impl Cast {
    /// What does not hold of rows and operations, looked at past the server.
    pub(crate) async fn violations(&self, today: NaiveDate) -> Vec<Violation> {
        let mut found: Vec<Violation> = Vec::new();
        self.vanished(&mut found);
        self.effects(&mut found).await;
        for number in 0..self.phones.len() {
            self.rows(number, today, &mut found).await;
        }
        let complaints = self.phones.iter().flat_map(|phone| &phone.complaints);
        let complaints = complaints.chain(&self.complaints);
        found.extend(complaints.map(|what| Violation::new(Invariant::Protocol, what)));
        found
    }

    /// Saved, and neither acknowledged nor to be sent.
    fn vanished(&self, found: &mut Vec<Violation>) {
        let acknowledged = self.acknowledged();
        for made in &self.made {
            let store = &self.phones[made.phone].durable;
            let waits = store.outbox.iter().any(|op| op.id == made.op.id);
            let is_readable = made.op.body["schema"] == 1;
            if !acknowledged.contains(&made.op.id) && !waits {
                found.push(Violation::new(Invariant::I2, format!("gone: {}", made.op.body)));
            } else if waits && is_readable {
                found.push(Violation::new(Invariant::I2, format!("never sent: {}", made.op.body)));
            }
        }
    }

    /// Operations that the server said it has, as the phones keep them.
    pub(super) fn acknowledged(&self) -> BTreeSet<Uuid> {
        let archives = self.phones.iter().flat_map(|phone| &phone.durable.archive);
        archives.map(|op| op.id).collect()
    }
}
