//! Reading referrals.

use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, get};
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::views::{ReferralView, ReferrerList};
use crate::access::Action;
use crate::intake::error::Error;
use crate::intake::model::{ReferralId, ReferralState, Urgency};
use crate::intake::scope::ReferralScope;
use crate::intake::store::{self, Listed};
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery, etag};
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// Which referrals.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReferralsQuery {
    /// `next_cursor` of the page before.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    /// Only those at this site.
    site_id: Option<SiteId>,
    /// Only those to this programme.
    programme_id: Option<ProgrammeId>,
    /// Only those in this state.
    state: Option<ReferralState>,
    /// Only those as urgent as this.
    urgency: Option<Urgency>,
    /// Only those whose clock has run out.
    #[serde(default)]
    overdue: bool,
    /// Those that have ended or were voided too.
    #[serde(default)]
    with_ended: bool,
}

/// The referral as this caller sees it.
pub(super) async fn answer(
    state: &AppState,
    actor: &Actor,
    id: ReferralId,
    mut response: HttpResponseBuilder,
) -> Result<HttpResponse, Problem> {
    let (view, version) = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ReferralScope::open(tx, id, Action::SeeReferral).await?;
            let view = ReferralView::of(&scope, tx.now()).await?;
            Ok((view, scope.row.referral.row_version))
        })
        .await?;
    Ok(response.insert_header(etag(version)).json(view))
}

/// List referrals
///
/// The intake queue: what runs out first comes first. Shows open ones unless asked otherwise.
/// Permission: the readers of the site; who received one or took the person in sees hers.
#[utoipa::path(tag = "intake", operation_id = "listReferrals", params(ReferralsQuery), responses(
    (status = 200, body = Page<ReferralView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/referrals")]
pub(crate) async fn list_referrals(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<ReferralsQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after::<(Option<NaiveDate>, ReferralId)>()?, page.limit());
    let listed = Listed {
        person: None,
        site: query.site_id,
        programme: query.programme_id,
        state: query.state,
        urgency: query.urgency,
        overdue: query.overdue,
        with_ended: query.with_ended,
    };
    let (rows, now) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok((store::list(tx, listed, after, limit).await?, tx.now()))
        })
        .await?;
    let place = |row: &store::ReferralRow| (row.waits_until, row.id);
    let page = Page::from_rows(rows, limit, place, |row| ReferralView::from_row(row, now));
    Ok(HttpResponse::Ok().json(page))
}

/// List a person's referrals
///
/// Those that ended or were voided too.
/// Permission: as for her record; shows the referrals the caller may see.
#[utoipa::path(tag = "intake", operation_id = "listPersonsReferrals", params(("id" = PersonId, Path), PageQuery), responses(
    (status = 200, body = Page<ReferralView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/people/{id}/referrals")]
pub(crate) async fn list_persons_referrals(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(Option<NaiveDate>, ReferralId)>()?, query.limit());
    let listed = Listed {
        person: Some(person),
        with_ended: true,
        ..Listed::default()
    };
    let (rows, now) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            PersonScope::open(tx, person, Action::SeePerson).await?;
            Ok((store::list(tx, listed, after, limit).await?, tx.now()))
        })
        .await?;
    let place = |row: &store::ReferralRow| (row.waits_until, row.id);
    let page = Page::from_rows(rows, limit, place, |row| ReferralView::from_row(row, now));
    Ok(HttpResponse::Ok().json(page))
}

/// Read a referral
///
/// With who asked, as far as the caller may know, and every step.
/// Permission: the readers of the site; who received it while she works with the person, or took her in.
#[utoipa::path(tag = "intake", operation_id = "readReferral", params(("id" = ReferralId, Path)), responses(
    (status = 200, body = ReferralView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/referrals/{id}")]
pub(crate) async fn read_referral(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// Open who referred a person
///
/// By name. Opening is remembered.
/// Permission: who received it while she works with the person or took her in; supervisor and safeguarding lead.
#[utoipa::path(tag = "intake", operation_id = "listReferrers", params(("id" = ReferralId, Path)), responses(
    (status = 200, body = ReferrerList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/referrals/{id}/referrers")]
pub(crate) async fn list_referrers(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let referrers = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = ReferralScope::open(tx, id, Action::OpenReferrer).await?;
            Ok(scope.referrers(&shared.keys).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ReferrerList::of(referrers)))
}
