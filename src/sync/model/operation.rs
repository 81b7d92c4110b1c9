//! One operation as a phone sends it: read by itself, so that one that cannot be read keeps no other from being read. Pure.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::upcast::{OLDEST, SCHEMA, upcast};
use crate::platform::codes::Code;
use crate::platform::http::check_json;
use crate::platform::ids::{OrgId, StaffId};
use crate::{code_list, typed_id};

typed_id!(SyncOpId, "an operation that a phone sent");
typed_id!(ConflictId, "a field that two changed");

code_list!(
    SyncOperations,
    "sync_operation",
    "what a phone may send (sync.md §2)",
    [
        "session-create",
        "contact_attempt-create",
        "person-create",
        "person-patch",
        "appointment-create",
        "group_session-create",
        "walk_in-create",
        "referral-create",
        "session-patch",
        "note-create",
        "consent-create",
        "task-dismiss",
        "plan_action-done",
        "goal_review-create",
        "outing-create",
        "outing-back"
    ]
);
/// A code of the list `sync_operation`.
pub type SyncOperation = Code<SyncOperations>;
code_list!(
    SyncStatuses,
    "sync_status",
    "what became of an operation (sync.md §2.2)",
    ["received", "applied", "merged", "conflict", "held"]
);
code_list!(
    HeldReasons,
    "held_reason",
    "why an operation waits for somebody to decide (sync.md §2.2)",
    [
        "no_access",
        "entity_deleted",
        "invalid_value",
        "missing_parent",
        "op_id_reuse",
        "device_draining",
        "future_date",
        "rescued"
    ]
);
code_list!(
    ConflictStates,
    "conflict_state",
    "whether a field that two changed was decided on (sync.md §2.4)",
    ["auto", "open", "resolved"]
);
/// A code of the list `conflict_state`.
pub type ConflictState = Code<ConflictStates>;
code_list!(
    ConflictSides,
    "conflict_side",
    "which of two values stands",
    ["sent", "stood"]
);
/// A code of the list `conflict_side`.
pub type ConflictSide = Code<ConflictSides>;

/// Most operations at once (sync.md §2.15).
pub(in crate::sync) const MOST_OPERATIONS: usize = 100;
/// Largest operation, in bytes.
pub(in crate::sync) const MOST_BYTES: usize = 64 * 1024;
/// For how many days what an operation builds on is waited for, before somebody is asked to look (sync.md §2.3).
pub(in crate::sync) const PARENT_DAYS: i64 = 5;
/// Most operations one may build on.
const MOST_PARENTS: usize = 20;

/// One operation, as it is sent (sync.md §2.2).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    /// Made by the phone when *Save* is pressed (UUID version 7). The same again is answered as before.
    pub(in crate::sync) op_id: Uuid,
    /// Counts the phone's operations; gaps are legal.
    pub(in crate::sync) seq: i64,
    /// What kind of row.
    #[schema(example = "session")]
    pub(in crate::sync) entity: String,
    /// The row: made by the phone when the form opens (UUID version 7).
    pub(in crate::sync) entity_id: Uuid,
    /// What is done to it: `create`, `patch`, or what else the list `sync_operation` knows for it.
    #[schema(example = "create")]
    pub(in crate::sync) kind: String,
    /// Of a patch: the version the phone knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sync) base_version: Option<i32>,
    /// Of a patch: the history of the database (`epoch`) in which the phone knew it. Versions of another history are no measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sync) base_epoch: Option<String>,
    /// The number of the payload's form.
    pub(in crate::sync) schema: i32,
    /// When it was saved, by the phone's clock.
    pub(in crate::sync) at: DateTime<FixedOffset>,
    /// The fields, as the operation of the same name takes them through the API.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(in crate::sync) set: Map<String, Value>,
    /// Operations of the same colleague that have to stand first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::sync) depends_on: Vec<Uuid>,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[operation]")
    }
}

/// An operation that cannot be read: it stays on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) struct Unreadable {
    /// Its id, where that much could be read.
    pub(in crate::sync) op_id: Option<Uuid>,
    /// What is wrong, in our own words.
    pub(in crate::sync) why: &'static str,
}

/// An operation that can be read, and what it asks for.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Sent {
    pub(in crate::sync) operation: Operation,
    pub(in crate::sync) what: SyncOperation,
}

/// Reads one operation. `damaged`: a U+FFFD in it stands for something that was not readable.
pub(in crate::sync) fn read(raw: &str, damaged: bool) -> Result<Sent, Unreadable> {
    let op_id = named(raw);
    let unreadable = |why| Unreadable { op_id, why };
    if raw.len() > MOST_BYTES {
        return Err(unreadable("too_large"));
    }
    if damaged && raw.contains('\u{fffd}') {
        return Err(unreadable("bad_character"));
    }
    check_json(raw.as_bytes()).map_err(|_words| unreadable("malformed"))?;
    let operation: Operation = serde_json::from_str(raw).map_err(|_error| match SealedCopy::read(raw) {
        // Whoever can open it does so before.
        Some(_) => unreadable("cannot_be_opened"),
        None => unreadable("wrong_shape"),
    })?;
    if !(OLDEST..=SCHEMA).contains(&operation.schema) {
        return Err(unreadable("unknown_schema"));
    }
    if operation.seq < 0 || operation.depends_on.len() > MOST_PARENTS {
        return Err(unreadable("out_of_range"));
    }
    let name = format!("{}-{}", operation.entity, operation.kind);
    let what = Code::parse(&name).ok_or(unreadable("unknown_operation"))?;
    Ok(Sent { operation, what })
}

