//! A cohort with a member, when it meets, and a holiday of its site.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::support::new_id;

/// What stands in the timetable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timetable {
    pub(super) cohort: Uuid,
    pub(super) member: Uuid,
    pub(super) schedule: Uuid,
    pub(super) holiday: Uuid,
}

impl Timetable {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [cohort, member, schedule, holiday] = std::array::from_fn(|_| new_id());
        Self {
            cohort,
            member,
            schedule,
            holiday,
        }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 4] {
        [self.cohort, self.member, self.schedule, self.holiday]
    }
}

/// In the programme and at the site of the enrolment, which is the only member. Each holiday has a day of its own.
pub(super) async fn of(sql: &Client, there: &Target) -> Timetable {
    let ids = Timetable::made_up();
    let [cohort, member, schedule, holiday] = ids.ids();
    let statement = format!(
        "insert into cohort (org_id, id, programme_id, site_id, name, capacity, starts_on, recorded_at, recorded_by)
         select org_id, '{cohort}', programme_id, site_id, 'Course', 9, date '2026-01-01', recorded_at, recorded_by
         from enrolment where id = '{0}';
         insert into cohort_member (org_id, id, cohort_id, enrolment_id, person_id, site_id, programme_id, joined_on,
             recorded_at, recorded_by)
         select org_id, '{member}', '{cohort}', id, person_id, site_id, programme_id, enrolled_on, recorded_at, recorded_by
         from enrolment where id = '{0}';
         insert into schedule (org_id, id, cohort_id, site_id, programme_id, kind, mode, weekday, starts_local, minutes,
             lead_staff_id, from_on, recorded_at, recorded_by)
         select org_id, '{schedule}', '{cohort}', site_id, programme_id, 'group_life_skills', 'in_person_community', 6, '15:00',
             90, recorded_by, date '2026-06-01', recorded_at, recorded_by
         from enrolment where id = '{0}';
         insert into holiday (org_id, id, site_id, holiday_on, name, recorded_at, recorded_by)
         select org_id, '{holiday}', site_id, date '2027-01-01' + (select count(*)::integer from holiday), 'Founding day', recorded_at, recorded_by
         from enrolment where id = '{0}'",
        there.enrolment
    );
    sql.batch_execute(&statement).await.unwrap();
    ids
}

/// SQL that makes everything as [`of`] left it.
pub(super) fn restored(there: &Target) -> String {
    let [cohort, member, schedule, holiday] = there.timetable.ids();
    format!(
        "delete from cohort_member where cohort_id = '{cohort}' and id <> '{member}';
         delete from schedule where cohort_id = '{cohort}' and id <> '{schedule}';
         update cohort_member set left_on = null where id = '{member}';
         update cohort set capacity = 9 where id = '{cohort}';
         update schedule set weekday = 6 where id = '{schedule}';
         update holiday set voided_at = null, void_reason = null where id = '{holiday}';
         delete from auth.job where kind = 'plan_groups'"
    )
}
