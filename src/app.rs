//! The whole HTTP surface: which feature answers what, and what all of them go through.

use std::sync::LazyLock;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, scope, to};
use actix_web::{App, Error, HttpRequest, HttpResponse, ResponseError, get};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::platform::http::{Operations, Problem, ProblemBody, RouteTable, complete_document, guard_request};
use crate::state::AppState;

/// Where every operation lies.
pub const API: &str = "/api/v1";

/// The document as it is committed and sent: what [`openapi`] makes of the code, which a test compares.
pub(crate) const DOCUMENT: &str = include_str!("../api-spec/openapi.json");

#[expect(
    clippy::expect_used,
    reason = "a constant, and a test asks for addresses that it knows"
)]
static ADDRESSES: LazyLock<RouteTable> = LazyLock::new(|| RouteTable::of(DOCUMENT).expect("the document is JSON"));

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Causeway",
        description = "Log the work where it happens, see what works, publish figures nobody can be found in. \
                       Errors are problem+json (RFC 9457); lists are paged by cursor; changes need If-Match.",
        license(name = "Apache-2.0")
    ),
    components(schemas(ProblemBody)),
    security(("bearer" = []))
)]
struct Base;

/// One worker's application, ready to serve.
pub fn app(
    state: AppState,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    App::new()
        .app_data(Data::new(state))
        .service(scope(API).configure(|server| features(&mut Operations::served(server))))
        .configure(|server| signs_of_life(&mut Operations::served(server)))
        .configure(crate::front::http::pages)
        .default_service(to(unmatched))
        .wrap(from_fn(guard_request))
}

/// The OpenAPI document, as generated from the handlers (`api-spec/openapi.json`).
pub fn openapi() -> OpenApi {
    let mut api = base();
    features(&mut Operations::described(&mut api));
    let paths = std::mem::take(&mut api.paths.paths);
    api.paths.paths = paths
        .into_iter()
        .map(|(path, item)| (format!("{API}{path}"), item))
        .collect();
    signs_of_life(&mut Operations::described(&mut api));
    complete_document(&mut api, API);
    api
}

fn base() -> OpenApi {
    let mut api = Base::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    api.components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-rt"));
    api.components
        .get_or_insert_default()
        .add_security_scheme("refresh_cookie", SecurityScheme::ApiKey(cookie));
    api
}

fn signs_of_life(operations: &mut Operations<'_>) {
    operations.service(health).service(ready);
}

fn features(operations: &mut Operations<'_>) {
    operations
        .configure(crate::accounts::http::routes)
        .configure(crate::audit::http::routes)
        .configure(crate::break_glass::http::routes)
        .configure(crate::search::http::routes)
        .configure(crate::people::http::routes)
        .configure(crate::contacts::http::routes)
        .configure(crate::relationships::http::routes)
        .configure(crate::duplicates::http::routes)
        .configure(crate::merging::http::routes)
        .configure(crate::consent::http::routes)
        .configure(crate::providers::http::routes)
        .configure(crate::disclosures::http::routes)
        .configure(crate::referrals_out::http::routes)
        .configure(crate::erasure::http::routes)
        .configure(crate::intake::http::routes)
        .configure(crate::caseload::http::routes)
        .configure(crate::enrolment::http::routes)
        .configure(crate::intake_forms::http::routes)
        .configure(crate::followup::http::routes)
        .configure(crate::sessions::http::routes)
        .configure(crate::timetable::http::routes)
        .configure(crate::plans::http::routes)
        .configure(crate::safety::http::routes)
        .configure(crate::incidents::http::routes)
        .configure(crate::on_call::http::routes)
        .configure(crate::outings::http::routes)
        .configure(crate::supervision::http::routes)
        .configure(crate::safeguarding::http::routes)
        .configure(crate::tasks::http::routes)
        .configure(crate::sync::http::routes)
        .configure(crate::organisation::http::routes)
        .configure(crate::programmes::http::routes)
        .configure(crate::front::http::routes)
        .configure(crate::indicators::http::routes)
        .configure(crate::releases::http::routes)
        .configure(crate::operations::http::routes);
}

/// Is the process alive
///
/// Permission: anyone.
#[utoipa::path(tag = "operations", operation_id = "readHealth", security(()), responses((status = 200, body = String)))]
#[get("/healthz")]
pub(crate) async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("alive\n")
}

/// Can it do its work
///
/// Permission: anyone.
#[utoipa::path(tag = "operations", operation_id = "readReadiness", security(()), responses((status = 200, body = String), (status = 503, body = ProblemBody)))]
#[get("/readyz")]
pub(crate) async fn ready(state: Data<AppState>) -> Result<HttpResponse, Problem> {
    state.db().ping().await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ready\n"))
}

/// No route matched: a file or an address of the web app, another method of a known address, or nothing at all.
async fn unmatched(state: Data<AppState>, request: HttpRequest) -> HttpResponse {
    crate::front::http::app_file(&state, &request)
        .unwrap_or_else(|| ADDRESSES.unmatched(&request).of(&request).error_response())
}
