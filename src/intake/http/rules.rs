//! The rules of a programme.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::consent::ConsentKind;
use crate::intake::error::Error;
use crate::intake::flow;
use crate::intake::model::{Area, RuleExpr, RuleId, RuleKind};
use crate::intake::store::{self, RuleRow};
use crate::platform::db::Actor;
use crate::platform::http::{IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation};
use crate::programmes::{ProgrammeId, ProgrammeScope};
use crate::state::AppState;

/// What a rule says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBody {
    /// `must` be so, `should` be so (does not decide), or `exclude`s when it is so.
    pub(in crate::intake) kind: RuleKind,
    /// What it asks. What the record cannot say, who screens answers.
    pub(in crate::intake) expr: RuleExpr,
    /// Of `age_between`: the youngest, in whole years.
    #[validate(range(min = 0, max = 120))]
    pub(in crate::intake) age_from: Option<i32>,
    /// Of `age_between`: the oldest, in whole years.
    #[validate(range(min = 0, max = 120))]
    pub(in crate::intake) age_to: Option<i32>,
    /// Of `consent_present`: which.
    pub(in crate::intake) consent_kind: Option<ConsentKind>,
    /// Of `area_in`: the districts, each once, in the house's own words. Who screens answers whether she is at home in one of
    /// them; in which one is not written down.
    #[validate(length(min = 1, max = 50))]
    pub(in crate::intake) areas: Option<Vec<Area>>,
    /// The rule in plain words, as who screens reads it. About nobody in particular.
    #[validate(length(min = 1, max = 200))]
    #[schema(example = "Is 14 to 17 years old")]
    pub(in crate::intake) message: String,
}

/// A new rule.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateRule {
    /// Made by the client (UUID version 7).
    id: RuleId,
    /// What it says.
    #[validate(nested)]
    rule: RuleBody,
}

/// The next version of a rule.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeRule {
    /// What it says now, whole.
    #[validate(nested)]
    rule: RuleBody,
    /// False takes it out of force. It can be put into force again.
    in_force: bool,
}

/// A rule, as it is now.
#[derive(Debug, Serialize, ToSchema)]
struct RuleView {
    id: RuleId,
    programme_id: ProgrammeId,
    /// Every change is a version of its own; what was looked at keeps the one it was looked at in.
    version: i32,
    kind: RuleKind,
    expr: RuleExpr,
    age_from: Option<i32>,
    age_to: Option<i32>,
    consent_kind: Option<ConsentKind>,
    areas: Vec<Area>,
    message: String,
    in_force: bool,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

/// The rules of a programme.
#[derive(Debug, Serialize, ToSchema)]
struct RuleList {
    items: Vec<RuleView>,
}

impl From<RuleRow> for RuleView {
    fn from(row: RuleRow) -> Self {
        Self {
            id: row.id,
            programme_id: row.programme_id,
            version: row.version,
            kind: row.kind,
            expr: row.expr,
            age_from: row.age_from,
            age_to: row.age_to,
            consent_kind: row.consent_kind(),
            areas: row.areas(),
            message: row.message,
            in_force: row.in_force,
            etag: etag(row.version).1,
        }
    }
}

async fn find(state: &AppState, actor: &Actor, id: RuleId) -> Result<RuleRow, Problem> {
    let found = state.db().read(actor, async |tx| -> Result<_, Error> {
        ProgrammeScope::see(tx)?;
        Ok(store::find_rule(tx, id).await?)
    });
    found.await?.ok_or_else(Problem::not_found)
}

fn shown(status: StatusCode, row: RuleRow) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.version))
        .json(RuleView::from(row))
}

/// List the rules of a programme
///
/// Those in force, each in its newest version.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "intake", operation_id = "listRules", params(("id" = ProgrammeId, Path)), responses(
    (status = 200, body = RuleList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/programmes/{id}/rules")]
pub(crate) async fn list_rules(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            ProgrammeScope::see(tx)?;
            crate::programmes::programme_place(tx, programme).await?;
            Ok(store::rules(tx, programme).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(RuleList {
        items: rows.into_iter().map(RuleView::from).collect(),
    }))
}

/// Add a rule to a programme
///
/// Who can join: an age, consent in force, no other programme here, an area, or anything who screens finds out. From then on every
/// screening for the programme looks at it.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "createRule", request_body = CreateRule,
    params(("id" = ProgrammeId, Path)), responses(
    (status = 201, body = RuleView), (status = 200, body = RuleView, description = "Added before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/programmes/{id}/rules")]
pub(crate) async fn create_rule(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
    Valid(body): Valid<CreateRule>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createRule", &(programme, &body))?;
    let CreateRule { id, rule } = body;
    let added = state
        .db()
        .write(&actor, async move |tx| {
            flow::add_rule(tx, programme, id, rule, mac).await
        })
        .await;
    match added {
        Ok(()) => Ok(shown(StatusCode::CREATED, find(&state, &actor, id).await?)),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let known = find(&state, &actor, id).await;
            let stored = known.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            Ok(shown(StatusCode::OK, known?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Change a rule
///
/// Writes its next version, or takes it out of force. What was looked at before keeps the version it was looked at in; a
/// screening under way looks again before somebody is found eligible.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "changeRule", request_body = ChangeRule,
    params(("id" = RuleId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = RuleView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[put("/rules/{id}")]
pub(crate) async fn change_rule(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<RuleId>,
    if_match: IfMatch,
    Valid(body): Valid<ChangeRule>,
) -> Result<HttpResponse, Problem> {
    let ChangeRule { rule, in_force } = body;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::change_rule(tx, id, if_match.version(), rule, in_force).await
        })
        .await?;
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}
