//! Prevention of gang recruitment: preventing gang recruitment, primary and secondary (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "recruitment_prevention",
    units: &[Unit::Screening, Unit::FamilySession, Unit::OneToOneSession],
    default_weight: 1,
    main_outcome: "risk scales down, not joined",
    family: Family::Prevention,
};
