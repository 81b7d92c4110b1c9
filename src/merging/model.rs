//! Why two records are one, what stands in the way, and until when a merge can be undone.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(MergeId, "a merge of two records of one person");

code_list!(
    MergeReasons,
    "merge_reason",
    "by what two records were found to be one person",
    ["same_paper", "same_number", "said_so", "known_to_both", "entered_twice"]
);
/// A code of the list `merge_reason`.
pub type MergeReason = Code<MergeReasons>;
code_list!(
    MergeUndoReasons,
    "merge_undo_reason",
    "why two records are taken apart again",
    ["two_people", "wrong_record", "she_objects"]
);
/// A code of the list `merge_undo_reason`.
pub type MergeUndoReason = Code<MergeUndoReasons>;
code_list!(
    MergeStates,
    "merge_state",
    "how far a merge is",
    ["asked", "refused", "confirmed", "undone"]
);
/// A code of the list `merge_state`.
pub type MergeState = Code<MergeStates>;

/// Days within which a merge can be undone. Our choice (docs/adr/0100): as long as a backup of keys lives, and long enough for
/// whoever meets her monthly to notice.
pub const UNDO_DAYS: i64 = 30;

/// Until when a merge of this moment can be undone.
pub(super) fn undo_until(merged_at: DateTime<Utc>) -> DateTime<Utc> {
    merged_at + Duration::days(UNDO_DAYS)
}

/// What stands in the way of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// One of them was erased.
    Erased,
    /// Somebody asked for one of them to be erased, and nobody has decided.
    ErasureAsked,
    /// Both are in one programme now.
    SameProgramme,
    /// Both are referred to one programme now.
    SameReferral,
    /// Something names the two side by side, as only two people can be: which is not said.
    NamedTogether,
    /// What whoever meets her must know is written in both.
    BothHaveNeeds,
    /// In one her guardians may be asked, and in the other not.
    GuardianPathDiffers,
}

impl Obstacle {
    /// The obstacle the database names.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "erased" => Self::Erased,
            "erasure_asked" => Self::ErasureAsked,
            "same_programme" => Self::SameProgramme,
            "same_referral" => Self::SameReferral,
            "named_together" => Self::NamedTogether,
            "both_have_needs" => Self::BothHaveNeeds,
            "guardian_path_differs" => Self::GuardianPathDiffers,
            _ => return None,
        })
    }

    /// What to do about it, in a sentence.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Erased => "One of them was erased.",
            Self::ErasureAsked => "Somebody asked for one of them to be erased: wait for the decision.",
            Self::SameProgramme => "Both are in one programme: end or void one of the two enrolments first.",
            Self::SameReferral => "Both are referred to one programme: end or void one of the two referrals first.",
            Self::NamedTogether => {
                "They are on record side by side, as only two people can be: ask the safeguarding lead to look at both."
            }
            Self::BothHaveNeeds => {
                "Medical needs or an emergency contact are written in both: write what holds into the record that stays, \
                 and empty the other."
            }
            Self::GuardianPathDiffers => {
                "In one of them her guardians may be asked and in the other not: say in both which holds."
            }
        }
    }
}

/// Tables and columns that are sealed with a person's key and move with her.
///
/// The wall's `access.merge_sources` names the same; what it hands out and this does not know stops the merge. A test holds
/// the two against each other.
pub const SEALED: [(&str, &str); 16] = [
    ("capacity_assessment", "narrative_enc"),
    ("contact_method", "value_enc"),
    ("contact_method", "only_when_enc"),
    ("contact_method", "who_may_answer_enc"),
    ("disclosure", "recipient_enc"),
    ("enrolment_restricted", "true_reason_enc"),
    ("goal", "words_enc"),
    ("hand_over_line", "note_enc"),
    ("identifier", "number_enc"),
    ("intake_answer", "value_enc"),
    ("person_needs", "medical_needs_enc"),
    ("person_needs", "emergency_contact_enc"),
    ("person_relationship", "other_label_enc"),
    ("plan_action", "what_enc"),
    ("referral_source", "referrer_name_enc"),
    ("session_note", "body_enc"),
];

/// The table of which each person has one row, whose id is hers: it changes when the row moves.
pub(super) const ONE_EACH: &str = "person_needs";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_can_be_undone_for_thirty_days() {
        let at: DateTime<Utc> = "2026-06-10T09:30:00Z".parse().unwrap();
        assert_eq!(undo_until(at), "2026-07-10T09:30:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn no_advice_says_what_names_the_two_side_by_side() {
        let words = Obstacle::of("named_together").unwrap().advice();
        for telling in ["apart", "session", "roll", "incident", "relat", "famil"] {
            assert!(!words.contains(telling), "{telling}");
        }
        assert_eq!(Obstacle::of("weather"), None);
    }
}
