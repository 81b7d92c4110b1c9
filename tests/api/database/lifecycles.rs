//! Every lifecycle is walked at random: a column that holds where something stands names the test that tries every step on it
//! in any order. A new one without a walk fails here.
//!
//! Where something stands is found twice: by the names of columns and their lists, and, because many a state has no column of
//! that name, in the catalogue: a table of whose rows somebody says something after they were made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::ground::{as_superuser, texts};

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
        Walk("followup/walk.rs", "no_history_of_a_follow_up_leaves_its_course"),
    ),
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
        Walk(
            "referrals_out/walk.rs",
            "no_history_of_a_referral_out_leaves_its_course",
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
    are_shown(LIFECYCLES);
}

/// Each is shown where its entry says.
fn are_shown(entries: &[(&str, Shown)]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, shown) in entries {
        let (file, test) = match shown {
            Walk(file, test) => (root.join("tests/api").join(file), *test),
            Rules(file, test) => (root.join("src").join(file), *test),
            With(other) => {
                let mut others = entries.iter().chain(LIFECYCLES);
                let walked = others.any(|(name, shown)| name == other && !matches!(shown, With(_)));
                assert!(walked, "{name} stands with {other}, which nothing walks");
                continue;
            }
            Facts(why) => {
                assert!(why.len() > 10, "{name}");
                continue;
            }
        };
        let source = fs::read_to_string(&file).unwrap_or_default();
        assert!(source.contains(test), "{name}: {} has no {test}", file.display());
    }
}

/// Tables of whose rows somebody says something after they were made: a column that can be changed then is empty at first and
/// holds who said it or when, or a check names the values it may have. What every table has is left out.
const SAID_LATER: &str = "
    select distinct case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('public', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname not in ('voided_at', 'recorded_by')
      and (has_column_privilege('causeway_app', c.oid, a.attnum, 'update')
           or has_column_privilege('causeway_policy', c.oid, a.attnum, 'update'))
      and ((not a.attnotnull
            and (a.atttypid = 'timestamptz'::regtype
                 or exists (select from pg_constraint k
                            where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'staff_member'::regclass
                              and a.attnum = any (k.conkey))))
           or exists (select from pg_constraint k
                      where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)
                        and pg_get_constraintdef(k.oid) ~ '= (ANY \\(ARRAY\\[)?''[a-z]'))";

/// Those tables, and who walks what is said.
const SAID: &[(&str, Shown)] = &[
    ("absence_cover", With("hand_over.state")),
    (
        "alert",
        Walk("on_call/walk.rs", "no_history_of_an_alert_leaves_its_course"),
    ),
    ("assignment", With("assignment.role")),
    (
        "break_glass",
        Walk("break_glass/walk.rs", "no_history_of_broken_glass_leaves_its_course"),
    ),
    ("break_glass_notice", Facts("when she saw it: once, and by herself")),
    ("case_plan", With("case_plan.state")),
    (
        "caseload_exception",
        Walk(
            "caseload/exceptions_walk.rs",
            "no_history_of_an_exception_leaves_its_course",
        ),
    ),
    (
        "caseload_limit",
        Walk("caseload/limits_walk.rs", "no_history_of_a_limit_leaves_its_course"),
    ),
    (
        "consent_text",
        Walk("consent/walk.rs", "no_history_of_a_text_leaves_its_course"),
    ),
    (
        "disclosure",
        Walk("disclosures/walk.rs", "no_history_of_a_disclosure_leaves_its_course"),
    ),
    ("eligibility_override", With("referral_in.state")),
    ("erasure", With("erasure.state")),
    ("followup_due", With("followup_due.told")),
    ("goal", With("case_plan.state")),
    ("hand_over", With("hand_over.state")),
    ("incident", With("incident.state")),
    (
        "incident_action",
        Walk("incidents/actions_walk.rs", "no_history_of_an_action_leaves_its_course"),
    ),
    ("intake_form", With("intake_form.state")),
    (
        "invitation",
        Walk(
            "accounts/joining_walk.rs",
            "no_history_of_an_invitation_leaves_its_course",
        ),
    ),
    (
        "jurisdiction_policy",
        Walk(
            "organisation/policies_walk.rs",
            "no_history_of_a_policy_leaves_its_course",
        ),
    ),
    (
        "outing",
        Walk("outings/walk.rs", "no_history_of_an_outing_leaves_its_course"),
    ),
    ("person", With("erasure.state")),
    ("person_key", With("erasure.state")),
    ("person_merge", With("person_merge.state")),
    (
        "person_needs",
        Facts("with whom she would rather work, said anew each time"),
    ),
    (
        "person_relationship",
        Facts("what somebody is to her now, and whether she is safe with her"),
    ),
    (
        "plan",
        Walk(
            "sessions/plans_walk.rs",
            "no_history_of_a_planned_session_leaves_its_course",
        ),
    ),
    (
        "possible_duplicate",
        Walk("duplicates/walk.rs", "no_history_of_a_pair_leaves_its_course"),
    ),
    ("referral_in", With("referral_in.state")),
    (
        "role_grant",
        Walk("organisation/grants_walk.rs", "no_history_of_a_role_leaves_its_course"),
    ),
    ("roll_line", With("session.status")),
    ("safeguarding_concern", With("safeguarding_concern.state")),
    ("sdc.release", With("sdc.release.state")),
    ("session", With("session.status")),
    (
        "staff_member",
        Walk(
            "accounts/leaving_walk.rs",
            "no_history_of_a_colleague_leaves_its_course",
        ),
    ),
    ("sync_conflict", With("sync_conflict.state")),
    ("sync_op", With("sync_op.status")),
    ("task", Walk("tasks/walk.rs", "no_history_of_a_task_leaves_its_course")),
];

#[actix_web::test]
async fn whatever_is_said_later_is_walked() {
    let (_db, client) = as_superuser().await;
    let named: BTreeSet<String> = SAID.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(
        named,
        texts(&client, SAID_LATER).await,
        "left: the table here, right: the catalogue"
    );
    are_shown(SAID);
}
