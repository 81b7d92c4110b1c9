//! From which age a young person decides for herself.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::Error;
use super::super::model::{Ages, Jurisdiction, JurisdictionPolicyId};
use super::super::scope::HouseScope;
use super::super::store::{NewPolicy, PolicyRow};
use super::{answer, is_taken};
use crate::access::{Action, Spot};
use crate::platform::db::{Actor, OnceKey, Tx, Write};
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// The ages of one jurisdiction from a day on, in whole years.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePolicyRequest {
    /// A new `UUID (version 7)`, made by the client.
    id: JurisdictionPolicyId,
    /// The jurisdiction, ISO 3166, exactly as sites name it.
    jurisdiction: Jurisdiction,
    /// From this age on a person is of age.
    #[validate(range(min = 12, max = 25))]
    #[schema(minimum = 12, maximum = 25, example = 18)]
    age_majority: i32,
    /// From this age on she consents to a service herself.
    #[validate(range(min = 5, max = 25))]
    #[schema(minimum = 5, maximum = 25, example = 16)]
    age_service_consent: i32,
    /// From this age on she consents to the use of her data herself.
    #[validate(range(min = 5, max = 25))]
    #[schema(minimum = 5, maximum = 25, example = 16)]
    age_data_consent: i32,
    /// Days after an age of consent is reached during which a guardian's word still carries new sharing; 30 when left out.
    #[serde(default = "reconsent_days")]
    #[validate(range(min = 0, max = 365))]
    #[schema(minimum = 0, maximum = 365, default = 30)]
    reconsent_days: i32,
    /// The first day these ages hold.
    valid_from: NaiveDate,
}

/// domain.md §2.6 rule 3 leaves the number to the house; a month is time enough to ask.
fn reconsent_days() -> i32 {
    30
}

/// The ages of one jurisdiction from a day on. They open nothing until somebody has confirmed them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyView {
    /// The policy.
    id: JurisdictionPolicyId,
    /// The jurisdiction, ISO 3166.
    #[schema(example = "CO")]
    jurisdiction: String,
    /// From this age on a person is of age.
    age_majority: i32,
    /// From this age on she consents to a service herself.
    age_service_consent: i32,
    /// From this age on she consents to the use of her data herself.
    age_data_consent: i32,
    /// Days after an age of consent is reached during which a guardian's word still carries new sharing.
    reconsent_days: i32,
    /// The first day these ages hold.
    valid_from: NaiveDate,
    /// Who entered them.
    recorded_by: Option<StaffId>,
    /// Who said that they are right; null: nobody yet.
    confirmed_by: Option<StaffId>,
    /// When.
    confirmed_at: Option<DateTime<Utc>>,
    /// The version of this record: send it as If-Match to confirm.
    etag: String,
}

impl From<PolicyRow> for PolicyView {
    fn from(row: PolicyRow) -> Self {
        Self {
            id: row.id,
            jurisdiction: row.jurisdiction,
            age_majority: row.age_majority,
            age_service_consent: row.age_service_consent,
            age_data_consent: row.age_data_consent,
            reconsent_days: row.reconsent_days,
            valid_from: row.valid_from,
            recorded_by: row.recorded_by,
            confirmed_by: row.confirmed_by,
            confirmed_at: row.confirmed_at,
            etag: etag(row.row_version).1,
        }
    }
}

fn shown(status: StatusCode, row: PolicyRow) -> HttpResponse {
    answer(status, row.row_version, &PolicyView::from(row))
}

/// Ages of consent
///
/// All of them (at most 500), by jurisdiction, the latest first.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "listJurisdictionPolicies", responses(
    (status = 200, body = Page<PolicyView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/jurisdiction-policies")]
pub(crate) async fn list_policies(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(HouseScope::see(tx)?.policies().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Page {
        items: rows.into_iter().map(PolicyView::from).collect(),
        next_cursor: None,
    }))
}

