//! A look at somebody's case plan, and steps of it that were done.

use serde_json::Value;

use super::{Asked, Done, Kind, Refusal, address, mac, request};
use crate::plans::http::{FinishAction, ReviewPlan};
use crate::plans::{self, CasePlanId, PlanActionId};
use crate::platform::http::{id_taken, shaped};

/// How far each goal has come.
pub(super) struct Review;

impl Kind for Review {
    const NAME: &'static str = "goal_review-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let plan: CasePlanId = address(&asked.op, "plan_id")?;
        let body: ReviewPlan = request(&asked.op, &["plan_id"])?;
        let mac = mac(asked, "reviewPlan", &(plan, &body))?;
        let looked = plans::review_sent(asked.tx, plan, body, mac).await?;
        looked.map(Done::applied).ok_or_else(|| id_taken().into())
    }
}

/// A step is done.
pub(super) struct Finish;

impl Kind for Finish {
    const NAME: &'static str = "plan_action-done";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let body: FinishAction = shaped(Value::Object(asked.op.set.clone()))?;
        let id = PlanActionId::from_uuid(asked.op.entity_id);
        Ok(Done::applied(plans::finish_sent(asked.tx, id, body.done_on).await?))
    }
}
