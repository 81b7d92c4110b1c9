//! Every lifecycle is walked at random: a column that holds where something stands names the test that tries every step on it
//! in any order. A new one without a walk fails here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How it is shown that a lifecycle has no step but its own.
enum Shown {
    /// Random histories through HTTP: file below `tests/api`, and test.
    Walk(&'static str, &'static str),
    /// Random histories of the pure rules: file below `src`, and test.
    Rules(&'static str, &'static str),
    /// It follows from another column, whose walk is its own too: `table.column`.
    With(&'static str),
    /// It is no lifecycle: any value may follow any other.
    Facts(&'static str),
}
use Shown::{Facts, Rules, Walk, With};

const LIFECYCLES: &[(&str, Shown)] = &[
    (
        "assignment.role",
        Walk("enrolment/walk.rs", "a_random_history_contradicts_itself_nowhere"),
    ),
    (
        "assignment.role",
        Walk(
            "caseload/walk.rs",
            "whatever_is_tried_there_is_one_lead_and_nobody_sees_too_long",
        ),
    ),
    (
        "case_plan.state",
        Walk("plans/walk.rs", "no_history_of_a_plan_leaves_its_course"),
    ),
    (
        "case_plan.state",
        Rules("plans/model/walk.rs", "no_history_takes_a_forbidden_step"),
    ),
    ("concern_entry.step", With("safeguarding_concern.state")),
    (
        "consent.status",
        Facts("each decision of hers stands for itself, and the last of a kind counts"),
    ),
    ("eligibility_override.state", With("referral_in.state")),
    ("enrolment_event.from_status", With("enrolment_event.to_status")),
    (
        "enrolment_event.to_status",
        Walk("enrolment/walk.rs", "a_random_history_contradicts_itself_nowhere"),
    ),
    (
        "enrolment_event.to_status",
        Rules("enrolment/model/walk.rs", "no_history_takes_a_forbidden_step"),
    ),
    (
        "erasure.state",
        Walk("erasure/walk.rs", "no_history_of_an_erasure_leaves_its_course"),
    ),
    ("exit_record.employment_status", Facts("how it was when she left")),
    ("exit_record.school_status", Facts("how it was when she left")),
    ("followup_due.closed", With("followup_due.told")),
    (
        "followup_due.told",
        Rules("followup/model/walk.rs", "no_history_records_what_its_state_forbids"),
    ),
    ("goal_review.status", Facts("how far a goal has come, each time anew")),
    (
        "hand_over.state",
        Walk(
            "caseload/walk.rs",
            "whatever_is_tried_there_is_one_lead_and_nobody_sees_too_long",
        ),
    ),
    (
        "incident.state",
        Walk("incidents/walk.rs", "no_history_of_an_incident_leaves_its_course"),
    ),
    (
        "incident.state",
        Rules("incidents/model/walk.rs", "no_history_closes_an_incident_by_one"),
    ),
    ("incident_event.step", With("incident.state")),
    ("incident_event.to_state", With("incident.state")),
    (
        "intake_form.state",
        Walk("intake_forms/walk.rs", "no_history_of_a_form_leaves_its_course"),
    ),
    (
        "person_merge.state",
        Walk("merging/walk.rs", "a_merge_that_is_undone_leaves_every_row_as_it_was"),
    ),
    ("referral_event.step", With("referral_in.state")),
    ("referral_event.to_state", With("referral_in.state")),
    (
        "referral_in.state",
        Walk("intake/walk.rs", "no_history_of_a_referral_leaves_its_course"),
    ),
    (
        "referral_in.state",
        Rules(
            "intake/model/walk.rs",
            "nobody_is_eligible_past_a_rule_but_by_two_nor_offered_a_place_out_of_turn",
        ),
    ),
    (
        "referral_out.state",
        Rules("referrals_out/model.rs", "no_history_goes_backwards"),
    ),
    ("referral_out_event.state", With("referral_out.state")),
    (
        "safeguarding_concern.state",
        Walk("safeguarding/walk.rs", "no_history_of_a_concern_leaves_its_course"),
    ),
    (
        "sdc.release.state",
        Walk("releases/walk.rs", "no_history_of_a_release_leaves_its_course"),
    ),
    (
        "session.status",
        Walk("sessions/walk.rs", "no_history_of_a_group_leaves_its_course"),
    ),
    ("session_correction.status", With("session.status")),
    (
        "sync_conflict.state",
        Facts("which value stands is decided once: the statement that resolves names no other state"),
    ),
    (
        "sync_op.status",
        Facts("what was answered; only what is held is judged again, and the statement that settles it names it"),
    ),
];

/// Columns that hold where something stands: by their name, or by that of the list they hold.
fn standing() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("db/columns.toml");
    let tables: BTreeMap<String, BTreeMap<String, toml::Table>> =
        toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let ends = |name: &str| {
        ["state", "status", "step"]
            .iter()
            .any(|word| name.rsplit('_').next() == Some(word))
    };
    let columns = tables.iter().flat_map(|(table, columns)| {
        columns.iter().map(move |(column, about)| {
            let list = about.get("list").and_then(toml::Value::as_str).unwrap_or_default();
            (table, column, list)
        })
    });
    columns
        .filter(|(_, column, list)| ends(column) || ends(list))
        .map(|(table, column, _)| format!("{table}.{column}"))
        .collect()
}

#[test]
fn every_lifecycle_is_walked() {
    // That somebody leads is no state, and has a walk all the same: no two lead at once.
    let named: BTreeSet<String> = LIFECYCLES.iter().map(|(column, _)| (*column).to_owned()).collect();
    let mut expected = standing();
    expected.insert("assignment.role".to_owned());
    assert_eq!(named, expected, "left: the table here, right: db/columns.toml");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (column, shown) in LIFECYCLES {
        let (file, test) = match shown {
            Walk(file, test) => (root.join("tests/api").join(file), *test),
            Rules(file, test) => (root.join("src").join(file), *test),
            With(other) => {
                let walked = LIFECYCLES
                    .iter()
                    .any(|(name, shown)| name == other && !matches!(shown, With(_)));
                assert!(walked, "{column} stands with {other}, which nothing walks");
                continue;
            }
            Facts(why) => {
                assert!(why.len() > 10, "{column}");
                continue;
            }
        };
        let source = fs::read_to_string(&file).unwrap_or_default();
        assert!(source.contains(test), "{column}: {} has no {test}", file.display());
    }
}
