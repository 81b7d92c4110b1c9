//! The doors: the app, pages, their files, and the OpenAPI document.

mod app;

pub(crate) use app::words;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::web::{Data, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, get};

use super::model;
use crate::platform::db::{Actor, DbError};
use crate::platform::http::{Operations, Problem, ProblemBody};
use crate::state::AppState;

/// The front page loads one style sheet from here, and runs nothing.
const FRONT_CSP: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
                         frame-ancestors 'none'";
/// The API page runs its vendored bundle, and asks this server only. Swagger UI draws its arrows as data: images.
const API_PAGE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                            connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// An account page runs its own script, asks this server only, and turns no text into HTML.
const ACCOUNT_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                           base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

const FRONT_CSS: &str = include_str!("../../../assets/front/front.css");
const BUNDLE_CSS: &str = include_str!("../../../assets/api-docs/swagger-ui.css");
const BUNDLE_SCRIPT: &str = include_str!("../../../assets/api-docs/swagger-ui-bundle.js");
const API_PAGE_CSS: &str = include_str!("../../../assets/api-docs/page.css");
const API_PAGE_SCRIPT: &str = include_str!("../../../assets/api-docs/page.js");

const ACCOUNT_CSS: &str = include_str!("../../../assets/account/account.css");
const ACCOUNT_WORDS: &str = include_str!("../../../assets/account/words.js");
const ACCOUNT_SCRIPT: &str = include_str!("../../../assets/account/account.js");

/// The app; where it was not built, the page that says where one is.
#[get("/")]
pub(crate) async fn first_page(state: Data<AppState>, request: HttpRequest) -> HttpResponse {
    app_file(&state, &request).unwrap_or_else(|| html(model::front_page(&state.front().demo_accounts), FRONT_CSP))
}

/// The demo's own page: its sign-ins.
#[get("/demo")]
pub(crate) async fn demo_page(state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let accounts = &state.front().demo_accounts;
    if accounts.is_empty() {
        return Err(Problem::not_found());
    }
    Ok(html(model::front_page(accounts), FRONT_CSP))
}

/// A file of the app, or its page for this address; nothing where it has neither.
pub(crate) fn app_file(state: &AppState, request: &HttpRequest) -> Option<HttpResponse> {
    app::answer(request, state.front().public_api_pages)
}

#[get("/front.css")]
pub(crate) async fn front_css() -> HttpResponse {
    file(FRONT_CSS, CSS)
}

#[get("/api-docs")]
pub(crate) async fn api_page(state: Data<AppState>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    may_read(&state, &request).await?;
    Ok(html(model::api_page(), API_PAGE_CSP))
}

#[get("/api-docs/{file}")]
pub(crate) async fn api_page_file(state: Data<AppState>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    may_read(&state, &request).await?;
    match request.match_info().query("file") {
        "swagger-ui.css" => Ok(file(BUNDLE_CSS, CSS)),
        "swagger-ui-bundle.js" => Ok(file(BUNDLE_SCRIPT, SCRIPT)),
        "page.css" => Ok(file(API_PAGE_CSS, CSS)),
        "page.js" => Ok(file(API_PAGE_SCRIPT, SCRIPT)),
        _ => Err(Problem::not_found()),
    }
}

#[get("/account/{page}")]
pub(crate) async fn account_page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    match request.match_info().query("page") {
        "account.css" => Ok(file(ACCOUNT_CSS, CSS)),
        "words.js" => Ok(file(ACCOUNT_WORDS, SCRIPT)),
        "account.js" => Ok(file(ACCOUNT_SCRIPT, SCRIPT)),
        page => model::account_page(page)
            .map(|page| html(page, ACCOUNT_CSP))
            .ok_or_else(Problem::not_found),
    }
}

/// Every operation, as an OpenAPI 3.1 document
///
/// Permission: whoever is signed in; anyone in the demo.
#[utoipa::path(tag = "operations", operation_id = "readOpenApi", responses(
    (status = 200, body = serde_json::Value, content_type = "application/json"), (status = 401, body = ProblemBody)))]
#[get("/openapi.json")]
pub(crate) async fn read_open_api(state: Data<AppState>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    may_read(&state, &request).await?;
    Ok(HttpResponse::Ok().content_type(JSON).body(crate::app::DOCUMENT))
}

/// In the demo everybody may read about the API; elsewhere whoever has an open sign-in.
async fn may_read(state: &AppState, request: &HttpRequest) -> Result<(), Problem> {
    if state.front().public_api_pages {
        return Ok(());
    }
    let actor = Actor::extract(request).await?;
    state.db().read(&actor, async |_tx| Ok::<(), DbError>(())).await?;
    Ok(())
}

fn html(page: String, csp: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CONTENT_SECURITY_POLICY, csp))
        .body(page)
}

fn file(text: &'static str, kind: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "private, max-age=3600"))
        .body(text)
}

/// Pages and their files: not operations, hence not in the OpenAPI document.
pub(crate) fn pages(config: &mut ServiceConfig) {
    config
        .service(first_page)
        .service(demo_page)
        .service(front_css)
        .service(api_page)
        .service(api_page_file)
        .service(account_page);
}

/// The document itself.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations.service(read_open_api);
}
