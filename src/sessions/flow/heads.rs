//! Counting heads at a group session where nobody is asked who she is.

use crate::access::Action;
use crate::platform::db::{Tx, Write};
use crate::sessions::error::Error;
use crate::sessions::http::CountHeads;
use crate::sessions::model::{Heads, HeadsRefused, SessionId, counted_twice};
use crate::sessions::scope::RollScope;

/// Says how many came. People are counted by heads or by a roll, never by both: nobody could say who was in both.
pub(in crate::sessions) async fn count(
    tx: &Tx<Write>,
    session: SessionId,
    version: i32,
    request: CountHeads,
) -> Result<(), Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    scope.state().may_mark(tx.now())?;
    let heads: Vec<Heads> = request.heads.into_iter().map(Heads::from).collect();
    if let Some(at) = counted_twice(&heads) {
        return Err(HeadsRefused::Twice(at).into());
    }
    if !scope.take_to_count(version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    if scope.has_names().await? {
        return Err(HeadsRefused::HasRoll.into());
    }
    Ok(scope.replace_heads(&heads).await?)
}
