//! What is asked about releases.

use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie};
use super::scene_releases::PUT_BACK;
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House];
const HOUSE_OR_NOT: &[Tie] = &[Tie::House, Tie::Elsewhere];
const FOREIGN: &[Tie] = &[Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listReleases", HOUSE_OR_NOT, whole)
        .note("a draft is in the list")
        .shows(|there| there.releases.draft.to_string()),
    Entry::new("listReleases", HOUSE_OR_NOT, whole)
        .note("one published for the caller's funder is in the list")
        .shows(|there| there.releases.published.to_string()),
    Entry::new("listReleases", HOUSE, whole)
        .note("one published for another funder is in the list")
        .shows(|there| there.releases.of_another_funder.to_string()),
    Entry::new("listReleasePeriods", HOUSE, whole).note("of her own organisation"),
    Entry::new("listFiguresElsewhere", HOUSE_OR_NOT, |_, _, _| {
        Ask::whole().query("indicator=completed&period=2017".into())
    })
    .note("one is in the list")
    .shows(|there| there.releases.figure.to_string()),
    Entry::new("enterFigureElsewhere", HOUSE, |_, _, _| Ask::whole().body(elsewhere()))
        .note("of her own organisation")
        .undo(|_, _| "delete from sdc.external_figure where period = '2016'".to_owned()),
    Entry::new("voidFigureElsewhere", HOUSE_OR_NOT, |_, _, there| {
        let figure = there.releases.figure;
        Ask::about(figure)
            .seen("sdc.external_figure", "id", figure)
            .body(json!({"reason": "entered_in_error"}))
    })
    .undo(|there, _| {
        let figure = there.releases.figure;
        format!(
            "update sdc.external_figure set voided_at = null, void_reason = null, row_version = 1 where id = '{figure}'"
        )
    }),
    Entry::new("draftRelease", HOUSE, |scene, _, _| {
        Ask::whole().body(draft(scene.house.funder))
    })
    .note("of her own organisation")
    .undo(put_back),
    Entry::new("draftRelease", FOREIGN, |_, _, there| {
        Ask::whole().body(draft(there.releases.funder))
    })
    .note("for a funder named in the body"),
    Entry::new("readRelease", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.releases.draft)
    })
    .note("a draft"),
    Entry::new("readRelease", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.releases.published)
    })
    .note("published for the caller's funder"),
    Entry::new("readRelease", HOUSE, |_, _, there| {
        Ask::about(there.releases.of_another_funder)
    })
    .note("published for another funder"),
    Entry::new("auditRelease", HOUSE_OR_NOT, |_, _, there| step(there.releases.draft))
        .note("a draft")
        .undo(put_back),
    Entry::new("approveRelease", HOUSE_OR_NOT, |_, _, there| {
        step(there.releases.audited)
    })
    .note("drafted by a colleague")
    .undo(put_back),
    Entry::new("approveRelease", HOUSE, |_, _, there| step(there.releases.own))
        .note("drafted by the caller")
        .for_nobody(),
    Entry::new("rejectRelease", HOUSE_OR_NOT, |_, _, there| {
        reject(there.releases.audited)
    })
    .note("drafted by a colleague")
    .undo(put_back),
    Entry::new("rejectRelease", HOUSE, |_, _, there| reject(there.releases.own))
        .note("drafted by the caller")
        .for_nobody(),
    Entry::new("publishRelease", HOUSE_OR_NOT, |_, _, there| {
        step(there.releases.approved)
    })
    .note("approved")
    .undo(put_back),
    Entry::new("downloadRelease", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.releases.published).query("format=json".into())
    })
    .note("published for the caller's funder"),
    Entry::new("downloadRelease", HOUSE, |_, _, there| {
        Ask::about(there.releases.of_another_funder).query("format=csv".into())
    })
    .note("published for another funder"),
];

fn whole(_: &Scene, _: &Caller, _: &Target) -> Ask {
    Ask::whole()
}

fn draft(funder: Uuid) -> Value {
    json!({"id": new_id(), "indicator": "enrolled_first", "period": "2018", "funder_ids": [funder]})
}

fn elsewhere() -> Value {
    json!({"id": new_id(), "indicator": "completed", "period": "2016", "of": {}, "young_people": 170, "source": "A report"})
}

fn step(release: Uuid) -> Ask {
    Ask::about(release).seen("sdc.release", "id", release)
}

fn reject(release: Uuid) -> Ask {
    step(release).body(json!({"reason": "not_needed"}))
}

fn put_back(_: &Target, _: Uuid) -> String {
    PUT_BACK.to_owned()
}
