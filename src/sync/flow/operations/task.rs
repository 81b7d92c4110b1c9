//! What a clock of the programme asks, and is not to be done. It is done by doing what it asks: an exit, a review, an answer
//! (`tasks`), each an operation of its own.

use serde_json::Value;

use super::{Asked, Done, Held, Kind, Refusal};
use crate::platform::http::shaped;
use crate::tasks::http::DismissTask;
use crate::tasks::{self, TaskId};

/// Not now.
pub(super) struct Dismiss;

impl Kind for Dismiss {
    const NAME: &'static str = "task-dismiss";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let body: DismissTask = shaped(Value::Object(asked.op.set.clone()))?;
        // When the first of several is done a task speaks of the next: which of them she meant, its version says.
        let version = match (asked.decided, asked.op.base_version) {
            (true, _) => None,
            (false, Some(version)) => Some(version),
            (false, None) => {
                return Err(Refusal::Held(Held {
                    code: "invalid_value",
                    problem: Some("if_match_required".to_owned()),
                    pointer: None,
                }));
            }
        };
        let id = TaskId::from_uuid(asked.op.entity_id);
        let version = tasks::dismiss_sent(asked.tx, id, version, body.reason).await?;
        Ok(Done::applied(version))
    }
}
