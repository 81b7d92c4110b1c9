//! What is asked about the course of an enrolment: pausing, leaving, taking it back; and about what clocks ask of it.

use serde_json::json;
use uuid::Uuid;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};

/// What a step does to the task about the enrolment.
const REOPEN: &str = "
    update task set closed_at = null, closed_by = null, outcome = null, dismissal = null, ask_again_on = null
    where enrolment_id =";

const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("pauseEnrolment", ENROLMENT, |_, _, there| {
        seen(there).body(json!({"on": "2026-06-01", "reason": "illness", "review_by": "2026-07-15"}))
    })
    .undo(|there, _| go_on(there.enrolment)),
    Entry::new("resumeEnrolment", ENROLMENT, |_, _, there| {
        let id = there.enrolment;
        let paused = format!("update enrolment set paused_on = date '2026-05-01' where id = '{id}'");
        seen(there).body(json!({"on": "2026-06-01"})).given(paused, go_on(id))
    }),
    Entry::new("readCourse", ENROLMENT, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("endEnrolment", ENROLMENT, |_, _, there| {
        seen(there).body(
            json!({"exited_on": "2026-06-09", "reason": "left_by_choice", "interview_missing": "prefers_not",
            "aftercare": "declined"}),
        )
    })
    .undo(|there, _| back_in(there.enrolment)),
    Entry::new("undoExit", ENROLMENT, |_, _, there| {
        let id = there.enrolment;
        let left = format!(
            "update enrolment set exited_on = date '2026-06-01' where id = '{id}';
             insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason,
                 interview_missing, aftercare, occurred_on, recorded_at)
             select org_id, gen_random_uuid(), id, site_id, programme_id, 'active', 'exited', 'left_by_choice', 'prefers_not',
                 'declined', date '2026-06-01', timestamptz '2026-06-01T12:00:00Z' from enrolment where id = '{id}'"
        );
        seen(there)
            .body(json!({"reason": "wrong_person"}))
            .given(left, back_in(id))
    }),
    Entry::new("listTasks", ENROLMENT, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("is in the list")
        .shows(|there| there.task.to_string()),
    Entry::new("listTasks", &[Tie::Assigned, Tie::Elsewhere], |_, _, _| {
        Ask::whole().query("limit=200&mine=true".into())
    })
    .note("is in the caller's own")
    .shows(|there| there.task.to_string()),
    Entry::new(
        "listTasks",
        &[Tie::WasAssigned, Tie::North, Tie::Sport, Tie::South],
        |_, _, _| Ask::whole().query("limit=200&mine=true".into()),
    )
    .note("a colleague's is in the caller's own")
    .shows(|there| there.task.to_string())
    .for_nobody(),
    Entry::new("readTask", ENROLMENT, |_, _, there| Ask::about(there.task)),
    Entry::new("dismissTask", ENROLMENT, |_, _, there| {
        Ask::about(there.task)
            .seen("task", "id", there.task)
            .body(json!({"reason": "in_contact"}))
    })
    .undo(|there, _| format!("{REOPEN} '{}'", there.enrolment)),
];

fn seen(there: &Target) -> Ask {
    Ask::about(there.enrolment).seen("enrolment", "id", there.enrolment)
}

fn go_on(enrolment: Uuid) -> String {
    format!(
        "update enrolment set paused_on = null where id = '{enrolment}';
         delete from enrolment_restricted where enrolment_id = '{enrolment}';
         delete from enrolment_event where enrolment_id = '{enrolment}' and 'paused' in (from_status, to_status);
         {REOPEN} '{enrolment}'"
    )
}

fn back_in(enrolment: Uuid) -> String {
    format!(
        "update enrolment set exited_on = null where id = '{enrolment}';
         delete from exit_record where enrolment_id = '{enrolment}';
         delete from followup_due where enrolment_id = '{enrolment}' and left_on >= date '2026-06-01';
         delete from enrolment_event where enrolment_id = '{enrolment}' and undoes is not null;
         delete from enrolment_event where enrolment_id = '{enrolment}' and to_status = 'exited';
         {REOPEN} '{enrolment}'"
    )
}
