//! Which feature owns which tables, and that no other names them without a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::borrowed::{READS, WRITES};
use super::{Speech, feature_of};
use crate::source;

/// Which feature owns which tables.
const TABLES: [(&str, &[&str]); 34] = [
    (
        "accounts",
        &[
            "account",
            "device",
            "email_change",
            "field_code",
            "invitation",
            "notice",
            "password_reset",
            "recovery_code",
            "refresh_token",
            "sign_in",
            "throttle",
            "totp",
        ],
    ),
    (
        "audit",
        &["audit_event", "audit_seal", "audit_checkpoint", "audit_horizon"],
    ),
    ("break_glass", &["break_glass", "break_glass_notice"]),
    (
        "caseload",
        &[
            "absence_cover",
            "caseload_exception",
            "caseload_limit",
            "hand_over",
            "hand_over_line",
        ],
    ),
    (
        "consent",
        &["consent", "consent_text", "capacity_assessment", "guardian_path"],
    ),
    ("providers", &["service_provider"]),
    ("disclosures", &["disclosure"]),
    ("referrals_out", &["referral_out", "referral_out_event"]),
    ("contacts", &["contact_method", "identifier", "person_needs"]),
    ("duplicates", &["possible_duplicate"]),
    (
        "enrolment",
        &[
            "enrolment",
            "enrolment_event",
            "enrolment_restricted",
            "exit_record",
            "assignment",
            "conflict_declaration",
        ],
    ),
    ("erasure", &["erasure"]),
    (
        "followup",
        &[
            "followup_due",
            "followup_contact",
            "followup_safety",
            "outcome_observation",
        ],
    ),
    ("intake_forms", &["intake_form", "intake_answer"]),
    (
        "incidents",
        &[
            "incident",
            "incident_account",
            "incident_action",
            "incident_event",
            "incident_party",
        ],
    ),
    ("indicators", &["indicator_target"]),
    (
        "intake",
        &[
            "referral_in",
            "referral_source",
            "referral_event",
            "eligibility_rule",
            "eligibility_evaluation",
            "eligibility_result",
            "eligibility_finding",
            "eligibility_override",
            "referral_decision",
            "programme_capacity",
            "place_offer",
            "waiting_entry",
        ],
    ),
    ("on_call", &["on_call_shift", "alert", "alert_call"]),
    (
        "organisation",
        &[
            "organisation",
            "site",
            "funder",
            "staff_member",
            "role_grant",
            "jurisdiction_policy",
        ],
    ),
    ("merging", &["person_merge", "person_merge_row"]),
    ("outings", &["outing"]),
    ("people", &["person", "person_identity", "person_key"]),
    (
        "plans",
        &[
            "case_plan",
            "case_plan_approval",
            "case_plan_review",
            "goal",
            "goal_review",
            "plan_action",
        ],
    ),
    ("programmes", &["programme", "dosage_rule"]),
    ("relationships", &["person_relationship"]),
    (
        "releases",
        &[
            "release",
            "release_cell",
            "release_recipient",
            "counted",
            "budget",
            "event",
            "publication",
            "download",
            "external_figure",
        ],
    ),
    ("safeguarding", &["safeguarding_concern", "concern_entry"]),
    ("safety", &["keep_apart"]),
    ("search", &["search_count"]),
    (
        "sessions",
        &[
            "session",
            "participation",
            "session_note",
            "session_correction",
            "plan",
            "contact_attempt",
            "roll_line",
            "head_count",
            "walk_in",
        ],
    ),
    (
        "supervision",
        &["supervision_session", "supervision_worker", "supervision_case"],
    ),
    (
        "sync",
        &[
            "device_view",
            "sync_conflict",
            "sync_entry",
            "sync_epoch",
            "sync_field",
            "sync_op",
        ],
    ),
    ("tasks", &["task"]),
    (
        "timetable",
        &["cohort", "cohort_member", "schedule", "schedule_turn", "holiday"],
    ),
];

