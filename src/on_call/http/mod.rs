//! The doors to the rota and to alerts, and what each refusal says.

mod alerts;
mod rota;

pub(in crate::on_call) use rota::PlanShift;

use super::error::Error;
use super::model::Refused;
use crate::platform::http::{IdempotencyKey, IfMatch, Operations, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchSite => Self::one_field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchColleague => Self::one_field(
                "/staff_id",
                "unknown",
                "must be somebody who handles incidents of this site: a supervisor or safeguarding lead",
            ),
            Error::Refused(refused) => match refused {
                Refused::EndsBefore => Self::one_field("/ends_at", "too_early", "must be after the beginning"),
                Refused::InPast => Self::one_field("/ends_at", "in_past", "must not be over"),
                Refused::TooLong => Self::one_field("/ends_at", "too_late", "must lie within 31 days of the beginning"),
            },
            Error::PlaceTaken => Self::conflict(
                "place_taken",
                "This place is taken at that time, or she is on call then already",
                "Choose another place or time, or take that shift off first.",
            ),
            Error::Over => Self::conflict("over", "This has ended", "There is nothing left to end."),
            Error::Acknowledged => Self::conflict(
                "acknowledged",
                "Somebody has this already",
                "Read the alert to see who.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(rota::plan_shift)
        .service(rota::read_rota)
        .service(rota::void_shift)
        .service(alerts::list_alerts)
        .service(alerts::read_alert)
        .service(alerts::acknowledge_alert);
}
