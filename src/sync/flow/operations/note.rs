//! What is written about a session afterwards: a correction of it that brings nothing else.

use serde_json::{Value, json};

use super::session::{correct, corrected};
use super::{Asked, Done, Held, Kind, Refusal, address, less};
use crate::platform::http::shaped;
use crate::sessions::SessionId;
use crate::sessions::http::UpdateSession;

/// Words about a session of one's own. What stood there stays as an earlier note.
pub(super) struct Write;

fn read(asked: &Asked<'_>) -> Result<(SessionId, UpdateSession), Refusal> {
    let session: SessionId = address(&asked.op, "session_id")?;
    let mut fields = less(&asked.op, &["session_id"]);
    if let Some(Value::Object(note)) = fields.get_mut("note") {
        note.insert("id".to_owned(), json!(asked.op.entity_id));
    }
    let of_a_note = |name: &String| name == "note" || name == "reason";
    if !fields.contains_key("note") || !fields.keys().all(of_a_note) {
        return Err(Refusal::Held(Held {
            code: "invalid_value",
            problem: Some("required".to_owned()),
            pointer: Some("/note".to_owned()),
        }));
    }
    Ok((session, shaped(Value::Object(fields))?))
}

impl Kind for Write {
    const NAME: &'static str = "note-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (session, body) = read(asked)?;
        // Whatever was written by somebody else meanwhile, it is not put aside without a look.
        correct(asked, session, body, None).await
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (session, body) = read(asked)?;
        corrected(asked, session, body).await
    }
}
