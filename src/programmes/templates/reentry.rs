//! Re-entry: post-penal resocialisation (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "reentry",
    units: &[Unit::Plan, Unit::Contact],
    default_weight: 2,
    main_outcome: "housing, work or school, re-offending",
    family: Family::Justice,
};
