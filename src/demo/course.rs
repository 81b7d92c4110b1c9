//! One time in one programme: enrolled with a worker, active with the first service, left.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::agreement::{Asking, Who};
use super::calendar::open_from;
use super::chance::Chance;
use super::meetings;
use super::network::Builder;
use super::rows::{Assignment, Conflict, Consent, Enrolment, Event, Note, Session};
use crate::platform::codes::Code;
use crate::programmes::templates::template;

/// No service for so many days: contact is lost, and the exit dated back to the last service (domain.md §2.2).
const SILENCE_DAYS: i64 = 90;

/// How a time in a programme ends, if the calendar lets it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    NeverStarts,
    FallsSilent,
    /// Before the end, for this reason (list `exit_reason`).
    Leaves(&'static str),
    /// At the end, with this result (list `exit_reason`).
    Finishes(&'static str),
}

const ENDINGS: [(Ending, u32); 10] = [
    (Ending::NeverStarts, 5),
    (Ending::FallsSilent, 18),
    (Ending::Leaves("left_by_choice"), 10),
    (Ending::Leaves("did_not_engage"), 5),
    (Ending::Leaves("moved_away"), 6),
    (Ending::Leaves("health"), 2),
    (Ending::Leaves("transferred_other_programme"), 4),
    (Ending::Finishes("completed_all_requirements"), 36),
    (Ending::Finishes("completed_goals_early"), 7),
    (Ending::Finishes("completed_partly"), 7),
];

/// A programme of the site for somebody of this age; not the one she was in before.
pub(super) fn choose_programme(
    chance: &mut Chance,
    house: &Builder,
    site: usize,
    age: i32,
    not: Option<usize>,
) -> Option<usize> {
    let open: Vec<(usize, u32)> = house
        .plan
        .programmes
        .iter()
        .enumerate()
        .filter(|(index, plan)| {
            let (youngest, oldest) = plan.ages;
            plan.site.is_none_or(|only| only == site) && (youngest..=oldest).contains(&age) && Some(*index) != not
        })
        .map(|(index, plan)| (index, plan.weight))
        .collect();
    (!open.is_empty()).then(|| chance.weighted(&open))
}

/// A place in a programme that somebody takes on a day.
pub(super) struct Opening {
    pub(super) who: Who,
    pub(super) site: usize,
    pub(super) programme: usize,
    pub(super) on: NaiveDate,
    pub(super) previous: Option<Uuid>,
}

impl Opening {
    /// When it is written down: in the afternoon of its day.
    pub(super) fn started(&self, house: &Builder) -> DateTime<Utc> {
        house.moment(self.site, self.on, 16, 30)
    }

    /// Its weight in a caseload (domain.md §2.19).
    pub(super) fn load(&self, house: &Builder) -> i32 {
        let strand = house
            .rows
            .programmes
            .get(self.programme)
            .and_then(|programme| Code::parse(programme.strand));
        strand
            .and_then(template)
            .map_or(1, |template| i32::from(template.default_weight))
    }
}

/// One time in one programme, and all that belongs to it.
pub(super) struct Course {
    /// Asked again, where somebody has outgrown what was agreed to.
    pub(super) consents: Vec<Consent>,
    pub(super) enrolment: Enrolment,
    pub(super) events: Vec<Event>,
    pub(super) conflict: Option<Conflict>,
    pub(super) assignment: Assignment,
    pub(super) sessions: Vec<Session>,
    pub(super) notes: Vec<Note>,
    ending: Ending,
    who: Who,
}

impl Course {
    pub(super) fn invent(chance: &mut Chance, house: &Builder, opening: &Opening, worker: Uuid) -> Self {
        let started = opening.started(house);
        let mut who = opening.who.clone();
        let asking = Asking {
            site_id: house.site_id(opening.site),
            day: opening.on,
            when: started - Duration::minutes(15),
            by: house.supervisor_of(opening.site),
        };
        let consents = who.agree_to_service(chance, asking);
        let programme = house.rows.programmes.get(opening.programme);
        let mut enrolment = Enrolment {
            id: chance.id(started),
            person_id: opening.who.person,
            programme_id: programme.map_or(Uuid::nil(), |programme| programme.id),
            site_id: house.site_id(opening.site),
            strand: programme.map_or("mentoring", |programme| programme.strand),
            previous_enrolment_id: opening.previous,
            enrolled_on: opening.on,
            first_service_on: None,
            exited_on: None,
            recorded_at: started,
            recorded_by: house.intake,
        };
        let mut ending = chance.weighted(&ENDINGS);
        let mut sessions = meetings::sessions(chance, house, opening, &enrolment, worker, ending);
        let attended = |session: &&Session| session.attended_minutes > 0;
        enrolment.first_service_on = sessions.iter().find(attended).map(|session| session.held_on);
        if enrolment.first_service_on.is_none() {
            ending = Ending::NeverStarts;
        }
        let last_service = sessions.iter().rfind(attended).map(|session| session.held_on);
        let exit = exit(chance, house, opening, ending, &sessions, last_service);
        if let Some(exit) = &exit {
            enrolment.exited_on = Some(exit.on);
            sessions.retain(|session| session.held_on <= exit.on);
            // Whoever has handed over logs nothing more.
            for session in &mut sessions {
                session.recorded_at = session.recorded_at.min(exit.recorded_at);
            }
        }
        let assignment = Assignment {
            id: chance.id(started),
            enrolment_id: enrolment.id,
            person_id: enrolment.person_id,
            site_id: enrolment.site_id,
            programme_id: enrolment.programme_id,
            staff_id: worker,
            weight: opening.load(house),
            started_at: started,
            ended_at: exit.as_ref().map(|exit| exit.recorded_at),
            recorded_by: house.intake,
        };
        let conflict = house
            .other_worker(opening.site, worker)
            .filter(|_| chance.percent(3))
            .map(|staff_id| Conflict {
                id: chance.id(started),
                staff_id,
                person_id: enrolment.person_id,
                site_id: enrolment.site_id,
                has_conflict: true,
                declared_at: started,
            });
        let events = events(chance, &enrolment, worker, &sessions, exit.as_ref());
        let notes = meetings::notes(chance, &sessions, opening.who.language);
        Self {
            consents,
            enrolment,
            events,
            conflict,
            assignment,
            sessions,
            notes,
            ending,
            who,
        }
    }

    /// What she does next: some come back, some go on to something else.
    pub(super) fn next_opening(&self, chance: &mut Chance, house: &Builder, opening: &Opening) -> Option<Opening> {
        let exited = self.enrolment.exited_on?;
        let (percent, wait, again) = match self.ending {
            Ending::FallsSilent => (25, (100, 220), true),
            Ending::Leaves("transferred_other_programme") => (100, (1, 14), false),
            Ending::Finishes(_) => (25, (7, 60), false),
            Ending::NeverStarts | Ending::Leaves(_) => (0, (0, 0), false),
        };
        let wanted = chance.percent(percent);
        let on = open_from(chance.days_after(exited, wait.0, wait.1), house.plan.holidays);
        let age = self.who.born.age_on(on)?;
        let programme = if again {
            opening.programme
        } else {
            choose_programme(chance, house, opening.site, age, Some(opening.programme))?
        };
        (wanted && on <= house.history.last()).then(|| Opening {
            who: self.who.clone(),
            site: opening.site,
            programme,
            on,
            previous: again.then_some(self.enrolment.id),
        })
    }
}

/// A way out that has been taken.
struct Exit {
    on: NaiveDate,
    reason: &'static str,
    /// The interview's day, or why there was none.
    interview: Result<NaiveDate, &'static str>,
    aftercare: &'static str,
    recorded_at: DateTime<Utc>,
}

/// The exit, if its day has come.
fn exit(
    chance: &mut Chance,
    house: &Builder,
    opening: &Opening,
    ending: Ending,
    sessions: &[Session],
    last_service: Option<NaiveDate>,
) -> Option<Exit> {
    let last_day = sessions.last().map_or(opening.on, |session| session.held_on);
    let (on, known, reason) = match ending {
        Ending::NeverStarts => {
            let day = open_from(chance.days_after(last_day, 30, 60), house.plan.holidays);
            (day, day, "never_started")
        }
        Ending::FallsSilent => {
            let day = last_service?;
            let known = open_from(day + Duration::days(SILENCE_DAYS), house.plan.holidays);
            (day, known, "lost_contact")
        }
        Ending::Leaves(reason) => {
            let day = open_from(chance.days_after(last_day, 1, 10), house.plan.holidays);
            (day, day, reason)
        }
        Ending::Finishes(reason) => (last_day, last_day, reason),
    };
    // A course cut short by the present is not over: its last session lies just before today.
    let cut_short = matches!(ending, Ending::Finishes(_) | Ending::Leaves(_))
        && house.history.last() - last_day <= Duration::days(20);
    let interview = match ending {
        Ending::NeverStarts | Ending::FallsSilent => Err("not_asked"),
        Ending::Leaves(_) | Ending::Finishes(_) if chance.percent(60) => Ok(on),
        Ending::Leaves(_) | Ending::Finishes(_) => Err("prefers_not"),
    };
    let aftercare = if interview.is_ok() && chance.percent(70) {
        "planned"
    } else {
        "declined"
    };
    (known <= house.history.last() && !cut_short).then(|| Exit {
        on,
        reason,
        interview,
        aftercare,
        recorded_at: house.moment(opening.site, known, 21, 30),
    })
}

/// Enrolled, active with the first service, left: each on its day.
fn events(
    chance: &mut Chance,
    enrolment: &Enrolment,
    worker: Uuid,
    sessions: &[Session],
    exit: Option<&Exit>,
) -> Vec<Event> {
    let mut rows: Vec<Event> = Vec::new();
    let mut go = |to_status, on, recorded_at, by| {
        rows.push(Event {
            id: chance.id(recorded_at),
            enrolment_id: enrolment.id,
            site_id: enrolment.site_id,
            programme_id: enrolment.programme_id,
            from_status: rows.last().map(|event| event.to_status),
            to_status,
            reason: None,
            interview_on: None,
            interview_missing: None,
            aftercare: None,
            occurred_on: on,
            recorded_at,
            recorded_by: by,
        });
    };
    go(
        "enrolled",
        enrolment.enrolled_on,
        enrolment.recorded_at,
        enrolment.recorded_by,
    );
    if let Some(first) = sessions.iter().find(|session| session.attended_minutes > 0) {
        go("active", first.held_on, first.recorded_at, worker);
    }
    if let Some(exit) = exit {
        go("exited", exit.on, exit.recorded_at, worker);
        if let Some(left) = rows.last_mut() {
            left.reason = Some(exit.reason);
            left.interview_on = exit.interview.ok();
            left.interview_missing = exit.interview.err();
            left.aftercare = Some(exit.aftercare);
        }
    }
    rows
}
