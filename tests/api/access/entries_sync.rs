//! What is asked by phones about what they hold. Here nobody has one: what a phone gets is in `tests/api/sync/`.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::Tie;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("syncHello", &[Tie::House], |_, _, _| Ask::whole()),
    Entry::new("pullChanges", &[Tie::House], |_, _, _| {
        Ask::whole().body(json!({"protocol": 1}))
    })
    .note("without a device")
    .for_nobody(),
    Entry::new("verifyDevice", &[Tie::House], |_, _, _| {
        Ask::whole().body(json!({"protocol": 1, "cursor": "AQ", "as_of": "2026-06-10", "scopes": []}))
    })
    .note("without a device")
    .for_nobody(),
    Entry::new("readWords", &[Tie::House], |_, _, _| Ask::named("en"))
        .note("without a device")
        .for_nobody(),
];
