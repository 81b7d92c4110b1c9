//! What each refusal says, and what would be right.

use crate::platform::http::{IdempotencyKey, IfMatch, Problem};
use crate::timetable::error::Error;
use crate::timetable::model::TimetableRefused;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let field = Self::one_field;
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchProgramme => field("/programme_id", "unknown", "must be a programme that runs at this site"),
            Error::NoSuchSite => field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchLead => field(
                "/lead_staff_id",
                "unknown",
                "must be a colleague who works with young people there",
            ),
            Error::NotAGroup => field("/kind", "not_a_group", "must be a kind of group session"),
            Error::Refused(TimetableRefused::EndsBefore) => {
                field("/to_on", "out_of_range", "must not end before it begins")
            }
            Error::Refused(TimetableRefused::NothingToChange) => {
                field("", "nothing_to_change", "must name something that is to be different")
            }
            Error::Refused(TimetableRefused::Outside) => field(
                "/joined_on",
                "out_of_range",
                "must be one of the cohort's days, and of her enrolment's, which must not have ended",
            ),
            Error::Refused(TimetableRefused::LeavesBefore) => {
                field("/left_on", "out_of_range", "must not be before she joined")
            }
            Error::Full => Self::conflict(
                "cohort_full",
                "Every place in this cohort is taken",
                "Wait until somebody leaves, choose another cohort, or ask for more places.",
            ),
            Error::NotOfThisCohort => field(
                "/enrolment_id",
                "unknown",
                "must be an enrolment in the cohort's programme at its site that you work with",
            ),
            Error::MemberAlready => Self::conflict(
                "member_already",
                "She is in this cohort already",
                "Nothing is left to do.",
            ),
            Error::LeftAlready => Self::conflict(
                "left_already",
                "She has left this cohort already",
                "Put her into it again if she comes back.",
            ),
            Error::CannotBeTogether => Self::conflict(
                "cannot_be_together",
                "This cannot be planned like this",
                "Choose another cohort. Why is not said here; ask your supervisor.",
            ),
            Error::HolidayAlready => Self::conflict(
                "holiday_already",
                "This day is a holiday there already",
                "Nothing is left to do.",
            ),
            Error::VoidedAlready => Self::conflict("voided", "This holiday was voided", "Enter it anew if it is one."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}