/// Record ages of consent
///
/// They open nothing until somebody confirms them. Sent again with the same id and content it answers 200.
/// Permission: organisation administrators, data-protection officers, directors.
#[utoipa::path(tag = "organisation", operation_id = "createJurisdictionPolicy",
    request_body = CreatePolicyRequest, responses(
    (status = 201, body = PolicyView), (status = 200, body = PolicyView), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/jurisdiction-policies")]
pub(crate) async fn create_policy(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreatePolicyRequest>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createJurisdictionPolicy", &body)?;
    let id = body.id;
    let new = NewPolicy {
        id,
        jurisdiction: body.jurisdiction,
        ages: Ages {
            majority: body.age_majority,
            service_consent: body.age_service_consent,
            data_consent: body.age_data_consent,
        },
        reconsent_days: body.reconsent_days,
        valid_from: body.valid_from,
        mac,
    };
    let created = state
        .db()
        .write(&actor, async move |tx| -> Result<_, Error> {
            let house = HouseScope::open(tx, Action::ManageJurisdictions, &Spot::organisation())?;
            Ok(house.add_policy(new).await?)
        })
        .await;
    match created {
        Ok(row) => Ok(shown(StatusCode::CREATED, row)),
        Err(error) if is_taken(&error) => {
            let stored = state.db().read(&actor, async |tx| -> Result<_, Error> {
                Ok(HouseScope::see(tx)?.policy(id).await?)
            });
            let Some(row) = stored.await? else {
                return Err(taken_by_other(&error, &mac));
            };
            same_creation(row.created_mac.as_deref(), &mac)?;
            Ok(shown(StatusCode::OK, row))
        }
        Err(error) => Err(error.into()),
    }
}

/// Another row stands in the way: one with this id that the caller cannot see, or one of the same day.
fn taken_by_other(error: &Error, mac: &[u8; 16]) -> Problem {
    if matches!(error, Error::Db(error) if error.is_id_taken()) {
        return same_creation(None, mac).err().unwrap_or_else(Problem::internal);
    }
    Error::DayTaken.into()
}

/// Confirm ages of consent
///
/// The caller vouches for them with her name: from then on they open what they open.
/// Permission: organisation administrators, data-protection officers, directors.
#[utoipa::path(tag = "organisation", operation_id = "confirmJurisdictionPolicy",
    params(("id" = JurisdictionPolicyId, Path, description = "The policy."),
    ("If-Match" = String, Header, description = "The policy's ETag."),
    ("Idempotency-Key" = Option<String>, Header, description = "Makes sending this twice safe.")),
    responses((status = 200, body = PolicyView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/jurisdiction-policies/{id}/confirm")]
pub(crate) async fn confirm_policy(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<JurisdictionPolicyId>,
    seen: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "confirmJurisdictionPolicy", &id)?;
    let row = state
        .db()
        .write(&actor, async move |tx| confirm(tx, id, seen, key).await)
        .await?;
    Ok(shown(StatusCode::OK, row))
}

async fn confirm(
    tx: &Tx<Write>,
    id: JurisdictionPolicyId,
    seen: IfMatch,
    key: Option<OnceKey>,
) -> Result<PolicyRow, Problem> {
    let house = HouseScope::open(tx, Action::ManageJurisdictions, &Spot::organisation())?;
    // The lock comes first, so that the same request sent twice at once finds the other's answer.
    let row = house.lock_policy(id).await?;
    if tx.done_before(key.as_ref(), IdempotencyKey::used_otherwise()).await? {
        house.showed_again("jurisdiction_policy", id.uuid());
        return Ok(row);
    }
    seen.check(row.row_version)?;
    if row.confirmed_by.is_some() {
        return Err(Error::ConfirmedAlready.into());
    }
    let confirmed = house.confirm_policy(id).await?;
    tx.keep_answer(key.as_ref(), 200, id.uuid(), Some(etag(confirmed.row_version).1))
        .await?;
    Ok(confirmed)
}
