//! What a programme of each strand usually is: one file per strand, data only (domain.md §1.1, §2.19).

mod culture;
mod diversion;
mod employment;
mod gang_exit;
mod mental_health;
mod mentoring;
mod oc_education;
mod recruitment_prevention;
mod reentry;
mod sport;
mod training;

use super::model::Strand;

/// What a strand's work is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A course.
    Course,
    /// Hours of training.
    Hours,
    /// A job found.
    Placement,
    /// Hours of paid work.
    PaidHours,
    /// A session with a group.
    GroupSession,
    /// A session with one young person.
    OneToOneSession,
    /// A mentor and a young person brought together.
    Match,
    /// A referral to somebody else's service.
    Referral,
    /// A lesson.
    Lesson,
    /// A workshop.
    Workshop,
    /// A diversion case.
    Case,
    /// A condition of a diversion case.
    Condition,
    /// A re-entry plan.
    Plan,
    /// A contact.
    Contact,
    /// A screening.
    Screening,
    /// A session with the family.
    FamilySession,
    /// A phase of a pathway.
    Phase,
}

/// The family of programmes a strand is published under: coarser than the strand, and no family stands for leaving a gang
/// (disclosure.md §3.2, design §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Training and employment.
    Work,
    /// Sport and culture.
    Activities,
    /// Counselling, mentoring, mental health.
    Support,
    /// Education and prevention.
    Prevention,
    /// Diversion and re-entry.
    Justice,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 5] = [
        Self::Work,
        Self::Activities,
        Self::Support,
        Self::Prevention,
        Self::Justice,
    ];

    /// The category in a release's tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Activities => "activities",
            Self::Support => "support",
            Self::Prevention => "prevention",
            Self::Justice => "justice",
        }
    }
}

/// What is usual in one strand.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Code of list `strand`.
    pub strand: &'static str,
    /// What its work is counted in.
    pub units: &'static [Unit],
    /// How much one young person weighs in a worker's caseload, unless an assignment says otherwise.
    pub default_weight: u8,
    /// What it is for.
    pub main_outcome: &'static str,
    /// Where it is counted in releases.
    pub family: Family,
}

/// Every template, in the order of the strands.
pub const TEMPLATES: [Template; 11] = [
    training::TEMPLATE,
    employment::TEMPLATE,
    sport::TEMPLATE,
    culture::TEMPLATE,
    mentoring::TEMPLATE,
    mental_health::TEMPLATE,
    oc_education::TEMPLATE,
    diversion::TEMPLATE,
    reentry::TEMPLATE,
    recruitment_prevention::TEMPLATE,
    gang_exit::TEMPLATE,
];

/// The template of a strand. Every strand has one.
pub fn template(strand: Strand) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| strand == *template.strand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::{Code, CodeList};
    use crate::programmes::Strands;

    #[test]
    fn every_strand_has_its_template_in_its_place() {
        let strands: Vec<_> = TEMPLATES.iter().map(|template| template.strand).collect();
        assert_eq!(strands, Strands::CODES);
    }

    #[test]
    fn weights_are_those_of_the_field() {
        let weight = |code| template(Code::parse(code).unwrap()).unwrap().default_weight;
        assert_eq!(weight("recruitment_prevention"), 1);
        assert_eq!(weight("diversion"), 1);
        assert_eq!(weight("reentry"), 2);
        assert_eq!(weight("gang_exit"), 3);
    }

    #[test]
    fn leaving_a_gang_has_no_family_of_its_own() {
        let leaving = template(Code::parse("gang_exit").unwrap()).unwrap().family;
        let others = TEMPLATES.iter().filter(|template| template.family == leaving).count();
        assert!(others >= 3, "{others}");
    }
}
