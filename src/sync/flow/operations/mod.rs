//! What phones may send, one file each: the same steps and scopes as through the API, never a copy of them.

mod appointment;
mod contact_attempt;
mod group_session;
mod person;
mod referral;
mod session;
mod walk_in;

pub(in crate::sync) use person::{fields_of, put_field};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;
use validator::Validate;

use crate::access::Denied;
use crate::platform::db::{DbError, Tx, Write};
use crate::platform::http::{Problem, content_mac, id_taken, shaped};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sync::model::operation::{Operation, Sent};
use crate::sync::store::conflicts::Clash;

/// What an operation came to.
pub(in crate::sync) struct Done {
    /// A code of the list `sync_status`.
    pub(in crate::sync) status: &'static str,
    /// The version of the row now.
    pub(in crate::sync) version: i32,
    /// Fields that somebody else had changed, too.
    pub(in crate::sync) clashes: Vec<Clash>,
}

impl Done {
    /// As it was asked.
    fn applied(version: i32) -> Self {
        Self {
            status: "applied",
            version,
            clashes: Vec::new(),
        }
    }
}

/// Why an operation waits for somebody to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sync) struct Held {
    /// A code of the list `held_reason`.
    pub(in crate::sync) code: &'static str,
    /// Which rule, in our own words.
    pub(in crate::sync) problem: Option<String>,
    /// Which field.
    pub(in crate::sync) pointer: Option<String>,
}

impl Held {
    /// For one reason that says all.
    pub(in crate::sync) const fn only(code: &'static str) -> Self {
        Self {
            code,
            problem: None,
            pointer: None,
        }
    }
}

/// Why an operation was not done.
#[derive(Debug)]
pub(in crate::sync) enum Refusal {
    /// A rule says no: somebody decides.
    Held(Held),
    /// The server failed, or an id is taken.
    Db(DbError),
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<Problem> for Refusal {
    /// What the API would have answered, as a reason to hold it. What is ours is never held: nothing was wrong with what was
    /// sent.
    fn from(problem: Problem) -> Self {
        if problem.is_ours() {
            return Self::Db(DbError::Unexpected("an operation could not be judged".into()));
        }
        let field = problem.first_field();
        let rule = field.map_or_else(|| problem.code().to_owned(), |field| field.code.clone().into_owned());
        let code = match (problem.code(), rule.as_str()) {
            ("not_found" | "merged" | "not_allowed" | "edit_window_over" | "step_up_needed", _) => "no_access",
            ("erased" | "voided" | "plan_voided", _) => "entity_deleted",
            (_, "in_future") => "future_date",
            _ => "invalid_value",
        };
        // The key of a field that is not known is the phone's word, not ours.
        let pointer = field
            .filter(|_| rule != "wrong_shape")
            .map(|field| field.pointer.clone());
        Self::Held(Held {
            code,
            problem: Some(rule),
            pointer,
        })
    }
}

/// A feature's refusals: what its API answers, and apart from it what the database said.
macro_rules! refusals {
    ($($error:ty),+) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                type Error = $error;
                if let Error::Db(error) | Error::Denied(Denied::Db(error)) = error {
                    return Self::Db(error);
                }
                Problem::from(error).into()
            }
        }
    )+};
}
refusals!(crate::sessions::Error, crate::people::Error);

/// Does it, with the caller's own rights. `by`: whose work it is.
pub(in crate::sync) async fn apply(tx: &Tx<Write>, keys: &Keys, sent: &Sent, by: StaffId) -> Result<Done, Refusal> {
    let op = &sent.operation;
    match sent.what.as_str() {
        "session-create" => session::apply(tx, keys, op, by).await,
        "contact_attempt-create" => contact_attempt::apply(tx, keys, op).await,
        "appointment-create" => appointment::apply(tx, keys, op).await,
        "group_session-create" => group_session::apply(tx, keys, op).await,
        "walk_in-create" => walk_in::apply(tx, keys, op).await,
        "person-create" => person::create(tx, keys, op).await,
        "person-patch" => person::patch(tx, op).await,
        "referral-create" => referral::apply(tx, keys, op).await,
        _ => Err(DbError::Unexpected("an operation that nobody does".into()).into()),
    }
}

/// Something has the id it was to make: was it made of this very content?
pub(in crate::sync) async fn stands(tx: &Tx<Write>, keys: &Keys, sent: &Sent) -> Result<Done, Refusal> {
    let op = &sent.operation;
    let (stands, mac) = match sent.what.as_str() {
        "session-create" => session::stands(tx, keys, op).await?,
        "contact_attempt-create" => contact_attempt::stands(tx, keys, op).await?,
        "appointment-create" => appointment::stands(tx, keys, op).await?,
        "group_session-create" => group_session::stands(tx, keys, op).await?,
        "walk_in-create" => walk_in::stands(tx, keys, op).await?,
        "person-create" => person::stands(tx, keys, op).await?,
        "referral-create" => referral::stands(tx, keys, op).await?,
        _ => return Err(id_taken().into()),
    };
    match stands {
        Some((version, Some(made_of))) if bool::from(made_of.as_slice().ct_eq(mac.as_slice())) => {
            Ok(Done::applied(version))
        }
        _ => Err(id_taken().into()),
    }
}

/// May somebody else than its author have it done? Not what says that its author herself did something.
pub(in crate::sync) fn may_be_done_for(sent: &Sent) -> bool {
    !matches!(sent.what.as_str(), "contact_attempt-create" | "appointment-create")
}

/// What stands already, and what recognises what was sent.
type Compared = (Option<(i32, Option<Vec<u8>>)>, [u8; 16]);

/// The request that the API would take: the fields with the row's own id, less those that stand in the API's address.
fn request<T: DeserializeOwned + Validate>(op: &Operation, address: &[&str], marked: bool) -> Result<T, Refusal> {
    let mut fields = op.set.clone();
    for field in address {
        fields.remove(*field);
    }
    fields.insert("id".to_owned(), json!(op.entity_id));
    if marked && !fields.contains_key("recorded_via") {
        fields.insert("recorded_via".to_owned(), json!("mobile_offline"));
    }
    Ok(shaped(Value::Object(fields))?)
}

/// An id that stands in the API's address.
fn address<T: DeserializeOwned>(op: &Operation, field: &'static str) -> Result<T, Refusal> {
    let id = op.set.get(field).cloned().unwrap_or_default();
    serde_json::from_value(id).map_err(|_error| {
        Refusal::Held(Held {
            code: "invalid_value",
            problem: Some("required".to_owned()),
            pointer: Some(format!("/{field}")),
        })
    })
}

/// The digest by which the API recognises the same creation.
fn mac(tx: &Tx<Write>, keys: &Keys, operation: &'static str, content: &impl Serialize) -> Result<[u8; 16], Refusal> {
    Ok(content_mac(keys, tx.context().org, operation, content)?)
}
