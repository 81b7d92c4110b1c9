//! Servers and phones with one defect each (reference/sync.md §3.1): a harness that does not catch one of them proves nothing.
//!
//! Those of the server are made in the database of their test, by another function or trigger, so that nothing of them is in
//! the program; those of the phone are switches of the phone here.

mod caught;

pub(crate) use caught::search;

use crate::check::Invariant;

/// One defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mutant {
    /// The order of changes by a sequence instead of by transactions below the watermark.
    NaiveSequence,
    /// A place in the order that does not name the scope: a page that ends within a transaction loses the rest of it.
    CursorWithoutScope,
    /// Three statements, each with its own moment. Here it is the watermark that is of a later moment than the rows: that the
    /// rows are of a later one than the watermark harms nothing in this design, since what was rewritten moves ahead.
    ThreeStatementPull,
    /// A repeated operation is not recognised.
    NothingRecognised,
    /// It is recognised by looking first and writing then, without the lock. The primary key of the journal is the second
    /// guard, so it goes too.
    CheckedWithoutLock,
    /// The phone keeps the cursor, then the rows.
    CursorKeptBeforeRows,
    /// The phone takes operations out of its outbox when it sends them.
    OutboxEmptiedOnSending,
    /// The phone keeps what it is told to forget.
    RemovedScopesIgnored,
    /// The phone forgets unsent work with the scope it is about.
    RemovalEmptiesOutbox,
    /// Of two changes the one with the later clock of a phone stands.
    NewestClockWins,
    /// The server acknowledges before it commits, and dies between.
    AcknowledgedBeforeCommit,
    /// Commits do not wait for the log, and Postgres is killed.
    ForgetfulPostgres,
    /// Two views of a device under one number.
    ViewNumberReused,
    /// There is one form of payloads yet, hence no upcaster to drop. What dropping one would do: the server cannot read what
    /// an older phone saved. It has to stay on the phone; this phone drops it.
    UnreadableDropped,
}

impl Mutant {
    /// All fourteen, with the invariant each breaks and the first seed from 0 on whose history shows it.
    pub(crate) const ALL: [(Self, Invariant, u64); 14] = [
        (Self::NaiveSequence, Invariant::I4, 2),
        (Self::CursorWithoutScope, Invariant::I4, 0),
        (Self::ThreeStatementPull, Invariant::I4, 4),
        (Self::NothingRecognised, Invariant::I3, 0),
        (Self::CheckedWithoutLock, Invariant::I3, 6),
        (Self::CursorKeptBeforeRows, Invariant::I4, 4),
        (Self::OutboxEmptiedOnSending, Invariant::I2, 0),
        (Self::RemovedScopesIgnored, Invariant::I5, 1),
        (Self::RemovalEmptiesOutbox, Invariant::I2, 1),
        (Self::NewestClockWins, Invariant::I3, 0),
        (Self::AcknowledgedBeforeCommit, Invariant::I1, 1),
        (Self::ForgetfulPostgres, Invariant::I1, 0),
        (Self::ViewNumberReused, Invariant::I4, 0),
        (Self::UnreadableDropped, Invariant::I2, 1),
    ];

    /// What makes a database the mutant's.
    pub(crate) const fn sql(self) -> Option<&'static str> {
        match self {
            Self::NaiveSequence => Some(include_str!("naive_sequence.sql")),
            Self::ThreeStatementPull => Some(include_str!("late_watermark.sql")),
            Self::NothingRecognised => Some(include_str!("nothing_recognised.sql")),
            Self::CheckedWithoutLock => Some(include_str!("checked_without_lock.sql")),
            Self::NewestClockWins => Some(include_str!("newest_clock_wins.sql")),
            Self::ViewNumberReused => Some(include_str!("view_number_reused.sql")),
            Self::ForgetfulPostgres => Some("alter role causeway_app set synchronous_commit = off"),
            Self::CursorWithoutScope
            | Self::CursorKeptBeforeRows
            | Self::OutboxEmptiedOnSending
            | Self::RemovedScopesIgnored
            | Self::RemovalEmptiesOutbox
            | Self::AcknowledgedBeforeCommit
            | Self::UnreadableDropped => None,
        }
    }
}
