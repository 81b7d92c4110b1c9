//! The doors to judgements of how somebody understands what she decides about.

use std::fmt;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use zeroize::Zeroizing;

use crate::access::{Action, Denied};
use crate::consent::error::Error;
use crate::consent::model::{CapacityId, CapacityResult};
use crate::consent::scope::ConsentScope;
use crate::consent::store::capacity::{CapacityRow, NewCapacity};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// How her understanding was judged.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct JudgeCapacity {
    /// Made by the client (UUID version 7).
    id: CapacityId,
    /// What came of it.
    result: CapacityResult,
    /// When.
    assessed_at: DateTime<Utc>,
    /// How it was judged, in a few sentences. Sealed.
    #[validate(length(min = 1, max = 2000))]
    narrative: Option<String>,
}

// The narrative is hers: it is in no log.
impl fmt::Debug for JudgeCapacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JudgeCapacity")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// How her understanding was judged, without what was written about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CapacityAssessment)]
pub(crate) struct CapacityView {
    id: CapacityId,
    result: CapacityResult,
    assessed_at: DateTime<Utc>,
    /// Was something written about it?
    has_narrative: bool,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
}

/// What was written about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CapacityNarrative {
    id: CapacityId,
    narrative: Option<String>,
}

/// How her understanding was judged, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CapacityAssessmentList)]
pub(crate) struct CapacityList {
    items: Vec<CapacityView>,
}

impl From<CapacityRow> for CapacityView {
    fn from(row: CapacityRow) -> Self {
        Self {
            id: row.id,
            result: row.result,
            assessed_at: row.assessed_at,
            has_narrative: row.has_narrative(),
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

/// Record how she understands what she decides about
///
/// Needed before a yes of her own below the age of consent.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "consent", operation_id = "judgeCapacity", request_body = JudgeCapacity,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = CapacityView), (status = 200, body = CapacityView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/capacity")]
pub(crate) async fn judge_capacity(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<JudgeCapacity>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "judgeCapacity", &(person, &body))?;
    let (id, keys) = (body.id, state.shared());
    let new = NewCapacity {
        id,
        result: body.result,
        assessed_at: body.assessed_at,
        narrative: body.narrative.map(Zeroizing::new),
        created_mac: mac,
    };
    let recorded = state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = ConsentScope::open(tx, person, Action::RecordConsent).await?;
            if scope.person.is_erased() {
                return Err(Error::KeyDestroyed);
            }
            if new.assessed_at > tx.now() {
                return Err(Error::InFuture);
            }
            Ok(scope.judge(&keys.keys, new).await?)
        })
        .await;
    let created = match recorded {
        Ok(()) => true,
        Err(Error::Db(error)) if error.is_id_taken() => false,
        Err(error) => return Err(error.into()),
    };
    let row = find(&state, &actor, person, id).await?;
    if !created {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let row = row.ok_or_else(Problem::not_found)?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.json(CapacityView::from(row)))
}

async fn find(state: &AppState, actor: &Actor, person: PersonId, id: CapacityId) -> Result<Option<CapacityRow>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ConsentScope::open(tx, person, Action::SeePerson).await?;
            Ok(scope.judgements().await?.into_iter().find(|row| row.id == id))
        })
        .await
}

/// List how she understood what she decided about
///
/// Oldest first, without what was written about it.
/// Permission: as for her record.
#[utoipa::path(tag = "consent", operation_id = "listCapacity", params(("id" = PersonId, Path)), responses(
    (status = 200, body = CapacityList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/capacity")]
pub(crate) async fn list_capacity(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = ConsentScope::open(tx, person, Action::SeePerson).await?;
            Ok(scope.judgements().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(CapacityList {
        items: rows.into_iter().map(CapacityView::from).collect(),
    }))
}

/// Read what was written about how she understands
///
/// Opening it is remembered.
/// Permission: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "consent", operation_id = "readCapacity",
    params(("id" = PersonId, Path), ("capacity_id" = CapacityId, Path)), responses(
    (status = 200, body = CapacityNarrative), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[get("/people/{id}/capacity/{capacity_id}")]
pub(crate) async fn read_capacity(
    state: Data<AppState>,
    actor: Actor,
    PathId((person, id)): PathId<(PersonId, CapacityId)>,
) -> Result<HttpResponse, Problem> {
    let keys = state.shared();
    let narrative = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = ConsentScope::open(tx, person, Action::OpenIdentity).await?;
            let rows = scope.judgements().await?;
            let row = rows.iter().find(|row| row.id == id).ok_or(Denied::NotFound)?;
            Ok(scope.narrative(&keys.keys, row)?)
        })
        .await?;
    let narrative = narrative.map(|text| text.as_str().to_owned());
    Ok(HttpResponse::Ok().json(CapacityNarrative { id, narrative }))
}
