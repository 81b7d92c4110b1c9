//! Pulling.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::hello::Control;
use super::reports::DeviceReport;
use crate::platform::db::Actor;
use crate::platform::http::{FieldError, Large, Problem, ProblemBody, packed_answer};
use crate::state::AppState;
use crate::sync::flow::page::{Room, Sent};
use crate::sync::flow::pull::{Asked, Pulled};
use crate::sync::flow::{limits, pull};
use crate::sync::model::{Digest, Report, ScopeId, Tier};

/// How much fits on a page, in kilobytes before compression, unless the device says otherwise.
const USUAL_KB: u16 = 16;
/// Most rows of a page.
const MOST_ROWS: u16 = 2_000;

/// What a device holds in all: how many rows, and the first eight bytes of SHA-256 over scope, number of the kind (two
/// bytes), row and version (eight bytes) of each, by exclusive or. Numbers big-endian.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigestInput {
    /// How many rows.
    rows: u32,
    /// Sixteen hexadecimal digits.
    #[validate(length(equal = 16))]
    #[schema(example = "9f2c51aa07be3d44")]
    x: String,
}

/// What a device asks for.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct PullRequest {
    /// The form of the request: 1.
    #[validate(range(min = 1, max = 1))]
    protocol: u16,
    /// The cursor of the answer before; leave out to begin, or to begin anew.
    #[validate(length(max = 400))]
    pub(super) cursor: Option<String>,
    /// Without a cursor: the scopes the device still holds, so that it is told which of them to forget.
    #[serde(default)]
    #[validate(length(max = 2000))]
    scopes: Vec<ScopeId>,
    /// How large a page may be, in kilobytes before compression: 4 to 256; 16 when left out.
    #[validate(range(min = 4, max = 256))]
    max_kb: Option<u16>,
    /// How many rows a page may have.
    #[validate(range(min = 1, max = 2000))]
    max_rows: Option<u16>,
    /// The device's clock, to be told by how much it differs.
    client_now: Option<DateTime<Utc>>,
    /// Once a day, when nothing is left to send: what the device holds in all.
    #[validate(nested)]
    digest: Option<DigestInput>,
    /// What the device says about what lies on it.
    #[validate(nested)]
    device: Option<DeviceReport>,
}

/// A row as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncRow {
    /// What it is.
    #[schema(example = "session")]
    e: &'static str,
    /// Which.
    id: Uuid,
    /// In which scope. A session of several is in one for each of them.
    s: Uuid,
    /// Its version. A device keeps what it has if that is higher.
    v: i64,
    /// Its fields.
    d: Map<String, Value>,
}

/// A row the device is to drop.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GoneRow {
    /// What it was.
    #[schema(example = "session")]
    e: &'static str,
    /// Which.
    id: Uuid,
    /// From which scope.
    s: Uuid,
}

/// The next page. Rows, what is gone, scopes and cursor are kept in one transaction on the device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PullAnswer {
    /// The server's clock.
    server_now: DateTime<Utc>,
    /// By how many milliseconds the device's clock is behind the server's.
    skew_ms: Option<i64>,
    /// The history of the database.
    epoch: String,
    /// Facts more than `days_held` days before this day are dropped by the device itself, notes after `note_days`.
    as_of: NaiveDate,
    /// To be forgotten with all that is in them, also of what a snapshot brought so far; but for what was not sent yet.
    removed_scopes: Vec<Uuid>,
    /// All the device holds comes anew: into a place of its own, which takes the old one's place at the end of the filling.
    snapshot: bool,
    /// Rows as they are now.
    rows: Vec<SyncRow>,
    /// Rows to drop.
    gone: Vec<GoneRow>,
    /// For the next pull.
    cursor: String,
    /// Ask again at once.
    more: bool,
    /// What is being filled in; null in the main stream. After the first tier the app can be worked with.
    phase: Option<Tier>,
    /// How many rows come in all, when filling in begins.
    total: Option<i64>,
    /// Does the device hold what it should? Null: that was not asked, or cannot be said at this moment.
    digest_ok: Option<bool>,
    /// What the device is to do.
    control: Control,
}

impl PullAnswer {
    fn of(pulled: Pulled, client_now: Option<DateTime<Utc>>) -> Self {
        let (mut rows, mut gone) = (Vec::new(), Vec::new());
        for Sent {
            entity,
            id,
            scope: s,
            body,
        } in pulled.page.sent
        {
            let e = entity.kind;
            match body {
                Some((v, d)) => rows.push(SyncRow { e, id, s, v, d }),
                None => gone.push(GoneRow { e, id, s }),
            }
        }
        Self {
            server_now: pulled.at,
            skew_ms: client_now.map(|client| (pulled.at - client).num_milliseconds()),
            epoch: pulled.epoch.to_string(),
            as_of: pulled.at.date_naive(),
            removed_scopes: pulled.removed,
            snapshot: pulled.is_snapshot,
            rows,
            gone,
            cursor: pulled.cursor,
            more: pulled.page.more,
            phase: pulled.page.began_in,
            total: pulled.total,
            digest_ok: pulled.digest_ok,
            control: Control::None,
        }
    }
}

/// Pull what changed
///
/// Without a cursor everything the device's owner holds now, page by page; with one, what changed since. Which scopes are
/// hers is worked out anew each time: what she lost is named, what she gained is filled in first.
/// Permission: whoever is signed in with a device; the scopes of those she works with.
#[utoipa::path(tag = "sync", operation_id = "pullChanges", request_body = PullRequest, responses(
    (status = 200, body = PullAnswer), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/sync/pull")]
pub(crate) async fn pull_changes(
    request: HttpRequest,
    state: Data<AppState>,
    actor: Actor,
    Large(body): Large<PullRequest>,
) -> Result<HttpResponse, Problem> {
    limits::admit(actor.sign_in(), state.clock().now())?;
    Ok(packed_answer(&request, &page(&state, &actor, body).await?))
}

/// The page that a device asks for.
pub(super) async fn page(state: &AppState, actor: &Actor, body: PullRequest) -> Result<PullAnswer, Problem> {
    let digest = body
        .digest
        .as_ref()
        .map(|sent| Digest::read(sent.rows, &sent.x).ok_or_else(no_digest));
    let asked = Asked {
        entities: state.synced(),
        cursor: body.cursor,
        held: body.scopes.iter().map(|scope| scope.uuid()).collect(),
        room: Room {
            bytes: usize::from(body.max_kb.unwrap_or(USUAL_KB)) * 1024,
            rows: usize::from(body.max_rows.unwrap_or(MOST_ROWS)),
        },
        digest: digest.transpose()?,
        report: body.device.map(Report::from),
    };
    let pulled = pull::pull(state.db(), state.keys(), actor, &asked).await?;
    Ok(PullAnswer::of(pulled, body.client_now))
}

fn no_digest() -> Problem {
    Problem::validation(vec![FieldError::new(
        "/digest/x",
        "digits",
        "must be sixteen hexadecimal digits",
    )])
}
