//! Downloading a published release.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::super::file::ReleaseFile;
use super::super::flow;
use super::super::model::{Format, ReleaseId};
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, ValidQuery};
use crate::state::AppState;

/// Which form of the file.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileQuery {
    /// `json` (signed, can be verified) or `csv` (the same figures for a spreadsheet); `json` when left out.
    #[serde(default)]
    #[param(inline)]
    format: FileFormat,
}

/// A form of the file.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FileFormat {
    /// Signed JSON.
    #[default]
    Json,
    /// CSV.
    Csv,
}

/// Download a release
///
/// The same bytes on every download and for every funder. `causeway release verify FILE` checks the JSON without us.
/// Each download is recorded.
/// Permission: evaluator, data-protection officer or director of the whole organisation; funder, once it is published
/// for her.
#[utoipa::path(tag = "releases", operation_id = "downloadRelease", params(("id" = uuid::Uuid, Path), FileQuery), responses(
    (status = 200, content((ReleaseFile = "application/json"), (String = "text/csv"))),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody)))]
#[get("/releases/{id}/file")]
pub(crate) async fn download_release(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReleaseId>,
    ValidQuery(query): ValidQuery<FileQuery>,
) -> Result<HttpResponse, Problem> {
    let (format, media) = match query.format {
        FileFormat::Json => (Format::Json, "application/json"),
        FileFormat::Csv => (Format::Csv, "text/csv; charset=utf-8"),
    };
    let file = flow::fetch(state.db(), &actor, id, format).await?;
    // Indicator and period are codes: nothing in them needs quoting.
    let name = format!("causeway-{}-{}.{}", file.indicator, file.period, format.as_str());
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file.body))
}
