//! The doors to supervision.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use zeroize::Zeroizing;

use super::error::Error;
use super::flow;
use super::model::{Refused, SupervisionId, SupervisionKind};
use super::scope::SupervisionScope;
use super::store::{self, Listed, SessionRow};
use crate::casework::VoidReason;
use crate::enrolment::EnrolmentId;
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac,
    etag, id_taken, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// A supervision session the caller held. No names of groups or of others, no crimes, no routes, no addresses of somebody
/// who was relocated: in neither of its words.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordSupervision {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: SupervisionId,
    /// Where those who were supervised work. Its supervisors may read it.
    pub(super) site_id: SiteId,
    /// Who was supervised: one colleague when `individual`, several when `group`.
    #[validate(length(min = 1, max = 20))]
    pub(super) staff_ids: Vec<StaffId>,
    /// The day at the site.
    pub(super) held_on: NaiveDate,
    /// How long, in minutes.
    #[validate(range(min = 5, max = 480))]
    pub(super) minutes: i32,
    /// How.
    pub(super) kind: SupervisionKind,
    /// Was it asked how they are?
    pub(super) wellbeing_checked: bool,
    /// The cases discussed: enrolments the caller supervises or works in.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub(super) enrolment_ids: Vec<EnrolmentId>,
    /// What was agreed. Those who were there read it, too. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 4000))]
    pub(super) actions: Option<String>,
    /// What nobody but the caller will read. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 8000))]
    pub(super) confidential: Option<String>,
}

impl std::fmt::Debug for RecordSupervision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordSupervision")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Why a session does not count.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidSupervision {
    /// Why.
    reason: VoidReason,
}

/// Which sessions.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SupervisionQuery {
    /// Only those this colleague was supervised in.
    staff_id: Option<StaffId>,
    /// Only those held on this day or later.
    from: Option<NaiveDate>,
    /// Only those held on this day or before.
    to: Option<NaiveDate>,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A supervision session, without what was written and discussed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupervisionHead {
    id: SupervisionId,
    site_id: SiteId,
    supervisor_id: StaffId,
    /// Who was supervised.
    staff_ids: Vec<StaffId>,
    /// The day at the site.
    held_on: NaiveDate,
    minutes: i32,
    kind: SupervisionKind,
    wellbeing_checked: bool,
    /// Why it was voided: a code of the list `void_reason`.
    void_reason: Option<String>,
    /// The version of this record: send it as If-Match to void it.
    etag: String,
}

/// A supervision session, with what is the caller's to read.
#[derive(Serialize, ToSchema)]
pub(crate) struct SupervisionView {
    session: SupervisionHead,
    /// The cases discussed whose enrolments the caller may see.
    enrolment_ids: Vec<EnrolmentId>,
    /// What was agreed. Null: nothing was written, or somebody it was about was erased.
    actions: Option<String>,
    /// What who held it wrote for herself. Null for everybody else.
    confidential: Option<String>,
}

impl From<SessionRow> for SupervisionHead {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            supervisor_id: row.supervisor_id,
            staff_ids: row.staff_ids,
            held_on: row.held_on,
            minutes: row.minutes,
            kind: row.kind,
            wellbeing_checked: row.wellbeing_checked,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
        }
    }
}

/// Shows a session as it is now. With a digest: only if it was made by the same request; nothing is opened otherwise.
async fn answer(
    state: &AppState,
    actor: &Actor,
    id: SupervisionId,
    status: StatusCode,
    mac: Option<[u8; 16]>,
) -> Result<HttpResponse, Problem> {
    let read = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = SupervisionScope::open(tx, id).await?;
            let stored = scope.row.created_mac.as_deref();
            if mac.is_some_and(|mac| same_creation(stored, &mac).is_err()) {
                return Ok(None);
            }
            let (cases, words) = (scope.cases().await?, scope.words(state.keys())?);
            Ok(Some((scope.row.session, cases, words)))
        })
        .await;
    let (session, enrolment_ids, words) = match read {
        Ok(Some(opened)) => opened,
        Err(error) if mac.is_none() || !matches!(error, Error::Denied(_)) => return Err(error.into()),
        Ok(None) | Err(_) => return Err(id_taken()),
    };
    let text = |text: Option<Zeroizing<String>>| text.map(|text| text.as_str().to_owned());
    Ok(HttpResponse::build(status)
        .insert_header(etag(session.row_version))
        .json(SupervisionView {
            session: session.into(),
            enrolment_ids,
            actions: text(words.actions),
            confidential: text(words.confidential),
        }))
}

