//! What is asked about erasing somebody. The requests are a colleague's, who is nobody of those who ask here.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use crate::support::new_id;

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

/// What erasing somebody changes, kept so that it can be put back for the next caller.
pub(super) const SAVE: &str = "
    create table saved.key as select * from person_key;
    create table saved.identity as select * from person_identity;
    create table saved.note as select * from session_note;
    create table saved.incident as select id, wrapped, created_mac from incident;
    create table saved.session as select id, created_mac from session;
    create table saved.person as select id, created_mac from person;
    create table saved.contact as select * from contact_method;
    create table saved.identifier as select * from identifier;
    create table saved.assignment as select id, ended_at from assignment";

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("askErasure", PERSON, |_, _, there| {
        Ask::about(there.person).body(json!({"id": new_id(), "reason": "asked_by_person"}))
    })
    .undo(|_, new| format!("delete from erasure where id = '{new}'")),
    Entry::new("listErasures", PERSON, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("a colleague's request about her is in the list")
        .shows(|there| there.erasure.to_string()),
    Entry::new("readErasure", PERSON, |_, _, there| Ask::about(there.erasure)),
    Entry::new("approveErasure", PERSON, |_, _, there| {
        Ask::about(there.erasure).seen("erasure", "id", there.erasure)
    })
    .undo(bring_back),
    Entry::new("refuseErasure", PERSON, |_, _, there| {
        Ask::about(there.erasure)
            .seen("erasure", "id", there.erasure)
            .body(json!({"reason": "legal_hold"}))
    })
    .undo(|there, _| undecide(there)),
];

fn undecide(there: &Target) -> String {
    let id = there.erasure;
    format!(
        "update erasure set state = 'asked', refusal = null, decided_by = null, decided_at = null where id = '{id}'"
    )
}

fn bring_back(there: &Target, _: uuid::Uuid) -> String {
    // What was merged into hers is erased with her.
    let both = format!("('{}', '{}')", there.person, there.joined);
    let person = there.person;
    format!(
        "{};
         update incident i set wrapped = s.wrapped, created_mac = s.created_mac from saved.incident s
         where s.id = i.id and i.wrapped is null;
         update person_key k set wrapped = s.wrapped, destroyed_at = null from saved.key s
             where k.person_id in {both} and s.person_id = k.person_id;
         update person_identity i set legal_name_enc = s.legal_name_enc, known_as_enc = s.known_as_enc,
             birth_date_enc = s.birth_date_enc from saved.identity s
             where i.person_id in {both} and s.person_id = i.person_id;
         update session_note n set body_enc = s.body_enc from saved.note s
             where n.person_id = '{person}' and s.id = n.id and n.body_enc = '';
         update contact_method c set value_enc = s.value_enc, value_index = s.value_index,
             only_when_enc = s.only_when_enc, who_may_answer_enc = s.who_may_answer_enc, created_mac = s.created_mac
             from saved.contact s where c.person_id = '{person}' and s.id = c.id;
         update identifier i set number_enc = s.number_enc, number_index = s.number_index, created_mac = s.created_mac
             from saved.identifier s where i.person_id = '{person}' and s.id = i.id;
         update session n set created_mac = s.created_mac from saved.session s where s.id = n.id;
         update person p set erased_at = null, created_mac = s.created_mac from saved.person s
             where p.id in {both} and s.id = p.id;
         update assignment a set ended_at = s.ended_at from saved.assignment s
             where a.person_id = '{person}' and s.id = a.id",
        undecide(there)
    )
}
