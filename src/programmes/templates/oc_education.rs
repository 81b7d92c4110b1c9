//! Education on organised crime: education on risks and harms of organised crime and corruption (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "oc_education",
    units: &[Unit::Lesson, Unit::Workshop],
    default_weight: 1,
    main_outcome: "change in knowledge and attitude",
    family: Family::Prevention,
};
