//! Those who came without being on the roll, until it is known who they were.

use zeroize::Zeroizing;

use super::rolls::{first_time, mark_one, put_one_on};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::keys::Keys;
use crate::sessions::error::Error;
use crate::sessions::http::{AddWalkIn, MatchWalkIn};
use crate::sessions::model::{HeadsRefused, RollShut, SessionId, WalkInId, counted_minutes};
use crate::sessions::scope::RollScope;
use crate::sessions::store::lines::Mark;
use crate::sessions::store::walk_ins::{self, Ending, NewWalkIn};

/// Writes down somebody who came, by what she called herself.
pub(in crate::sessions) async fn add(
    tx: &Tx<Write>,
    keys: &Keys,
    session: SessionId,
    request: AddWalkIn,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    scope.state().may_mark(tx.now())?;
    scope.lock().await?;
    if scope.is_counted().await? {
        return Err(HeadsRefused::Counted.into());
    }
    let new = NewWalkIn {
        id: request.id,
        nickname: Zeroizing::new(request.nickname),
        attendance: request.attendance,
        minutes: counted_minutes(request.attendance, scope.row.minutes, request.minutes),
        created_mac,
    };
    Ok(scope.add_walk_in(keys, new).await?)
}

/// Says who she was: she gets a line of the roll, marked as she was, and what she called herself is destroyed. On a closed
/// roll too: it is often known days later.
pub(in crate::sessions) async fn match_to(
    tx: &Tx<Write>,
    id: WalkInId,
    version: i32,
    request: MatchWalkIn,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = RollScope::of_walk_in(tx, id).await?;
    if !first_time(&scope, "match", key.as_ref()).await? {
        return Ok(());
    }
    if scope.row.voided {
        return Err(RollShut::Voided.into());
    }
    let walk_in = walk_ins::find(tx, id).await?.ok_or(Denied::NotFound)?;
    if walk_in.is_over() {
        return Err(Error::WalkInOver);
    }
    put_one_on(&scope, request.id, request.enrolment_id, None).await?;
    let mark = Mark {
        attendance: walk_in.attendance,
        minutes: walk_in.minutes,
        version: Some(1),
        even_closed: true,
        reason: None,
    };
    mark_one(&scope, request.id, mark).await?;
    if !scope.end_walk_in(id, version, Ending::Matched(request.id)).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// Voids an entry that should not have been made.
pub(in crate::sessions) async fn void(
    tx: &Tx<Write>,
    id: WalkInId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = RollScope::of_walk_in(tx, id).await?;
    if !first_time(&scope, "void", key.as_ref()).await? {
        return Ok(());
    }
    let walk_in = walk_ins::find(tx, id).await?.ok_or(Denied::NotFound)?;
    if walk_in.is_over() {
        return Err(Error::WalkInOver);
    }
    if !scope.end_walk_in(id, version, Ending::Voided(reason.as_str())).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}
