//! What is asked about two records of one person.

use serde_json::json;
use uuid::Uuid;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use crate::support::line::{adult, id_of};
use crate::support::{House, Staff, World, new_id};

const PERSON: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("previewMerge", PERSON, |_, _, there| {
        Ask::about(there.twin).query(format!("into_person_id={}", there.person))
    })
    .note("of somebody at north into her"),
    Entry::new("previewMerge", &[Tie::Elsewhere], |scene, _, there| {
        let person = scene.target(Tie::Assigned).person;
        Ask::about(person).query(format!("into_person_id={}", there.person))
    })
    .note("of somebody assigned; the other named in the query"),
    Entry::new("askMerge", PERSON, |_, _, there| {
        let body = json!({"id": new_id(), "into_person_id": there.person, "reason": "said_so"});
        let nobody_asked = format!(
            "update person_merge set voided_at = recorded_at, void_reason = 'other' where id = '{}'",
            there.merge
        );
        let asked = format!(
            "delete from person_merge where id not in ('{merge}', '{}') and '{}' in (kept_id, merged_id)
                 and '{}' in (kept_id, merged_id);
             update person_merge set voided_at = null, void_reason = null where id = '{merge}'",
            there.joining_her,
            there.person,
            there.twin,
            merge = there.merge,
        );
        let (nothing_pending, pending) = erasure(there);
        Ask::about(there.twin)
            .body(body)
            .given(nobody_asked + ";" + &nothing_pending, asked + ";" + &pending)
    })
    .note("of somebody at north into her"),
    Entry::new("askMerge", &[Tie::Elsewhere], |scene, _, there| {
        let person = scene.target(Tie::Assigned).person;
        let body = json!({"id": new_id(), "into_person_id": there.person, "reason": "said_so"});
        Ask::about(person).body(body)
    })
    .note("of somebody assigned; the other named in the body"),
    Entry::new("listMerges", PERSON, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("one that was carried out")
        .shows(|there| there.joining_her.to_string()),
    Entry::new("listMerges", PERSON, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("one that is asked for, of somebody at north")
        .shows(|there| there.merge.to_string()),
    Entry::new("readMerge", PERSON, |_, _, there| Ask::about(there.merge)).note("of somebody at north into her"),
    Entry::new("readMerge", PERSON, |_, _, there| Ask::about(there.joining_her)).note("that was carried out"),
    Entry::new("confirmMerge", PERSON, |_, _, there| {
        let (nothing_pending, pending) = erasure(there);
        Ask::about(there.merge)
            .seen("person_merge", "id", there.merge)
            .given(nothing_pending, pending)
    })
    .note("of somebody at north into her")
    .undo(|there, _| {
        format!(
            "delete from person_merge_row where merge_id = '{merge}';
             update person_merge set state = 'asked', decided_by = null, decided_at = null where id = '{merge}';
             update person set voided_at = null, void_reason = null where id = '{}'",
            there.twin,
            merge = there.merge,
        )
    }),
    Entry::new("refuseMerge", PERSON, |_, _, there| {
        Ask::about(there.merge).seen("person_merge", "id", there.merge)
    })
    .note("of somebody at north into her")
    .undo(|there, _| {
        format!(
            "update person_merge set state = 'asked', decided_by = null, decided_at = null where id = '{}'",
            there.merge
        )
    }),
    Entry::new("undoMerge", PERSON, |_, _, there| {
        Ask::about(there.joining_her)
            .seen("person_merge", "id", there.joining_her)
            .body(json!({"reason": "two_people"}))
    })
    .undo(|there, _| {
        format!(
            "update person_merge set state = 'confirmed', undone_by = null, undone_at = null, undo_reason = null
             where id = '{}';
             update person set voided_at = recorded_at, void_reason = 'duplicate' where id = '{}'",
            there.joining_her, there.joined
        )
    }),
    Entry::new("readPerson", PERSON, |_, _, there| Ask::about(there.joined))
        .note("whose record was merged into hers")
        .for_nobody(),
];

/// SQL after which nobody asked for her to be erased, and SQL after which it is asked again.
fn erasure(there: &Target) -> (String, String) {
    let asked = |voided: &str, reason: &str| {
        format!(
            "update erasure set voided_at = {voided}, void_reason = {reason} where id = '{}'",
            there.erasure
        )
    };
    (asked("recorded_at", "'other'"), asked("null", "null"))
}

/// The merges of a person.
pub(super) struct Merges {
    pub(super) asked: Uuid,
    pub(super) joined: Uuid,
    pub(super) carried_out: Uuid,
}

/// A merge of the somebody at north into this person (and her site), asked for by a colleague at every site; and one of an
/// empty record of the person's own site, which was carried out.
pub(super) async fn merges(
    world: &World,
    house: &House,
    colleague: &Staff,
    common: &Target,
    (person, site): (Uuid, Uuid),
) -> Merges {
    let mut joined = adult(house);
    joined["home_site_id"] = json!(site);
    world
        .post(&colleague.token, "/people", joined.clone())
        .await
        .expect(201);
    let merges = Merges {
        asked: new_id(),
        joined: id_of(&joined),
        carried_out: new_id(),
    };
    let sql = world.sql().await;
    for (id, merged) in [(merges.asked, common.twin), (merges.carried_out, merges.joined)] {
        sql.execute(
            "insert into person_merge (org_id, id, kept_id, merged_id, kept_site_id, merged_site_id, reason, asked_by, asked_at,
                                       recorded_at)
             select k.org_id, $1, k.id, m.id, k.home_site_id, m.home_site_id, 'said_so', $2, $3, $3
             from person k join person m on m.org_id = k.org_id and m.id = $5 where k.id = $4",
            &[&id, &common.staff, &world.now(), &person, &merged],
        )
        .await
        .unwrap();
    }
    sql.execute(
        "update person_merge set state = 'confirmed', decided_by = $2, decided_at = asked_at where id = $1",
        &[&merges.carried_out, &colleague.id],
    )
    .await
    .unwrap();
    sql.execute(
        "update person set voided_at = recorded_at, void_reason = 'duplicate' where id = $1",
        &[&merges.joined],
    )
    .await
    .unwrap();
    merges
}
