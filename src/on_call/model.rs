//! Shifts, gaps and alerts: their rules. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(OnCallShiftId, "somebody is on call from when to when");
typed_id!(AlertId, "something somebody on call must say that she has");
typed_id!(AlertCallId, "a colleague was called about an alert");

code_list!(
    AlertKinds,
    "alert_kind",
    "what somebody on call is called for",
    ["critical_incident", "missed_back"]
);
/// A code of the list `alert_kind`.
pub type AlertKind = Code<AlertKinds>;

/// How long one colleague has to acknowledge before the next is called (issue 4: ten minutes).
pub(super) const PATIENCE: Duration = Duration::minutes(10);
/// Longest shift, and longest stretch a rota is read for.
pub(super) const LONGEST: Duration = Duration::days(31);

/// Why a shift, or the stretch of a rota, is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It ends before it begins.
    #[error("ends before it begins")]
    EndsBefore,
    /// It is over.
    #[error("in the past")]
    InPast,
    /// Longer than 31 days.
    #[error("too long")]
    TooLong,
}

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// From this moment on.
    pub(super) from: DateTime<Utc>,
    /// Up to this one, not included.
    pub(super) to: DateTime<Utc>,
}

impl Stretch {
    /// A stretch that makes sense.
    pub(super) fn of(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Self, Refused> {
        if to <= from {
            Err(Refused::EndsBefore)
        } else if to - from > LONGEST {
            Err(Refused::TooLong)
        } else {
            Ok(Self { from, to })
        }
    }
}

/// May somebody be put on call for this stretch, as of now?
pub(super) fn may_plan(stretch: Stretch, now: DateTime<Utc>) -> Result<(), Refused> {
    if stretch.to <= now {
        Err(Refused::InPast)
    } else {
        Ok(())
    }
}

/// Where in `whole` nobody is on call.
pub(super) fn gaps(whole: Stretch, mut shifts: Vec<Stretch>) -> Vec<Stretch> {
    shifts.sort_by_key(|shift| shift.from);
    let mut gaps = Vec::new();
    let mut covered = whole.from;
    for shift in shifts {
        if shift.from > covered && covered < whole.to {
            gaps.push(Stretch {
                from: covered,
                to: shift.from.min(whole.to),
            });
        }
        covered = covered.max(shift.to);
    }
    if covered < whole.to {
        gaps.push(Stretch {
            from: covered,
            to: whole.to,
        });
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hour)
    }

    fn stretch(from: i64, to: i64) -> Stretch {
        Stretch::of(at(from), at(to)).unwrap()
    }

    #[test]
    fn a_gap_is_where_nobody_is_whatever_overlaps() {
        let whole = stretch(10, 20);
        assert_eq!(gaps(whole, vec![]), [whole]);
        assert_eq!(gaps(whole, vec![stretch(8, 22)]), []);
        assert_eq!(gaps(whole, vec![stretch(10, 15), stretch(15, 20)]), []);
        assert_eq!(
            gaps(
                whole,
                vec![stretch(16, 18), stretch(8, 12), stretch(11, 13), stretch(17, 19)]
            ),
            [stretch(13, 16), stretch(19, 20)]
        );
        assert_eq!(gaps(whole, vec![stretch(1, 5), stretch(25, 26)]), [whole]);
    }

    #[test]
    fn every_hour_is_on_a_shift_or_in_a_gap() {
        for seed in 0..500_i64 {
            let begin = |n: i64| (seed * 7 + n * 13) % 30;
            let shifts: Vec<_> = (0..seed % 5)
                .map(|n| stretch(begin(n), begin(n) + 1 + (seed + n) % 9))
                .collect();
            let whole = stretch(5, 25);
            let gaps = gaps(whole, shifts.clone());
            for hour in 5..25 {
                let on = |list: &[Stretch]| list.iter().any(|one| one.from <= at(hour) && at(hour) < one.to);
                assert_ne!(on(&shifts), on(&gaps), "hour {hour} of {shifts:?}: {gaps:?}");
            }
        }
    }

    #[test]
    fn a_shift_makes_sense() {
        assert_eq!(Stretch::of(at(2), at(2)), Err(Refused::EndsBefore));
        assert_eq!(Stretch::of(at(0), at(31 * 24 + 1)), Err(Refused::TooLong));
        assert_eq!(may_plan(stretch(1, 5), at(5)), Err(Refused::InPast));
        assert_eq!(may_plan(stretch(1, 5), at(4)), Ok(()));
    }
}
