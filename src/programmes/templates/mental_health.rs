//! Mental health: screening, psychosocial support, referral out (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "mental_health",
    units: &[Unit::OneToOneSession, Unit::Referral],
    default_weight: 1,
    main_outcome: "change in wellbeing, referral completed",
    family: Family::Support,
};
