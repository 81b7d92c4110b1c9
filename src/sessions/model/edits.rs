//! Until when one's own words may be edited, and what a correction after that takes.

use chrono::{DateTime, Duration, Utc};

use crate::code_list;
use crate::platform::codes::Code;

/// For how many hours who recorded something may edit it, where its programme says nothing (\[D\], docs/adr/0120).
pub(in crate::sessions) const EDIT_HOURS: i32 = 24;

code_list!(
    CorrectionReasons,
    "correction_reason",
    "why a supervisor corrects what was recorded (docs/adr/0120)",
    [
        "typed_wrong",
        "learned_later",
        "young_person_asked",
        "should_not_be_kept"
    ]
);
/// A code of the list `correction_reason`.
pub type CorrectionReason = Code<CorrectionReasons>;

/// Why something is not edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// The caller neither recorded it nor supervises there.
    #[error("neither recorded by her nor hers to supervise")]
    NotHers,
    /// The time in which she could edit her own is over.
    #[error("the edit window is over")]
    WindowOver,
    /// A supervisor's correction says why.
    #[error("a correction says why")]
    ReasonNeeded,
}

/// How the caller stands to something she means to edit.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) struct Editing {
    /// Did she record it?
    pub(in crate::sessions) own: bool,
    /// Does she supervise the place?
    pub(in crate::sessions) supervises: bool,
    /// Until when who recorded it edits it.
    pub(in crate::sessions) until: DateTime<Utc>,
}

impl Editing {
    /// May she correct it, for this reason if she gives one?
    pub(in crate::sessions) fn may_correct(
        self,
        now: DateTime<Utc>,
        reason: Option<CorrectionReason>,
    ) -> Result<(), EditRefused> {
        self.may_void(now)?;
        if reason.is_none() && !self.is_author_in_time(now) {
            return Err(EditRefused::ReasonNeeded);
        }
        Ok(())
    }

    /// May she void it? Voiding always says why.
    pub(in crate::sessions) fn may_void(self, now: DateTime<Utc>) -> Result<(), EditRefused> {
        if self.supervises || self.is_author_in_time(now) {
            Ok(())
        } else if self.own {
            Err(EditRefused::WindowOver)
        } else {
            Err(EditRefused::NotHers)
        }
    }

    fn is_author_in_time(self, now: DateTime<Utc>) -> bool {
        self.own && now <= self.until
    }
}

/// Until when something recorded at `recorded_at` is its author's to edit. What was entered before the day it is about
/// (a group, a plan called off) counts from when it began.
pub(in crate::sessions) fn edit_until(
    recorded_at: DateTime<Utc>,
    starts_at: DateTime<Utc>,
    hours: Option<i32>,
) -> DateTime<Utc> {
    recorded_at.max(starts_at) + Duration::hours(i64::from(hours.unwrap_or(EDIT_HOURS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_window_is_the_authors_and_a_reason_the_supervisors() {
        let reason = CorrectionReason::parse("learned_later");
        let until = at("2026-06-11T09:30:00Z");
        let (in_time, late) = (until, until + Duration::seconds(1));
        let may = |own, supervises, now, reason| {
            let editing = Editing { own, supervises, until };
            (editing.may_correct(now, reason), editing.may_void(now))
        };
        assert_eq!(may(true, false, in_time, None), (Ok(()), Ok(())));
        for reason in [None, reason] {
            let over = Err(EditRefused::WindowOver);
            assert_eq!(may(true, false, late, reason), (over, over));
            let not_hers = Err(EditRefused::NotHers);
            assert_eq!(may(false, false, in_time, reason), (not_hers, not_hers));
            assert_eq!(may(false, false, late, reason), (not_hers, not_hers));
        }
        for (own, now) in [(false, in_time), (false, late), (true, late)] {
            assert_eq!(may(own, true, now, None), (Err(EditRefused::ReasonNeeded), Ok(())));
            assert_eq!(may(own, true, now, reason), (Ok(()), Ok(())));
        }
        assert_eq!(may(true, true, in_time, None), (Ok(()), Ok(())));
    }

    #[test]
    fn it_counts_from_the_recording_and_never_from_before_the_day() {
        let (early, day) = (at("2026-06-01T08:00:00Z"), at("2026-06-10T15:00:00Z"));
        assert_eq!(edit_until(early, day, None), at("2026-06-11T15:00:00Z"));
        assert_eq!(edit_until(day, early, Some(2)), at("2026-06-10T17:00:00Z"));
        assert_eq!(edit_until(day, early, Some(0)), day);
    }
}
