//! The doors to records that are perhaps one person.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{DuplicateGround, DuplicateId, DuplicateOutcome};
use super::scope::DuplicateScope;
use super::store::PairRow;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, etag,
};
use crate::platform::ids::StaffId;
use crate::search::{self, SealedRow};
use crate::state::AppState;

/// Whether two records are one person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct JudgeDuplicate {
    /// What was found out.
    outcome: DuplicateOutcome,
}

/// Two records that are perhaps one person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateView {
    id: DuplicateId,
    /// The two.
    person_ids: [PersonId; 2],
    /// What they have in common.
    found_by: DuplicateGround,
    found_at: DateTime<Utc>,
    /// Null: nobody has judged it yet.
    outcome: Option<DuplicateOutcome>,
    decided_by: Option<StaffId>,
    decided_at: Option<DateTime<Utc>>,
    /// The version of this pair.
    etag: String,
}

impl From<PairRow> for DuplicateView {
    fn from(row: PairRow) -> Self {
        Self {
            id: row.id,
            person_ids: [row.person_a, row.person_b],
            found_by: row.found_by,
            found_at: row.found_at,
            outcome: row.outcome,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            etag: etag(row.row_version).1,
        }
    }
}

/// Somebody with the same name, or one like it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamesakeView {
    person_id: PersonId,
    /// The code she goes by.
    #[schema(example = "K7PQ2M")]
    public_code: String,
    birth_year: Option<i32>,
}

impl From<SealedRow> for NamesakeView {
    fn from(row: SealedRow) -> Self {
        Self {
            person_id: row.id,
            public_code: row.public_code,
            birth_year: row.birth_year,
        }
    }
}

/// Who has the same name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Namesakes {
    /// At most ten, the newest record first.
    items: Vec<NamesakeView>,
}

/// List who has a name like hers
///
/// To be asked when she was taken in or a referral came: among the people whose names the caller may open, those of her year of
/// birth with a name like hers (order, accents, more names and one letter of a long word do not count), and where a year is not
/// known those with wholly the same name. Of anybody else nothing is said. It counts as a search.
/// Permission: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "people", operation_id = "listNamesakes", params(("id" = PersonId, Path)), responses(
    (status = 200, body = Namesakes), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[get("/people/{id}/namesakes")]
pub(crate) async fn list_namesakes(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    search::http::count_one(&state, &actor).await?;
    let shared = state.shared();
    let found = state
        .db()
        .read(&actor, async |tx| flow::namesakes(tx, &shared, id).await)
        .await?;
    Ok(HttpResponse::Ok().json(Namesakes {
        items: found.into_iter().map(NamesakeView::from).collect(),
    }))
}

/// List records that are perhaps one person
///
/// Two with the same number or a name alike, which nobody has judged yet; the oldest first. Who is named is remembered.
/// Permission: shows pairs of whom both are people the caller is assigned to or took in, or whose supervisor or safeguarding
/// lead she is.
#[utoipa::path(tag = "people", operation_id = "listDuplicates", params(PageQuery), responses(
    (status = 200, body = Page<DuplicateView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/duplicates")]
pub(crate) async fn list_duplicates(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(DateTime<Utc>, DuplicateId)>()?, query.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| flow::list(tx, after, limit).await)
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.found_at, row.id), DuplicateView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Say whether two records are one person
///
/// Open both files and look, or ask her. What is decided stays; records that are one are not joined by this.
/// Permission: those assigned to both or who took them in, and supervisors and safeguarding leads of both.
#[utoipa::path(tag = "people", operation_id = "judgeDuplicate", request_body = JudgeDuplicate,
    params(("id" = DuplicateId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DuplicateView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/duplicates/{id}/judge")]
pub(crate) async fn judge_duplicate(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<DuplicateId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<JudgeDuplicate>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "judgeDuplicate", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::judge(tx, id, if_match.version(), body.outcome, key).await
        })
        .await?;
    let row = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(DuplicateScope::open(tx, id).await?.row)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(DuplicateView::from(row)))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Judged => Self::conflict(
                "judged_already",
                "This was decided",
                "Somebody has said whether these two are one person. Read the list again.",
            ),
            Error::TooWide => search::Error::TooWide.into(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(list_namesakes)
        .service(list_duplicates)
        .service(judge_duplicate);
}
