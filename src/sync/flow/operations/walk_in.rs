//! Somebody who came without being on the roll.

use super::{Asked, Done, Kind, Refusal, address, compared, mac, request};
use crate::sessions::http::AddWalkIn;
use crate::sessions::{SessionId, WalkInId, sent};

/// She is written down.
pub(super) struct Add;

fn read(asked: &Asked<'_>) -> Result<(SessionId, AddWalkIn, [u8; 16]), Refusal> {
    let session: SessionId = address(&asked.op, "session_id")?;
    let body: AddWalkIn = request(&asked.op, &["session_id"])?;
    let mac = mac(asked, "addWalkIn", &(session, &body))?;
    Ok((session, body, mac))
}

impl Kind for Add {
    const NAME: &'static str = "walk_in-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (session, body, mac) = read(asked)?;
        let version = sent::add_walk_in(asked.tx, asked.keys, session, body, mac).await?;
        Ok(Done::applied(version))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, _, mac) = read(asked)?;
        let stands = sent::walk_in_stands(asked.tx, WalkInId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}
