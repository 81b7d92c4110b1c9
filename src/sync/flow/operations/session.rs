//! A session with one young person, with what was written about it; and its corrections.

use serde_json::Value;

use super::{Asked, Done, Kind, Refusal, address, compared, mac, request};
use crate::enrolment::EnrolmentId;
use crate::platform::http::{id_taken, shaped};
use crate::sessions::http::{LogSession, UpdateSession};
use crate::sessions::{SessionId, sent};

/// It was held.
pub(super) struct Log;

fn read(asked: &Asked<'_>) -> Result<(EnrolmentId, LogSession, [u8; 16]), Refusal> {
    let enrolment: EnrolmentId = address(&asked.op, "enrolment_id")?;
    let body: LogSession = request(&asked.op, &["enrolment_id"])?;
    let mac = mac(asked, "logSession", &(enrolment, &body))?;
    Ok((enrolment, body, mac))
}

impl Kind for Log {
    const NAME: &'static str = "session-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (enrolment, body, mac) = read(asked)?;
        let version = sent::log_session(asked.tx, asked.keys, enrolment, body, mac, asked.by).await?;
        Ok(Done::applied(version))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, _, mac) = read(asked)?;
        let stands = sent::session_stands(asked.tx, SessionId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}

/// Its author corrects it while she may.
pub(super) struct Correct;

impl Kind for Correct {
    const NAME: &'static str = "session-patch";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let body = shaped(Value::Object(asked.op.set.clone()))?;
        let known = asked.op.base_version.or(Some(1));
        correct(asked, SessionId::from_uuid(asked.op.entity_id), body, known).await
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let body = shaped(Value::Object(asked.op.set.clone()))?;
        corrected(asked, SessionId::from_uuid(asked.op.entity_id), body).await
    }
}

/// Corrects a session that the phone knew in this version.
pub(super) async fn correct(
    asked: &Asked<'_>,
    id: SessionId,
    body: UpdateSession,
    version: Option<i32>,
) -> Result<Done, Refusal> {
    let mac = mac(asked, "updateSession", &(id, &body))?;
    let known = sent::Known {
        version,
        by: asked.by,
        decided: asked.decided,
    };
    let version = sent::correct_session(asked.tx, asked.keys, id, body, mac, known).await?;
    Ok(Done::applied(version))
}

/// Something has the id of the note that corrections bring: is it all of it there?
pub(super) async fn corrected(asked: &Asked<'_>, id: SessionId, body: UpdateSession) -> Result<Done, Refusal> {
    let mac = mac(asked, "updateSession", &(id, &body))?;
    let stands = sent::correction_stands(asked.tx, asked.keys, id, &body, mac).await?;
    stands.map(Done::applied).ok_or_else(|| id_taken().into())
}
