//! What is asked about intake forms and their answers.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use crate::intake_forms::item;
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House, Tie::Elsewhere];
const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listIntakeForms", HOUSE, |_, _, there| Ask::about(there.programme)),
    Entry::new("draftIntakeForm", HOUSE, |_, _, there| {
        let form = there.intake.form;
        let retired = format!("update intake_form set state = 'retired', retired_at = recorded_at where id = '{form}'");
        let draft = format!("update intake_form set state = 'draft', retired_at = null where id = '{form}'");
        Ask::about(there.programme)
            .given(
                retired,
                format!("delete from intake_form where version > 1 and state = 'draft'; {draft}"),
            )
            .body(json!({"id": new_id(), "items": [item("way_home")]}))
    })
    .undo(|_, new| format!("delete from intake_form where id = '{new}'")),
    Entry::new("readIntakeForm", HOUSE, |_, _, there| Ask::about(there.intake.form)),
    Entry::new("rewriteIntakeForm", HOUSE, |_, _, there| {
        as_a_draft(there).body(json!({"items": [item("way_home"), item("way_there")]}))
    }),
    Entry::new("publishIntakeForm", HOUSE, |_, _, there| as_a_draft(there)),
    Entry::new("retireIntakeForm", HOUSE, |_, _, there| as_a_draft(there)),
    Entry::new("readIntake", ENROLMENT, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("listIntakeAnswers", ENROLMENT, |_, _, there| {
        Ask::about(there.enrolment)
    }),
    Entry::new("recordIntakeAnswer", ENROLMENT, |_, _, there| {
        Ask::about(there.enrolment).body(json!({"id": new_id(), "key": "way_home", "asked_on": "2026-06-10",
            "source_kind": "self_report", "yes": true}))
    })
    .undo(|_, new| format!("delete from intake_answer where id = '{new}'")),
    Entry::new("voidIntakeAnswer", ENROLMENT, |_, _, there| {
        let answer = there.intake.answer;
        Ask::about(answer)
            .seen("intake_answer", "id", answer)
            .body(json!({"reason": "wrong_person"}))
    })
    .undo(|there, _| {
        format!(
            "update intake_answer set voided_at = null, void_reason = null where id = '{}'",
            there.intake.answer
        )
    }),
];

/// The form that is about nobody, on the version it has, as if it were a draft for this question.
fn as_a_draft(there: &Target) -> Ask {
    let form = there.intake.form;
    let to = |state: &str| {
        format!(
            "update intake_form set state = '{state}', published_at = null, published_by = null, retired_at = null
             where id = '{form}'"
        )
    };
    Ask::about(form)
        .seen("intake_form", "id", form)
        .given(to("draft"), to("draft"))
}
