//! How much of a programme somebody is to get.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::{Action, Denied};
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::platform::ids::StaffId;
use crate::programmes::error::Error;
use crate::programmes::model::{Dosage, DosageMeasure, DosageRuleId, ProgrammeId};
use crate::programmes::scope::ProgrammeScope;
use crate::programmes::store::DosageRow;
use crate::state::AppState;

/// How much of a programme somebody is to get, from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanDosage {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    id: DosageRuleId,
    /// In what it is measured.
    measure: DosageMeasure,
    /// How much of it.
    #[validate(range(min = 1, max = 10_000))]
    amount: i32,
    /// Of `sessions_in_all`, and only of it: the days in the programme over which they are spread.
    #[validate(range(min = 1, max = 1500))]
    over_days: Option<i32>,
    /// The first day on which it counts.
    valid_from: NaiveDate,
}

/// How much of a programme somebody is to get, from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DosageView {
    id: DosageRuleId,
    measure: DosageMeasure,
    amount: i32,
    over_days: Option<i32>,
    valid_from: NaiveDate,
    recorded_by: Option<StaffId>,
    recorded_at: DateTime<Utc>,
}

/// The rules of a programme.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DosageList {
    items: Vec<DosageView>,
}

impl From<DosageRow> for DosageView {
    fn from(row: DosageRow) -> Self {
        Self {
            id: row.id,
            measure: row.measure,
            amount: row.amount,
            over_days: row.over_days,
            valid_from: row.valid_from,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

async fn rules(state: &AppState, actor: &Actor, id: ProgrammeId) -> Result<Vec<DosageRow>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let programmes = ProgrammeScope::see(tx)?;
            programmes.programme(id).await?.ok_or(Denied::NotFound)?;
            Ok(programmes.dosages(id).await?)
        })
        .await
}

fn listed(status: StatusCode, rows: Vec<DosageRow>) -> HttpResponse {
    HttpResponse::build(status).json(DosageList {
        items: rows.into_iter().map(DosageView::from).collect(),
    })
}

/// List how much of a programme somebody is to get
///
/// Every rule there was: of those that have begun, the first counts.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "programmes", operation_id = "listDosages", params(("id" = ProgrammeId, Path)), responses(
    (status = 200, body = DosageList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/programmes/{id}/dosages")]
pub(crate) async fn list_dosages(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    Ok(listed(StatusCode::OK, rules(&state, &actor, id).await?))
}

/// Say how much of a programme somebody is to get
///
/// From a day on. Rules are only added: figures of earlier days keep theirs. Answers every rule there is.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "programmes", operation_id = "planDosage", request_body = PlanDosage, params(("id" = ProgrammeId, Path)), responses(
    (status = 201, body = DosageList), (status = 200, body = DosageList, description = "Said before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/programmes/{id}/dosages")]
pub(crate) async fn plan_dosage(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ProgrammeId>,
    Valid(body): Valid<PlanDosage>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "planDosage", &(id, &body))?;
    let rule = body.id;
    let dosage = Dosage {
        measure: body.measure,
        amount: body.amount,
        over_days: body.over_days,
        valid_from: body.valid_from,
    };
    let said = state
        .db()
        .write(&actor, async move |tx| -> Result<_, Error> {
            let programmes = ProgrammeScope::of(tx, Action::ManageProgrammes, id).await?;
            dosage.check()?;
            Ok(programmes.add_dosage(id, rule, dosage, mac).await?)
        })
        .await;
    let taken = match said {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let rows = rules(&state, &actor, id).await;
    if taken {
        let stored = rows.as_ref().ok().and_then(|rows| {
            let stored = rows.iter().find(|row| row.id == rule);
            stored.and_then(|row| row.created_mac.as_deref())
        });
        same_creation(stored, &mac)?;
    }
    let status = if taken { StatusCode::OK } else { StatusCode::CREATED };
    Ok(listed(status, rows?))
}
