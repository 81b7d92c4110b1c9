//! Kinds, attendance, and which of it counts.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::codes::Code;
use crate::platform::text::one_line;
use crate::{code_list, typed_id};

typed_id!(SessionId, "a session");
typed_id!(RollLineId, "a place on the roll of a group session");
typed_id!(
    WalkInId,
    "somebody who came to a group session without being on its roll"
);
typed_id!(ParticipationId, "one person's line in a session");
typed_id!(NoteId, "what was written about a session");

code_list!(
    SessionKinds,
    "session_type",
    "what a session was (domain.md §5.13)",
    [
        "individual_mentoring",
        "individual_counselling",
        "case_management",
        "group_life_skills",
        "group_cbt",
        "family_meeting",
        "home_visit",
        "street_outreach",
        "crisis_response",
        "mediation",
        "sport_session",
        "culture_session",
        "training_class",
        "job_coaching",
        "work_shift",
        "oc_harms_lesson",
        "peer_support",
        "court_accompaniment",
        "custody_visit",
        "medical_accompaniment",
        "school_meeting",
        "case_conference",
        "community_event",
        "service_learning",
        "tattoo_removal",
        "reception_on_release",
        "aftercare_checkin",
        "other",
    ]
);
/// A code of the list `session_type`.
pub type SessionKind = Code<SessionKinds>;
code_list!(
    ContactModes,
    "contact_mode",
    "how they met (domain.md §5.14)",
    [
        "in_person_office",
        "in_person_home",
        "in_person_community",
        "in_person_institution",
        "phone_call",
        "video_call",
        "text_message",
        "messaging_app",
        "email",
        "letter",
        "third_party",
        "online_platform",
    ]
);
/// A code of the list `contact_mode`.
pub type ContactMode = Code<ContactModes>;
code_list!(
    SessionStatuses,
    "session_status",
    "whether a session took place (domain.md, appendix A)",
    ["planned", "held", "cancelled_by_provider", "cancelled_other"]
);
/// A code of the list `session_status`.
pub type SessionStatus = Code<SessionStatuses>;
code_list!(
    Attendances,
    "attendance",
    "how somebody took part (domain.md §2.8)",
    [
        "present",
        "late",
        "left_early",
        "absent_excused",
        "absent_unexcused",
        "cancelled_by_provider",
        "cancelled_by_person",
        "no_session_custody",
    ]
);
/// A code of the list `attendance`.
pub type Attendance = Code<Attendances>;
code_list!(
    NoteKinds,
    "case_note_kind",
    "whose words a note holds (domain.md §5.19; a safeguarding concern is no note)",
    [
        "factual_contact",
        "professional_opinion",
        "young_persons_words",
        "third_party_info"
    ]
);
/// A code of the list `case_note_kind`.
pub type NoteKind = Code<NoteKinds>;

/// Did she get the service? Late and left early count, with the minutes she was there (domain.md §2.8).
pub fn attended(attendance: Attendance) -> bool {
    ["present", "late", "left_early"].contains(&attendance.as_str())
}

/// Was she expected? A session the provider called off, or that custody made impossible, leaves the denominator of the
/// attendance rate (DOS-01, domain.md §4.3).
pub fn expected(attendance: Attendance) -> bool {
    !["cancelled_by_provider", "no_session_custody"].contains(&attendance.as_str())
}

/// What the session's own status is, given how its one participant took part.
pub(super) fn status_of(attendance: Attendance) -> &'static str {
    match attendance.as_str() {
        "cancelled_by_provider" => "cancelled_by_provider",
        "cancelled_by_person" | "no_session_custody" => "cancelled_other",
        _ => "held",
    }
}

/// Is this a session with one young person? Groups have rolls.
pub(super) fn one_to_one(kind: SessionKind) -> bool {
    ![
        "group_life_skills",
        "group_cbt",
        "sport_session",
        "culture_session",
        "training_class",
        "oc_harms_lesson",
        "peer_support",
        "community_event",
        "service_learning",
    ]
    .contains(&kind.as_str())
}

