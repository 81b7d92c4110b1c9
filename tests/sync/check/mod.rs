//! The invariants of reference/sync.md §3.1, looked at when the faults are over and everybody has synced twice.

mod effects;
mod merges;
mod rows;

use crate::phone::Acknowledged;
use crate::scene::Scene;

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
        self.vanished(&mut found);
        self.effects(&mut found).await;
        self.merges(&mut found).await;
        for number in 0..self.phones.len() {
            self.rows(number, &mut found).await;
        }
        let complaints = self.phones.iter().flat_map(|phone| &phone.complaints);
        let complaints = complaints.chain(&self.complaints);
        found.extend(complaints.map(|what| Violation::new(Invariant::Protocol, what)));
        found
    }

    /// Saved, and neither acknowledged nor to be sent.
    fn vanished(&self, found: &mut Vec<Violation>) {
        for made in &self.made {
            let store = &self.phones[made.phone].durable;
            let waits = store.outbox.iter().any(|op| op.id == made.op.id);
            let is_readable = made.op.body["schema"] == 1;
            if self.acknowledged(made.phone, made.op.id).is_none() && !waits {
                found.push(Violation::new(Invariant::I2, format!("gone: {}", made.op.body)));
            } else if waits && is_readable {
                found.push(Violation::new(Invariant::I2, format!("never sent: {}", made.op.body)));
            }
        }
    }

    /// What the server said to an operation, as the phone keeps it.
    pub(super) fn acknowledged(&self, phone: usize, op: uuid::Uuid) -> Option<&Acknowledged> {
        let mut archive = self.phones[phone].durable.archive.iter();
        archive.find(|acknowledged| acknowledged.op.id == op)
    }
}
