//! Mentoring: counselling and mentoring on life skills (domain.md §1.1).

use super::{Family, Template, Unit};

pub(super) const TEMPLATE: Template = Template {
    strand: "mentoring",
    units: &[Unit::OneToOneSession, Unit::Match],
    default_weight: 1,
    main_outcome: "match length, goals met, resilience score",
    family: Family::Support,
};
