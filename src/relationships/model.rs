//! What somebody is to somebody.

use chrono::NaiveDate;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(RelationshipId, "what somebody is to a young person");

code_list!(
    RelationshipKinds,
    "relationship_kind",
    "what somebody is to a young person (domain.md, appendix A); never a tie to a group",
    ["family", "guardian", "partner", "child", "trusted_adult"]
);
/// A code of the list `relationship_kind`.
pub type RelationshipKind = Code<RelationshipKinds>;

/// What holds between the two, and may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Bond {
    /// Answers for her by law.
    pub legal_guardian: bool,
    /// Lives with her.
    pub lives_with: bool,
    /// A guardian who is linked to those she must be safe from.
    pub guardian_unsafe: bool,
    /// A partner who is.
    pub partner_unsafe: bool,
    /// The last day on which it holds.
    pub valid_to: Option<NaiveDate>,
}

impl Bond {
    /// Do the flags fit what somebody is: is only who guards an unsafe guardian, and only a partner an unsafe partner?
    pub fn fits(self, kind: RelationshipKind) -> bool {
        (!self.guardian_unsafe || self.legal_guardian || kind == *"guardian")
            && (!self.partner_unsafe || kind == *"partner")
    }

    /// Is the other not safe?
    pub fn is_unsafe(self) -> bool {
        self.guardian_unsafe || self.partner_unsafe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAFE: Bond = Bond {
        legal_guardian: false,
        lives_with: true,
        guardian_unsafe: false,
        partner_unsafe: false,
        valid_to: None,
    };

    #[test]
    fn only_guardians_and_partners_are_said_to_be_unsafe() {
        let kind = |kind: &str| RelationshipKind::parse(kind).unwrap();
        let guardian = Bond {
            guardian_unsafe: true,
            ..SAFE
        };
        assert!(guardian.fits(kind("guardian")));
        assert!(!guardian.fits(kind("family")));
        let mother = Bond {
            legal_guardian: true,
            ..guardian
        };
        assert!(mother.fits(kind("family")));
        let partner = Bond {
            partner_unsafe: true,
            ..SAFE
        };
        assert!(partner.fits(kind("partner")) && !partner.fits(kind("child")));
        assert!(SAFE.fits(kind("child")));
        assert!(guardian.is_unsafe() && partner.is_unsafe() && !SAFE.is_unsafe());
    }
}
