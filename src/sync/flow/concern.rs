//! A concern for a child in an operation that is held: it goes to those who answer for it at once, whatever becomes of the
//! rest.

use serde_json::Value;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{DbError, Tx, Write};
use crate::platform::http::content_mac;
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::safeguarding::{self, ConcernAbout, ConcernId, NewConcern};
use crate::sync::error::SentError;
use crate::sync::model::operation::{Operation, SyncOpId, made_of};
use crate::sync::store::journal;

/// The field a concern comes in.
const NOTE: &str = "note";

/// What of a concern can be read, however wrong the rest is.
struct Read {
    id: ConcernId,
    about: ConcernAbout,
    accused: Option<StaffId>,
    text: Zeroizing<String>,
}

/// Hands on the concern that an operation brings, and takes it out of what is kept of it. `false`: there is one, and nobody
/// answers for it; then it stays, for its author alone.
pub(super) async fn hand_on(
    tx: &Tx<Write>,
    keys: &Keys,
    op: SyncOpId,
    operation: &mut Operation,
) -> Result<bool, SentError> {
    // A note of its own has the id of the row it makes; else it says its own.
    let id = if operation.entity == NOTE {
        operation.entity_id
    } else {
        op.uuid()
    };
    let Some(concern) = operation.set.get(NOTE).and_then(|note| read(note, id)) else {
        return Ok(true);
    };
    let row = journal::find(tx, op).await?;
    let Some(site) = row.as_ref().and_then(|row| row.site_id).map(SiteId::from_uuid) else {
        return Ok(false);
    };
    let person = row.and_then(|row| row.person_id).map(PersonId::from_uuid);
    let mac = content_mac(keys, tx.context().org, "syncConcern", &(op, concern.text.as_str()))
        .map_err(|_problem| DbError::Unexpected("a concern cannot be recognised".into()))?;
    // Under another id where something has its own; about nobody by name where the colleague it names is none.
    let other = ConcernId::from_uuid(made_of(&[b"causeway concern 1", &op.bytes()]));
    for (id, accused) in [(concern.id, concern.accused), (other, concern.accused), (other, None)] {
        let new = NewConcern {
            id,
            site,
            about: concern.about,
            person,
            accused,
            text: concern.text.clone(),
            created_mac: mac,
        };
        let raised = tx
            .attempt(async |tx| safeguarding::raise_held(tx, keys, new).await)
            .await?;
        match raised.map_err(safeguarding::Error::into_db) {
            Ok(()) => {
                operation.set.remove(NOTE);
                return Ok(true);
            }
            // Taken: by what somebody else made, or by this very concern when it was held before.
            Err(Ok(error)) if error.is_id_taken() => {
                if id == other {
                    operation.set.remove(NOTE);
                    return Ok(true);
                }
            }
            Err(Ok(error) | Err(safeguarding::Error::Denied(crate::access::Denied::Db(error)))) => {
                return Err(error.into());
            }
            Err(Err(_refused)) => {}
        }
    }
    Ok(false)
}

/// Reads a concern leniently: nothing but its text has to be right.
fn read(note: &Value, unnamed: Uuid) -> Option<Read> {
    let text = |field: &str| note.get(field).and_then(Value::as_str);
    if text("kind") != Some("safeguarding") {
        return None;
    }
    let words = text("text").filter(|words| !words.is_empty())?;
    let about = text("about")
        .and_then(ConcernAbout::parse)
        .or_else(|| ConcernAbout::parse("other"))?;
    let id = text("id").and_then(|id| id.parse().ok()).unwrap_or(unnamed);
    Some(Read {
        id: ConcernId::from_uuid(id),
        about,
        accused: text("accused_id")
            .and_then(|id| id.parse().ok())
            .map(StaffId::from_uuid)
            .filter(|_| about == *"staff"),
        text: Zeroizing::new(words.to_owned()),
    })
}
