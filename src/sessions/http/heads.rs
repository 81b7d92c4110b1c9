//! Head counts at group sessions.

use actix_web::web::Data;
use actix_web::{HttpResponse, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::rolls::{GroupSessionView, answer, find};
use crate::platform::db::Actor;
use crate::platform::http::{IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::sessions::flow;
use crate::sessions::model::{AgeBand, GenderGroup, Heads, SessionId};
use crate::state::AppState;

/// How many of one age and gender came.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadsOf {
    /// How old they are, or look; left out where nobody guessed.
    age_band: Option<AgeBand>,
    gender_group: GenderGroup,
    /// How many.
    #[validate(range(min = 1, max = 10_000))]
    heads: i32,
}

/// How many came, by age and gender: each pair once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountHeads {
    /// Empty: nobody came, or it was not counted after all.
    #[validate(length(max = 24), nested)]
    pub(in crate::sessions) heads: Vec<HeadsOf>,
}

impl From<HeadsOf> for Heads {
    fn from(of: HeadsOf) -> Self {
        Self {
            age_band: of.age_band,
            gender_group: of.gender_group,
            count: of.heads,
        }
    }
}

impl From<Heads> for HeadsOf {
    fn from(of: Heads) -> Self {
        Self {
            age_band: of.age_band,
            gender_group: of.gender_group,
            heads: of.count,
        }
    }
}

/// Count heads
///
/// At a group session that is open to whoever comes: how many, and nobody's record. In the place of what was counted before.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "countHeads", request_body = CountHeads,
    params(("id" = SessionId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = GroupSessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/group-sessions/{id}/heads")]
pub(crate) async fn count_heads(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    Valid(body): Valid<CountHeads>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| {
            flow::heads::count(tx, id, if_match.version(), body).await
        })
        .await?;
    Ok(answer(find(&state, &actor, id).await?))
}
