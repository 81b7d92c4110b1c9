//! The doors of break-glass.

mod ask;
mod judge;
mod notices;

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::Error;
use super::model::{BreakGlassId, Purpose};
use super::store::GlassRow;
use crate::people::PersonId;
use crate::platform::http::{IfMatch, Operations, Problem, etag};
use crate::platform::ids::StaffId;

/// A break-glass.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreakGlassView {
    /// Its id.
    id: BreakGlassId,
    /// Whose file it opens.
    person_id: PersonId,
    /// Who asked.
    staff_id: StaffId,
    /// The name colleagues see.
    staff_name: String,
    /// Why it cannot wait.
    purpose: Purpose,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// It begins when a second person agrees: it is the fourth or later within 24 hours.
    needs_second: bool,
    /// Who agreed.
    second_by: Option<StaffId>,
    /// When the hour began; null while it waits for a second person.
    starts_at: Option<DateTime<Utc>>,
    /// When it ends or ended.
    ends_at: Option<DateTime<Utc>>,
    /// Who reviewed it.
    reviewed_by: Option<StaffId>,
    /// When.
    reviewed_at: Option<DateTime<Utc>>,
    /// What the review came to: a code of the list `break_glass_outcome`.
    outcome: Option<String>,
    /// The version of this record: send it as If-Match to agree or to review.
    etag: String,
}

impl From<GlassRow> for BreakGlassView {
    fn from(row: GlassRow) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            staff_id: row.staff_id,
            staff_name: row.staff_name,
            purpose: row.purpose,
            asked_at: row.recorded_at,
            needs_second: row.needs_second,
            second_by: row.second_by,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            reviewed_by: row.reviewed_by,
            reviewed_at: row.reviewed_at,
            outcome: row.outcome,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Unreviewed => Self::new(
                StatusCode::FORBIDDEN,
                "break_glass_unreviewed",
                "An earlier break-glass of yours is not reviewed",
            )
            .detail(
                "It has waited for more than 24 hours. Ask your safeguarding lead or data-protection officer to review it. \
                 If somebody is in danger now, call them.",
            ),
            Error::RightEnded => Self::new(
                StatusCode::FORBIDDEN,
                "break_glass_ended",
                "You can no longer break the glass",
            )
            .detail("A review has ended it. If somebody is in danger now, call your safeguarding lead."),
            Error::NobodyToTell => Self::conflict(
                "nobody_to_tell",
                "There is nobody who could be told",
                "Breaking the glass is told to a safeguarding lead, a data-protection officer or a director, and your \
                 organisation has no other than you. Ask your administrator to name one.",
            ),
            Error::Own => Self::not_allowed("Nobody agrees to or reviews her own. Somebody else was told and can."),
            Error::NeedsNoSecond => Self::conflict(
                "needs_no_second",
                "No second person is needed",
                "It has begun already. Nothing needs to be done but the review.",
            ),
            Error::ReviewedAlready => Self::conflict(
                "reviewed_already",
                "This is reviewed already",
                "A review is final. Open it to see what it came to.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(ask::break_glass)
        .service(ask::list_break_glass)
        .service(ask::read_break_glass)
        .service(judge::second_break_glass)
        .service(judge::review_break_glass)
        .service(notices::list_notices)
        .service(notices::see_notice);
}
