//! The doors to referrals, the rules of programmes, screening, and places.

mod change;
mod look;
mod places;
mod problems;
mod receive;
mod rules;
mod screening;
mod screening_views;
mod views;

use crate::platform::http::Operations;

pub(super) use change::{CorrectReferral, TakeStep};
pub(super) use places::{OfferPlace, PutOnList, SetCapacity};
pub(crate) use receive::ReceiveReferral;
pub(super) use rules::RuleBody;
pub(super) use screening::{AskOverride, DecideReferral, EvaluateReferral};

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(receive::receive_referral)
        .service(look::list_referrals)
        .service(look::list_persons_referrals)
        .service(look::read_referral)
        .service(look::list_referrers)
        .service(change::take_referral_step)
        .service(change::correct_referral)
        .service(change::void_referral)
        .service(rules::list_rules)
        .service(rules::create_rule)
        .service(rules::change_rule)
        .service(screening::read_screening)
        .service(screening::evaluate_referral)
        .service(screening::decide_referral)
        .service(screening::ask_override)
        .service(screening::decide_override)
        .service(places::list_capacities)
        .service(places::set_capacity)
        .service(places::offer_place)
        .service(places::put_on_list)
        .service(places::list_waiting);
}
