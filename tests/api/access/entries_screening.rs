//! What is asked about rules and screening.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::entries_intake::{REFERRAL, referral_itself};
use super::scene::{Target, Tie};
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House, Tie::Elsewhere];

/// The newest version of every rule, as [`Ask::seen`] asks for a version.
const RULE_VERSIONS: &str = "(select id, max(version) as row_version from eligibility_rule group by id) newest";

/// What nobody has said yet has version 0.
const NO_VERSION: &str = "(select id, 0 as row_version from programme) unsaid";

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listRules", HOUSE, |_, _, there| Ask::about(there.programme)),
    Entry::new("createRule", HOUSE, |_, _, there| {
        let rule =
            json!({"kind": "must", "expr": "age_between", "age_from": 14, "age_to": 17, "message": "Is 14 to 17"});
        Ask::about(there.programme).body(json!({"id": new_id(), "rule": rule}))
    })
    .undo(|_, new| format!("delete from eligibility_rule where id = '{new}'")),
    Entry::new("changeRule", HOUSE, |_, _, there| {
        let rule = json!({"kind": "should", "expr": "answered", "message": "Lives nearby"});
        Ask::about(there.rule)
            .seen(RULE_VERSIONS, "id", there.rule)
            .body(json!({"rule": rule, "in_force": true}))
    })
    .undo(|there, _| {
        format!(
            "delete from eligibility_rule where id = '{}' and version > 1",
            there.rule
        )
    }),
    Entry::new("readScreening", REFERRAL, referral_itself),
    Entry::new("evaluateReferral", REFERRAL, |_, _, there| {
        let answers = json!([{"rule_id": there.rule, "result": "true"}]);
        in_screening(there, Ask::about(there.referral)).body(json!({"id": new_id(), "answers": answers}))
    })
    .undo(|_, new| {
        format!(
            "delete from eligibility_result where evaluation_id = '{new}';
             delete from eligibility_evaluation where id = '{new}'"
        )
    }),
    Entry::new("decideReferral", REFERRAL, |_, _, there| {
        in_screening(there, Ask::about(there.referral))
            .seen("referral_in", "id", there.referral)
            .body(json!({"decision": "pending_info", "decided_at": "2026-06-10T08:00:00Z"}))
    })
    .undo(|there, _| {
        format!(
            "delete from referral_event where referral_id = '{0}' and step = 'info_needed';
             delete from referral_decision where referral_id = '{0}'",
            there.referral
        )
    }),
    Entry::new("askOverride", REFERRAL, |_, _, there| {
        let (set, back) = scene_of(there);
        let one = there.set_aside;
        let free = format!(
            "{set}; update eligibility_override o set state = 'refused', decided_at = now(), decided_by =
                 (select m.id from staff_member m where m.org_id = o.org_id and m.id <> o.asked_by limit 1)
             where o.id = '{one}'"
        );
        let asked = format!(
            "{back}; delete from eligibility_override where referral_id = '{}' and id <> '{one}'; {}",
            there.referral,
            asked_again(there)
        );
        Ask::about(there.referral)
            .given(free, asked)
            .body(json!({"id": new_id(), "reason": "close_to_the_rule"}))
    }),
    Entry::new("decideOverride", REFERRAL, |_, _, there| {
        in_screening(there, Ask::about(there.set_aside))
            .seen("eligibility_override", "id", there.set_aside)
            .body(json!({"approve": true}))
    })
    .undo(|there, _| {
        format!(
            "delete from referral_event where referral_id = '{0}' and step = 'found_eligible';
             delete from referral_decision where referral_id = '{0}'; {1}",
            there.referral,
            asked_again(there)
        )
    }),
    Entry::new("listCapacities", HOUSE, |_, _, there| Ask::about(there.programme)),
    Entry::new("setCapacity", HOUSE, |scene, _, there| {
        Ask::about(there.programme)
            .seen(NO_VERSION, "id", there.programme)
            .body(json!({"site_id": scene.house.north, "places": 12}))
    })
    .undo(|there, _| format!("delete from programme_capacity where programme_id = '{}'", there.programme)),
    Entry::new("offerPlace", REFERRAL, |_, _, there| {
        let (set, back) = state_of(there, "eligible");
        Ask::about(there.referral)
            .given(set, back)
            .body(json!({"id": new_id(), "offered_at": "2026-06-10T08:00:00Z"}))
    })
    .undo(|there, new| {
        format!(
            "delete from place_offer where id = '{new}';
             delete from referral_event where referral_id = '{}' and step = 'place_offered'",
            there.referral
        )
    }),
    Entry::new("putOnList", REFERRAL, |_, _, there| {
        let (set, back) = state_of(there, "eligible");
        Ask::about(there.referral)
            .given(set, back)
            .seen("referral_in", "id", there.referral)
            .body(json!({"priority": "normal", "since": "2026-06-10T08:00:00Z"}))
    })
    .undo(|there, _| {
        format!(
            "delete from waiting_entry where referral_id = '{0}';
             delete from referral_event where referral_id = '{0}' and step = 'put_on_list'",
            there.referral
        )
    }),
    Entry::new("listWaiting", REFERRAL, |_, _, there| {
        let (set, back) = state_of(there, "waiting");
        let id = there.referral;
        let on_it = format!(
            "insert into waiting_entry (org_id, id, referral_id, site_id, priority, since, recorded_at, recorded_by)
             select org_id, id, id, site_id, 'normal', received_at, recorded_at, recorded_by from referral_in where id = '{id}'"
        );
        let off_it = format!("delete from waiting_entry where referral_id = '{id}'");
        Ask::about(there.programme)
            .given(format!("{set}; {on_it}"), format!("{back}; {off_it}"))
            .query(format!("site_id={}", there.site))
    })
    .note("is in the list of the programme at its site")
    .shows(|there| there.referral.to_string()),
];

/// SQL that puts the referral into screening, and back.
fn scene_of(there: &Target) -> (String, String) {
    state_of(there, "screening")
}

/// SQL that lets the referral stand so, and back.
fn state_of(there: &Target, state: &str) -> (String, String) {
    let stand = |state| {
        format!(
            "update referral_in set state = '{state}', moved_at = received_at, row_version = 1 where id = '{}'",
            there.referral
        )
    };
    (stand(state), stand("received"))
}

fn in_screening(there: &Target, ask: Ask) -> Ask {
    let (set, back) = scene_of(there);
    ask.given(set, back)
}

fn asked_again(there: &Target) -> String {
    format!(
        "update eligibility_override set state = 'asked', decided_by = null, decided_at = null, row_version = 1
         where id = '{}'",
        there.set_aside
    )
}
