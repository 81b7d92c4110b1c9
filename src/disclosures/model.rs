//! What the register says about one disclosure.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(DisclosureId, "something about somebody that left the house");

code_list!(
    Bases,
    "disclosure_basis",
    "on what telling somebody outside rests (domain.md §2.3, §6.1)",
    ["consent", "vital_interest", "court_order", "legal_duty"]
);
/// A code of the list `disclosure_basis`.
pub type Basis = Code<Bases>;
code_list!(
    Purposes,
    "disclosure_purpose",
    "why somebody outside was told (domain.md, appendix A)",
    [
        "referral",
        "case_work",
        "protection",
        "proceedings",
        "reporting_duty",
        "own_request"
    ]
);
/// A code of the list `disclosure_purpose`.
pub type Purpose = Code<Purposes>;
code_list!(
    Channels,
    "disclosure_channel",
    "by which way somebody outside was told (domain.md, appendix A)",
    ["in_person", "phone", "paper", "encrypted_file", "other"]
);
/// A code of the list `disclosure_channel`.
pub type Channel = Code<Channels>;
code_list!(
    Reviews,
    "disclosure_review",
    "what the data-protection officer found about telling without consent (domain.md §2.3)",
    ["justified", "too_much", "unjustified"]
);
/// A code of the list `disclosure_review`.
pub type Review = Code<Reviews>;

/// Does it rest on something else than her consent?
pub(super) fn without_consent(basis: Basis) -> bool {
    basis != *"consent"
}
