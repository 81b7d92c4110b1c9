//! Reporting.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::parties::NameParty;
use super::views::ReportedView;
use crate::incidents::error::Error;
use crate::incidents::flow;
use crate::incidents::model::{IncidentId, IncidentKind, Severity};
use crate::incidents::scope::IncidentScope;
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{Problem, ProblemBody, Valid, content_mac, etag, same_creation};
use crate::state::AppState;

/// Something that happened.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportIncident {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::incidents) id: IncidentId,
    /// The site that answers for it, wherever it happened.
    pub(in crate::incidents) site_id: SiteId,
    /// What happened.
    pub(in crate::incidents) kind: IncidentKind,
    /// How grave it looks. Whoever looks at it says so again.
    pub(in crate::incidents) severity: Severity,
    /// When. Late is easy, the future is not.
    pub(in crate::incidents) occurred_at: DateTime<Utc>,
    /// What happened, who said what, what was done. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 8000))]
    pub(in crate::incidents) narrative: String,
    /// Who is named in it, as far as she knows them; it can be said later.
    #[serde(default)]
    #[validate(length(max = 30), nested)]
    pub(in crate::incidents) parties: Vec<NameParty>,
}

impl std::fmt::Debug for ReportIncident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReportIncident")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Report an incident
///
/// In one request, from wherever one stands. Those who handle it are written to at once, in words that say nothing; and
/// again, with the directors, at `triage_by` if nobody has looked.
/// Permission: whoever works here; she names people whose files she opens, and colleagues.
#[utoipa::path(tag = "incidents", operation_id = "reportIncident", request_body = ReportIncident, responses(
    (status = 201, body = ReportedView), (status = 200, body = ReportedView, description = "Reported before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/incidents")]
pub(crate) async fn report_incident(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<ReportIncident>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "reportIncident", &body)?;
    let (id, shared) = (body.id, state.shared());
    let reported = state
        .db()
        .write(&actor, async move |tx| flow::report(tx, &shared.keys, body, mac).await)
        .await;
    let again = match reported {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let row = IncidentScope::open(tx, id).await?.row;
            Ok((row.incident, row.created_mac))
        })
        .await;
    if again {
        let stored = known.as_ref().ok().and_then(|(_, stored)| stored.as_deref());
        same_creation(stored, &mac)?;
    }
    let (row, _) = known?;
    let mut response = if again {
        HttpResponse::Ok()
    } else {
        HttpResponse::Created()
    };
    Ok(response
        .insert_header(etag(row.row_version))
        .json(ReportedView::from(row)))
}
