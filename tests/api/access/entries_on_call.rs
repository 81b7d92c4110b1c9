//! What is asked about being on call.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use crate::support::new_id;

const SITES: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("planShift", SITES, |scene, _, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": there.site, "place": 9,
            "staff_id": scene.house.who("safeguarding_lead").id,
            "starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-02T00:00:00Z"}))
    })
    .undo(|_, id| format!("delete from on_call_shift where id = '{id}'")),
    Entry::new("readRota", SITES, |_, _, there| {
        Ask::whole().query(format!(
            "site_id={}&from=2026-10-31T00:00:00Z&to=2026-11-03T00:00:00Z",
            there.site
        ))
    })
    .shows(|there| there.on_call.shift.to_string()),
    Entry::new("voidShift", SITES, |_, _, there| {
        Ask::about(there.on_call.shift)
            .seen("on_call_shift", "id", there.on_call.shift)
            .body(json!({"reason": "other"}))
    })
    .undo(|there, _| {
        format!(
            "update on_call_shift set voided_at = null, void_reason = null where id = '{}'",
            there.on_call.shift
        )
    }),
    Entry::new("listAlerts", SITES, |_, _, _| Ask::whole()).shows(|there| there.on_call.alert.to_string()),
    Entry::new("readAlert", SITES, |_, _, there| Ask::about(there.on_call.alert)),
    Entry::new("acknowledgeAlert", SITES, |_, _, there| {
        Ask::about(there.on_call.alert).seen("alert", "id", there.on_call.alert)
    })
    .undo(|there, _| {
        format!(
            "update alert set acknowledged_by = null, acknowledged_at = null where id = '{}'",
            there.on_call.alert
        )
    }),
    Entry::new("goOut", SITES, |_, _, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": there.site, "back_by": "2026-06-10T12:00:00Z"}))
    })
    .undo(|_, id| format!("delete from outing where id = '{id}'")),
    Entry::new("listOutings", SITES, |_, _, _| Ask::whole()).shows(|there| there.outing.to_string()),
    Entry::new("extendOuting", SITES, |_, _, there| longer(there)).for_nobody(),
    Entry::new("extendOuting", &[Tie::SiteNorth], |_, caller, there| {
        let of = |staff| format!("update outing set staff_id = '{staff}' where id = '{}'", there.outing);
        let hers = if caller.of_this_house {
            of(caller.staff)
        } else {
            String::new()
        };
        longer(there).given(hers, of(there.loads.giver))
    })
    .note("the caller is out")
    .undo(|there, _| {
        format!(
            "update outing set back_by = timestamptz '2026-06-10T15:00:00Z' where id = '{}'",
            there.outing
        )
    }),
    Entry::new("comeBack", SITES, |_, _, there| {
        Ask::about(there.outing).seen("outing", "id", there.outing)
    })
    .undo(|there, _| format!("update outing set back_at = null where id = '{}'", there.outing)),
];

fn longer(there: &Target) -> Ask {
    Ask::about(there.outing)
        .seen("outing", "id", there.outing)
        .body(json!({"back_by": "2026-06-10T16:00:00Z"}))
}
