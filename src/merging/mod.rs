//! Merging: two records that were found to be one person become one.
//!
//! Whoever may open both files **looks** first: how much would move, and what stands in the way. Then she **asks**, saying by
//! what it was found out. **Another** carries it out, who watches over both: a wrong merge hands one young person's file to
//! another one's worker, so nobody merges alone, and a database constraint says so too. Who asked may take it back, who watches
//! may refuse.
//!
//! Carried out, every row of the one record is a row of the other from then on, and what was sealed with the one key is sealed
//! anew with the other, in one transaction. The merged record itself stays where it is, closed: its name, its key, who broke
//! the glass for it, what releases counted of it. Whoever asks for it is led to the one that stays, if she may see that
//! ([`Denied::Merged`](crate::access::Denied)). Erasing the one that stays erases those merged into it as well.
//!
//! Within [`UNDO_DAYS`] it can be **undone**: what moved goes back as it was, with what has come since and hangs on it (a
//! session of an enrolment that moved); what was written about the kept person otherwise stays with her (`docs/adr/0100`).
//!
//! What stands in the way is said in words that give no wall away: one word for whatever names the two side by side, and no
//! count of what only some may see, so that a preview tells nothing of somebody who is leaving a gang.
//!
//! Tests: `tests/api/merging/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    MergeId, MergeReason, MergeReasons, MergeState, MergeStates, MergeUndoReason, MergeUndoReasons, Obstacle, SEALED,
    UNDO_DAYS,
};
pub use scope::MergeScope;
pub(crate) use store::merged_away;