/// By how much a phone's clock may run ahead of ours before a session counts as planned.
pub(super) const CLOCK_SLACK: Duration = Duration::minutes(10);
/// How far ahead a group session may be planned: a school year and its holidays.
const FARTHEST: Duration = Duration::days(400);
/// Most lines on one roll. A bigger event is counted by heads.
pub(super) const MOST_LINES: usize = 200;
/// How long who keeps a roll may reopen it after it was closed; after that a supervisor may.
const EDIT_WINDOW: Duration = Duration::days(7);

/// What stands on a roll: what is done there, never who comes. 1 to 60 characters on one line; no address, and no number
/// that could be a telephone's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "Saturday football, under 18", min_length = 1, max_length = 60)]
pub struct GroupTitle(String);

impl GroupTitle {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for GroupTitle {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        one_line(&text, 60)
            .filter(|title| digits < 6 && !title.contains('@'))
            .map(Self)
            .ok_or("must be 1 to 60 characters on one line that say what is done: no names, addresses or numbers")
    }
}

impl From<GroupTitle> for String {
    fn from(title: GroupTitle) -> Self {
        title.0
    }
}

/// Why nothing can be done with a roll now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RollShut {
    /// The session has not begun.
    #[error("it has not begun")]
    NotBegun,
    /// The roll is closed.
    #[error("it is closed")]
    Closed,
    /// The roll is open, and only a closed one is reopened.
    #[error("it is open")]
    Open,
    /// It was closed more than seven days ago, and the caller is no supervisor.
    #[error("it was closed too long ago")]
    TooLate,
    /// The session was voided.
    #[error("it was voided")]
    Voided,
}

/// Where a roll stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct RollState {
    pub(super) starts_at: DateTime<Utc>,
    pub(super) closed_at: Option<DateTime<Utc>>,
    pub(super) voided: bool,
}

impl RollState {
    /// May lines be put on it and taken off? Before it begins, too.
    pub(super) fn may_change(self) -> Result<(), RollShut> {
        if self.voided {
            Err(RollShut::Voided)
        } else if self.closed_at.is_some() {
            Err(RollShut::Closed)
        } else {
            Ok(())
        }
    }

    /// May it be said who came?
    pub(super) fn may_mark(self, now: DateTime<Utc>) -> Result<(), RollShut> {
        self.may_change()?;
        if self.starts_at > now + CLOCK_SLACK {
            return Err(RollShut::NotBegun);
        }
        Ok(())
    }

    /// May it be opened again?
    pub(super) fn may_reopen(self, now: DateTime<Utc>, supervises: bool) -> Result<(), RollShut> {
        if self.voided {
            return Err(RollShut::Voided);
        }
        let closed_at = self.closed_at.ok_or(RollShut::Open)?;
        if supervises || now - closed_at <= EDIT_WINDOW {
            Ok(())
        } else {
            Err(RollShut::TooLate)
        }
    }
}

/// What a group session is when it is entered: one that lies ahead is planned. `None`: too far ahead.
pub(super) fn status_when_entered(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<&'static str> {
    if starts_at > now + FARTHEST {
        None
    } else if starts_at > now + CLOCK_SLACK {
        Some("planned")
    } else {
        Some("held")
    }
}

