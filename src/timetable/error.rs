//! What can go wrong with the timetable.

use super::model::TimetableRefused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a cohort, a schedule or a holiday was not made or changed, or somebody did not become a member.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The programme is not one of this organisation's, or does not run at the site.
    #[error("no such programme")]
    NoSuchProgramme,
    /// There is no such site.
    #[error("no such site")]
    NoSuchSite,
    /// Who is to lead does not work there.
    #[error("no such lead")]
    NoSuchLead,
    /// The kind of session is one with one young person.
    #[error("no group")]
    NotAGroup,
    /// The days or the change do not fit.
    #[error(transparent)]
    Refused(#[from] TimetableRefused),
    /// Every place is taken.
    #[error("full")]
    Full,
    /// The enrolment is not one of the cohort's programme and site.
    #[error("of another programme or site")]
    NotOfThisCohort,
    /// She is a member already.
    #[error("a member already")]
    MemberAlready,
    /// She is no member any more.
    #[error("left already")]
    LeftAlready,
    /// People would come together who must not.
    #[error("cannot be together")]
    CannotBeTogether,
    /// The day is a holiday there already.
    #[error("a holiday already")]
    HolidayAlready,
    /// It was voided before.
    #[error("voided already")]
    VoidedAlready,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
