//! A follow-up that is open, with a contact and something found.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::support::new_id;

/// What is asked about after somebody left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followups {
    pub(super) due: Uuid,
    pub(super) contact: Uuid,
    pub(super) observation: Uuid,
}

impl Followups {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [due, contact, observation] = std::array::from_fn(|_| new_id());
        Self {
            due,
            contact,
            observation,
        }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 3] {
        [self.due, self.contact, self.observation]
    }
}

/// Of the enrolment, as if its first event had been a leaving: who left a while ago is still in it for everything else here.
pub(super) async fn open(sql: &Client, there: &Target) -> Followups {
    let ids = Followups::made_up();
    let [due, contact, observation] = ids.ids();
    let statement = format!(
        "insert into followup_due (org_id, id, exit_event_id, enrolment_id, person_id, site_id, programme_id, left_on, months,
             due_on, opens_on, closes_on, recorded_at, recorded_by)
         select e.org_id, '{due}', v.id, e.id, e.person_id, e.site_id, e.programme_id, date '2026-03-01', 3, date '2026-06-01',
             date '2026-05-18', date '2026-07-01', e.recorded_at, e.recorded_by
         from enrolment e
         join enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id and v.to_status = 'enrolled'
         where e.id = '{0}';
         insert into followup_contact (org_id, id, followup_id, enrolment_id, person_id, site_id, programme_id, contacted_on,
             source_kind, result, recorded_at, recorded_by)
         select org_id, '{contact}', id, enrolment_id, person_id, site_id, programme_id, date '2026-06-02', 'self_report',
             'no_answer', recorded_at, recorded_by
         from followup_due where id = '{due}';
         insert into outcome_observation (org_id, id, enrolment_id, person_id, site_id, programme_id, domain, measure, stage,
             observed_on, source_kind, value_code, recorded_at, recorded_by)
         select org_id, '{observation}', id, person_id, site_id, programme_id, 'housing', 'housing_stability', 'baseline',
             date '2026-01-12', 'self_report', 'at_risk', recorded_at, recorded_by
         from enrolment where id = '{0}'",
        there.enrolment
    );
    sql.batch_execute(&statement).await.unwrap();
    ids
}

/// SQL that makes everything as [`open`] left it.
pub(super) fn restored(there: &Target) -> String {
    let [due, contact, observation] = there.followups.ids();
    format!(
        "delete from followup_safety where enrolment_id = '{0}';
         delete from followup_contact where enrolment_id = '{0}' and id <> '{contact}';
         delete from outcome_observation where enrolment_id = '{0}' and id <> '{observation}';
         update followup_contact set voided_at = null, void_reason = null where id = '{contact}';
         update outcome_observation set voided_at = null, void_reason = null where id = '{observation}';
         update followup_due set told = null, closed = null where id = '{due}'",
        there.enrolment
    )
}
