//! The doors to follow-ups and observations.

mod followups;
mod observations;
mod problems;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::casework::VoidReason;
use crate::platform::http::Operations;

pub(super) use followups::{JudgeSafety, RecordContact};
pub(super) use observations::RecordObservation;

/// Why a contact or an observation no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidFinding {
    /// Why.
    reason: VoidReason,
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(followups::list_followups)
        .service(followups::read_followup)
        .service(followups::record_followup_contact)
        .service(followups::void_followup_contact)
        .service(followups::judge_followup_safety)
        .service(observations::list_observations)
        .service(observations::record_observation)
        .service(observations::void_observation);
}
