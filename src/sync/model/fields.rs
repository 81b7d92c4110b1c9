//! How two changes of one field come together (sync.md §2.4): which class each field is of, said once, and the rule of each
//! class. Pure. The same cases, `tests/vectors/sync/merge.json`, are read by the phone's tests.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What becomes of a field that the phone changed, and somebody else too since the phone last looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// What arrives last stands; what stood is kept beside it.
    Plain,
    /// What stands stays, until somebody decides.
    Guarded,
    /// What stands stays; the other words are kept beside it.
    Text,
    /// Only its author changes it, so nobody else can have.
    Owned,
    /// The server works it out: nobody sends it.
    Derived,
}

/// A field that phones know, and its class.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Field {
    /// Of which kind of row.
    pub entity: &'static str,
    /// Its name in an operation.
    pub name: &'static str,
    /// Its class.
    pub class: Class,
}

const fn field(entity: &'static str, name: &'static str, class: Class) -> Field {
    Field { entity, name, class }
}

/// Every field that can be changed after its row was made, and those that never can.
pub const FIELDS: [Field; 16] = [
    field("person", "language", Class::Plain),
    // How she names herself is hers: two who heard two things ask her.
    field("person", "gender_identity", Class::Guarded),
    field("person", "gender_missing", Class::Guarded),
    field("person", "public_code", Class::Derived),
    field("person", "birth_year", Class::Derived),
    field("person", "age_on_entry", Class::Derived),
    field("person", "is_minor_until", Class::Derived),
    field("person", "identity_tier", Class::Derived),
    field("session", "kind", Class::Owned),
    field("session", "mode", Class::Owned),
    field("session", "starts_at", Class::Owned),
    field("session", "minutes", Class::Owned),
    field("session", "attendance", Class::Owned),
    field("session", "attended_minutes", Class::Owned),
    field("session", "note", Class::Text),
    field("session", "held_on", Class::Derived),
];

/// The class of a field; `None`: phones do not know it.
pub fn class_of(entity: &str, name: &str) -> Option<Class> {
    let mut known = FIELDS.iter();
    known
        .find(|field| field.entity == entity && field.name == name)
        .map(|field| field.class)
}

/// What is done with one field of a patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merged {
    /// It stands already.
    Same,
    /// Nobody else changed it: written.
    Written,
    /// Somebody did: written, and what stood is kept beside it.
    Overwrites,
    /// Somebody did: what stands stays, what was sent is kept beside it.
    KeptBeside,
    /// The same, and somebody has to decide.
    Waits,
    /// Nobody may send it.
    Refused,
}

/// Decides about one field. `changed_at` is the row's version when the field was last changed, `base` the version the phone
/// knew. No clock is asked: what arrives later is later.
pub fn merge(class: Class, changed_at: i32, base: i32, stands: &Value, sent: &Value) -> Merged {
    if class == Class::Derived {
        return Merged::Refused;
    }
    if stands == sent {
        return Merged::Same;
    }
    if changed_at <= base {
        return Merged::Written;
    }
    match class {
        Class::Plain | Class::Owned => Merged::Overwrites,
        Class::Text => Merged::KeptBeside,
        Class::Guarded => Merged::Waits,
        Class::Derived => Merged::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        name: String,
        class: Class,
        changed_at: i32,
        base: i32,
        stands: Value,
        sent: Value,
        merged: Merged,
    }

    #[test]
    fn every_golden_case_comes_out_as_it_is_written() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../../tests/vectors/sync/merge.json")).unwrap();
        for class in [Class::Plain, Class::Guarded, Class::Text, Class::Owned, Class::Derived] {
            assert!(cases.iter().any(|case| case.class == class), "{class:?} has no case");
        }
        for case in cases {
            let merged = merge(case.class, case.changed_at, case.base, &case.stands, &case.sent);
            assert_eq!(merged, case.merged, "{}", case.name);
        }
    }

    #[test]
    fn a_field_is_of_one_class() {
        for (at, one) in FIELDS.iter().enumerate() {
            let again = FIELDS.iter().skip(at + 1);
            let mut same = again.filter(|other| (other.entity, other.name) == (one.entity, one.name));
            assert!(same.next().is_none(), "{one:?}");
            assert_eq!(class_of(one.entity, one.name), Some(one.class));
        }
        assert_eq!(class_of("person", "legal_name"), None);
    }
}
