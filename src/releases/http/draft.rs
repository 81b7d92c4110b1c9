//! Drafting a release.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::flow::{self, Wanted};
use super::super::model::{FunderId, Indicators, Period, ReleaseId};
use super::ReleaseView;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{Problem, ProblemBody, Valid, content_mac, etag, same_creation};
use crate::state::AppState;

/// What a release counts, under a name of its own: the OpenAPI derive would take a type in angle brackets apart.
type Indicator = Code<Indicators>;

/// A release to draft.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseDraft)]
pub(crate) struct DraftRequest {
    /// A new UUID (version 7), made by the client.
    id: ReleaseId,
    /// What to count.
    indicator: Indicator,
    /// Which calendar year.
    period: Period,
    /// The funders it is for: at least one. All of them get the same bytes.
    #[validate(length(min = 1, max = 50, message = "must name 1 to 50 funders"))]
    funder_ids: Vec<FunderId>,
}

/// Draft a release
///
/// Counts the year, draws the figures and keeps them with their snapshot tag; never a true count. The same data drafted
/// again give the same bytes; one changed person draws every figure anew. At most three drafts a year.
/// Permission: evaluator of the whole organisation.
#[utoipa::path(tag = "releases", operation_id = "draftRelease", request_body = DraftRequest, responses(
    (status = 201, body = ReleaseView), (status = 200, body = ReleaseView), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/releases")]
pub(crate) async fn draft_release(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<DraftRequest>,
) -> Result<HttpResponse, Problem> {
    let created_mac = content_mac(state.keys(), actor.org(), "draftRelease", &body)?;
    let DraftRequest {
        id,
        indicator,
        period,
        funder_ids,
    } = body;
    let wanted = Wanted {
        id,
        statistic: indicator.into(),
        period,
        funders: funder_ids,
        created_mac,
    };
    let (seen, is_new) = flow::draft(state.db(), &actor, state.shared(), wanted).await?;
    let mut answer = if is_new {
        HttpResponse::Created()
    } else {
        same_creation(seen.row.created_mac.as_deref(), &created_mac)?;
        HttpResponse::Ok()
    };
    answer.insert_header(etag(seen.row.row_version));
    Ok(answer.json(ReleaseView::of(seen)?))
}
