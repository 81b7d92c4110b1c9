//! What is asked about referrals.

use serde_json::json;
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie};
use crate::support::line::referral;

pub(super) const REFERRAL: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
/// Referrals the caller did not receive.
const NOT_HERS: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
];
const SITE: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];
/// A thing of the caller's that meets one of another organisation.
const FOREIGN: &[Tie] = &[Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("receiveReferral", REFERRAL, |scene, _, there| {
        Ask::about(there.person).body(call(scene, there.site))
    })
    .note("a first call, with the name of who asked")
    .undo(|_, new| unreceive(new)),
    Entry::new("receiveReferral", REFERRAL, |scene, _, there| {
        let mut body = call(scene, there.site);
        body["programme_id"] = json!(scene.target(Tie::North).programme);
        if let Some(body) = body.as_object_mut() {
            body.remove("referrer_name");
        }
        Ask::about(there.person).body(body)
    })
    .note("one more call for a referral that is there, without a name")
    .undo(|there, new| {
        format!(
            "delete from referral_source where id = '{new}';
             update referral_in set row_version = 1 where id = '{}'",
            there.referral
        )
    }),
    Entry::new("receiveReferral", FOREIGN, |scene, _, there| {
        let mut body = call(scene, scene.house.north);
        body["programme_id"] = json!(there.programme);
        Ask::about(scene.target(Tie::TookIn).person).body(body)
    })
    .note("taken in by the caller; programme named in the body"),
    Entry::new("receiveReferral", FOREIGN, |scene, _, there| {
        Ask::about(scene.target(Tie::TookIn).person).body(call(scene, there.site))
    })
    .note("taken in by the caller; site named in the body"),
    Entry::new("listReferrals", REFERRAL, |_, _, _| {
        Ask::whole().query("limit=200".into())
    })
    .note("is in the list")
    .shows(|there| there.referral.to_string()),
    Entry::new("listReferrals", SITE, |_, _, there| {
        Ask::whole().query(format!("limit=200&site_id={}", there.site))
    })
    .note("somebody's of this site in the list of this site")
    .shows(|there| there.referral.to_string()),
    Entry::new("listPersonsReferrals", REFERRAL, |_, _, there| Ask::about(there.person))
        .note("is in the list of a person whose record the caller may see")
        .shows(|there| there.referral.to_string()),
    Entry::new("listTasks", REFERRAL, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("whether anybody answers the offer of a place is in the list")
        .shows(|there| there.place_task.to_string()),
    Entry::new("listTasks", &[Tie::TookIn, Tie::Elsewhere], |_, _, _| {
        Ask::whole().query("limit=200&mine=true".into())
    })
    .note("whether anybody answers the offer of a place is in the caller's own")
    .shows(|there| there.place_task.to_string()),
    Entry::new("listTasks", NOT_HERS, |_, _, _| {
        Ask::whole().query("limit=200&mine=true".into())
    })
    .note("whether anybody answers a colleague's offer is in the caller's own")
    .shows(|there| there.place_task.to_string())
    .for_nobody(),
    Entry::new("readTask", REFERRAL, |_, _, there| Ask::about(there.place_task)).note("about a referral"),
    Entry::new("dismissTask", REFERRAL, |_, _, there| {
        Ask::about(there.place_task)
            .seen("task", "id", there.place_task)
            .body(json!({"reason": "being_sought"}))
    })
    .note("about a referral")
    .undo(|there, _| {
        format!(
            "update task set closed_at = null, closed_by = null, outcome = null, dismissal = null, ask_again_on = null
             where id = '{}'",
            there.place_task
        )
    }),
    Entry::new("readReferral", REFERRAL, referral_itself),
    Entry::new("listReferrers", REFERRAL, referral_itself),
    Entry::new("takeReferralStep", REFERRAL, |_, _, there| {
        Ask::about(there.referral)
            .seen("referral_in", "id", there.referral)
            .body(json!({"step": "attempted", "occurred_at": "2026-06-10T08:00:00Z"}))
    })
    .undo(|there, _| {
        let id = there.referral;
        format!(
            "delete from referral_event where referral_id = '{id}' and step = 'attempted';
             update referral_in set first_attempt_at = null, row_version = 1 where id = '{id}'"
        )
    }),
    Entry::new("correctReferral", REFERRAL, |_, _, there| {
        Ask::about(there.referral)
            .seen("referral_in", "id", there.referral)
            .body(json!({"urgency": "urgent"}))
    }),
    Entry::new("voidReferral", REFERRAL, |_, _, there| {
        Ask::about(there.referral)
            .seen("referral_in", "id", there.referral)
            .body(json!({"reason": "duplicate"}))
    })
    .undo(|there, _| {
        format!(
            "update referral_in set voided_at = null, void_reason = null where id = '{}'",
            there.referral
        )
    }),
];

pub(super) fn referral_itself(_: &Scene, _: &Caller, there: &Target) -> Ask {
    Ask::about(there.referral)
}

/// A call that asks for sport, which nobody is referred to.
fn call(scene: &Scene, site: Uuid) -> serde_json::Value {
    let mut body = referral(&scene.house);
    body["site_id"] = json!(site);
    body
}

fn unreceive(new: Uuid) -> String {
    format!(
        "delete from referral_event where referral_id = '{new}'; delete from referral_source where referral_id = '{new}';
         delete from referral_in where id = '{new}'"
    )
}
