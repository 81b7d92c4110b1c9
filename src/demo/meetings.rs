//! Sessions, attended or not, and what was written about them.

use chrono::Duration;
use uuid::Uuid;

use super::calendar::{at, open_from};
use super::chance::Chance;
use super::course::{Ending, Opening};
use super::names;
use super::network::Builder;
use super::rows::{Enrolment, Note, Session};

/// How a session went when somebody comes as most do.
const ATTENDANCE: [(&str, u32); 7] = [
    ("present", 72),
    ("late", 8),
    ("left_early", 3),
    ("absent_excused", 6),
    ("absent_unexcused", 6),
    ("cancelled_by_provider", 3),
    ("cancelled_by_person", 2),
];
/// How it went for somebody who has not found her way in yet.
const NOT_YET: [(&str, u32); 3] = [
    ("absent_unexcused", 60),
    ("absent_excused", 20),
    ("cancelled_by_person", 20),
];
const MODES: [(&str, u32); 5] = [
    ("in_person_office", 44),
    ("in_person_community", 34),
    ("phone_call", 12),
    ("in_person_home", 6),
    ("video_call", 4),
];
/// The sessions of one time in a programme, attended or not.
pub(super) fn sessions(
    chance: &mut Chance,
    house: &Builder,
    opening: &Opening,
    enrolment: &Enrolment,
    worker: Uuid,
    ending: Ending,
) -> Vec<Session> {
    let Some(plan) = house.plan.programmes.get(opening.programme) else {
        return Vec::new();
    };
    let planned = chance.between(20, 76);
    let count = match ending {
        Ending::NeverStarts => chance.between(1, 3),
        Ending::FallsSilent | Ending::Leaves(_) => chance.between(2, planned / 2),
        Ending::Finishes(_) => planned,
    };
    let mut day = open_from(chance.days_after(opening.on, 1, 12), house.plan.holidays);
    let mut rows = Vec::new();
    for _ in 0..count {
        if day > house.history.last() {
            break;
        }
        let attendance = if ending == Ending::NeverStarts {
            chance.weighted(&NOT_YET)
        } else {
            chance.weighted(&ATTENDANCE)
        };
        let starts_at = at(
            house.zone(opening.site),
            day,
            chance.between(9, 18),
            15 * chance.between(0, 3),
        );
        let minutes = 15 * chance.between(2, 6);
        let done = starts_at + Duration::minutes(minutes);
        let delay = if chance.percent(12) {
            chance.between(1, 5) * 1440
        } else {
            chance.between(2, 300)
        };
        let recorded_at = house.history.clip(done + Duration::minutes(delay));
        let minutes = i32::try_from(minutes).unwrap_or(60);
        rows.push(Session {
            id: chance.id(recorded_at),
            participation_id: chance.id(recorded_at),
            person_id: enrolment.person_id,
            enrolment_id: enrolment.id,
            programme_id: enrolment.programme_id,
            site_id: enrolment.site_id,
            strand: enrolment.strand,
            kind: plan.kind,
            mode: chance.weighted(&MODES),
            status: status(attendance),
            starts_at,
            held_on: day,
            minutes,
            lead_staff_id: worker,
            attendance,
            attended_minutes: match attendance {
                "present" => minutes,
                "late" | "left_early" => minutes - 10,
                _ => 0,
            },
            recorded_at,
        });
        day = open_from(
            chance.days_after(day, plan.every - 1, plan.every + 1),
            house.plan.holidays,
        );
    }
    rows
}

/// What became of the session itself (list `session_status`).
fn status(attendance: &str) -> &'static str {
    match attendance {
        "cancelled_by_provider" => "cancelled_by_provider",
        "cancelled_by_person" => "cancelled_other",
        _ => "held",
    }
}

/// Notes on about two of three sessions that took place.
pub(super) fn notes(chance: &mut Chance, sessions: &[Session], language: &str) -> Vec<Note> {
    let mut rows = Vec::new();
    for session in sessions.iter().filter(|session| session.attended_minutes > 0) {
        if !chance.percent(66) {
            continue;
        }
        let (kind, body) = names::note(chance, language);
        rows.push(Note {
            id: chance.id(session.recorded_at),
            session_id: session.id,
            enrolment_id: session.enrolment_id,
            person_id: session.person_id,
            site_id: session.site_id,
            programme_id: session.programme_id,
            kind,
            body,
            recorded_at: session.recorded_at,
            recorded_by: session.lead_staff_id,
        });
    }
    rows
}
