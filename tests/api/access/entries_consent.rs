//! What is asked about what consent rests on, and about the directory.

use serde_json::{Value, json};

use super::ask::Ask;
use super::entries::Entry;
use super::entries_people::{ENROLMENT, PERSON};
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
    Entry::new("recordDisclosure", PERSON, |_, _, there| {
        Ask::about(there.person).body(told(&json!("consent"), "school"))
    })
    .note("on her consent")
    .undo(|_, new| format!("delete from disclosure where id = '{new}'")),
    Entry::new("recordDisclosure", PERSON, |_, _, there| {
        Ask::about(there.person).body(told(&json!("vital_interest"), "child_protection"))
    })
    .note("without consent")
    .undo(|_, new| format!("delete from disclosure where id = '{new}'")),
    Entry::new("listDisclosures", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("listDisclosuresToReview", HOUSE, |_, _, _| Ask::whole()).note("of her own organisation"),
    Entry::new("reviewDisclosure", PERSON, |_, _, there| {
        Ask::about(there.told.disclosure)
            .seen("disclosure", "id", there.told.disclosure)
            .body(json!({"review": "justified"}))
    })
    .undo(|there, _| {
        format!(
            "update disclosure set review = null, reviewed_by = null, reviewed_at = null, row_version = 1 where id = '{}'",
            there.told.disclosure
        )
    }),
    Entry::new("referOut", ENROLMENT, |_, _, there| {
        let told = json!({"id": new_id(), "basis": "consent", "categories": ["attendance"], "channel": "phone"});
        Ask::about(there.enrolment).body(json!({"id": new_id(), "provider_id": there.told.provider, "service": "school",
            "warm": true, "made_at": "2026-03-17T15:00:00Z", "told": told}))
    })
    .undo(|_, new| {
        format!(
            "delete from referral_out_event where referral_out_id = '{new}';
             with gone as (delete from referral_out where id = '{new}' returning disclosure_id)
             delete from disclosure where id in (select disclosure_id from gone)"
        )
    }),
    Entry::new("listReferralsOut", ENROLMENT, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("readReferralOut", ENROLMENT, |_, _, there| Ask::about(there.told.referral_out)),
    Entry::new("stepReferralOut", ENROLMENT, |_, _, there| {
        Ask::about(there.told.referral_out)
            .seen("referral_out", "id", there.told.referral_out)
            .body(json!({"state": "acknowledged", "occurred_at": "2026-03-18T15:00:00Z"}))
    })
    .undo(|there, _| {
        format!(
            "delete from referral_out_event where referral_out_id = '{0}' and state <> 'made';
             update referral_out set state = 'made', moved_at = made_at, row_version = 1 where id = '{0}'",
            there.told.referral_out
        )
    }),
    Entry::new("voidReferralOut", ENROLMENT, |_, _, there| {
        Ask::about(there.told.referral_out)
            .seen("referral_out", "id", there.told.referral_out)
            .body(json!({"reason": "entered_in_error"}))
    })
    .undo(|there, _| {
        format!(
            "update referral_out set voided_at = null, void_reason = null, row_version = 1 where id = '{}'",
            there.told.referral_out
        )
    }),
];

/// Something told to somebody who is not in the directory.
fn told(basis: &Value, class: &str) -> Value {
    json!({"id": new_id(), "recipient_class": class, "recipient_name": "Somebody", "basis": basis,
        "categories": ["attendance"], "purpose": "case_work", "channel": "phone", "disclosed_at": "2026-03-17T15:00:00Z"})
}
