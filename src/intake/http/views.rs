//! What a referral looks like on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::intake::model::{
    ContactSafety, EndReason, Mandate, ReferralAgreement, ReferralId, ReferralReason, ReferralSource, ReferralSourceId,
    ReferralState, ReferralStep, Urgency, is_mandated,
};
use crate::intake::scope::ReferralScope;
use crate::intake::store::{EventRow, ReferralRow, Referrer, SourceRow};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::clock::local_day;
use crate::platform::db::DbError;
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;

/// A referral: what was asked for, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferralView {
    id: ReferralId,
    person_id: PersonId,
    programme_id: ProgrammeId,
    site_id: SiteId,
    state: ReferralState,
    mandate: Mandate,
    /// Does an authority oblige her to come?
    mandated: bool,
    urgency: Urgency,
    reasons: Vec<ReferralReason>,
    agreed: ReferralAgreement,
    contact_safety: ContactSafety,
    /// When the first call came.
    received_at: DateTime<Utc>,
    /// The last day of its clock, at the site.
    due_on: NaiveDate,
    /// The same day while something is still to be done by then; null otherwise.
    waits_until: Option<NaiveDate>,
    /// That day is over.
    overdue: bool,
    triaged_at: Option<DateTime<Utc>>,
    first_attempt_at: Option<DateTime<Utc>>,
    first_contact_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    recorded_by: Option<StaffId>,
    /// Code of list `void_reason`, when it no longer counts.
    void_reason: Option<String>,
    /// Who asked, earliest first, as far as the caller may know; left out in lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<SourceView>,
    /// What was done about it; left out in lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<ReferralEventView>,
}

/// One who asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SourceView {
    id: ReferralSourceId,
    source: ReferralSource,
    referrer_organisation: Option<String>,
    /// Is there a sealed name? Who may opens it with `listReferrers`.
    named: bool,
    mandate: Mandate,
    urgency: Urgency,
    agreed: ReferralAgreement,
    received_at: DateTime<Utc>,
    recorded_by: StaffId,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferralEventView {
    step: ReferralStep,
    /// Where it led.
    to_state: ReferralState,
    reason: Option<EndReason>,
    occurred_at: DateTime<Utc>,
    recorded_by: StaffId,
}

/// A referral's list of who asked, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferrerList {
    items: Vec<ReferrerView>,
}

/// One who asked, by name.
#[derive(Debug, Serialize, ToSchema)]
struct ReferrerView {
    /// Of the call.
    id: ReferralSourceId,
    /// Null when nobody was named, or it was erased, or the person's key was not restored from its backup.
    name: Option<String>,
}

impl ReferralView {
    /// The referral of this scope, with who asked and what was done.
    pub(super) async fn of<M>(scope: &ReferralScope<'_, M>, now: DateTime<Utc>) -> Result<Self, DbError> {
        Ok(Self {
            sources: scope.sources().await?.into_iter().map(SourceView::from).collect(),
            events: scope.events().await?.into_iter().map(ReferralEventView::from).collect(),
            ..Self::from_row(scope.row.referral.clone(), now)
        })
    }

    pub(super) fn from_row(row: ReferralRow, now: DateTime<Utc>) -> Self {
        let (course, asked) = (row.course(), row.asked());
        let today = local_day(now, row.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC));
        Self {
            id: row.id,
            person_id: row.person_id,
            programme_id: row.programme_id,
            site_id: row.site_id,
            state: course.state,
            mandate: asked.mandate,
            mandated: is_mandated(asked.mandate),
            urgency: asked.urgency,
            reasons: asked.reasons,
            agreed: asked.agreed,
            contact_safety: course.contact_safety,
            received_at: course.received_at,
            due_on: course.due_on,
            waits_until: row.waits_until,
            overdue: row.waits_until.is_some_and(|last| last < today),
            triaged_at: course.triaged_at,
            first_attempt_at: course.first_attempt_at,
            first_contact_at: course.first_contact_at,
            ended_at: course.ended_at,
            recorded_by: row.recorded_by,
            void_reason: row.void_reason,
            sources: Vec::new(),
            events: Vec::new(),
        }
    }
}

impl From<SourceRow> for SourceView {
    fn from(row: SourceRow) -> Self {
        Self {
            id: row.id,
            source: row.source,
            referrer_organisation: row.organisation,
            named: row.named,
            mandate: row.mandate,
            urgency: row.urgency,
            agreed: row.agreed,
            received_at: row.received_at,
            recorded_by: row.recorded_by,
        }
    }
}

impl From<EventRow> for ReferralEventView {
    fn from(row: EventRow) -> Self {
        Self {
            reason: row.reason(),
            step: row.step,
            to_state: row.to_state,
            occurred_at: row.occurred_at,
            recorded_by: row.recorded_by,
        }
    }
}

impl ReferrerList {
    pub(super) fn of(referrers: Vec<Referrer>) -> Self {
        let view = |referrer: Referrer| ReferrerView {
            id: referrer.id,
            name: referrer.name.map(|name| name.as_str().to_owned()),
        };
        Self {
            items: referrers.into_iter().map(view).collect(),
        }
    }
}
