//! What is asked about the timetable.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::Tie;
use super::scene_timetable::restored;
use crate::support::new_id;

const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
const PLACE: &[Tie] = &[Tie::North, Tie::Sport, Tie::South, Tie::Elsewhere];
const SITE: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listCohorts", &[Tie::North, Tie::Elsewhere], |_, _, _| Ask::whole())
        .note("is in the list")
        .shows(|there| there.timetable.cohort.to_string()),
    Entry::new("createCohort", SITE, |_, _, there| {
        Ask::whole().body(
            json!({"id": new_id(), "programme_id": there.programme, "site_id": there.site, "name": "Evenings",
            "capacity": 5, "starts_on": "2026-06-01"}),
        )
    })
    .undo(|_, new| format!("delete from cohort where id = '{new}'")),
    Entry::new("readCohort", PLACE, |_, _, there| Ask::about(there.timetable.cohort)),
    Entry::new("changeCohort", PLACE, |_, _, there| {
        let cohort = there.timetable.cohort;
        Ask::about(cohort)
            .seen("cohort", "id", cohort)
            .body(json!({"capacity": 8}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("listCohortMembers", ENROLMENT, |_, _, there| {
        Ask::about(there.timetable.cohort)
    })
    .note("is in the list")
    .shows(|there| there.timetable.member.to_string()),
    Entry::new("joinCohort", ENROLMENT, |_, _, there| {
        let gone = format!(
            "update cohort_member set left_on = date '2026-06-01' where id = '{}'",
            there.timetable.member
        );
        Ask::about(there.timetable.cohort)
            .body(json!({"id": new_id(), "enrolment_id": there.enrolment, "joined_on": "2026-06-10"}))
            .given(gone, restored(there))
    }),
    Entry::new("leaveCohort", ENROLMENT, |_, _, there| {
        let member = there.timetable.member;
        Ask::about(member)
            .seen("cohort_member", "id", member)
            .body(json!({"left_on": "2026-06-10"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("listSchedules", PLACE, |_, _, there| Ask::about(there.timetable.cohort)),
    Entry::new("createSchedule", PLACE, |_, _, there| {
        Ask::about(there.timetable.cohort).body(json!({"id": new_id(), "kind": "group_life_skills",
            "mode": "in_person_community", "weekday": 3, "starts_local": "15:00:00", "minutes": 60,
            "lead_staff_id": there.staff, "from_on": "2026-06-01"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("changeSchedule", PLACE, |_, _, there| {
        let schedule = there.timetable.schedule;
        Ask::about(schedule)
            .seen("schedule", "id", schedule)
            .body(json!({"weekday": 2}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("listHolidays", &[Tie::North, Tie::Elsewhere], |_, _, _| {
        Ask::whole().query("from=2026-06-01".into())
    })
    .note("is in the list")
    .shows(|there| there.timetable.holiday.to_string()),
    Entry::new("addHoliday", SITE, |_, _, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": there.site, "holiday_on": "2026-12-24", "name": "Eve"}))
    })
    .note("of the site")
    .undo(|_, new| format!("delete from holiday where id = '{new}'")),
    Entry::new("addHoliday", &[Tie::House], |_, _, _| {
        Ask::whole().body(json!({"id": new_id(), "holiday_on": "2026-12-24", "name": "Eve"}))
    })
    .note("of all sites")
    .undo(|_, new| format!("delete from holiday where id = '{new}'")),
    Entry::new("readHoliday", PLACE, |_, _, there| Ask::about(there.timetable.holiday)),
    Entry::new("voidHoliday", PLACE, |_, _, there| {
        let holiday = there.timetable.holiday;
        Ask::about(holiday)
            .seen("holiday", "id", holiday)
            .body(json!({"reason": "wrong_date"}))
    })
    .undo(|there, _| restored(there)),
];
