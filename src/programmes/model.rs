//! Programmes, their strands and prevention tiers.

use crate::code_list;
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::typed_id;

typed_id!(ProgrammeId, "a programme: what an organisation offers in one strand");

code_list!(
    Strands,
    "strand",
    "what kind of help a programme is (domain.md §1.1)",
    [
        "training",
        "employment",
        "sport",
        "culture",
        "mentoring",
        "mental_health",
        "oc_education",
        "diversion",
        "reentry",
        "recruitment_prevention",
        "gang_exit",
    ]
);

code_list!(
    PreventionTiers,
    "prevention_tier",
    "whom a programme is for (domain.md §1.1)",
    [
        "primary",
        "secondary",
        "intervention",
        "reentry",
        "suppression_adjacent"
    ]
);

/// A code of list `strand`.
pub type Strand = Code<Strands>;
/// A code of list `prevention_tier`.
pub type PreventionTier = Code<PreventionTiers>;

/// What other features need to know about a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgrammePlace {
    /// What kind of help it is.
    pub strand: Strand,
    /// Whom it is for.
    pub tier: PreventionTier,
    /// Where it runs; `None`: at every site of the organisation.
    pub site: Option<SiteId>,
}

/// The strand cannot be offered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the protected pathway is not built yet; a gang-exit programme kept like any other would show who is leaving. \
     Open it once the pathway is there"
)]
pub struct StrandNotAvailable;

/// May a programme of this strand be opened? Gang exit may not before its own wall stands: whoever reads the enrolments of
/// a place would see who is leaving (domain.md §6.3).
pub fn may_open(strand: Strand) -> Result<(), StrandNotAvailable> {
    if strand == *"gang_exit" {
        return Err(StrandNotAvailable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn every_strand_may_be_opened_but_the_one_without_a_wall() {
        for code in Strands::CODES {
            let strand = Code::<Strands>::parse(code).unwrap();
            assert_eq!(may_open(strand).is_err(), *code == "gang_exit", "{code}");
        }
    }
}