/// Features that name tables of every other.
const EVERY_TABLE: [(&str, &str); 3] = [
    ("indicators", "a figure is a question over many tables"),
    (
        "merging",
        "a merge looks at every table that names a person, behind the wall",
    ),
    (
        "sync",
        "what leaves for phones is selected column by column at one place, to be looked over at once",
    ),
];

/// The words after `from`, `join`, `into` and `update`: what a statement reads, and what it writes.
pub(super) fn tables_in(sql: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let plain: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default().to_lowercase() + "\n")
        .collect();
    let spaced = plain.replace(['(', ')', ','], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
    for pair in words.windows(2) {
        let [before, table] = pair else { continue };
        let table = table
            .rsplit('.')
            .next()
            .unwrap_or(table)
            .trim_end_matches(';')
            .to_owned();
        match *before {
            "from" | "join" | "using" => drop(read.insert(table)),
            "into" | "update" => drop(written.insert(table)),
            _ => {}
        }
    }
    (read, written)
}

/// A feature and a table that another one owns.
type Borrowed = BTreeSet<(String, String)>;

/// What features' SQL and Diesel code names of each other's tables: read, and written.
fn borrowed() -> (Borrowed, Borrowed) {
    let owner: BTreeMap<&str, &str> = TABLES
        .iter()
        .flat_map(|(feature, tables)| tables.iter().map(move |table| (*table, *feature)))
        .collect();
    let foreign = |feature: &str, table: &str| owner.get(table).is_some_and(|owner| *owner != feature);
    let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
    for (path, text) in source::texts("sql") {
        let Some(feature) = feature_of(&path) else { continue };
        let (reads, writes) = tables_in(&text);
        let pair = |table: String| (feature.to_owned(), table);
        read.extend(reads.into_iter().filter(|table| foreign(feature, table)).map(pair));
        written.extend(writes.into_iter().filter(|table| foreign(feature, table)).map(pair));
    }
    for file in source::files() {
        let Some(feature) = feature_of(&file.path) else {
            continue;
        };
        for path in &Speech::of(&file).paths {
            let after = path.split("schema::").nth(1).and_then(|rest| rest.split("::").next());
            if let Some(table) = after.filter(|table| foreign(feature, table)) {
                // Diesel code may do either with it.
                written.insert((feature.to_owned(), table.to_owned()));
            }
        }
    }
    (read, written)
}

#[test]
fn a_table_is_named_in_its_own_feature_only() {
    let (read, written) = borrowed();
    for (kind, found, excused) in [
        ("reads", read, READS.as_slice()),
        ("writes", written, WRITES.as_slice()),
    ] {
        let excused: BTreeSet<_> = excused.iter().map(|(feature, table, _)| (*feature, *table)).collect();
        let found: BTreeSet<_> = found
            .iter()
            .map(|(feature, table)| (feature.as_str(), table.as_str()))
            .filter(|(feature, _)| !EVERY_TABLE.iter().any(|(all, _)| all == feature))
            .collect();
        let broken: Vec<_> = found.difference(&excused).collect();
        let stale: Vec<_> = excused.difference(&found).collect();
        assert!(broken.is_empty(), "a feature {kind} another one's table: {broken:?}");
        assert!(stale.is_empty(), "no longer {kind}: {stale:?}");
    }
}

#[test]
fn every_table_has_a_feature() {
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/platform/db/schema.rs")).unwrap();
    let owned: BTreeSet<&str> = TABLES.iter().flat_map(|(_, tables)| tables.iter().copied()).collect();
    // Idempotency keys are technique: any feature's actions use them, through the platform.
    // So are the queues: any feature puts something into them. Probes and retired keys are the command line's.
    let technique = BTreeSet::from(["idempotency_key", "job", "kek_retired", "key_probe", "mail"]);
    let all: BTreeSet<&str> = schema
        .lines()
        .filter(|line| line.ends_with(") {"))
        .filter_map(|line| line.trim().split(" (").next()?.rsplit('.').next())
        .collect();
    assert_eq!(
        all,
        owned.union(&technique).copied().collect(),
        "left: schema.rs, right: TABLES here"
    );
}
