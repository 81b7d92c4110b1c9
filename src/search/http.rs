//! The door to searching.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow::{self, Hit, Wanted};
use super::model::{FoundBy, MOST_PEOPLE};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{FieldError, Operations, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// What to look for: exactly one of the three.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchPeople {
    /// Beginnings of words of what she is called or of her name: at least two letters of one.
    #[validate(length(min = 1, max = 100))]
    pub(super) name: Option<String>,
    /// Her phone number, in any spelling.
    #[validate(length(min = 1, max = 60))]
    pub(super) phone: Option<String>,
    /// The number of one of her papers, in any spelling.
    #[validate(length(min = 1, max = 60))]
    pub(super) document: Option<String>,
    /// Only people of this site.
    pub(super) site_id: Option<SiteId>,
}

impl std::fmt::Debug for SearchPeople {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchPeople").finish_non_exhaustive()
    }
}

/// Somebody who was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundPerson {
    person_id: PersonId,
    /// The code she goes by.
    #[schema(example = "K7PQ2M")]
    public_code: String,
    home_site_id: SiteId,
    /// What she is called, if that is known.
    known_as: Option<String>,
    /// Whole years when she was taken in.
    age_on_entry: Option<i32>,
    birth_year: Option<i32>,
    /// By what she was found.
    found_by: FoundBy,
    /// The words of that name which fit. Empty when a number did.
    words: Vec<String>,
}

/// Who was found, the best first.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundPeople {
    /// At most 20.
    items: Vec<FoundPerson>,
    /// There are more: say more of the name.
    more: bool,
}

impl From<Hit> for FoundPerson {
    fn from(hit: Hit) -> Self {
        Self {
            person_id: hit.row.id,
            public_code: hit.row.public_code,
            home_site_id: hit.row.home_site_id,
            known_as: hit.known_as.map(|name| name.as_str().to_owned()),
            age_on_entry: hit.row.age_on_entry,
            birth_year: hit.row.birth_year,
            found_by: hit.by,
            words: hit.words,
        }
    }
}

/// Search for a person
///
/// Among the people whose names the caller may open; of anybody else it says nothing. By name: every word must begin a word
/// of what she is called, or of her name in the papers; accents, capitals and signs do not matter. Who was shown is
/// remembered. 20 searches a minute and 300 a day for each sign-in.
/// Permission: whoever is signed in; nobody is found by who may open no names.
#[utoipa::path(tag = "people", operation_id = "searchPeople", request_body = SearchPeople, responses(
    (status = 200, body = FoundPeople), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 429, body = ProblemBody)))]
#[post("/people/search")]
pub(crate) async fn search_people(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<SearchPeople>,
) -> Result<HttpResponse, Problem> {
    let (wanted, site) = Wanted::of(body)?;
    count_one(&state, &actor).await?;
    let shared = state.shared();
    let found = state
        .db()
        .read(&actor, async |tx| flow::search(tx, &shared, wanted, site).await)
        .await?;
    Ok(HttpResponse::Ok().json(FoundPeople {
        items: found.hits.into_iter().map(FoundPerson::from).collect(),
        more: found.more,
    }))
}

fn too_often() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "searched_too_often",
        "Too many searches from this sign-in",
    )
    .detail("Wait a little. The list of people shows everybody you work with.")
}

/// Counts one more search, and says until when there were too many.
pub(crate) async fn count_one(state: &AppState, actor: &Actor) -> Result<(), Problem> {
    match flow::count(state.db(), actor).await {
        Err(Error::TooOften(until)) => {
            let seconds = (until - state.clock().now()).num_seconds().max(1);
            Err(too_often().retry_after(u32::try_from(seconds).unwrap_or(u32::MAX)))
        }
        counted => Ok(counted?),
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::OneOf => Self::validation(vec![FieldError::new(
                "/name",
                "one_of",
                "send exactly one of name, phone and document",
            )]),
            Error::TooShort => Self::one_field("/name", "length", "must have a word of at least two letters"),
            Error::NoSuchNumber(pointer) => Self::one_field(
                pointer,
                "format",
                "must be a phone number of 6 to 15 digits, or 4 to 40 letters and digits of a paper",
            ),
            Error::TooWide => Self::rule(
                "search_too_wide",
                "These are too many people to search by name",
                format!("At most {MOST_PEOPLE} names are opened at once. Say at which site, or search by number."),
            ),
            Error::TooOften(_) => too_often(),
            Error::Denied(denied) => denied.into(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations.service(search_people);
}
