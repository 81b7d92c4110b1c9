//! The doors of the programmes.

mod dosage;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::{Action, Denied, Spot};
use crate::organisation::{PlaceName, SiteId, site_place};
use crate::platform::db::{Actor, Tx, Write};
use crate::platform::http::{
    FieldError, IfMatch, Operations, Page, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::programmes::error::Error;
use crate::programmes::model::{PreventionTier, ProgrammeId, Strand, may_open};
use crate::programmes::scope::ProgrammeScope;
use crate::programmes::store::{NewProgramme, ProgrammeRow};
use crate::state::AppState;

/// A new programme.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateProgrammeRequest {
    /// A new `UUID (version 7)`, made by the client.
    id: ProgrammeId,
    /// What it is called.
    #[schema(example = "Saturday league")]
    name: PlaceName,
    /// What kind of help it is. Fixed once the programme is open.
    strand: Strand,
    /// Whom it is for.
    tier: PreventionTier,
    /// Where it runs; leave out for every site. Fixed once the programme is open.
    site_id: Option<SiteId>,
}

/// What to change about a programme. What is left out stays as it is.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeProgrammeRequest {
    /// What it is called.
    name: Option<PlaceName>,
    /// Whom it is for.
    tier: Option<PreventionTier>,
    /// Are those who leave asked after for two years instead of one? Of who has left before nothing changes.
    follows_two_years: Option<bool>,
    /// For how many hours who recorded a session, or marked somebody on a roll, may edit it. After that a supervisor does.
    #[validate(range(min = 0, max = 720))]
    edit_hours: Option<i32>,
}

/// What an organisation offers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgrammeView {
    /// Its id.
    id: ProgrammeId,
    /// What it is called.
    name: String,
    /// What kind of help it is.
    strand: Strand,
    /// Whom it is for.
    tier: PreventionTier,
    /// Where it runs; null: at every site.
    site_id: Option<SiteId>,
    /// Are those who leave asked after for two years instead of one?
    follows_two_years: bool,
    /// For how many hours who recorded a session, or marked somebody on a roll, may edit it.
    edit_hours: i32,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

impl From<ProgrammeRow> for ProgrammeView {
    fn from(row: ProgrammeRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            strand: row.strand,
            tier: row.tier,
            site_id: row.site_id,
            follows_two_years: row.follows_two_years,
            edit_hours: row.edit_hours,
            etag: etag(row.row_version).1,
        }
    }
}

fn shown(status: StatusCode, row: ProgrammeRow) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(ProgrammeView::from(row))
}

/// The programmes
///
/// All of them (at most 500), by name.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "programmes", operation_id = "listProgrammes", responses((status = 200, body = Page<ProgrammeView>),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/programmes")]
pub(crate) async fn list_programmes(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state.db().read(&actor, async |tx| -> Result<_, Error> {
        Ok(ProgrammeScope::see(tx)?.programmes().await?)
    });
    Ok(HttpResponse::Ok().json(Page {
        items: rows.await?.into_iter().map(ProgrammeView::from).collect(),
        next_cursor: None,
    }))
}

