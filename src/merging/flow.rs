//! Looking at what a merge would do, asking for it, carrying it out, taking it back.

use std::sync::Arc;

use super::error::Error;
use super::http::AskMerge;
use super::model::{MergeId, MergeUndoReason, Obstacle, undo_until};
use super::scope::{MergeScope, TwoRecords};
use super::store::{self, Direction, MergeRow, Moves};
use crate::access::{Action, Denied};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{AuditEvent, DbError, OnceKey, Read, Tier, Tx, Write};
use crate::state::Shared;

/// What a merge would move, and what stands in its way.
pub(super) struct Preview {
    pub(super) moves: Vec<Moves>,
    pub(super) obstacles: Vec<Obstacle>,
}

/// Looks at what merging the one into the other would do; remembered.
pub(super) async fn preview(tx: &Tx<Read>, merged: PersonId, kept: PersonId) -> Result<Preview, Error> {
    let two = TwoRecords::open(tx, merged, kept).await?;
    let (kept, merged) = (two.kept.id(), two.merged.id());
    let preview = Preview {
        moves: store::counts(tx, kept, merged).await?,
        obstacles: store::obstacles(tx, kept, merged).await?,
    };
    for person in [kept, merged] {
        tx.audit(AuditEvent::on("preview_merge", "person", person.uuid(), Tier::C3));
    }
    Ok(preview)
}

async fn nothing_stands_in_the_way<M>(tx: &Tx<M>, kept: PersonId, merged: PersonId) -> Result<(), Error> {
    let obstacles = store::obstacles(tx, kept, merged).await?;
    if obstacles.is_empty() {
        Ok(())
    } else {
        Err(Error::InTheWay(obstacles))
    }
}

/// Asks for a merge.
pub(super) async fn ask(
    tx: &Tx<Write>,
    merged: PersonId,
    request: AskMerge,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let two = TwoRecords::open(tx, merged, request.into_person_id).await?;
    nothing_stands_in_the_way(tx, two.kept.id(), two.merged.id()).await?;
    Ok(store::ask(&two, request.id, request.reason, created_mac).await?)
}

/// Merges the caller may know of, the latest first; whom they name is remembered.
pub(super) async fn list(tx: &Tx<Read>, after: Option<MergeId>, limit: i64) -> Result<Vec<MergeRow>, Error> {
    let mut merges = Vec::new();
    for row in store::list(tx, after, limit).await? {
        match MergeScope::of(tx, row, Action::JudgeDuplicate).await {
            Ok(scope) => merges.push(scope.row),
            Err(Denied::Db(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    if !merges.is_empty() {
        let shown = merges.iter().flat_map(|row| [row.kept_id.uuid(), row.merged_id.uuid()]);
        tx.audit(AuditEvent::shown("person_identity", shown.collect(), Tier::C3).fields(&["merge"]));
    }
    Ok(merges)
}

/// Opens a merge for a decision. `None`: the same was asked with this key before, and done.
async fn to_decide<'t>(
    tx: &'t Tx<Write>,
    id: MergeId,
    action: Action,
    key: Option<&OnceKey>,
) -> Result<Option<MergeScope<'t, Write>>, Error> {
    let scope = MergeScope::open(tx, id, action).await?;
    if tx.done_before(key, Error::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("read", "person_merge", id.uuid(), Tier::C3).fields(&["repeated"]));
        return Ok(None);
    }
    Ok(Some(scope))
}

/// Carries a merge out that somebody else asked for.
pub(super) async fn confirm(
    tx: &Tx<Write>,
    shared: Arc<Shared>,
    id: MergeId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let Some(scope) = to_decide(tx, id, Action::ConfirmMerge, key.as_ref()).await? else {
        return Ok(());
    };
    if scope.row.state != *"asked" {
        return Err(Error::DecidedAlready);
    }
    if scope.row.asked_by == tx.context().staff {
        let tried = AuditEvent::tried_alone("person_merge", id.uuid(), Tier::C3).fields(&["confirm"]);
        return Err(tx.refuse(tried, Error::OwnRequest));
    }
    nothing_stands_in_the_way(tx, scope.row.kept_id, scope.row.merged_id).await?;
    if !scope.decide(version, "confirmed").await? {
        return Err(Error::ChangedMeanwhile);
    }
    carry(&scope, shared, Direction::Forth).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Refuses a merge, or takes one's own request back.
pub(super) async fn refuse(tx: &Tx<Write>, id: MergeId, version: i32, key: Option<OnceKey>) -> Result<(), Error> {
    let own = store::find(tx, id)
        .await?
        .is_some_and(|row| row.asked_by == tx.context().staff);
    let action = if own {
        Action::JudgeDuplicate
    } else {
        Action::ConfirmMerge
    };
    let Some(scope) = to_decide(tx, id, action, key.as_ref()).await? else {
        return Ok(());
    };
    if scope.row.state != *"asked" {
        return Err(Error::DecidedAlready);
    }
    if !scope.decide(version, "refused").await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Takes two records apart again.
pub(super) async fn undo(
    tx: &Tx<Write>,
    shared: Arc<Shared>,
    id: MergeId,
    version: i32,
    reason: MergeUndoReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let Some(scope) = to_decide(tx, id, Action::ConfirmMerge, key.as_ref()).await? else {
        return Ok(());
    };
    let merged_at = scope.row.decided_at.filter(|_| scope.row.state == *"confirmed");
    let merged_at = merged_at.ok_or(Error::NotMerged)?;
    if tx.now() >= undo_until(merged_at) {
        return Err(Error::TooLate);
    }
    let kept = PersonScope::open(tx, scope.row.kept_id, Action::ConfirmMerge).await?;
    if kept.is_erased() {
        return Err(Error::KeyDestroyed);
    }
    if !scope.undo(version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    carry(&scope, shared, Direction::Back).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Moves the rows, and seals anew what is sealed in them: opened and sealed off the thread that answers others meanwhile.
async fn carry(scope: &MergeScope<'_, Write>, shared: Arc<Shared>, direction: Direction) -> Result<(), Error> {
    scope.mark(direction).await?;
    let (mut rows, keys) = (scope.sealed(direction).await?, scope.keys(direction).await?);
    let keys = keys.ok_or(Error::KeyDestroyed)?;
    let (org, row) = (scope.tx.context().org, scope.row.clone());
    let rows = tokio::task::spawn_blocking(move || -> Result<_, DbError> {
        store::seal_anew(&shared.keys, org, &row, &keys, direction, &mut rows)?;
        Ok(rows)
    });
    let rows = rows.await.map_err(|_lost| DbError::TaskLost)??;
    Ok(scope.carry(direction, rows).await?)
}
