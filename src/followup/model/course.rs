//! When somebody is asked after, and where that stands.

use chrono::{Days, Months, NaiveDate};

use super::SourceKind;
use crate::code_list;
use crate::enrolment::ExitReason;
use crate::platform::codes::Code;

code_list!(
    FollowupStates,
    "followup_state",
    "where a follow-up stands (domain.md §2.20; `ended`: she came back, or was erased)",
    [
        "due",
        "in_window",
        "overdue",
        "done",
        "partial",
        "unreachable",
        "declined",
        "unsafe_to_contact",
        "in_custody",
        "deceased",
        "ended",
    ]
);
/// A code of the list `followup_state`.
pub type FollowupState = Code<FollowupStates>;
code_list!(
    FollowupResults,
    "followup_result",
    "what one contact in a follow-up came to (domain.md §2.20)",
    [
        "done",
        "partial",
        "no_answer",
        "unreachable",
        "declined",
        "unsafe",
        "in_custody",
        "deceased",
    ]
);
/// A code of the list `followup_result`.
pub type FollowupResult = Code<FollowupResults>;

/// Months after leaving, days before and after within which it counts (domain.md §2.20 \[D\]; for 24 months it gives none, and
/// those of 12 are taken).
const WINDOWS: [(i32, u64, u64); 4] = [(3, 14, 30), (6, 30, 45), (12, 30, 60), (24, 30, 60)];

/// When somebody is asked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Months after she left.
    pub months: i32,
    /// That day; the last of a shorter month.
    pub due_on: NaiveDate,
    /// The first day on which it counts.
    pub opens_on: NaiveDate,
    /// The last one.
    pub closes_on: NaiveDate,
}

/// Is somebody asked after who left for this reason? Not who has died, and not who never began.
pub fn follows(reason: ExitReason) -> bool {
    !["deceased", "never_started", "data_subject_erasure"].contains(&reason.as_str())
}

/// When somebody who left on this day is asked after.
pub fn windows(left_on: NaiveDate, two_years: bool) -> Vec<Window> {
    let wanted = WINDOWS.iter().filter(|(months, ..)| two_years || *months < 24);
    let window = |&(months, before, after): &(i32, u64, u64)| {
        let due_on = left_on.checked_add_months(Months::new(months.unsigned_abs()))?;
        Some(Window {
            months,
            due_on,
            opens_on: due_on.checked_sub_days(Days::new(before))?,
            closes_on: due_on.checked_add_days(Days::new(after))?,
        })
    };
    wanted.filter_map(window).collect()
}

/// The consents without which this source is not asked. She herself, and what a worker sees of her, need none.
pub fn consents_needed(source: SourceKind) -> &'static [&'static str] {
    match source.as_str() {
        "self_report" | "worker_observation" | "standard_instrument" => &[],
        "justice_match_consented" => &["followup_after_exit", "justice_record_match"],
        _ => &["followup_after_exit"],
    }
}

/// Where a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// What its own contacts came to.
    pub told: Option<FollowupState>,
    /// What happened elsewhere that settles it.
    pub closed: Option<FollowupState>,
    /// The first day on which it counts.
    pub opens_on: NaiveDate,
    /// The last one.
    pub closes_on: NaiveDate,
    /// The day of the last contact.
    pub last_on: Option<NaiveDate>,
}

/// Why a contact is not recorded like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefused {
    /// In the future.
    #[error("in the future")]
    InFuture,
    /// Before the window opens, or before the contact recorded last.
    #[error("before the window, or before the last contact")]
    TooEarly,
    /// The follow-up is settled.
    #[error("settled")]
    Settled,
    /// Asking is not safe; only what she tells of her own accord is taken.
    #[error("unsafe to contact")]
    Unsafe,
    /// She does not want to be asked; only what she tells of her own accord is taken.
    #[error("she does not want it")]
    NotWanted,
    /// A part is known already: it can be completed, and nothing less.
    #[error("a part is known already")]
    DoesNotFollow,
    /// A conclusion is no contact.
    #[error("a conclusion is no contact")]
    NobodyAsked,
}

