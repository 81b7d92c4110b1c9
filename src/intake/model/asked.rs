//! What was asked for, and how a second call joins a first.

use super::codes::{Mandate, ReferralAgreement, ReferralReason, Urgency};
use crate::platform::codes::{Code, CodeList};

/// What somebody asked for; of a referral, what all who asked come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Does somebody oblige her to come?
    pub mandate: Mandate,
    /// How soon she must be seen.
    pub urgency: Urgency,
    /// What they hope for, in the order of the list, each once.
    pub reasons: Vec<ReferralReason>,
    /// Did she agree to be referred?
    pub agreed: ReferralAgreement,
}

impl Asked {
    /// What two calls come to: the more binding mandate, the more urgent call, every reason. Her own word counts as it was
    /// told last, unless the later call does not know it.
    #[must_use]
    pub fn joined_by(&self, later: &Self) -> Self {
        let mandate = if place(later.mandate) > place(self.mandate) {
            later.mandate
        } else {
            self.mandate
        };
        let urgency = if place(later.urgency) < place(self.urgency) {
            later.urgency
        } else {
            self.urgency
        };
        let agreed = if later.agreed == *"unknown" {
            self.agreed
        } else {
            later.agreed
        };
        Self {
            mandate,
            urgency,
            reasons: in_order([self.reasons.as_slice(), &later.reasons].concat()),
            agreed,
        }
    }
}

/// Each reason once, in the order of the list.
pub(in crate::intake) fn in_order(mut reasons: Vec<ReferralReason>) -> Vec<ReferralReason> {
    reasons.sort_by_key(|reason| place(*reason));
    reasons.dedup();
    reasons
}

/// Where a code stands in its list.
fn place<L: CodeList>(code: Code<L>) -> usize {
    let before = L::CODES.iter().take_while(|other| **other != code.as_str());
    before.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(mandate: &str, urgency: &str, reasons: &[&str], agreed: &str) -> Asked {
        Asked {
            mandate: Code::parse(mandate).unwrap(),
            urgency: Code::parse(urgency).unwrap(),
            reasons: reasons.iter().map(|reason| Code::parse(reason).unwrap()).collect(),
            agreed: Code::parse(agreed).unwrap(),
        }
    }

    #[test]
    fn the_more_binding_and_the_more_urgent_counts_whichever_came_first() {
        let school = asked("voluntary", "urgent", &["school"], "yes");
        let court = asked("court_ordered", "routine", &["work", "school"], "unknown");
        let both = asked("court_ordered", "urgent", &["school", "work"], "yes");
        assert_eq!(school.joined_by(&court), both);
        assert_eq!(court.joined_by(&school), both);
    }

    #[test]
    fn her_own_word_counts_as_it_was_told_last() {
        let no = asked("voluntary", "routine", &["other"], "no");
        let yes = asked("voluntary", "routine", &["other"], "yes");
        assert_eq!(yes.joined_by(&no).agreed, *"no");
        assert_eq!(no.joined_by(&yes).agreed, *"yes");
    }
}
