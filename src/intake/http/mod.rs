//! The doors to referrals.

mod change;
mod look;
mod problems;
mod receive;
mod views;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) use change::{CorrectReferral, TakeStep};
pub(super) use receive::ReceiveReferral;

/// The doors of this feature.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(receive::receive_referral)
        .service(look::list_referrals)
        .service(look::list_persons_referrals)
        .service(look::read_referral)
        .service(look::list_referrers)
        .service(change::take_referral_step)
        .service(change::correct_referral)
        .service(change::void_referral);
}
