//! Culture: arts, music, cultural activity (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "culture",
    units: &[Unit::GroupSession],
    default_weight: 1,
    main_outcome: "attendance, prosocial ties",
    family: Family::Activities,
};
