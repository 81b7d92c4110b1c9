//! Somebody who came without being on the roll.

use super::{Compared, Done, Refusal, address, mac, request};
use crate::platform::db::{Tx, Write};
use crate::platform::keys::Keys;
use crate::sessions::http::AddWalkIn;
use crate::sessions::{SessionId, WalkInId, sent};
use crate::sync::model::operation::Operation;

fn read(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<(SessionId, AddWalkIn, [u8; 16]), Refusal> {
    let session: SessionId = address(op, "session_id")?;
    let body: AddWalkIn = request(op, &["session_id"], false)?;
    let mac = mac(tx, keys, "addWalkIn", &(session, &body))?;
    Ok((session, body, mac))
}

pub(super) async fn apply(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Done, Refusal> {
    let (session, body, mac) = read(tx, keys, op)?;
    Ok(Done::applied(sent::add_walk_in(tx, keys, session, body, mac).await?))
}

pub(super) async fn stands(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Compared, Refusal> {
    let (_, _, mac) = read(tx, keys, op)?;
    let stands = sent::walk_in_stands(tx, WalkInId::from_uuid(op.entity_id)).await?;
    Ok((stands, mac))
}
