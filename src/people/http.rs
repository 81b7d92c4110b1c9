//! The doors to people's records.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow::{self, Intake, NamedPage};
use super::model::{BirthDate, Gender, IdentityTier, MissingReason, PersonId, language_tag, minor_on};
use super::scope::PersonScope;
use super::store::PersonRow;
use crate::access::Action;
use crate::casework::Channel;
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{
    FieldError, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac,
    etag, same_creation,
};
use crate::state::AppState;

/// Who somebody is. Sealed as soon as it arrives.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentityInput {
    /// Name in the papers.
    #[validate(length(min = 1, max = 200))]
    pub(super) legal_name: Option<String>,
    /// What she is called.
    #[validate(length(min = 1, max = 100))]
    pub(super) known_as: Option<String>,
}

/// A young person to take in. Only the first four are needed; the rest can follow.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePerson {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: PersonId,
    /// The site she belongs to.
    pub(super) home_site_id: SiteId,
    /// The language she wants to be spoken to in (BCP 47).
    #[validate(length(min = 2, max = 20), custom(function = "language_tag"))]
    pub(super) language: String,
    /// How she names her gender; or say why it is missing.
    pub(super) gender_identity: Option<Gender>,
    /// Why her gender is missing.
    pub(super) gender_missing: Option<MissingReason>,
    /// Her birth date, as far as it is known. Without one she counts as a minor.
    pub(super) birth_date: Option<BirthDate>,
    /// The day she was taken in; today when left out.
    pub(super) taken_in_on: Option<NaiveDate>,
    /// Who she is, if she told.
    #[validate(nested)]
    #[serde(default)]
    pub(super) identity: IdentityInput,
    /// By which way this record reached us; `web` when left out.
    pub(super) recorded_via: Option<Channel>,
}

/// Corrections to a record. What is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdatePerson {
    /// The language she wants to be spoken to in (BCP 47).
    #[validate(length(min = 2, max = 20), custom(function = "language_tag"))]
    language: Option<String>,
    /// How she names her gender; or say why it is missing.
    gender_identity: Option<Gender>,
    /// Why her gender is missing.
    gender_missing: Option<MissingReason>,
}

/// A young person's pseudonymous record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    id: PersonId,
    /// The code she goes by.
    #[schema(example = "K7PQ2M")]
    public_code: String,
    home_site_id: SiteId,
    birth_year: Option<i32>,
    /// Whole years when she was taken in.
    age_on_entry: Option<i32>,
    /// Does she count as a minor today? True when her age is not known.
    minor: bool,
    gender_identity: Option<String>,
    gender_missing: Option<String>,
    language: String,
    identity_tier: IdentityTier,
    /// Was she erased? Then nothing sealed is left of her.
    erased: bool,
    /// What she is called: only in lists asked for with names, and only for those who may open it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl PersonView {
    fn of(row: PersonRow, today: NaiveDate, name: Option<String>) -> Self {
        Self {
            id: row.id,
            public_code: row.public_code,
            home_site_id: row.home_site_id,
            birth_year: row.birth_year,
            age_on_entry: row.age_on_entry,
            minor: minor_on(row.is_minor_until, today),
            gender_identity: row.gender_identity,
            gender_missing: row.gender_missing,
            language: row.language,
            identity_tier: row.identity_tier,
            erased: row.erased,
            name,
        }
    }
}

/// Who somebody is, opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentityView {
    person_id: PersonId,
    legal_name: Option<String>,
    known_as: Option<String>,
    birth_date: Option<String>,
    /// How sure the birth date is.
    birth_date_quality: String,
    /// She was erased: the fields are empty for ever.
    erased: bool,
    /// Her key was not restored from its backup: the fields are there and cannot be opened.
    key_missing: bool,
}

/// Which people.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleQuery {
    /// `next_cursor` of the page before.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    /// Only people of this site.
    site_id: Option<SiteId>,
    /// Open the names too, where the caller may. Each page is remembered in the audit log.
    #[serde(default)]
    with_names: bool,
}

/// Take a young person in
///
/// Permission: field workers, supervisors, intake officers and the safeguarding lead, at the site.
#[utoipa::path(tag = "people", operation_id = "createPerson", request_body = CreatePerson, responses(
    (status = 201, body = PersonView), (status = 200, body = PersonView, description = "Created before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people")]
pub(crate) async fn create_person(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreatePerson>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createPerson", &body)?;
    let (id, shared) = (body.id, state.shared());
    let intake = Intake {
        request: body,
        created_mac: mac,
    };
    let created = state
        .db()
        .write(&actor, async move |tx| flow::take_in(tx, &shared.keys, intake).await)
        .await;
    match created {
        Ok(()) => answer(&state, &actor, id, true).await,
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    let scope = PersonScope::open(tx, id, Action::SeePerson).await;
                    Ok(scope.ok().and_then(|scope| scope.created_mac().map(<[u8]>::to_vec)))
                })
                .await?;
            same_creation(stored.as_deref(), &mac)?;
            answer(&state, &actor, id, false).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer(state: &AppState, actor: &Actor, id: PersonId, created: bool) -> Result<HttpResponse, Problem> {
    let today = state.clock().now().date_naive();
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(PersonScope::open(tx, id, Action::SeePerson).await?.record())
        })
        .await?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response
        .insert_header(etag(row.row_version))
        .json(PersonView::of(row, today, None)))
}

