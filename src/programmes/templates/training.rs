//! Training: vocational and life-skills training (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "training",
    units: &[Unit::Course, Unit::Hours],
    default_weight: 1,
    main_outcome: "completion, credential",
    family: Family::Work,
};
