//! What is asked about supervision.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use crate::support::new_id;

const SITES: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("recordSupervision", SITES, |_, _, there| {
        Ask::whole().body(
            json!({"id": new_id(), "site_id": there.site, "staff_ids": [there.staff],
            "held_on": "2026-06-09", "minutes": 60, "kind": "individual", "wellbeing_checked": true,
            "enrolment_ids": [there.enrolment], "actions": "Two visits a week until the hearing.",
            "confidential": "She is tired."}),
        )
    })
    .undo(|_, id| {
        format!(
            "delete from supervision_case where session_id = '{id}';
             delete from supervision_worker where session_id = '{id}';
             delete from supervision_session where id = '{id}'"
        )
    }),
    Entry::new("listSupervision", SITES, |_, _, _| Ask::whole()).shows(|there| there.supervision.to_string()),
    Entry::new("readSupervision", SITES, |_, _, there| Ask::about(there.supervision)),
    Entry::new("readSupervision", &[Tie::SiteNorth], |_, caller, there| {
        let session = there.supervision;
        let with = if caller.of_this_house {
            format!(
                "insert into supervision_worker (org_id, session_id, staff_id)
                 select org_id, id, '{}' from supervision_session where id = '{session}'",
                caller.staff
            )
        } else {
            String::new()
        };
        let without = format!(
            "delete from supervision_worker where session_id = '{session}' and staff_id <> '{}'",
            there.loads.heir
        );
        Ask::about(session).given(with, without)
    })
    .note("the caller was supervised"),
    Entry::new("voidSupervision", SITES, |_, _, there| voided(there)).for_nobody(),
    Entry::new("voidSupervision", &[Tie::SiteNorth], |_, caller, there| {
        let of = |staff| {
            let session = there.supervision;
            format!("update supervision_session set supervisor_id = '{staff}' where id = '{session}'")
        };
        let hers = if caller.of_this_house {
            of(caller.staff)
        } else {
            String::new()
        };
        voided(there).given(hers, of(there.loads.giver))
    })
    .note("the caller held it")
    .undo(|there, _| {
        format!(
            "update supervision_session set voided_at = null, void_reason = null where id = '{}'",
            there.supervision
        )
    }),
];

fn voided(there: &Target) -> Ask {
    Ask::about(there.supervision)
        .seen("supervision_session", "id", there.supervision)
        .body(json!({"reason": "entered_in_error"}))
}
