//! Code lists that every case record uses.

use crate::code_list;
use crate::platform::codes::Code;

code_list!(
    VoidReasons,
    "void_reason",
    "why a recorded fact no longer counts (domain.md §1.3)",
    [
        "entered_in_error",
        "wrong_person",
        "duplicate",
        "wrong_date",
        "other",
        "rescheduled"
    ]
);
/// A code of the list `void_reason`.
pub type VoidReason = Code<VoidReasons>;

code_list!(
    RecordedVia,
    "recorded_via",
    "by which way a record reached us (domain.md §1.3)",
    ["web", "mobile_offline", "import", "api"]
);
/// A code of the list `recorded_via`.
pub type Channel = Code<RecordedVia>;
