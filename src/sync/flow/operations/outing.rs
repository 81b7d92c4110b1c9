//! A worker is out, and is back.

use super::{Asked, Done, Held, Kind, Refusal, compared, mac, request};
use crate::outings::{self, OutingId, http};

/// She goes out herself.
pub(super) struct GoOut;

fn read(asked: &Asked<'_>) -> Result<(http::GoOut, [u8; 16]), Refusal> {
    let body: http::GoOut = request(&asked.op, &[])?;
    let mac = mac(asked, "goOut", &body)?;
    Ok((body, mac))
}

impl Kind for GoOut {
    const NAME: &'static str = "outing-create";
    const HERS_ALONE: bool = true;

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (body, mac) = read(asked)?;
        outings::go_out(asked.tx, body, mac).await?;
        Ok(Done::applied(1))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, mac) = read(asked)?;
        let stands = outings::stands(asked.tx, OutingId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}

/// She is back: she says so, or who watches over it.
pub(super) struct Back;

impl Kind for Back {
    const NAME: &'static str = "outing-back";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        if !asked.op.set.is_empty() {
            return Err(Refusal::Held(Held {
                code: "invalid_value",
                problem: Some("wrong_shape".to_owned()),
                pointer: None,
            }));
        }
        let version = outings::come_back_sent(asked.tx, OutingId::from_uuid(asked.op.entity_id)).await?;
        Ok(Done::applied(version))
    }
}
