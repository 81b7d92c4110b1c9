//! The doors to merging two records.

mod ask;
mod decide;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) use ask::AskMerge;

use super::error::Error;
use super::model::{MergeId, MergeReason, MergeState, MergeUndoReason, undo_until};
use super::scope::MergeScope;
use super::store::MergeRow;
use crate::access::Action;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, Operations, Problem, etag, same_creation};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Two records of one person, and how far joining them is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergeView {
    id: MergeId,
    /// The record that stays.
    kept_person_id: PersonId,
    /// The record that is merged into it.
    merged_person_id: PersonId,
    reason: MergeReason,
    state: MergeState,
    asked_by: StaffId,
    asked_at: DateTime<Utc>,
    /// Who carried it out, never who asked; or who refused it.
    decided_by: Option<StaffId>,
    decided_at: Option<DateTime<Utc>>,
    /// Until when it can be undone; null unless it was carried out and stands.
    undo_until: Option<DateTime<Utc>>,
    undone_by: Option<StaffId>,
    undone_at: Option<DateTime<Utc>>,
    undo_reason: Option<MergeUndoReason>,
    /// The version of this merge.
    etag: String,
}

impl From<MergeRow> for MergeView {
    fn from(row: MergeRow) -> Self {
        let stands = row.state == *"confirmed";
        Self {
            id: row.id,
            kept_person_id: row.kept_id,
            merged_person_id: row.merged_id,
            reason: row.reason,
            state: row.state,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            undo_until: row.decided_at.filter(|_| stands).map(undo_until),
            undone_by: row.undone_by,
            undone_at: row.undone_at,
            undo_reason: row.undo_reason,
            etag: etag(row.row_version).1,
        }
    }
}

/// Reads a merge as the caller sees it now.
async fn read(state: &AppState, actor: &Actor, id: MergeId) -> Result<MergeRow, Problem> {
    let row = state.db().read(actor, async |tx| -> Result<_, Error> {
        Ok(MergeScope::open(tx, id, Action::JudgeDuplicate).await?.row)
    });
    Ok(row.await?)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchPerson => Self::one_field(
                "/into_person_id",
                "unknown",
                "must be a record whose file you can open as well",
            ),
            Error::OneRecord => Self::one_field("/into_person_id", "same", "must be another record"),
            Error::InTheWay(obstacles) => {
                let advice: Vec<_> = obstacles.into_iter().map(super::Obstacle::advice).collect();
                Self::conflict(
                    "merge_in_the_way",
                    "These two records cannot be merged yet",
                    advice.join(" "),
                )
            }
            Error::AskedAlready => Self::conflict(
                "asked_already",
                "You have asked for this already",
                "Somebody asked to merge these two, and nobody has decided yet. See the list of merges.",
            ),
            Error::DecidedAlready => Self::conflict(
                "decided_already",
                "This request is decided",
                "Open it to see by whom and how. Ask anew if things have changed.",
            ),
            Error::OwnRequest => Self::not_allowed("You asked for this merge, so somebody else must carry it out."),
            Error::NotMerged => Self::conflict(
                "not_merged",
                "There is nothing to undo",
                "This merge was not carried out, or was undone already. Open it to see.",
            ),
            Error::TooLate => Self::conflict(
                "undo_over",
                "It is too late to undo this",
                "A merge can be undone for 30 days. Correct what is wrong in the record that stays.",
            ),
            Error::KeyDestroyed => Self::erased(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) if error.is_id_taken() => {
                same_creation(None, &[0; 16]).err().unwrap_or_else(Self::internal)
            }
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(ask::preview_merge)
        .service(ask::ask_merge)
        .service(ask::list_merges)
        .service(ask::read_merge)
        .service(decide::confirm_merge)
        .service(decide::refuse_merge)
        .service(decide::undo_merge);
}
