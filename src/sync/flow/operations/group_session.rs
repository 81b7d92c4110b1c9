//! A group session with who is expected.

use super::{Compared, Done, Refusal, mac, request};
use crate::platform::db::{Tx, Write};
use crate::platform::keys::Keys;
use crate::sessions::http::CreateGroupSession;
use crate::sessions::{SessionId, sent};
use crate::sync::model::operation::Operation;

fn read(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<(CreateGroupSession, [u8; 16]), Refusal> {
    let body: CreateGroupSession = request(op, &[], true)?;
    let mac = mac(tx, keys, "createGroupSession", &body)?;
    Ok((body, mac))
}

pub(super) async fn apply(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Done, Refusal> {
    let (body, mac) = read(tx, keys, op)?;
    Ok(Done::applied(sent::open_group(tx, body, mac).await?))
}

pub(super) async fn stands(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Compared, Refusal> {
    let (_, mac) = read(tx, keys, op)?;
    let stands = sent::group_stands(tx, SessionId::from_uuid(op.entity_id)).await?;
    Ok((stands, mac))
}
