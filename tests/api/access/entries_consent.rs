//! What is asked about what consent rests on, and about the directory.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::entries_people::PERSON;
use super::scene::Tie;
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House];
const HOUSE_OR_NOT: &[Tie] = &[Tie::House, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listProviders", HOUSE, |_, _, _| Ask::whole()).note("of her own organisation"),
    Entry::new("createProvider", HOUSE, |_, _, _| {
        let provider = json!({"name": "Health centre", "services": ["health"], "answers_within": 14});
        Ask::whole().body(json!({"id": new_id(), "class": "health_service", "provider": provider}))
    })
    .note("in her own organisation")
    .undo(|_, new| format!("delete from service_provider where id = '{new}'")),
    Entry::new("changeProvider", HOUSE_OR_NOT, |_, _, there| {
        let provider = json!({"name": "Northern school", "services": ["school"], "answers_within": 14});
        Ask::about(there.told.provider)
            .seen("service_provider", "id", there.told.provider)
            .body(json!({"provider": provider, "in_use": true}))
    }),
    Entry::new("listConsentTexts", HOUSE, |_, _, _| Ask::whole()).note("of her own organisation"),
    Entry::new("createConsentText", HOUSE, |_, _, _| {
        Ask::whole()
            .body(json!({"id": new_id(), "kind": "photo_video", "language": "pt", "version": "1", "body": "Leio."}))
    })
    .note("in her own organisation")
    .undo(|_, new| format!("delete from consent_text where id = '{new}'")),
    Entry::new("approveConsentText", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.told.text).seen("consent_text", "id", there.told.text)
    })
    .undo(|there, _| {
        format!(
            "update consent_text set approved_by = null, approved_at = null, row_version = 1 where id = '{}'",
            there.told.text
        )
    }),
    Entry::new("judgeCapacity", PERSON, |_, _, there| {
        Ask::about(there.person)
            .body(json!({"id": new_id(), "result": "understands", "assessed_at": "2026-03-02T15:00:00Z"}))
    })
    .undo(|_, new| format!("delete from capacity_assessment where id = '{new}'")),
    Entry::new("listCapacity", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("readCapacity", PERSON, |_, _, there| Ask {
        place: vec![there.person.to_string(), there.told.capacity.to_string()],
        ..Ask::default()
    }),
    Entry::new("sayGuardianPath", PERSON, |_, _, there| {
        Ask::about(there.person).body(json!({"id": new_id(), "authority": "trusted_adult"}))
    })
    .undo(|_, new| format!("delete from guardian_path where id = '{new}'")),
    Entry::new("listGuardianPath", PERSON, |_, _, there| Ask::about(there.person)),
];
