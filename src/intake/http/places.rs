//! Places: how many, offers, and the waiting list.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::look::answer;
use super::views::ReferralView;
use crate::intake::error::Error;
use crate::intake::flow;
use crate::intake::model::{OfferId, ReferralId, TurnReason, WaitingPriority};
use crate::intake::store::{self, CapacityRow, WaitingRow};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::programmes::{ProgrammeId, ProgrammeScope, programme_place};
use crate::state::AppState;

/// How many places there are at a site.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetCapacity {
    /// Where.
    pub(in crate::intake) site_id: SiteId,
    /// How many; null: as many as come.
    #[validate(range(min = 0, max = 10_000))]
    pub(in crate::intake) places: Option<i32>,
}

/// An offer of a place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferPlace {
    /// Made by the client (UUID version 7).
    pub(in crate::intake) id: OfferId,
    /// When it was made.
    pub(in crate::intake) offered_at: DateTime<Utc>,
    /// Why somebody who waits before her is passed over; left out when nobody is.
    pub(in crate::intake) turn_reason: Option<TurnReason>,
}

/// A place on the waiting list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutOnList {
    /// How urgently she waits.
    pub(in crate::intake) priority: WaitingPriority,
    /// Since when: not before the referral came.
    pub(in crate::intake) since: DateTime<Utc>,
}

/// Which list.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WaitingQuery {
    /// At which site.
    site_id: SiteId,
}

/// How many places there are at a site.
#[derive(Debug, Serialize, ToSchema)]
struct CapacityView {
    site_id: SiteId,
    /// Null: as many as come.
    places: Option<i32>,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

/// How many places a programme has, at the sites where somebody said so. Elsewhere there is no limit.
#[derive(Debug, Serialize, ToSchema)]
struct CapacityList {
    items: Vec<CapacityView>,
}

/// Somebody who waits.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingView {
    referral_id: ReferralId,
    person_id: PersonId,
    priority: WaitingPriority,
    since: DateTime<Utc>,
}

/// Who waits, first in line first.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingList {
    items: Vec<WaitingView>,
}

impl From<CapacityRow> for CapacityView {
    fn from(row: CapacityRow) -> Self {
        Self {
            site_id: row.site_id,
            places: row.places,
            etag: etag(row.version).1,
        }
    }
}

impl From<WaitingRow> for WaitingView {
    fn from(row: WaitingRow) -> Self {
        Self {
            referral_id: row.referral_id,
            person_id: row.person_id,
            priority: row.priority,
            since: row.since,
        }
    }
}

async fn capacities(state: &AppState, actor: &Actor, programme: ProgrammeId) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            ProgrammeScope::see(tx)?;
            programme_place(tx, programme).await?;
            Ok(store::capacities(tx, programme, None).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(CapacityList {
        items: rows.into_iter().map(CapacityView::from).collect(),
    }))
}

/// List how many places a programme has
///
/// Site by site. A site that is not listed has no limit; its first number is sent with If-Match "v0".
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "intake", operation_id = "listCapacities", params(("id" = ProgrammeId, Path)), responses(
    (status = 200, body = CapacityList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/programmes/{id}/places")]
pub(crate) async fn list_capacities(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    capacities(&state, &actor, programme).await
}

/// Say how many places a programme has at a site
///
/// Nobody is enrolled and no place offered beyond that. Who is in already stays.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "setCapacity", request_body = SetCapacity,
    params(("id" = ProgrammeId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CapacityList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[put("/programmes/{id}/places")]
pub(crate) async fn set_capacity(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
    if_match: IfMatch,
    Valid(body): Valid<SetCapacity>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| {
            flow::set_capacity(tx, programme, if_match.version(), body).await
        })
        .await?;
    capacities(&state, &actor, programme).await
}

/// Offer somebody a place
///
/// To who waits first: by priority, then since when. Passing somebody over needs a reason. The place is held for her until she
/// answers with `offer_accepted`, `offer_declined` or `offer_unreachable` (`takeReferralStep`) and, after a yes, is enrolled.
/// Permission: supervisors and intake officers of the site.
#[utoipa::path(tag = "intake", operation_id = "offerPlace", request_body = OfferPlace,
    params(("id" = ReferralId, Path)), responses(
    (status = 201, body = ReferralView), (status = 200, body = ReferralView, description = "Offered before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/referrals/{id}/offers")]
pub(crate) async fn offer_place(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    Valid(body): Valid<OfferPlace>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "offerPlace", &(id, &body))?;
    let offer = body.id;
    let refused = match state
        .db()
        .write(&actor, async move |tx| flow::offer(tx, id, body, mac).await)
        .await
    {
        Ok(()) => return answer(&state, &actor, id, HttpResponse::Created()).await,
        Err(Error::Db(error)) if error.is_id_taken() => None,
        // The same offer again no longer follows from where the referral stands; what stands under the id decides.
        Err(error @ (Error::Step(_) | Error::Offer(_))) => Some(error),
        Err(error) => return Err(error.into()),
    };
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_offer(tx, offer).await?)
        })
        .await?;
    let stored = known.as_ref().and_then(|known| known.created_mac.as_deref());
    match (same_creation(stored, &mac), known, refused) {
        (Ok(()), Some(known), _) => answer(&state, &actor, known.referral_id, HttpResponse::Ok()).await,
        (_, _, Some(refused)) => Err(refused.into()),
        (Err(id_taken), ..) => Err(id_taken),
        (Ok(()), None, None) => Err(Problem::not_found()),
    }
}

/// Put somebody on the waiting list
///
/// Who is eligible and has no place yet; once more, to change how urgently she waits. She leaves it with the step
/// `taken_off_list`, with an offer, or when the referral ends.
/// Permission: supervisors and intake officers of the site; who received it while she works with the person, or took her in.
#[utoipa::path(tag = "intake", operation_id = "putOnList", request_body = PutOnList,
    params(("id" = ReferralId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReferralView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/referrals/{id}/wait")]
pub(crate) async fn put_on_list(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<PutOnList>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "putOnList", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::put_on_list(tx, id, if_match.version(), body, key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// List who waits for a place
///
/// First in line first: by priority, then since when.
/// Permission: the readers of the site; who received a referral or took the person in sees hers.
#[utoipa::path(tag = "intake", operation_id = "listWaiting", params(("id" = ProgrammeId, Path), WaitingQuery), responses(
    (status = 200, body = WaitingList), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/programmes/{id}/waiting-list")]
pub(crate) async fn list_waiting(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
    ValidQuery(query): ValidQuery<WaitingQuery>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::waiting_list(tx, programme, query.site_id).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(WaitingList {
        items: rows.into_iter().map(WaitingView::from).collect(),
    }))
}
