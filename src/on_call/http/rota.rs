//! Who is on call.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::casework::VoidReason;
use crate::on_call::error::Error;
use crate::on_call::flow;
use crate::on_call::model::{OnCallShiftId, Stretch, gaps};
use crate::on_call::scope::RotaScope;
use crate::on_call::store::{self, ShiftRow};
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Somebody is on call.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanShift {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::on_call) id: OnCallShiftId,
    /// For which site.
    pub(in crate::on_call) site_id: SiteId,
    /// Who: somebody who handles its incidents.
    pub(in crate::on_call) staff_id: StaffId,
    /// 1 is called first, 2 when nobody has answered for ten minutes, and so on.
    #[validate(range(min = 1, max = 9))]
    pub(in crate::on_call) place: i32,
    /// From this moment on.
    pub(in crate::on_call) starts_at: DateTime<Utc>,
    /// Up to this one, within 31 days.
    pub(in crate::on_call) ends_at: DateTime<Utc>,
}

/// Why somebody is taken off.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidShift {
    /// `other` where somebody else is put on instead.
    reason: VoidReason,
}

/// Which part of which rota.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RotaQuery {
    /// Of which site.
    site_id: SiteId,
    /// From this moment on.
    from: DateTime<Utc>,
    /// Up to this one, within 31 days.
    to: DateTime<Utc>,
}

/// Somebody is on call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShiftView {
    id: OnCallShiftId,
    site_id: SiteId,
    staff_id: StaffId,
    display_name: String,
    place: i32,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    /// The version of this shift.
    etag: String,
}

/// When nobody is on call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RotaGap {
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

/// Who is on call, and when nobody is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RotaView {
    /// By their beginning, then by place.
    shifts: Vec<ShiftView>,
    /// Stretches in which the designated leads are called at once, because nobody is on call.
    gaps: Vec<RotaGap>,
}

impl From<ShiftRow> for ShiftView {
    fn from(row: ShiftRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            staff_id: row.staff_id,
            display_name: row.display_name,
            place: row.place,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            etag: etag(row.row_version).1,
        }
    }
}

/// Put somebody on call
///
/// Permission: supervisors and safeguarding leads of the site.
#[utoipa::path(tag = "on_call", operation_id = "planShift", request_body = PlanShift, responses(
    (status = 201, body = ShiftView), (status = 200, body = ShiftView, description = "Planned before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/on-call/shifts")]
pub(crate) async fn plan_shift(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<PlanShift>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "planShift", &body)?;
    let id = body.id;
    let planned = state
        .db()
        .write(&actor, async move |tx| flow::plan(tx, body, mac).await)
        .await;
    let mut response = match planned {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    let row = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_shift(tx, id).await?)
        })
        .await?;
    same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    let row = row.ok_or_else(Problem::not_found)?;
    Ok(response.insert_header(etag(row.row_version)).json(ShiftView::from(row)))
}

/// Read a rota
///
/// Who is on call at a site in a stretch of time, and when nobody is.
/// Permission: everybody who works here.
#[utoipa::path(tag = "on_call", operation_id = "readRota", params(RotaQuery), responses(
    (status = 200, body = RotaView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/on-call/shifts")]
pub(crate) async fn read_rota(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<RotaQuery>,
) -> Result<HttpResponse, Problem> {
    let (whole, rows) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = RotaScope::open(tx, query.site_id, Action::ReportIncident).await?;
            let whole = Stretch::of(query.from, query.to)?;
            Ok((whole, scope.shifts(whole).await?))
        })
        .await?;
    let shifts = rows.iter().map(|row| Stretch {
        from: row.starts_at,
        to: row.ends_at,
    });
    let gaps = gaps(whole, shifts.collect());
    Ok(HttpResponse::Ok().json(RotaView {
        shifts: rows.into_iter().map(ShiftView::from).collect(),
        gaps: gaps
            .into_iter()
            .map(|gap| RotaGap {
                starts_at: gap.from,
                ends_at: gap.to,
            })
            .collect(),
    }))
}

/// Take somebody off the rota
///
/// Permission: supervisors and safeguarding leads of the site.
#[utoipa::path(tag = "on_call", operation_id = "voidShift", request_body = VoidShift,
    params(("id" = OnCallShiftId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/on-call/shifts/{id}/void")]
pub(crate) async fn void_shift(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<OnCallShiftId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidShift>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidShift", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