/// The minutes that count for her: those she was there, none when she was not.
pub(super) fn counted_minutes(attendance: Attendance, session: i32, told: Option<i32>) -> i32 {
    if attended(attendance) {
        told.unwrap_or(session).min(session)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Attendance {
        Code::parse(text).unwrap()
    }

    #[test]
    fn golden_case_20_cancellation_and_custody_leave_the_denominator() {
        assert!(!expected(code("cancelled_by_provider")) && !expected(code("no_session_custody")));
        for counts in [
            "present",
            "late",
            "left_early",
            "absent_excused",
            "absent_unexcused",
            "cancelled_by_person",
        ] {
            assert!(expected(code(counts)), "{counts}");
        }
    }

    #[test]
    fn only_presence_delivers_a_service() {
        for (attendance, was_there) in [
            ("present", true),
            ("late", true),
            ("left_early", true),
            ("absent_excused", false),
        ] {
            assert_eq!(attended(code(attendance)), was_there);
        }
        assert_eq!(counted_minutes(code("left_early"), 60, Some(25)), 25);
        assert_eq!(
            counted_minutes(code("present"), 60, Some(90)),
            60,
            "nobody stays longer than the session"
        );
        assert_eq!(counted_minutes(code("absent_unexcused"), 60, Some(25)), 0);
    }

    fn at(hour: u32) -> DateTime<Utc> {
        chrono::NaiveDate::from_ymd_opt(2026, 1, 10)
            .and_then(|day| day.and_hms_opt(hour, 0, 0))
            .unwrap()
            .and_utc()
    }

    #[test]
    fn a_roll_is_marked_from_the_beginning_of_the_session_until_it_is_closed() {
        let open = RollState {
            starts_at: at(10),
            closed_at: None,
            voided: false,
        };
        assert_eq!(open.may_mark(at(9)), Err(RollShut::NotBegun));
        assert_eq!(open.may_change(), Ok(()), "who is expected is known before");
        assert_eq!(
            open.may_mark(at(10) - Duration::minutes(9)),
            Ok(()),
            "a phone's clock may run ahead"
        );
        let closed = RollState {
            closed_at: Some(at(12)),
            ..open
        };
        assert_eq!(closed.may_mark(at(13)), Err(RollShut::Closed));
        assert_eq!(closed.may_change(), Err(RollShut::Closed));
        let voided = RollState { voided: true, ..closed };
        assert_eq!(voided.may_mark(at(13)), Err(RollShut::Voided));
        assert_eq!(voided.may_reopen(at(13), true), Err(RollShut::Voided));
    }

    #[test]
    fn a_roll_is_reopened_for_seven_days_and_by_a_supervisor_after_that() {
        let closed = RollState {
            starts_at: at(10),
            closed_at: Some(at(12)),
            voided: false,
        };
        let week = at(12) + Duration::days(7);
        assert_eq!(closed.may_reopen(week, false), Ok(()));
        let later = week + Duration::seconds(1);
        assert_eq!(closed.may_reopen(later, false), Err(RollShut::TooLate));
        assert_eq!(closed.may_reopen(later, true), Ok(()));
        let open = RollState {
            closed_at: None,
            ..closed
        };
        assert_eq!(open.may_reopen(at(12), true), Err(RollShut::Open));
    }

    #[test]
    fn what_lies_ahead_is_planned() {
        assert_eq!(status_when_entered(at(10), at(10)), Some("held"));
        assert_eq!(
            status_when_entered(at(10) + Duration::minutes(10), at(10)),
            Some("held")
        );
        assert_eq!(
            status_when_entered(at(10) + Duration::minutes(11), at(10)),
            Some("planned")
        );
        assert_eq!(status_when_entered(at(10) + Duration::days(401), at(10)), None);
    }

    #[test]
    fn a_title_holds_no_address_and_no_number() {
        let title = |text: &str| GroupTitle::try_from(text.to_owned());
        assert_eq!(title(" Football, under 18 ").unwrap().as_str(), "Football, under 18");
        for wrong in [
            "",
            "two\nlines",
            "ask m@example.org",
            "ring 300 123 4567",
            &"x".repeat(61),
        ] {
            assert!(title(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_group_is_no_one_to_one_session() {
        assert!(one_to_one(Code::parse("individual_mentoring").unwrap()));
        assert!(!one_to_one(Code::parse("sport_session").unwrap()));
    }
}