/// An operation sealed to the organisation's rescue key, as it lies on a phone whose passphrase was forgotten.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sync) struct SealedCopy {
    pub(in crate::sync) op_id: Uuid,
    /// Its place in the phone's order: given when it was saved, and beside what is sealed.
    pub(in crate::sync) seq: i64,
    /// The box, as base64url without padding.
    #[serde(rename = "box")]
    pub(in crate::sync) sealed: String,
}

impl SealedCopy {
    /// Reads one; nothing where it is something else.
    pub(in crate::sync) fn read(raw: &str) -> Option<Self> {
        serde_json::from_str(raw).ok()
    }
}

/// The id of an operation that cannot be read otherwise.
fn named(raw: &str) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Named {
        op_id: Uuid,
    }
    serde_json::from_str::<Named>(raw).ok().map(|named| named.op_id)
}

impl Sent {
    /// The operation in the form of today. Kept and compared is what was sent: that stays the same when this server learns
    /// another form.
    pub(in crate::sync) fn as_of_today(&self) -> Operation {
        let mut operation = self.operation.clone();
        upcast(operation.schema, self.what, &mut operation.set);
        operation.schema = SCHEMA;
        operation
    }
}

impl Operation {
    /// Does it make the row? Then the row's id points to nothing yet.
    pub(in crate::sync) fn creates(&self) -> bool {
        self.kind == "create"
    }

    /// An id that the payload names, if it is one.
    pub(in crate::sync) fn named(&self, field: &str) -> Option<Uuid> {
        self.set.get(field)?.as_str()?.parse().ok()
    }
}

/// The id under which an operation is kept: made of who sent it and how her phone calls it, so that no id of somebody else's
/// can be met, or asked after, by sending it. `content` sets apart what came under an id that was used.
pub(in crate::sync) fn kept_id(org: OrgId, staff: StaffId, op: Uuid, content: Option<&[u8; 16]>) -> SyncOpId {
    SyncOpId::from_uuid(made_of(&[
        b"causeway sync_op 1",
        &org.bytes(),
        &staff.bytes(),
        op.as_bytes(),
        content.map_or(&[], |mac| mac.as_slice()),
    ]))
}

/// An id that is the same whenever it is made of the same (RFC 9562, version 8).
pub(in crate::sync) fn made_of(parts: &[&[u8]]) -> Uuid {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let mut bytes = [0; 16];
    for (byte, made) in bytes.iter_mut().zip(digest.finalize()) {
        *byte = made;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn operation() -> Value {
        json!({"op_id": "019aa000-0000-7000-8000-000000000001", "seq": 7, "entity": "session", "kind": "create",
            "entity_id": "019aa000-0000-7000-8000-000000000002", "schema": 1, "at": "1970-01-01T00:00:00+03:00",
            "set": {"minutes": 60}})
    }

    #[test]
    fn an_operation_is_read_whatever_the_phone_s_clock_says() {
        let sent = read(&operation().to_string(), false).unwrap();
        assert_eq!(sent.what.as_str(), "session-create");
        assert_eq!(sent.operation.set["minutes"], 60);
    }

    #[test]
    fn what_cannot_be_read_is_named_where_it_can_be() {
        let id = "019aa000-0000-7000-8000-000000000001".parse().ok();
        let mut long = operation();
        long["set"]["note"] = json!("x".repeat(MOST_BYTES));
        let changed = |field: &str, value: Value| {
            let mut changed = operation();
            changed[field] = value;
            changed.to_string()
        };
        for (raw, op_id, why) in [
            ("[]".to_owned(), None, "wrong_shape"),
            ("{".to_owned(), None, "malformed"),
            (changed("op_id", json!("nobody")), None, "wrong_shape"),
            (changed("seq", json!("7")), id, "wrong_shape"),
            (changed("seq", json!(-1)), id, "out_of_range"),
            (changed("schema", json!(SCHEMA + 1)), id, "unknown_schema"),
            (changed("entity", json!("person_key")), id, "unknown_operation"),
            (changed("kind", json!("a\u{0}")), id, "malformed"),
            (changed("org_id", json!("x")), id, "wrong_shape"),
            (long.to_string(), id, "too_large"),
        ] {
            assert_eq!(read(&raw, false).unwrap_err(), Unreadable { op_id, why }, "{raw:.80}");
        }
        let question = changed("set", json!({"note": "\u{fffd}"}));
        assert!(read(&question, false).is_ok(), "somebody may type it");
        assert_eq!(read(&question, true).unwrap_err().why, "bad_character");
    }

    #[test]
    fn an_operation_lies_where_nobody_else_can_point() {
        let [a, b] = [1, 2].map(|n| StaffId::from_uuid(Uuid::from_u128(n)));
        let org = OrgId::from_uuid(Uuid::from_u128(9));
        let op = Uuid::from_u128(5);
        let first = kept_id(org, a, op, None);
        assert_eq!(first, kept_id(org, a, op, None));
        for other in [kept_id(org, b, op, None), kept_id(org, a, op, Some(&[0; 16]))] {
            assert_ne!(first, other);
        }
    }
}
