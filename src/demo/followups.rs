//! Asking after who has left: most are reached, some late, some not at all; and what they tell.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::calendar::at;
use super::chance::Chance;
use super::network::Builder;
use super::rows::{Enrolment, Event, Followup, FollowupContact, Observation};
use crate::followup::{follows, windows};
use crate::platform::codes::Code;

/// Where the chance of follow-ups begins, apart from everybody else's: a number no person of a house has.
const APART: u64 = u64::MAX - 1;

/// What is told, once somebody is reached: measure, and the codes it may have with their weights.
const HOMES: [(&str, u32); 5] = [
    ("with_parents", 52),
    ("with_relatives", 22),
    ("with_partner_or_own_family", 8),
    ("independent_renting", 10),
    ("with_friends_temporary", 8),
];
const WORK: [(&str, u32); 6] = [
    ("in_education_only", 34),
    ("employed_part_time", 18),
    ("employed_full_time", 14),
    ("informal_work", 14),
    ("unemployed_looking", 14),
    ("apprenticeship", 6),
];

/// Everything that is known after somebody left.
#[derive(Default)]
pub(super) struct After {
    pub(super) followups: Vec<Followup>,
    pub(super) contacts: Vec<FollowupContact>,
    pub(super) observations: Vec<Observation>,
}

/// Follow-ups of everybody who left for a reason after which she is asked after, with what came of those whose day has come.
pub(super) fn invent(seed: u64, number: u64, house: &Builder) -> After {
    let mut chance = Chance::of(seed, [number, APART]);
    let mut after = After::default();
    let enrolments: HashMap<Uuid, &Enrolment> = house.rows.enrolments.iter().map(|row| (row.id, row)).collect();
    let mut beginnings: HashMap<(Uuid, Uuid), Vec<NaiveDate>> = HashMap::new();
    for row in &house.rows.enrolments {
        let of = (row.person_id, row.programme_id);
        beginnings.entry(of).or_default().push(row.enrolled_on);
    }
    let exits = house.rows.events.iter().filter(|event| event.to_status == "exited");
    for exit in exits {
        let reason = exit.reason.and_then(Code::parse);
        let enrolment = enrolments.get(&exit.enrolment_id);
        let (Some(enrolment), true) = (enrolment, reason.is_some_and(follows)) else {
            continue;
        };
        let again = beginnings.get(&(enrolment.person_id, enrolment.programme_id));
        let back = again.into_iter().flatten().filter(|on| **on > exit.occurred_on).min();
        of_leaving(&mut chance, house, enrolment, exit, back.copied(), &mut after);
    }
    after
}

fn of_leaving(
    chance: &mut Chance,
    house: &Builder,
    enrolment: &Enrolment,
    exit: &Event,
    back: Option<NaiveDate>,
    after: &mut After,
) {
    let site = house.site_at(enrolment.site_id);
    let by = house.supervisor_of(site);
    let evening = |day: NaiveDate| -> DateTime<Utc> { house.history.clip(at(house.zone(site), day, 17, 30)) };
    for window in windows(exit.occurred_on, false) {
        let mut followup = Followup {
            id: chance.id(exit.recorded_at),
            exit_event_id: exit.id,
            enrolment_id: enrolment.id,
            person_id: enrolment.person_id,
            site_id: enrolment.site_id,
            programme_id: enrolment.programme_id,
            left_on: exit.occurred_on,
            months: window.months,
            due_on: window.due_on,
            opens_on: window.opens_on,
            closes_on: window.closes_on,
            told: None,
            closed: back.filter(|on| *on <= window.closes_on).map(|_| "ended"),
            recorded_at: exit.recorded_at,
            recorded_by: exit.recorded_by,
        };
        let on = chance.days_after(window.due_on, -10, 34);
        let result = chance.weighted(&[
            ("done", 58),
            ("partial", 8),
            ("unreachable", 16),
            ("no_answer", 14),
            ("", 4),
        ]);
        let known = exit.recorded_at <= evening(on) && back.is_none_or(|back| on < back);
        if on < house.history.last() && known && !result.is_empty() {
            followup.told = (result != "no_answer").then_some(result);
            let recorded_at = evening(on);
            after.contacts.push(FollowupContact {
                id: chance.id(recorded_at),
                followup_id: followup.id,
                enrolment_id: followup.enrolment_id,
                person_id: followup.person_id,
                site_id: followup.site_id,
                programme_id: followup.programme_id,
                contacted_on: on,
                source_kind: "self_report",
                result,
                recorded_at,
                recorded_by: by,
            });
            if result == "done" {
                let stage = match window.months {
                    3 => "followup_3m",
                    6 => "followup_6m",
                    _ => "followup_12m",
                };
                let moment = recorded_at + Duration::minutes(5);
                tell(chance, &followup, stage, on, moment, by, &mut after.observations);
            }
        }
        after.followups.push(followup);
    }
}

/// What somebody tells who is reached.
fn tell(
    chance: &mut Chance,
    followup: &Followup,
    stage: &'static str,
    observed_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    recorded_by: Uuid,
    rows: &mut Vec<Observation>,
) {
    let home = chance.weighted(&HOMES);
    let work = chance.weighted(&WORK);
    // WHO-5 counts in steps of four (domain.md §7, case 3).
    let well = chance.between(6, 23) * 4;
    for (domain, measure, code, number) in [
        ("housing", "living_situation", Some(home), None),
        ("employment", "employment_status", Some(work), None),
        (
            "mental_health",
            "wellbeing",
            None,
            i32::try_from(well).ok().map(f64::from),
        ),
    ] {
        rows.push(Observation {
            id: chance.id(recorded_at),
            enrolment_id: followup.enrolment_id,
            person_id: followup.person_id,
            site_id: followup.site_id,
            programme_id: followup.programme_id,
            followup_id: followup.id,
            domain,
            measure,
            stage,
            observed_on,
            source_kind: "self_report",
            value_code: code,
            value_number: number,
            recorded_at,
            recorded_by,
        });
    }
}
