//! The doors to the directory of providers.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::model::{ProviderId, RecipientClass, ServiceKind};
use super::scope::ProviderScope;
use super::store::{self, Entry, ProviderRow};
use crate::access::{Action, Denied};
use crate::organisation::PlaceName;
use crate::platform::db::Actor;
use crate::platform::http::{
    IfMatch, Operations, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// What a provider is and does.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderBody {
    /// What it is called.
    #[schema(example = "Northern health centre")]
    name: PlaceName,
    /// What it does for a young person.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    services: Vec<ServiceKind>,
    /// Days within which it usually answers; after them who sent somebody there is asked to look.
    #[validate(range(min = 1, max = 90))]
    #[schema(minimum = 1, maximum = 90, example = 14)]
    answers_within: i32,
}

/// A new entry of the directory.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateProvider {
    /// Made by the client (UUID version 7).
    id: ProviderId,
    /// What kind of recipient it is. Fixed: consent may have been given to this kind.
    class: RecipientClass,
    /// What it is and does.
    #[validate(nested)]
    provider: ProviderBody,
}

/// What an entry says now, whole.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeProvider {
    /// What it is and does.
    #[validate(nested)]
    provider: ProviderBody,
    /// False: nobody is sent there any more.
    in_use: bool,
}

/// Somebody outside the house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderView {
    id: ProviderId,
    name: String,
    class: RecipientClass,
    services: Vec<ServiceKind>,
    /// Days.
    answers_within: i32,
    in_use: bool,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

/// The directory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderList {
    items: Vec<ProviderView>,
}

impl From<ProviderRow> for ProviderView {
    fn from(row: ProviderRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            class: row.class,
            services: row.services,
            answers_within: row.answers_within,
            in_use: row.in_use,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<ProviderBody> for Entry {
    fn from(body: ProviderBody) -> Self {
        Self {
            name: body.name,
            services: body.services,
            answers_within: body.answers_within,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::Db(error) => error.into(),
        }
    }
}

async fn read(state: &AppState, actor: &Actor, id: ProviderId) -> Result<Option<ProviderRow>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            ProviderScope::open(tx, Action::SeeHouse)?;
            Ok(store::find(tx, id).await?)
        })
        .await
}

fn shown(status: StatusCode, row: ProviderRow) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(ProviderView::from(row))
}

/// List providers
///
/// The directory of who outside the house takes young people on, or is told about them (at most 1,000), by name.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "providers", operation_id = "listProviders", responses(
    (status = 200, body = ProviderList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/providers")]
pub(crate) async fn list_providers(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(ProviderScope::open(tx, Action::SeeHouse)?.list().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ProviderList {
        items: rows.into_iter().map(ProviderView::from).collect(),
    }))
}

/// Add a provider
///
/// From then on consent can name it, and young people can be referred to it.
/// Permission: organisation administrators, programme managers, data-protection officers, directors.
#[utoipa::path(tag = "providers", operation_id = "createProvider", request_body = CreateProvider, responses(
    (status = 201, body = ProviderView), (status = 200, body = ProviderView, description = "Added before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/providers")]
pub(crate) async fn create_provider(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreateProvider>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createProvider", &body)?;
    let CreateProvider { id, class, provider } = body;
    let added = state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = ProviderScope::open(tx, Action::ManageProviders)?;
            Ok(scope.add(id, class, provider.into(), mac).await?)
        })
        .await;
    let status = match added {
        Ok(()) => StatusCode::CREATED,
        Err(Error::Db(error)) if error.is_id_taken() => StatusCode::OK,
        Err(error) => return Err(error.into()),
    };
    let row = read(&state, &actor, id).await?;
    if status == StatusCode::OK {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    Ok(shown(status, row.ok_or_else(Problem::not_found)?))
}

/// Change a provider
///
/// Everything but its class. One that is not in use any more stays, for what was done with it.
/// Permission: organisation administrators, programme managers, data-protection officers, directors.
#[utoipa::path(tag = "providers", operation_id = "changeProvider", request_body = ChangeProvider,
    params(("id" = ProviderId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ProviderView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[put("/providers/{id}")]
pub(crate) async fn change_provider(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ProviderId>,
    if_match: IfMatch,
    Valid(body): Valid<ChangeProvider>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = ProviderScope::open(tx, Action::ManageProviders)?;
            store::find(tx, id).await?.ok_or(Denied::NotFound)?;
            let changed = scope
                .change(id, if_match.version(), body.provider.into(), body.in_use)
                .await?;
            if changed { Ok(()) } else { Err(Error::ChangedMeanwhile) }
        })
        .await?;
    let row = read(&state, &actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(StatusCode::OK, row))
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(list_providers)
        .service(create_provider)
        .service(change_provider);
}
