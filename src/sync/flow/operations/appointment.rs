//! A session with one young person that lies ahead.

use super::{Compared, Done, Refusal, address, mac, request};
use crate::enrolment::EnrolmentId;
use crate::platform::db::{Tx, Write};
use crate::platform::keys::Keys;
use crate::sessions::http::PlanSession;
use crate::sessions::{SessionId, sent};
use crate::sync::model::operation::Operation;

fn read(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<(EnrolmentId, PlanSession, [u8; 16]), Refusal> {
    let enrolment: EnrolmentId = address(op, "enrolment_id")?;
    let body: PlanSession = request(op, &["enrolment_id"], false)?;
    let mac = mac(tx, keys, "planSession", &(enrolment, &body))?;
    Ok((enrolment, body, mac))
}

pub(super) async fn apply(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Done, Refusal> {
    let (enrolment, body, mac) = read(tx, keys, op)?;
    let version = sent::plan_session(tx, enrolment, body, mac).await?;
    Ok(Done::applied(version))
}

pub(super) async fn stands(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Compared, Refusal> {
    let (_, _, mac) = read(tx, keys, op)?;
    let stands = sent::plan_stands(tx, SessionId::from_uuid(op.entity_id)).await?;
    Ok((stands, mac))
}
