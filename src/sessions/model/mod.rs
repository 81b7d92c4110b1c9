//! Kinds, attendance, and which of it counts.

mod ahead;
mod attempts;
mod edits;
mod heads;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

pub(super) use ahead::{CLOCK_SLACK, LONGEST_WEEK, MOST_LINES, RollState, called_off, status_when_entered};
pub use ahead::{GroupTitle, PlanShut, RollShut};
pub(super) use attempts::check_attempt;
pub use attempts::{AttemptRefused, AttemptResult, AttemptResults, ContactAttemptId};
pub use edits::{CorrectionReason, CorrectionReasons, EditRefused};
pub(super) use edits::{Editing, edit_until};
pub use heads::{AgeBand, AgeBands, GenderGroup, GenderGroups, HeadsRefused};
pub(super) use heads::{Heads, counted_twice};

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
    "whose words a note holds (domain.md §5.19); `safeguarding` opens a concern and is never kept as a note",
    [
        "factual_contact",
        "professional_opinion",
        "young_persons_words",
        "third_party_info",
        "safeguarding",
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
pub(crate) fn one_to_one(kind: SessionKind) -> bool {
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

/// Do they meet in the rooms of the site?
pub(super) fn in_its_rooms(mode: ContactMode) -> bool {
    mode == *"in_person_office"
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
    fn golden_20_cancellation_and_custody_leave_the_denominator() {
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

    #[test]
    fn a_group_is_no_one_to_one_session() {
        assert!(one_to_one(Code::parse("individual_mentoring").unwrap()));
        assert!(!one_to_one(Code::parse("sport_session").unwrap()));
    }
}
