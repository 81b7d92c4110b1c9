//! A session with one young person that lies ahead.

use super::{Asked, Done, Kind, Refusal, address, compared, mac, request};
use crate::enrolment::EnrolmentId;
use crate::sessions::http::PlanSession;
use crate::sessions::{SessionId, sent};

/// It is planned.
pub(super) struct Plan;

fn read(asked: &Asked<'_>) -> Result<(EnrolmentId, PlanSession, [u8; 16]), Refusal> {
    let enrolment: EnrolmentId = address(&asked.op, "enrolment_id")?;
    let body: PlanSession = request(&asked.op, &["enrolment_id"])?;
    let mac = mac(asked, "planSession", &(enrolment, &body))?;
    Ok((enrolment, body, mac))
}

impl Kind for Plan {
    const NAME: &'static str = "appointment-create";
    const HERS_ALONE: bool = true;

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (enrolment, body, mac) = read(asked)?;
        Ok(Done::applied(sent::plan_session(asked.tx, enrolment, body, mac).await?))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, _, mac) = read(asked)?;
        let stands = sent::plan_stands(asked.tx, SessionId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}
