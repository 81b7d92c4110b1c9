//! What is asked of every operation: the rows of the matrix.

use uuid::Uuid;

use super::ask::{Ask, Operation};
use super::callers::Caller;
use super::scene::{Scene, Target, Tie};
use crate::support::{Answer, Door};

/// How an answer becomes a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    /// Its status.
    Status,
    /// A list: is this in it?
    Shows(fn(&Target) -> String),
}

/// One operation, asked in one way about one thing after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// `operationId`.
    pub(super) operation: &'static str,
    /// What is special about this way of asking.
    pub(super) note: &'static str,
    /// About whose things.
    pub(super) ties: &'static [Tie],
    /// The request.
    pub(super) ask: fn(&Scene, &Caller, &Target) -> Ask,
    /// SQL that takes back what a success did, so that the next caller finds the same scene. Gets the thing and what was
    /// created.
    pub(super) undo: Option<fn(&Target, Uuid) -> String>,
    pub(super) cell: Cell,
    /// Nobody at all may do this; anything else succeeds for somebody, or the row asks wrongly.
    pub(super) for_nobody: bool,
}

impl Entry {
    pub(super) const fn new(
        operation: &'static str,
        ties: &'static [Tie],
        ask: fn(&Scene, &Caller, &Target) -> Ask,
    ) -> Self {
        Self {
            operation,
            note: "",
            ties,
            ask,
            undo: None,
            cell: Cell::Status,
            for_nobody: false,
        }
    }

    pub(super) const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    pub(super) const fn undo(self, undo: fn(&Target, Uuid) -> String) -> Self {
        Self {
            undo: Some(undo),
            ..self
        }
    }

    pub(super) const fn for_nobody(self) -> Self {
        Self {
            for_nobody: true,
            ..self
        }
    }

    pub(super) const fn shows(self, what: fn(&Target) -> String) -> Self {
        Self {
            cell: Cell::Shows(what),
            ..self
        }
    }

    /// The row's name.
    pub(super) fn words(&self, tie: Tie) -> &'static str {
        if tie == Tie::House && self.title().is_empty() && !self.note.is_empty() {
            self.note
        } else {
            tie.words()
        }
    }

    /// What stands above its rows, if anything.
    pub(super) fn title(&self) -> &'static str {
        if self.ties == [Tie::House] { "" } else { self.note }
    }

    /// Asks, and takes back what a success did.
    pub(super) async fn run(
        &self,
        scene: &Scene,
        door: &Door,
        caller: &Caller,
        operation: &Operation,
        there: &Target,
    ) -> Answer {
        let ask = (self.ask)(scene, caller, there);
        self.send(scene, door, caller, operation, there, &ask).await
    }

    /// Sends this request, and takes back what a success did.
    pub(super) async fn send(
        &self,
        scene: &Scene,
        door: &Door,
        caller: &Caller,
        operation: &Operation,
        there: &Target,
        ask: &Ask,
    ) -> Answer {
        if let Some((set, _)) = &ask.scene {
            scene.sql.batch_execute(set).await.unwrap();
        }
        let answer = operation.call(door, &scene.sql, caller, ask).await;
        if let Some((_, back)) = &ask.scene {
            scene.sql.batch_execute(back).await.unwrap();
        }
        if let Some(undo) = self.undo
            && answer.status.is_success()
        {
            scene.sql.batch_execute(&undo(there, ask.new_id())).await.unwrap();
        }
        answer
    }

    /// Does it answer with whatever there is?
    pub(super) fn is_list(&self) -> bool {
        matches!(self.cell, Cell::Shows(_))
    }

    /// Does it only look?
    pub(super) fn reads(&self) -> bool {
        let verbs = ["read", "list", "download", "search"];
        verbs.iter().any(|verb| self.operation.starts_with(verb))
    }
}

/// Every entry, feature by feature.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    super::entries_people::ENTRIES
        .iter()
        .chain(super::entries_consent::ENTRIES)
        .chain(super::entries_course::ENTRIES)
        .chain(super::entries_caseload::ENTRIES)
        .chain(super::entries_intake::ENTRIES)
        .chain(super::entries_screening::ENTRIES)
        .chain(super::entries_intake_forms::ENTRIES)
        .chain(super::entries_rolls::ENTRIES)
        .chain(super::entries_plans::ENTRIES)
        .chain(super::entries_followup::ENTRIES)
        .chain(super::entries_timetable::ENTRIES)
        .chain(super::entries_safety::ENTRIES)
        .chain(super::entries_contacts::ENTRIES)
        .chain(super::entries_merging::ENTRIES)
        .chain(super::entries_incidents::ENTRIES)
        .chain(super::entries_on_call::ENTRIES)
        .chain(super::entries_sent::ENTRIES)
        .chain(super::entries_supervision::ENTRIES)
        .chain(super::entries_sync::ENTRIES)
        .chain(super::entries_safeguarding::ENTRIES)
        .chain(super::entries_erasure::ENTRIES)
        .chain(super::entries_accounts::ENTRIES)
        .chain(super::entries_joining::ENTRIES)
        .chain(super::entries_audit::ENTRIES)
        .chain(super::entries_house::ENTRIES)
        .chain(super::entries_releases::ENTRIES)
        .copied()
}

/// One row: what is asked, about whose, of which operation.
pub(super) type Row = (Entry, Tie, Operation);

/// Every entry about everything it is asked about, with its operation.
pub(super) fn rows(operations: &[Operation]) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in entries() {
        let operation = operations.iter().find(|operation| operation.id == entry.operation);
        let operation = operation.unwrap_or_else(|| panic!("no operation {}", entry.operation));
        rows.extend(entry.ties.iter().map(|tie| (entry, *tie, operation.clone())));
    }
    rows
}