impl Course {
    /// The state on a day of her site.
    pub fn state(self, today: NaiveDate) -> &'static str {
        let told = self.told.map(Code::as_str);
        let settled = told.filter(|told| ["done", "partial", "declined", "deceased"].contains(told));
        settled.or(self.closed.map(Code::as_str)).or(told).unwrap_or({
            if today < self.opens_on {
                "due"
            } else if today <= self.closes_on {
                "in_window"
            } else {
                "overdue"
            }
        })
    }

    /// One contact more: where the follow-up stands with it. Who cannot be reached, or is in custody, may turn up yet.
    pub fn take(
        self,
        result: FollowupResult,
        source: SourceKind,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, ContactRefused> {
        if on > today {
            return Err(ContactRefused::InFuture);
        }
        if on < self.opens_on || self.last_on.is_some_and(|last| on < last) {
            return Err(ContactRefused::TooEarly);
        }
        if source == *"inferred" {
            return Err(ContactRefused::NobodyAsked);
        }
        let brings = ["done", "partial"].contains(&result.as_str());
        let of_her_own_accord = brings && source == *"self_report";
        match self.state(today) {
            "done" | "deceased" | "ended" => return Err(ContactRefused::Settled),
            "unsafe_to_contact" if !of_her_own_accord => return Err(ContactRefused::Unsafe),
            "declined" if !of_her_own_accord => return Err(ContactRefused::NotWanted),
            "partial" if !brings && result != *"no_answer" => return Err(ContactRefused::DoesNotFollow),
            _ => {}
        }
        Ok(Self {
            told: came_to(result).or(self.told),
            last_on: Some(on),
            ..self
        })
    }

    /// What these contacts, in their order, come to: the last that says anything.
    pub fn of_contacts(results: impl DoubleEndedIterator<Item = FollowupResult>) -> Option<FollowupState> {
        results.rev().find_map(came_to)
    }
}

