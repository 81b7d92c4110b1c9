//! A session with one young person, with what was written about it.

use super::{Compared, Done, Refusal, address, mac, request};
use crate::enrolment::EnrolmentId;
use crate::platform::db::{Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sessions::http::LogSession;
use crate::sessions::{SessionId, sent};
use crate::sync::model::operation::Operation;

fn read(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<(EnrolmentId, LogSession, [u8; 16]), Refusal> {
    let enrolment: EnrolmentId = address(op, "enrolment_id")?;
    let body: LogSession = request(op, &["enrolment_id"], true)?;
    let mac = mac(tx, keys, "logSession", &(enrolment, &body))?;
    Ok((enrolment, body, mac))
}

pub(super) async fn apply(tx: &Tx<Write>, keys: &Keys, op: &Operation, by: StaffId) -> Result<Done, Refusal> {
    let (enrolment, body, mac) = read(tx, keys, op)?;
    let version = sent::log_session(tx, keys, enrolment, body, mac, by).await?;
    Ok(Done::applied(version))
}

pub(super) async fn stands(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Compared, Refusal> {
    let (_, _, mac) = read(tx, keys, op)?;
    let stands = sent::session_stands(tx, SessionId::from_uuid(op.entity_id)).await?;
    Ok((stands, mac))
}
