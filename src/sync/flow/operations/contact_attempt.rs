//! An attempt to reach somebody.

use super::{Asked, Done, Kind, Refusal, address, compared, mac, request};
use crate::enrolment::EnrolmentId;
use crate::sessions::http::RecordAttempt;
use crate::sessions::{ContactAttemptId, sent};

/// Its author tried.
pub(super) struct Record;

fn read(asked: &Asked<'_>) -> Result<(EnrolmentId, RecordAttempt, [u8; 16]), Refusal> {
    let enrolment: EnrolmentId = address(&asked.op, "enrolment_id")?;
    let body: RecordAttempt = request(&asked.op, &["enrolment_id"])?;
    let mac = mac(asked, "recordContactAttempt", &(enrolment, &body))?;
    Ok((enrolment, body, mac))
}

impl Kind for Record {
    const NAME: &'static str = "contact_attempt-create";
    const HERS_ALONE: bool = true;

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (enrolment, body, mac) = read(asked)?;
        Ok(Done::applied(
            sent::record_attempt(asked.tx, enrolment, body, mac).await?,
        ))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, _, mac) = read(asked)?;
        let stands = sent::attempt_stands(asked.tx, ContactAttemptId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}
