//! Pairs, and how they are judged.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(DuplicateId, "two records that are perhaps one person");

code_list!(
    DuplicateGrounds,
    "duplicate_ground",
    "what two records have in common",
    ["phone", "document"]
);
/// A code of the list `duplicate_ground`.
pub type DuplicateGround = Code<DuplicateGrounds>;
code_list!(
    DuplicateOutcomes,
    "duplicate_outcome",
    "whether two records are one person",
    ["one_person", "two_people"]
);
/// A code of the list `duplicate_outcome`.
pub type DuplicateOutcome = Code<DuplicateOutcomes>;
