//! What is shown of an incident.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::incidents::model::{
    IncidentActionId, IncidentId, IncidentKind, IncidentPartyId, IncidentRole, IncidentState, IncidentStep,
    IncidentVerification, NotifiedTo, Severity,
};
use crate::incidents::store::{AccountRow, ActionRow, EventRow, IncidentRow, PartyRow, Written};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::http::etag;
use crate::platform::ids::StaffId;

/// The head of an incident: nothing of who is named in it or wrote about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IncidentHead {
    pub(super) id: IncidentId,
    /// The site that answers for it.
    site_id: SiteId,
    kind: IncidentKind,
    severity: Severity,
    verification: IncidentVerification,
    state: IncidentState,
    occurred_at: DateTime<Utc>,
    reported_at: DateTime<Utc>,
    /// By when somebody must have looked at it.
    pub(super) triage_by: DateTime<Utc>,
    triaged_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    /// Why the report no longer counts: a code of the list `void_reason`.
    void_reason: Option<String>,
}

impl From<IncidentRow> for IncidentHead {
    fn from(row: IncidentRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            kind: row.kind,
            severity: row.severity,
            verification: row.verification,
            state: row.state,
            occurred_at: row.occurred_at,
            reported_at: row.recorded_at,
            triage_by: row.triage_by,
            triaged_at: row.triaged_at,
            closed_at: row.closed_at,
            void_reason: row.void_reason,
        }
    }
}

/// A report that arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedView {
    id: IncidentId,
    state: IncidentState,
    reported_at: DateTime<Utc>,
    /// By when somebody must have looked at it.
    triage_by: DateTime<Utc>,
}

impl From<IncidentRow> for ReportedView {
    fn from(row: IncidentRow) -> Self {
        Self {
            id: row.id,
            state: row.state,
            reported_at: row.recorded_at,
            triage_by: row.triage_by,
        }
    }
}

/// One version of what is said to have happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// 1 is the report.
    version: i32,
    kind: IncidentKind,
    severity: Severity,
    verification: IncidentVerification,
    occurred_at: DateTime<Utc>,
    /// Null: everybody it named is erased, and what was written with them.
    narrative: Option<String>,
    recorded_at: DateTime<Utc>,
    recorded_by: StaffId,
}

/// Something that was done about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct IncidentEventView {
    step: IncidentStep,
    to_state: IncidentState,
    occurred_at: DateTime<Utc>,
    /// Of `notified`: who was told.
    notified_to: Option<Vec<NotifiedTo>>,
    /// Of `notified`: does the law ask for it?
    mandatory: Option<bool>,
    note: Option<String>,
    recorded_at: DateTime<Utc>,
    recorded_by: StaffId,
}

/// Somebody who is named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyView {
    id: IncidentPartyId,
    /// A young person,
    person_id: Option<PersonId>,
    /// or a colleague.
    staff_id: Option<StaffId>,
    role: IncidentRole,
    named_at: DateTime<Utc>,
    /// The version of this line.
    etag: String,
}

/// Something to be done.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActionView {
    id: IncidentActionId,
    what: Option<String>,
    owner_id: StaffId,
    due_on: NaiveDate,
    done_at: Option<DateTime<Utc>>,
    done_by: Option<StaffId>,
    /// The version of this action.
    etag: String,
}

/// What those who handle it see besides.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandlingView {
    reported_by: StaffId,
    /// Who asked for it to be closed.
    close_asked_by: Option<StaffId>,
    closed_by: Option<StaffId>,
    /// What was done, in order.
    events: Vec<IncidentEventView>,
}

/// An incident, as far as the caller may know it.
#[derive(Serialize, ToSchema)]
pub(crate) struct IncidentView {
    #[serde(flatten)]
    head: IncidentHead,
    /// What is said to have happened, the newest first: every version for who handles it, her own for who reported it.
    accounts: Vec<AccountView>,
    /// People whose files are hers to open, and colleagues for who handles it. There may be others.
    parties: Vec<PartyView>,
    /// All of them for who handles it, else the caller's own.
    actions: Vec<ActionView>,
    /// Null for who does not handle it.
    handling: Option<HandlingView>,
    /// The version of this incident. Naming somebody does not change it.
    etag: String,
}

/// Everything of an incident that its scope gave.
pub(super) struct Known {
    pub(super) head: IncidentRow,
    pub(super) accounts: Vec<Written<AccountRow>>,
    pub(super) parties: Vec<PartyRow>,
    pub(super) actions: Vec<Written<ActionRow>>,
    /// For who handles it.
    pub(super) events: Option<Vec<Written<EventRow>>>,
}

fn text(written: Option<Zeroizing<String>>) -> Option<String> {
    written.map(|text| text.as_str().to_owned())
}

impl From<Known> for IncidentView {
    fn from(known: Known) -> Self {
        let handling = known.events.map(|events| HandlingView {
            reported_by: known.head.recorded_by,
            close_asked_by: known.head.close_asked_by,
            closed_by: known.head.closed_by,
            events: events.into_iter().map(IncidentEventView::from).collect(),
        });
        Self {
            etag: etag(known.head.row_version).1,
            head: known.head.into(),
            accounts: known.accounts.into_iter().map(AccountView::from).collect(),
            parties: known.parties.into_iter().map(PartyView::from).collect(),
            actions: known.actions.into_iter().map(ActionView::from).collect(),
            handling,
        }
    }
}

impl From<Written<AccountRow>> for AccountView {
    fn from((row, narrative): Written<AccountRow>) -> Self {
        Self {
            version: row.version,
            kind: row.kind,
            severity: row.severity,
            verification: row.verification,
            occurred_at: row.occurred_at,
            narrative: text(narrative),
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
        }
    }
}

impl From<Written<EventRow>> for IncidentEventView {
    fn from((row, note): Written<EventRow>) -> Self {
        Self {
            step: row.step,
            to_state: row.to_state,
            occurred_at: row.occurred_at,
            notified_to: row.notified_to(),
            mandatory: row.mandatory,
            note: text(note),
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
        }
    }
}

impl From<PartyRow> for PartyView {
    fn from(row: PartyRow) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            staff_id: row.staff_id,
            role: row.role,
            named_at: row.recorded_at,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<Written<ActionRow>> for ActionView {
    fn from((row, what): Written<ActionRow>) -> Self {
        Self {
            id: row.id,
            what: text(what),
            owner_id: row.owner_id,
            due_on: row.due_on,
            done_at: row.done_at,
            done_by: row.done_by,
            etag: etag(row.row_version).1,
        }
    }
}
