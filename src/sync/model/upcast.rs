//! Operations of older phones, brought into the form of today (sync.md §2.13): one step for each form there was. Pure. The
//! same cases, `tests/vectors/sync/upcasters.json`, are read by the phone's tests.

use serde_json::{Map, Value, json};

use super::operation::SyncOperation;

/// The newest form of an operation's fields that this server reads: the one after the last step.
pub(in crate::sync) const SCHEMA: i32 = 2;
/// How many forms before the newest are read: a phone that was away for a year and a half loses nothing.
const FORMS_BEFORE: i32 = 6;
/// The oldest form that is read.
pub(in crate::sync) const OLDEST: i32 = if SCHEMA > FORMS_BEFORE {
    SCHEMA - FORMS_BEFORE
} else {
    1
};

/// Brings the fields of an operation from one form into the next.
type Step = fn(SyncOperation, &mut Map<String, Value>);

/// The step from the oldest form to the one after it first. A form that is no longer read takes its step along.
const STEPS: &[Step] = &[which_way];

/// From form 1: phones did not say by which way a record came, and it was taken to be without a network. Since form 2 an
/// operation says it, as the API's own request does.
fn which_way(what: SyncOperation, set: &mut Map<String, Value>) {
    let says = [
        "session-create",
        "person-create",
        "group_session-create",
        "referral-create",
    ];
    if says.contains(&what.as_str()) {
        set.entry("recorded_via").or_insert_with(|| json!("mobile_offline"));
    }
}

/// Brings the fields of an operation of form `from` into that of today.
pub(in crate::sync) fn upcast(from: i32, what: SyncOperation, set: &mut Map<String, Value>) {
    for (form, step) in (OLDEST..).zip(STEPS) {
        if form >= from {
            step(what, set);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        name: String,
        operation: String,
        from: i32,
        set: Map<String, Value>,
        upcast: Map<String, Value>,
    }

    #[test]
    fn every_golden_case_comes_out_as_it_is_written() {
        let cases = include_str!("../../../tests/vectors/sync/upcasters.json");
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        for form in OLDEST..=SCHEMA {
            assert!(cases.iter().any(|case| case.from == form), "form {form} has no case");
        }
        for case in cases {
            let mut set = case.set;
            let what = SyncOperation::parse(&case.operation).unwrap();
            upcast(case.from, what, &mut set);
            assert_eq!(set, case.upcast, "{}", case.name);
        }
    }

    #[test]
    fn there_is_one_step_for_each_form_that_is_read_and_is_not_the_newest() {
        assert_eq!(i32::try_from(STEPS.len()).unwrap(), SCHEMA - OLDEST);
    }
}
