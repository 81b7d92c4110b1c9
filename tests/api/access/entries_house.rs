//! What is asked about the house: organisation, staff, programmes, figures.

use serde_json::json;
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie};
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House];
const HOUSE_OR_NOT: &[Tie] = &[Tie::House, Tie::Elsewhere];
const SITE: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];
const FOREIGN: &[Tie] = &[Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("readHealth", HOUSE, whole).note("no organisation's"),
    Entry::new("readReadiness", HOUSE, whole).note("no organisation's"),
    Entry::new("readOpenApi", HOUSE, whole).note("no organisation's"),
    Entry::new("readJobs", HOUSE, whole).note("of her own organisation"),
    Entry::new("readMail", HOUSE, whole).note("of her own organisation"),
    Entry::new("readOrganisation", HOUSE, whole).note("her own organisation"),
    Entry::new("listSites", HOUSE, whole).note("of her own organisation"),
    Entry::new("createSite", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"id": new_id(), "name": "East", "time_zone": "America/Bogota", "jurisdiction": "CO"}))
    })
    .note("in her own organisation")
    .undo(|_, new| format!("delete from site where id = '{new}'")),
    Entry::new("readSite", HOUSE_OR_NOT, |_, _, there| Ask::about(there.site)),
    Entry::new("changeSite", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.site)
            .seen("site", "id", there.site)
            .body(json!({"name": "North"}))
    }),
    Entry::new("listStaff", HOUSE, whole).note("of her own organisation"),
    Entry::new("listStaff", HOUSE, whole)
        .note("e-mail addresses in the list")
        .shows(|_| "@matrix.example.org".into()),
    Entry::new("readStaff", HOUSE_OR_NOT, |_, _, there| Ask::about(there.staff)),
    Entry::new("giveRole", HOUSE_OR_NOT, |scene, _, there| {
        give(there.staff, scene.target(Tie::South).site)
    })
    .note("to a colleague, at one site")
    .undo(|_, new| format!("delete from role_grant where id = '{new}'")),
    Entry::new("giveRole", HOUSE, |scene, caller, _| {
        give(caller.staff, scene.house.north)
    })
    .note("to herself")
    .for_nobody(),
    Entry::new("giveRole", FOREIGN, |scene, _, there| {
        give(scene.target(Tie::North).staff, there.site)
    })
    .note("to a colleague, site named in the body"),
    Entry::new("giveRole", FOREIGN, |scene, _, there| {
        let body = json!({"id": new_id(), "role": "supervisor", "programme_id": there.programme});
        Ask::about(scene.target(Tie::North).staff).body(body)
    })
    .note("to a colleague, programme named in the body"),
    Entry::new("endRole", HOUSE_OR_NOT, |_, _, there| end(there.grant))
        .note("a colleague's")
        .undo(|there, _| format!("update role_grant set ended_at = null where id = '{}'", there.grant)),
    Entry::new("endRole", HOUSE, |_, caller, _| end(caller.grant))
        .note("her own (or, without one, a made-up one)")
        .for_nobody(),
    Entry::new("listJurisdictionDrafts", HOUSE, whole).note("no organisation's"),
    Entry::new("listJurisdictionPolicies", HOUSE, whole).note("of her own organisation"),
    Entry::new("createJurisdictionPolicy", HOUSE, |_, _, _| {
        Ask::whole().body(
            json!({"id": new_id(), "jurisdiction": "PE", "age_majority": 18, "age_service_consent": 16,
            "age_data_consent": 16, "valid_from": "2026-01-01"}),
        )
    })
    .note("in her own organisation")
    .undo(|_, new| format!("delete from jurisdiction_policy where id = '{new}'")),
    Entry::new("confirmJurisdictionPolicy", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.policy).seen("jurisdiction_policy", "id", there.policy)
    })
    .undo(|there, _| {
        let id = there.policy;
        format!("update jurisdiction_policy set confirmed_by = null, confirmed_at = null where id = '{id}'")
    }),
    Entry::new("listProgrammes", HOUSE, whole).note("of her own organisation"),
    Entry::new("createProgramme", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"id": new_id(), "name": "Theatre", "strand": "culture", "tier": "primary"}))
    })
    .note("at every site")
    .undo(close_programme),
    Entry::new("createProgramme", SITE, |_, _, there| {
        Ask::whole().body(
            json!({"id": new_id(), "name": "Theatre", "strand": "culture", "tier": "primary",
            "site_id": there.site}),
        )
    })
    .note("at the site")
    .undo(close_programme),
    Entry::new("readProgramme", HOUSE_OR_NOT, |_, _, there| Ask::about(there.programme)),
    Entry::new("changeProgramme", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.programme)
            .seen("programme", "id", there.programme)
            .body(json!({"name": "Courses"}))
    }),
    Entry::new("listDosages", HOUSE_OR_NOT, |_, _, there| Ask::about(there.programme)),
    Entry::new("planDosage", HOUSE_OR_NOT, |_, _, there| {
        let body = json!({"id": new_id(), "measure": "contacts_per_week", "amount": 1, "valid_from": "2026-06-01"});
        Ask::about(there.programme).body(body)
    })
    .undo(|_, new| format!("delete from dosage_rule where id = '{new}'")),
    Entry::new("listIndicators", HOUSE, whole).note("the catalogue"),
    Entry::new("readIndicator", HOUSE, |_, _, _| {
        Ask::named("ENR-05").query("from=2026-01-01&to=2026-03-31".into())
    })
    .note("of the whole organisation"),
    Entry::new("listTargets", HOUSE, |_, _, _| Ask::named("ENR-05")).note("of the whole organisation"),
    Entry::new("listTargets", SITE, |_, _, there| {
        Ask::named("ENR-05").query(format!("site_id={}", there.site))
    })
    .note("of the site"),
    Entry::new("setTarget", HOUSE, |_, _, _| Ask::named("ENR-05").body(target()))
        .note("of the whole organisation")
        .undo(|_, new| format!("delete from indicator_target where id = '{new}'")),
    Entry::new("setTarget", SITE, |_, _, there| {
        let mut body = target();
        body["site_id"] = json!(there.site);
        Ask::named("ENR-05").body(body)
    })
    .note("of the site")
    .undo(|_, new| format!("delete from indicator_target where id = '{new}'")),
    Entry::new("readIndicator", SITE, |_, _, there| {
        Ask::named("ENR-05").query(format!("from=2026-01-01&to=2026-03-31&site_id={}", there.site))
    })
    .note("of the site"),
];

fn target() -> serde_json::Value {
    json!({"id": new_id(), "variant": "served_strict", "from": "2026-01-01", "to": "2026-03-31", "target": 5})
}

fn whole(_: &Scene, _: &Caller, _: &Target) -> Ask {
    Ask::whole()
}

fn give(staff: Uuid, site: Uuid) -> Ask {
    Ask::about(staff).body(json!({"id": new_id(), "role": "activity_lead", "site_id": site}))
}

fn end(grant: Uuid) -> Ask {
    Ask::about(grant).seen("role_grant", "id", grant)
}

fn close_programme(_: &Target, new: Uuid) -> String {
    format!("delete from programme where id = '{new}'")
}
