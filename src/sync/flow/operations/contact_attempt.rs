//! An attempt to reach somebody.

use super::{Compared, Done, Refusal, address, mac, request};
use crate::enrolment::EnrolmentId;
use crate::platform::db::{Tx, Write};
use crate::platform::keys::Keys;
use crate::sessions::http::RecordAttempt;
use crate::sessions::{ContactAttemptId, sent};
use crate::sync::model::operation::Operation;

fn read(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<(EnrolmentId, RecordAttempt, [u8; 16]), Refusal> {
    let enrolment: EnrolmentId = address(op, "enrolment_id")?;
    let body: RecordAttempt = request(op, &["enrolment_id"], false)?;
    let mac = mac(tx, keys, "recordContactAttempt", &(enrolment, &body))?;
    Ok((enrolment, body, mac))
}

pub(super) async fn apply(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Done, Refusal> {
    let (enrolment, body, mac) = read(tx, keys, op)?;
    let version = sent::record_attempt(tx, enrolment, body, mac).await?;
    Ok(Done::applied(version))
}

pub(super) async fn stands(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Compared, Refusal> {
    let (_, _, mac) = read(tx, keys, op)?;
    let stands = sent::attempt_stands(tx, ContactAttemptId::from_uuid(op.entity_id)).await?;
    Ok((stands, mac))
}
