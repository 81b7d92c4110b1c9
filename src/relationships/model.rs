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

    fn is_unsafe(self) -> bool {
        self.guardian_unsafe || self.partner_unsafe
    }
}

/// Does `after` say that somebody is safe after all, or end a bond with somebody who is not?
pub fn takes_back(before: Bond, after: Bond) -> bool {
    let trusted =
        (before.guardian_unsafe && !after.guardian_unsafe) || (before.partner_unsafe && !after.partner_unsafe);
    let sooner = match (before.valid_to, after.valid_to) {
        (None, Some(_)) => true,
        (Some(before), Some(after)) => after < before,
        (_, None) => false,
    };
    trusted || (before.is_unsafe() && sooner)
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
    }

    #[test]
    fn taking_back_is_trusting_again_or_ending_sooner() {
        let not_safe = Bond {
            guardian_unsafe: true,
            ..SAFE
        };
        let until = |day: &str| Bond {
            valid_to: Some(day.parse().unwrap()),
            ..not_safe
        };
        assert!(takes_back(not_safe, SAFE));
        assert!(takes_back(not_safe, until("2026-06-10")));
        assert!(takes_back(until("2026-06-10"), until("2026-06-09")));
        assert!(!takes_back(until("2026-06-10"), until("2026-06-11")));
        assert!(!takes_back(until("2026-06-10"), not_safe));
        assert!(!takes_back(SAFE, not_safe));
        let ended = Bond {
            valid_to: not_safe.valid_to,
            ..SAFE
        };
        assert!(!takes_back(SAFE, ended), "who is safe may come and go");
        let elsewhere = Bond {
            lives_with: false,
            ..not_safe
        };
        assert!(!takes_back(not_safe, elsewhere));
    }
}