/// Open a programme
///
/// Sent again with the same id and content it answers 200 with the programme as it is now.
/// Permission: organisation administrators, programme managers, directors; at one site also those of that site.
#[utoipa::path(tag = "programmes", operation_id = "createProgramme",
    request_body = CreateProgrammeRequest, responses((status = 201, body = ProgrammeView),
    (status = 200, body = ProgrammeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/programmes")]
pub(crate) async fn create_programme(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreateProgrammeRequest>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createProgramme", &body)?;
    let id = body.id;
    let new = NewProgramme {
        id,
        name: body.name,
        strand: body.strand,
        tier: body.tier,
        site: body.site_id,
        mac,
    };
    let created = state.db().write(&actor, async move |tx| create(tx, new).await).await;
    match created {
        Ok(row) => Ok(shown(StatusCode::CREATED, row)),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = find(&state, &actor, id).await?;
            same_creation(stored.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            let row = stored.ok_or_else(Problem::not_found)?;
            Ok(shown(StatusCode::OK, row))
        }
        Err(error) => Err(error.into()),
    }
}

async fn create(tx: &Tx<Write>, new: NewProgramme) -> Result<ProgrammeRow, Error> {
    let at = new.site.map_or_else(Spot::organisation, |site| Spot::site(site.uuid()));
    let programmes = ProgrammeScope::open(tx, Action::ManageProgrammes, &at)?;
    may_open(new.strand)?;
    if let Some(site) = new.site {
        site_place(tx, site).await.map_err(|denied| match denied {
            Denied::NotFound => Error::NoSuchSite,
            Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded | Denied::Db(_) => denied.into(),
        })?;
    }
    Ok(programmes.add(new).await?)
}

/// A programme
///
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "programmes", operation_id = "readProgramme",
    params(("id" = ProgrammeId, Path, description = "The programme.")),
    responses((status = 200, body = ProgrammeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/programmes/{id}")]
pub(crate) async fn read_programme(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    let row = find(&state, &actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(StatusCode::OK, row))
}

async fn find(state: &AppState, actor: &Actor, id: ProgrammeId) -> Result<Option<ProgrammeRow>, Problem> {
    let found = state.db().read(actor, async |tx| -> Result<_, Error> {
        Ok(ProgrammeScope::see(tx)?.programme(id).await?)
    });
    Ok(found.await?)
}

/// Change a programme
///
/// Its name, whom it is for, how long who leaves is asked after, and how long sessions may be edited; strand and place are
/// fixed.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "programmes", operation_id = "changeProgramme", request_body = ChangeProgrammeRequest,
    params(("id" = ProgrammeId, Path, description = "The programme."),
    ("If-Match" = String, Header, description = "The ETag of the version to change.")),
    responses((status = 200, body = ProgrammeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/programmes/{id}")]
pub(crate) async fn change_programme(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ProgrammeId>,
    seen: IfMatch,
    Valid(body): Valid<ChangeProgrammeRequest>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .write(&actor, async move |tx| change(tx, id, seen, body).await)
        .await?;
    Ok(shown(StatusCode::OK, row))
}

async fn change(
    tx: &Tx<Write>,
    id: ProgrammeId,
    seen: IfMatch,
    asked: ChangeProgrammeRequest,
) -> Result<ProgrammeRow, Problem> {
    let programmes = ProgrammeScope::of(tx, Action::ManageProgrammes, id).await?;
    let mut row = programmes.lock(id).await?;
    seen.check(row.row_version)?;
    let mut fields: Vec<&'static [&'static str]> = Vec::new();
    if let Some(name) = asked.name {
        row.name = name.into();
        fields.push(&["name"]);
    }
    if let Some(tier) = asked.tier {
        row.tier = tier;
        fields.push(&["tier"]);
    }
    if let Some(two_years) = asked.follows_two_years {
        row.follows_two_years = two_years;
        fields.push(&["follows_two_years"]);
    }
    if let Some(hours) = asked.edit_hours {
        row.edit_hours = hours;
        fields.push(&["edit_hours"]);
    }
    if fields.is_empty() {
        return Err(Problem::validation(vec![FieldError::new(
            "",
            "nothing_to_change",
            "must name at least one of name, tier, follows_two_years, edit_hours",
        )]));
    }
    Ok(programmes.change(row, fields).await?)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(Denied::Db(error)) | Error::Db(error) => error.into(),
            Error::Denied(denied) => denied.into(),
            Error::StrandNotAvailable(why) => Self::rule(
                "strand_not_available",
                "This strand cannot be offered yet",
                format!("{why}."),
            )
            .field(FieldError::new(
                "/strand",
                "strand_not_available",
                "must be another strand for now",
            )),
            Error::Dosage(_) => Self::one_field(
                "/over_days",
                "not_whole",
                "must be said with sessions_in_all, and be left out with everything else",
            ),
            Error::NoSuchSite => Self::validation(vec![FieldError::new(
                "/site_id",
                "unknown",
                "must be a site of your organisation",
            )]),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(list_programmes)
        .service(create_programme)
        .service(read_programme)
        .service(change_programme)
        .service(dosage::list_dosages)
        .service(dosage::plan_dosage);
}
