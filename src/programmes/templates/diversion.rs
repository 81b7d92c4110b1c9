//! Diversion: alternative to imprisonment or prosecution for a minor drug offence (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "diversion",
    units: &[Unit::Case, Unit::Condition],
    default_weight: 1,
    main_outcome: "conditions completed, no new offence",
    family: Family::Justice,
};
