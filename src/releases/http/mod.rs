//! Drafting, deciding, publishing and fetching releases.

mod decide;
mod draft;
mod elsewhere;
mod file;
mod look;

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::content::{Content, Table};
use super::error::Error;
use super::flow::Seen;
use super::gates::Report;
use super::model::{ReleaseId, State};
use super::scope::Audience;
use crate::platform::http::{FieldError, IdempotencyKey, Operations, Problem};
use crate::platform::ids::StaffId;

/// A release.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Release)]
pub(crate) struct ReleaseView {
    /// Its id.
    id: ReleaseId,
    /// What it counts.
    indicator: String,
    /// The year it counts.
    period: String,
    /// Where it stands.
    state: State,
    /// SHA-256 of its content.
    content_sha256: String,
    /// The figures, with noise: the same that will be or are published.
    tables: Vec<Table>,
    /// How to read them.
    notes: Vec<String>,
    /// When it went out.
    published_at: Option<DateTime<Utc>>,
    /// Its version; the same as the `ETag`.
    row_version: i32,
    /// How it came about: for the organisation, not for funders.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<InsideView>,
}

/// How a release came about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleaseInside)]
pub(crate) struct InsideView {
    /// Which draft of the year it is, of three.
    generation: i32,
    /// Changes with any change of the data counted, and tells nothing else.
    snapshot_tag: String,
    /// The funders it is for.
    funder_ids: Vec<Uuid>,
    /// Who drafted it.
    drafted_by: StaffId,
    /// When.
    drafted_at: DateTime<Utc>,
    /// What the gates found.
    gates: Option<Report>,
    /// SHA-256 of that report.
    gates_sha256: Option<String>,
    /// Who approved or rejected it.
    decided_by: Option<StaffId>,
    /// When.
    decided_at: Option<DateTime<Utc>>,
    /// Code of list `release_reject_reason`.
    reject_reason: Option<String>,
    /// Who published it.
    published_by: Option<StaffId>,
}

impl ReleaseView {
    fn of(seen: Seen) -> Result<Self, Problem> {
        let Seen { row, state, audience } = seen;
        let unreadable = |what| {
            move |error: serde_json::Error| {
                tracing::error!(error = %error, what, "a stored release cannot be read");
                Problem::internal()
            }
        };
        let content: Content = serde_json::from_str(&row.content).map_err(unreadable("content"))?;
        let gates = row.audit.map(serde_json::from_value).transpose();
        let inside = InsideView {
            generation: row.generation,
            snapshot_tag: hex::encode(row.snapshot_tag),
            funder_ids: row.recipients,
            drafted_by: row.drafted_by,
            drafted_at: row.drafted_at,
            gates: gates.map_err(unreadable("gate report"))?,
            gates_sha256: row.audit_sha256.map(hex::encode),
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            reject_reason: row.reject_reason,
            published_by: row.published_by,
        };
        Ok(Self {
            id: row.id,
            indicator: row.indicator,
            period: row.period,
            state,
            content_sha256: hex::encode(row.content_sha256),
            tables: content.tables,
            notes: content.notes,
            published_at: row.published_at,
            row_version: row.row_version,
            inside: (audience == Audience::House).then_some(inside),
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NotPublishableYet { period, from } => Self::rule(
                "period_not_over",
                "This year cannot be drafted yet",
                format!(
                    "Late records need 90 days after the end of the year to come in. {period} can be drafted from {from} on."
                ),
            ),
            Error::PeriodReleased(period) => Self::conflict(
                "period_released",
                "This year is released",
                format!(
                    "The figures for {period} are out, and stay as they are. Who was recorded too late for them is counted \
                     in the next release."
                ),
            ),
            Error::NoGenerationLeft(period) => Self::conflict(
                "no_generation_left",
                "No draft is left for this year",
                format!(
                    "{period} was drafted three times. Decide about one of these drafts; a fourth would let somebody choose \
                     among draws."
                ),
            ),
            Error::UnknownFunder { place } => Self::validation(vec![FieldError::new(
                format!("/funder_ids/{place}"),
                "unknown",
                "must be a funder of this organisation",
            )]),
            Error::DataChanged => Self::conflict(
                "data_changed",
                "The data have changed since this was drafted",
                "Counting again gives other figures, so this draft is stale. Draft anew.",
            ),
            Error::GateClosed => Self::conflict(
                "gate_closed",
                "A gate did not pass",
                "Nothing is approved or published that does not pass every gate. Run the audit and read its report.",
            ),
            Error::WrongState(state) => Self::conflict("wrong_state", "This step does not come now", next_step(state)),
            Error::OwnDraft => Self::not_allowed(
                "You drafted this release, so somebody else has to decide about it. Ask another data-protection officer.",
            ),
            Error::ChangedMeanwhile { .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "changed_meanwhile",
                "Somebody changed this meanwhile",
            )
            .detail("Nothing was saved. Open it again, look at what changed, and make your change on top of it."),
            Error::NoSuchCell { key } => Self::validation(vec![FieldError::new(
                format!("/of/{}", key.replace('~', "~0").replace('/', "~1")),
                "unknown",
                "must be a dimension of what is counted, with one of its categories",
            )]),
            Error::FigureEntered => Self::conflict(
                "figure_entered",
                "This figure is entered already",
                "An exact figure of these young people stands. Void it first if it is wrong.",
            ),
            Error::FigureVoided => Self::conflict(
                "figure_voided",
                "This figure was voided",
                "The figure does not count any more. Enter it anew if it does after all.",
            ),
            Error::NotPublished => Self::conflict(
                "not_published",
                "There is no file yet",
                "A release has a file once it is published.",
            ),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Internal(release, reason) => {
                tracing::error!(release = ?release, reason, "a release failed");
                Self::internal()
            }
            Error::Db(error) => error.into(),
        }
    }
}

fn next_step(state: State) -> &'static str {
    match state {
        State::Draft => "This is a draft: run the audit next.",
        State::Audited => "This draft is audited: a data-protection officer approves or rejects it next.",
        State::Rejected => "This draft was rejected. Draft anew.",
        State::Approved => "This release is approved: publish it next.",
        State::Published => "This release is published, and frozen.",
        State::Withdrawn => "This release was withdrawn.",
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(draft::draft_release)
        .service(look::list_releases)
        .service(look::list_periods)
        .service(elsewhere::list_figures)
        .service(elsewhere::enter_figure)
        .service(elsewhere::void_figure)
        .service(look::read_release)
        .service(decide::audit_release)
        .service(decide::approve_release)
        .service(decide::reject_release)
        .service(decide::publish_release)
        .service(file::download_release);
}
