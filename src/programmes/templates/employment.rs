//! Employment: job readiness, placement, transitional job (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "employment",
    units: &[Unit::Placement, Unit::PaidHours],
    default_weight: 1,
    main_outcome: "in work after 90 days, 6 months and 12 months",
    family: Family::Work,
};