/// The state a result leads to; none for a try without answer, and for danger, which is judged for all of them at once.
fn came_to(result: FollowupResult) -> Option<FollowupState> {
    Code::parse(result.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn state(text: &str) -> Option<FollowupState> {
        let state = Code::parse(text);
        assert!(state.is_some(), "{text}");
        state
    }
    fn of(told: Option<FollowupState>, closed: Option<FollowupState>) -> Course {
        Course {
            told,
            closed,
            opens_on: day("2026-03-18"),
            closes_on: day("2026-05-01"),
            last_on: None,
        }
    }
    fn takes(course: Course, result: &str, source: &str) -> Result<Option<FollowupState>, ContactRefused> {
        let [result, source] = [result, source];
        course
            .take(
                Code::parse(result).unwrap(),
                Code::parse(source).unwrap(),
                day("2026-04-01"),
                day("2026-04-02"),
            )
            .map(|course| course.told)
    }

    #[test]
    fn windows_are_those_of_the_table() {
        let all = windows(day("2026-11-30"), true);
        let expected = [
            (3, "2027-02-28", "2027-02-14", "2027-03-30"),
            (6, "2027-05-30", "2027-04-30", "2027-07-14"),
            (12, "2027-11-30", "2027-10-31", "2028-01-29"),
            (24, "2028-11-30", "2028-10-31", "2029-01-29"),
        ];
        let expected = expected.map(|(months, due, opens, closes)| Window {
            months,
            due_on: day(due),
            opens_on: day(opens),
            closes_on: day(closes),
        });
        assert_eq!(all, expected);
        assert_eq!(windows(day("2026-11-30"), false), expected[..3]);
    }

    #[test]
    fn no_two_windows_of_one_leaving_overlap() {
        // Over a leap year, so that every length of month is among them.
        for n in 0..1461 {
            let all = windows(day("2027-01-01") + Days::new(n), true);
            assert!(
                all.windows(2).all(|pair| pair[0].closes_on < pair[1].opens_on),
                "{all:?}"
            );
            assert!(all[0].opens_on > day("2027-01-01") + Days::new(n));
        }
    }

    #[test]
    fn a_window_is_open_from_its_first_to_its_last_day() {
        let open = of(None, None);
        for (on, expected) in [
            ("2026-03-17", "due"),
            ("2026-03-18", "in_window"),
            ("2026-05-01", "in_window"),
            ("2026-05-02", "overdue"),
        ] {
            assert_eq!(open.state(day(on)), expected, "{on}");
        }
    }

    #[test]
    fn what_was_told_outweighs_what_happened_elsewhere_and_not_being_reached_does_not() {
        let today = day("2026-04-02");
        for told in ["done", "partial", "declined", "deceased"] {
            assert_eq!(of(state(told), state("ended")).state(today), told);
        }
        for told in ["unreachable", "in_custody"] {
            assert_eq!(of(state(told), state("ended")).state(today), "ended");
            assert_eq!(of(state(told), None).state(today), told);
        }
    }

    #[test]
    fn days_are_checked() {
        let (done, her) = (Code::parse("done").unwrap(), Code::parse("self_report").unwrap());
        let take = |course: Course, on, today| course.take(done, her, day(on), day(today)).map(|_| ());
        let open = of(None, None);
        assert_eq!(take(open, "2026-04-03", "2026-04-02"), Err(ContactRefused::InFuture));
        assert_eq!(take(open, "2026-03-17", "2026-04-02"), Err(ContactRefused::TooEarly));
        assert_eq!(take(open, "2026-03-18", "2026-04-02"), Ok(()));
        assert_eq!(
            take(open, "2026-06-01", "2026-06-02"),
            Ok(()),
            "late is better than never"
        );
        let later = Course {
            last_on: Some(day("2026-04-01")),
            ..open
        };
        assert_eq!(take(later, "2026-03-31", "2026-04-02"), Err(ContactRefused::TooEarly));
    }

    #[test]
    fn where_it_is_unsafe_or_not_wanted_only_she_herself_is_heard() {
        for (closed, refused) in [
            ("unsafe_to_contact", ContactRefused::Unsafe),
            ("declined", ContactRefused::NotWanted),
        ] {
            let course = of(None, state(closed));
            assert_eq!(takes(course, "done", "self_report"), Ok(state("done")));
            assert_eq!(takes(course, "done", "caregiver"), Err(refused));
            assert_eq!(takes(course, "no_answer", "self_report"), Err(refused));
        }
        for closed in ["ended", "deceased"] {
            assert_eq!(
                takes(of(None, state(closed)), "done", "self_report"),
                Err(ContactRefused::Settled)
            );
        }
    }

    #[test]
    fn a_part_is_completed_and_nothing_less() {
        let part = of(state("partial"), None);
        for result in FollowupResults::CODES {
            let expected = match *result {
                "done" => Ok(state("done")),
                "partial" | "no_answer" => Ok(state("partial")),
                _ => Err(ContactRefused::DoesNotFollow),
            };
            assert_eq!(takes(part, result, "self_report"), expected, "{result}");
        }
        assert_eq!(
            takes(of(None, None), "done", "inferred"),
            Err(ContactRefused::NobodyAsked)
        );
    }

    #[test]
    fn nobody_but_herself_is_asked_without_her_consent() {
        use super::super::SourceKinds;
        for source in SourceKinds::CODES {
            let needed = consents_needed(Code::parse(source).unwrap());
            let herself = ["self_report", "worker_observation", "standard_instrument"].contains(source);
            assert_eq!(needed.is_empty(), herself, "{source}");
            assert_eq!(
                needed.contains(&"justice_record_match"),
                *source == "justice_match_consented"
            );
        }
    }
}
