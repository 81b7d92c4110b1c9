//! A group session with who is expected.

use super::{Asked, Done, Kind, Refusal, compared, mac, request};
use crate::sessions::http::CreateGroupSession;
use crate::sessions::{SessionId, sent};

/// It is opened.
pub(super) struct Open;

fn read(asked: &Asked<'_>) -> Result<(CreateGroupSession, [u8; 16]), Refusal> {
    let body: CreateGroupSession = request(&asked.op, &[])?;
    let mac = mac(asked, "createGroupSession", &body)?;
    Ok((body, mac))
}

impl Kind for Open {
    const NAME: &'static str = "group_session-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (body, mac) = read(asked)?;
        Ok(Done::applied(sent::open_group(asked.tx, body, mac).await?))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, mac) = read(asked)?;
        let stands = sent::group_stands(asked.tx, SessionId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}