/// List people
///
/// Newest first. Shows whom the caller works with, and everybody at the places where she reads case data.
/// Permission: whoever is signed in; the list is empty for who sees nobody.
#[utoipa::path(tag = "people", operation_id = "listPeople", params(PeopleQuery), responses(
    (status = 200, body = Page<PersonView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/people")]
pub(crate) async fn list_people(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PeopleQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let after = page.after::<PersonId>()?;
    let (limit, shared) = (page.limit(), state.shared());
    let today = state.clock().now().date_naive();
    let NamedPage { rows, mut names } = state
        .db()
        .read(&actor, async |tx| {
            flow::list(tx, &shared.keys, after, query.site_id, limit, query.with_names).await
        })
        .await?;
    let page = Page::from_rows(
        rows,
        limit,
        |row| row.id,
        |row| {
            let name = names.remove(&row.id);
            PersonView::of(row, today, name)
        },
    );
    Ok(HttpResponse::Ok().json(page))
}

/// Read a person's record
///
/// Permission: those assigned to her, who took her in, and the readers of her site or programme.
#[utoipa::path(tag = "people", operation_id = "readPerson", params(("id" = PersonId, Path)), responses(
    (status = 200, body = PersonView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}")]
pub(crate) async fn read_person(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, false).await
}

/// Correct a person's record
///
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "people", operation_id = "updatePerson",
    request_body = UpdatePerson, params(("id" = PersonId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = PersonView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/people/{id}")]
pub(crate) async fn update_person(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PersonId>,
    if_match: IfMatch,
    Valid(body): Valid<UpdatePerson>,
) -> Result<HttpResponse, Problem> {
    let UpdatePerson {
        language,
        gender_identity,
        gender_missing,
    } = body;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::correct(tx, id, if_match.version(), language, gender_identity, gender_missing).await
        })
        .await?;
    answer(&state, &actor, id, false).await
}

/// Open who a person is
///
/// Name and birth date. Opening is remembered.
/// Permission: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "people", operation_id = "readIdentity", params(("id" = PersonId, Path)), responses(
    (status = 200, body = IdentityView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/identity")]
pub(crate) async fn read_identity(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let (erased, identity) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = PersonScope::open(tx, id, Action::OpenIdentity).await?;
            Ok((scope.is_erased(), scope.identity(&shared.keys).await?))
        })
        .await?;
    let text = |text: &Option<zeroize::Zeroizing<String>>| text.as_ref().map(|text| text.as_str().to_owned());
    Ok(HttpResponse::Ok()
        .insert_header(etag(identity.row_version))
        .json(IdentityView {
            person_id: id,
            legal_name: text(&identity.legal_name),
            known_as: text(&identity.known_as),
            birth_date: text(&identity.birth_date),
            birth_date_quality: identity.birth_date_quality.clone(),
            erased,
            key_missing: identity.key_missing,
        }))
}

/// Replace a person's names
///
/// Both names are replaced by what is sent; one left out is removed.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "people", operation_id = "replaceNames",
    request_body = IdentityInput, params(("id" = PersonId, Path), ("If-Match" = String, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/people/{id}/identity")]
pub(crate) async fn replace_names(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PersonId>,
    if_match: IfMatch,
    Valid(body): Valid<IdentityInput>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = PersonScope::open(tx, id, Action::ChangePerson).await?;
            if scope.wrapped_key().is_none() {
                return Err(Error::KeyDestroyed);
            }
            let (legal_name, known_as) = (body.legal_name.as_deref(), body.known_as.as_deref());
            let changed = scope
                .change_names(&shared.keys, if_match.version(), legal_name, known_as)
                .await?;
            if changed { Ok(()) } else { Err(Error::ChangedMeanwhile) }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchSite => Self::validation(vec![FieldError::new(
                "/home_site_id",
                "unknown",
                "must be one of your organisation's sites",
            )]),
            Error::GenderOrReason => Self::validation(vec![FieldError::new(
                "/gender_identity",
                "one_of",
                "send either gender_identity or, when it is missing, the reason as gender_missing",
            )]),
            Error::BornLater => Self::validation(vec![FieldError::new(
                "/birth_date",
                "out_of_range",
                "must be before the day she was taken in",
            )]),
            Error::IdTaken => same_creation(None, &[0; 16]).err().unwrap_or_else(Self::internal),
            Error::KeyDestroyed => Self::erased(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(create_person)
        .service(list_people)
        .service(read_person)
        .service(update_person)
        .service(read_identity)
        .service(replace_names);
}
