//! What is asked about what phones send.

use sealed::Place;
use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie};

const PEOPLE: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("pushOperations", &[Tie::House], |_, _, _| {
        Ask::whole().body(json!({"protocol": 1, "client_now": "2026-06-10T12:00:00Z", "push": {"ops": []}}))
    })
    .note("without a device")
    .for_nobody(),
    Entry::new("syncDevice", &[Tie::House], |_, _, _| {
        Ask::whole().body(
            json!({"protocol": 1, "client_now": "2026-06-10T12:00:00Z", "push": {"ops": []},
            "pull": {"protocol": 1}}),
        )
    })
    .note("without a device")
    .for_nobody(),
    Entry::new("rescueOperations", &[Tie::House], |_, _, _| {
        Ask::whole().body(json!(""))
    })
    .note("of one's own phone"),
    Entry::new("rescueOperations", &[Tie::House], |_, _, there| {
        Ask::whole()
            .query(format!("staff_id={}", there.joining.worker))
            .body(json!(""))
    })
    .note("of the phone of a mentor at north"),
    Entry::new("listSyncDevices", &[Tie::House, Tie::Elsewhere], |_, _, _| Ask::whole())
        .shows(|there| there.joining.device.to_string()),
    Entry::new("listHeld", PEOPLE, |_, _, there| held(Ask::whole(), there)).shows(|there| there.enrolment.to_string()),
    Entry::new("readHeld", PEOPLE, |_, _, there| {
        held(Ask::about(there.enrolment), there)
    }),
    Entry::new("decideHeld", PEOPLE, |_, _, there| {
        let ask = Ask::about(there.enrolment).seen("sync_op", "id", there.enrolment);
        held(ask.body(json!({"decision": "dismiss", "reason": "duplicate"})), there)
    }),
    Entry::new("listConflicts", PEOPLE, |scene, _, there| {
        conflict(Ask::whole(), scene, there)
    })
    .shows(|there| there.enrolment.to_string()),
    Entry::new("readConflict", PEOPLE, |scene, _, there| {
        conflict(Ask::about(there.enrolment), scene, there)
    }),
    Entry::new("resolveConflict", PEOPLE, |scene, _, there| {
        let ask = Ask::about(there.enrolment).seen("sync_conflict", "id", there.enrolment);
        conflict(ask.body(json!({"take": "sent"})), scene, there)
    }),
];

/// An operation about her that a colleague's phone sent, as it is held; it has her enrolment's id.
fn op(there: &Target) -> String {
    format!(
        "insert into sync_op (org_id, id, op_id, recorded_by, device_id, seq, operation, entity_id, person_id, site_id,
             schema_no, client_at, skew_ms, status, code, recorded_at)
         select e.org_id, e.id, e.id, m.id, d.id, 1, 'session-create', e.id, e.person_id, e.site_id, 1, now(), 0, 'held',
                'no_access', now()
         from enrolment e, lateral (select d.id from auth.device d where d.org_id = e.org_id limit 1) d,
              lateral (select m.id from staff_member m where m.org_id = e.org_id order by m.id = '{}' desc limit 1) m
         where e.id = '{}';",
        there.loads.giver, there.enrolment
    )
}

fn held(ask: Ask, there: &Target) -> Ask {
    ask.given(
        op(there),
        format!("delete from sync_op where id = '{}'", there.enrolment),
    )
}

/// A field of hers that the same phone and somebody else changed; what the phone sent stands.
fn conflict(ask: Ask, scene: &Scene, there: &Target) -> Ask {
    let id = there.enrolment;
    let org = scene.house.org.into_bytes();
    let keys = scene.world.state.keys();
    let (key, wrapped) = keys.kek_ring.new_person_key(org, id.into_bytes()).unwrap();
    let seal = |column, language: &str| {
        let place = Place {
            table: "sync_conflict",
            column,
            org,
            row: id.into_bytes(),
        };
        hex::encode(key.seal(&place, json!(language).to_string()).unwrap())
    };
    let both = format!(
        "{} insert into sync_conflict (org_id, id, sync_op_id, person_id, site_id, entity, entity_id, field, kept, state,
                wrapped, sent_enc, stood_enc, recorded_at, recorded_by)
         select o.org_id, o.id, o.id, o.person_id, o.site_id, 'person', o.person_id, 'language', 'sent', 'auto',
                decode('{}', 'hex'), decode('{}', 'hex'), decode('{}', 'hex'), now(), o.recorded_by
         from sync_op o where o.id = '{id}'",
        op(there),
        hex::encode(wrapped.as_bytes()),
        seal("sent_enc", "es"),
        seal("stood_enc", "fr"),
    );
    let back = format!("delete from sync_conflict where id = '{id}'; delete from sync_op where id = '{id}'");
    ask.given(both, back)
}
