//! What a check of the log can find, in words for whoever answers for the data.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::platform::ids::OrgId;

/// Where a signed head is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the database itself.
    Database,
    /// In the second place.
    SecondPlace,
}

/// Something that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whose log.
    pub org: OrgId,
    /// Which seal, where one is meant.
    pub seq: Option<i64>,
    /// Which row, where it is known.
    pub audit_id: Option<Uuid>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The row says something else than when it was sealed, in these columns.
    RowChanged(Vec<&'static str>),
    /// The row is gone.
    RowMissing(Where),
    /// Seals are gone, up to this one, and their rows may be too.
    SealsMissing(i64),
    /// The row is as it was; its seal is not.
    SealChanged,
    /// This seal was made for another place: two were swapped, or one was moved.
    Moved {
        /// The place it was made for.
        from: i64,
    },
    /// This seal was not made by the server.
    Foreign,
    /// A row that the sealer would have sealed long ago was put in.
    RowInserted,
    /// The end was cut off: this head was signed, and the chain ends before it.
    TailCut {
        /// Where the chain ends now.
        head: i64,
        /// When the head was signed.
        signed_at: DateTime<Utc>,
    },
    /// The chain is whole, but another one than was signed: it was made anew.
    AnotherChain(Place),
    /// A signed head that our key did not sign.
    Forged(Place),
    /// The database's newest signed head is older than the one in the second place: an old one was put back.
    Replayed {
        /// The newest in the database.
        newest: i64,
    },
}

/// Where a missing row was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The first of its organisation.
    First,
    /// Between others.
    Middle,
    /// The last that was sealed.
    Last,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "organisation {}", self.org)?;
        if let Some(seq) = self.seq {
            write!(f, ", seal {seq}")?;
        }
        if let Some(id) = self.audit_id {
            write!(f, ", row {id}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowChanged(columns) => write!(f, "the row was changed in {}", columns.join(", ")),
            Self::RowMissing(Where::First) => f.write_str("the row is missing; it was the first"),
            Self::RowMissing(Where::Middle) => f.write_str("the row is missing, from between others"),
            Self::RowMissing(Where::Last) => f.write_str("the row is missing; it was the last sealed one"),
            Self::SealsMissing(last) => write!(f, "missing, and all up to seal {last}"),
            Self::SealChanged => f.write_str("the row is as it was, and its seal was changed"),
            Self::Moved { from } => write!(f, "swapped or moved: this is the seal of place {from}"),
            Self::Foreign => f.write_str("put in: this seal was not made by the server"),
            Self::RowInserted => f.write_str("put in: the row has no seal, though younger ones have"),
            Self::TailCut { head, signed_at } => write!(
                f,
                "the end was cut off: this seal was signed on {}, and the chain ends at {head}",
                signed_at.format("%Y-%m-%d %H:%M:%S UTC")
            ),
            Self::AnotherChain(place) => write!(f, "the chain is not the one whose head was signed ({place})"),
            Self::Forged(place) => write!(f, "a signed head that our key did not sign ({place})"),
            Self::Replayed { newest } => {
                write!(
                    f,
                    "the second place has this signed head, the database none after {newest}: an old one was put back"
                )
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Database => "database",
            Self::SecondPlace => "second place",
        })
    }
}