/// Record supervision
///
/// Once: what was wrong is voided and recorded anew. What is agreed is read by those who were there and by the supervisors
/// of the site; what is confidential by the caller alone, whoever else may ask.
/// Permission: the supervisors of the site, about colleagues who work with young people there.
#[utoipa::path(tag = "supervision", operation_id = "recordSupervision", request_body = RecordSupervision, responses(
    (status = 201, body = SupervisionView), (status = 200, body = SupervisionView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/supervision-sessions")]
pub(crate) async fn record_supervision(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<RecordSupervision>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordSupervision", &body)?;
    let (id, shared) = (body.id, state.shared());
    let recorded = state
        .db()
        .write(&actor, async move |tx| flow::record(tx, &shared.keys, body, mac).await)
        .await;
    let status = match recorded {
        Ok(()) => StatusCode::CREATED,
        Err(Error::Db(error)) if error.is_id_taken() => StatusCode::OK,
        Err(error) => return Err(error.into()),
    };
    answer(&state, &actor, id, status, Some(mac)).await
}

/// List supervision
///
/// The latest first, without what was written. Voided sessions are left out.
/// Permission: shows the sessions at the sites the caller supervises, and those she was supervised in.
#[utoipa::path(tag = "supervision", operation_id = "listSupervision", params(SupervisionQuery), responses(
    (status = 200, body = Page<SupervisionHead>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/supervision-sessions")]
pub(crate) async fn list_supervision(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<SupervisionQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = page.limit();
    let listed = Listed {
        worker: query.staff_id,
        from: query.from,
        to: query.to,
        after: page.after()?,
        limit,
    };
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list(tx, listed).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.held_on, row.id), SupervisionHead::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read supervision
///
/// Opening what was written is remembered. Of the cases discussed it names those whose enrolments the caller may see.
/// Permission: the supervisors of the site, and those who were supervised in it; what is confidential, who held it.
#[utoipa::path(tag = "supervision", operation_id = "readSupervision", params(("id" = SupervisionId, Path)), responses(
    (status = 200, body = SupervisionView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/supervision-sessions/{id}")]
pub(crate) async fn read_supervision(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SupervisionId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, StatusCode::OK, None).await
}

/// Void supervision
///
/// It does not count any more; whoever could read it still can. Record anew what is right.
/// Permission: who held it, while she supervises there.
#[utoipa::path(tag = "supervision", operation_id = "voidSupervision", request_body = VoidSupervision,
    params(("id" = SupervisionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = SupervisionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/supervision-sessions/{id}/void")]
pub(crate) async fn void_supervision(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SupervisionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSupervision>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidSupervision", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void(tx, id, version, body.reason, key).await
        })
        .await?;
    answer(&state, &actor, id, StatusCode::OK, None).await
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Refused(Refused::InFuture) => {
                Self::one_field("/held_on", "in_future", "must be a day that has come at the site")
            }
            Error::Refused(Refused::Herself) => {
                Self::one_field("/staff_ids", "self", "must not name you: nobody supervises herself")
            }
            Error::Refused(Refused::Twice) => Self::one_field("/staff_ids", "twice", "must name each colleague once"),
            Error::Refused(Refused::KindAndNumber) => Self::one_field(
                "/kind",
                "number",
                "must fit how many were there: individual with one colleague, group with several",
            ),
            Error::NoSuchSite => Self::one_field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchColleague => Self::one_field(
                "/staff_ids",
                "unknown",
                "must be colleagues who work with young people at this site",
            ),
            Error::NoSuchCase => Self::one_field(
                "/enrolment_ids",
                "unknown",
                "must be enrolments that you supervise or work in",
            ),
            Error::VoidedAlready => Self::conflict("voided", "This was voided", "Record what is right anew."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(record_supervision)
        .service(list_supervision)
        .service(read_supervision)
        .service(void_supervision);
}
