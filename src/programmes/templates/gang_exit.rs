//! Gang exit: safe pathway out of a gang or criminal group (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "gang_exit",
    units: &[Unit::Phase],
    default_weight: 3,
    main_outcome: "disengaged, safe, sustained",
    // Counted with an ordinary family: a family of its own would publish who is leaving (design §9).
    family: Family::Support,
};
