//! Sites.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::Error;
use super::super::model::{Jurisdiction, PlaceName, Region, SiteId, TimeZone};
use super::super::scope::HouseScope;
use super::super::store::{NewSite, SiteRow};
use super::{answer, is_taken};
use crate::access::{Action, Spot};
use crate::platform::db::{Actor, Tx, Write};
use crate::platform::http::{
    FieldError, IfMatch, Page, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// A new site.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateSiteRequest {
    /// A new `UUID (version 7)`, made by the client.
    id: SiteId,
    /// What it is called.
    name: PlaceName,
    /// Its clock, a name of the IANA time zone database.
    time_zone: TimeZone,
    /// Whose law holds there, ISO 3166.
    jurisdiction: Jurisdiction,
    /// The publication region it belongs to; leave out for none.
    region: Option<Region>,
}

/// What to change about a site. What is left out stays as it is.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeSiteRequest {
    /// What it is called.
    name: Option<PlaceName>,
    /// Its clock; fixed once sessions were logged here.
    time_zone: Option<TimeZone>,
    /// Whose law holds there, ISO 3166.
    jurisdiction: Option<Jurisdiction>,
    /// The publication region; null takes the site out of regional tables.
    #[schema(value_type = Option<Region>)]
    #[serde(default, deserialize_with = "said")]
    region: Said<Region>,
}

/// A field that may be left out, null, or a value: three different things to say.
#[derive(Debug, Clone, Default)]
enum Said<T> {
    /// It was left out.
    #[default]
    Nothing,
    /// It was sent; `None` for null.
    This(Option<T>),
}

fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Said<T>, D::Error> {
    Option::deserialize(deserializer).map(Said::This)
}

/// A place where the organisation works.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteView {
    /// Its id.
    id: SiteId,
    /// What it is called.
    name: String,
    /// Its clock, a name of the IANA time zone database.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// Whose law holds there, ISO 3166.
    #[schema(example = "CO")]
    jurisdiction: String,
    /// The publication region it belongs to.
    region: Option<String>,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

impl From<SiteRow> for SiteView {
    fn from(row: SiteRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            time_zone: row.time_zone,
            jurisdiction: row.jurisdiction,
            region: row.region,
            etag: etag(row.row_version).1,
        }
    }
}

fn shown(status: StatusCode, row: SiteRow) -> HttpResponse {
    answer(status, row.row_version, &SiteView::from(row))
}

/// The sites
///
/// All of them (at most 500), by name.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "listSites", responses((status = 200, body = Page<SiteView>),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/sites")]
pub(crate) async fn list_sites(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(HouseScope::see(tx)?.sites().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Page {
        items: rows.into_iter().map(SiteView::from).collect(),
        next_cursor: None,
    }))
}

/// Open a site
///
/// Sent again with the same id and content it answers 200 with the site as it is now.
/// Permission: organisation administrators.
#[utoipa::path(tag = "organisation", operation_id = "createSite",
    request_body = CreateSiteRequest, responses((status = 201, body = SiteView),
    (status = 200, body = SiteView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/sites")]
pub(crate) async fn create_site(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreateSiteRequest>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createSite", &body)?;
    let id = body.id;
    let new = NewSite {
        id,
        name: body.name,
        time_zone: body.time_zone,
        jurisdiction: body.jurisdiction,
        region: body.region,
        mac,
    };
    let created = state
        .db()
        .write(&actor, async move |tx| -> Result<_, Error> {
            let house = HouseScope::open(tx, Action::ManageSites, &Spot::organisation())?;
            Ok(house.add_site(new).await?)
        })
        .await;
    match created {
        Ok(row) => Ok(shown(StatusCode::CREATED, row)),
        Err(error) if is_taken(&error) => {
            let stored = find(&state, &actor, id).await?;
            same_creation(stored.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            let row = stored.ok_or_else(Problem::not_found)?;
            Ok(shown(StatusCode::OK, row))
        }
        Err(error) => Err(error.into()),
    }
}

/// A site
///
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "readSite", params(("id" = SiteId, Path, description = "The site.")),
    responses((status = 200, body = SiteView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/sites/{id}")]
pub(crate) async fn read_site(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SiteId>,
) -> Result<HttpResponse, Problem> {
    let row = find(&state, &actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(StatusCode::OK, row))
}

async fn find(state: &AppState, actor: &Actor, id: SiteId) -> Result<Option<SiteRow>, Problem> {
    let found = state.db().read(actor, async |tx| -> Result<_, Error> {
        Ok(HouseScope::see(tx)?.site(id).await?)
    });
    Ok(found.await?)
}

/// Change a site
///
/// Its time zone only until sessions were logged there.
/// Permission: organisation administrators.
#[utoipa::path(tag = "organisation", operation_id = "changeSite",
    request_body = ChangeSiteRequest, params(("id" = SiteId, Path, description = "The site."),
    ("If-Match" = String, Header, description = "The ETag of the version to change.")),
    responses((status = 200, body = SiteView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/sites/{id}")]
pub(crate) async fn change_site(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SiteId>,
    seen: IfMatch,
    Valid(body): Valid<ChangeSiteRequest>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .write(&actor, async move |tx| change(tx, id, seen, body).await)
        .await?;
    Ok(shown(StatusCode::OK, row))
}

async fn change(tx: &Tx<Write>, id: SiteId, seen: IfMatch, asked: ChangeSiteRequest) -> Result<SiteRow, Problem> {
    let house = HouseScope::open(tx, Action::ManageSites, &Spot::site(id.uuid()))?;
    let mut row = house.lock_site(id).await?;
    seen.check(row.row_version)?;
    let mut fields: Vec<&'static [&'static str]> = Vec::new();
    if let Some(name) = asked.name {
        row.name = name.into();
        fields.push(&["name"]);
    }
    if let Some(zone) = asked.time_zone {
        if row.time_zone != zone.as_str() && house.site_has_sessions(id).await? {
            return Err(Error::ZoneFixed.into());
        }
        row.time_zone = zone.into();
        fields.push(&["time_zone"]);
    }
    if let Some(jurisdiction) = asked.jurisdiction {
        row.jurisdiction = jurisdiction.into();
        fields.push(&["jurisdiction"]);
    }
    if let Said::This(region) = asked.region {
        row.region = region.map(String::from);
        fields.push(&["region"]);
    }
    if fields.is_empty() {
        return Err(Problem::validation(vec![FieldError::new(
            "",
            "nothing_to_change",
            "must name at least one of name, time_zone, jurisdiction, region",
        )]));
    }
    Ok(house.change_site(row, fields).await?)
}
