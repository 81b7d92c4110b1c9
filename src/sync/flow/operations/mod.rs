//! What phones may send, one file each: the same steps and scopes as through the API, never a copy of them.

mod appointment;
mod consent;
mod contact_attempt;
mod group_session;
mod note;
mod outing;
mod person;
mod plan;
mod referral;
mod session;
mod task;
mod walk_in;

pub(in crate::sync) use person::{fields_of, put_field};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;
use validator::Validate;

use crate::access::Denied;
use crate::platform::db::{DbError, Tx, Write};
use crate::platform::http::{Problem, content_mac, id_taken, shaped};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sync::model::operation::{Operation, Sent, SyncOpId};
use crate::sync::store::conflicts::Clash;

/// What an operation came to.
pub(in crate::sync) struct Done {
    /// A code of the list `sync_status`.
    pub(in crate::sync) status: &'static str,
    /// The version of the row now.
    pub(in crate::sync) version: i32,
    /// Did it write that version of a record which others correct too? Then it is nobody else's to what its phone sends next.
    pub(in crate::sync) wrote: bool,
    /// Fields that somebody else had changed, too.
    pub(in crate::sync) clashes: Vec<Clash>,
}

impl Done {
    /// As it was asked.
    fn applied(version: i32) -> Self {
        Self {
            status: "applied",
            version,
            wrote: false,
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
refusals!(
    crate::sessions::Error,
    crate::people::Error,
    crate::consent::Error,
    crate::tasks::Error,
    crate::plans::Error,
    crate::outings::Error
);

/// An operation in the form of today, and all that its judge has besides.
pub(super) struct Asked<'a> {
    tx: &'a Tx<Write>,
    keys: &'a Keys,
    op: Operation,
    /// As which it is kept.
    id: SyncOpId,
    /// Whose work it is.
    by: StaffId,
    /// Somebody has looked at it and at what stands, and said that it is to be done.
    decided: bool,
}

/// One kind of operation: what there is to say of it, said in its own file. It goes the way the API goes.
trait Kind {
    /// Its code in the list `sync_operation`.
    const NAME: &'static str;
    /// Does it say that its author herself did something? Then nobody else can have it done.
    const HERS_ALONE: bool = false;

    /// Does it, with the caller's own rights.
    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal>;

    /// Something has the id it was to make: was it made of this very content?
    async fn stands(_asked: &Asked<'_>) -> Result<Done, Refusal> {
        Err(id_taken().into())
    }
}

/// Every kind there is. A later feature writes a file with its kinds, and its lines here.
macro_rules! kinds {
    ($($kind:ty),+ $(,)?) => {
        async fn apply_as(name: &str, asked: &Asked<'_>) -> Result<Done, Refusal> {
            $(if name == <$kind as Kind>::NAME {
                return <$kind as Kind>::apply(asked).await;
            })+
            Err(nobodys())
        }

        async fn stands_as(name: &str, asked: &Asked<'_>) -> Result<Done, Refusal> {
            $(if name == <$kind as Kind>::NAME {
                return <$kind as Kind>::stands(asked).await;
            })+
            Err(nobodys())
        }

        fn is_hers_alone(name: &str) -> bool {
            $((name == <$kind as Kind>::NAME && <$kind as Kind>::HERS_ALONE))||+
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(<$kind as Kind>::NAME),+];
    };
}
kinds!(
    session::Log,
    session::Correct,
    note::Write,
    contact_attempt::Record,
    appointment::Plan,
    group_session::Open,
    walk_in::Add,
    person::Create,
    person::Patch,
    referral::Receive,
    consent::Record,
    task::Dismiss,
    plan::Review,
    plan::Finish,
    outing::GoOut,
    outing::Back,
);

fn nobodys() -> Refusal {
    DbError::Unexpected("an operation that nobody does".into()).into()
}

/// How an operation is judged.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) struct As {
    /// As which it is kept.
    pub(in crate::sync) id: SyncOpId,
    /// Whose work it is.
    pub(in crate::sync) by: StaffId,
    /// Somebody has said that it is to be done.
    pub(in crate::sync) decided: bool,
}

fn asked<'a>(tx: &'a Tx<Write>, keys: &'a Keys, sent: &Sent, judged: As) -> Asked<'a> {
    Asked {
        tx,
        keys,
        op: sent.as_of_today(),
        id: judged.id,
        by: judged.by,
        decided: judged.decided,
    }
}

/// Does it, with the caller's own rights.
pub(in crate::sync) async fn apply(tx: &Tx<Write>, keys: &Keys, sent: &Sent, judged: As) -> Result<Done, Refusal> {
    apply_as(sent.what.as_str(), &asked(tx, keys, sent, judged)).await
}

/// Something has the id it was to make: was it made of this very content?
pub(in crate::sync) async fn stands(tx: &Tx<Write>, keys: &Keys, sent: &Sent, judged: As) -> Result<Done, Refusal> {
    stands_as(sent.what.as_str(), &asked(tx, keys, sent, judged)).await
}

/// May somebody else than its author have it done? Not what says that its author herself did something.
pub(in crate::sync) fn may_be_done_for(sent: &Sent) -> bool {
    !is_hers_alone(sent.what.as_str())
}

/// A row that has the id: its version, and what recognises its creation.
type Stands = Option<(i32, Option<Vec<u8>>)>;

/// Was what stands made of what was sent?
fn compared(stands: Stands, mac: [u8; 16]) -> Result<Done, Refusal> {
    match stands {
        Some((version, Some(made_of))) if bool::from(made_of.as_slice().ct_eq(mac.as_slice())) => {
            Ok(Done::applied(version))
        }
        _ => Err(id_taken().into()),
    }
}

/// The request that the API would take: the fields with the row's own id, less those that stand in the API's address.
fn request<T: DeserializeOwned + Validate>(op: &Operation, address: &[&str]) -> Result<T, Refusal> {
    let mut fields = less(op, address);
    fields.insert("id".to_owned(), json!(op.entity_id));
    Ok(shaped(Value::Object(fields))?)
}

/// The fields less those that stand in the API's address.
fn less(op: &Operation, address: &[&str]) -> Map<String, Value> {
    let mut fields = op.set.clone();
    for field in address {
        fields.remove(*field);
    }
    fields
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
fn mac(asked: &Asked<'_>, operation: &'static str, content: &impl Serialize) -> Result<[u8; 16], Refusal> {
    Ok(content_mac(asked.keys, asked.tx.context().org, operation, content)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::platform::codes::CodeList;
    use crate::sync::model::SyncOperations;

    #[test]
    fn every_code_of_the_list_is_done_by_one_kind() {
        let done: BTreeSet<_> = NAMES.iter().collect();
        assert_eq!(done, SyncOperations::CODES.iter().collect());
        assert_eq!(done.len(), NAMES.len());
    }
}
