//! Caseloads at one site: a limit, an exception somebody asked for, a cover in the months to come, and hand-overs.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::support::{Staff, new_id};

/// Ids of what is about caseloads at one site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loads {
    /// Works at every site, and is to receive what the colleague gives.
    pub(super) heir: Uuid,
    /// The colleague who leads everybody.
    pub(super) giver: Uuid,
    pub(super) limit: Uuid,
    /// Asked for by the colleague.
    pub(super) exception: Uuid,
    /// Somebody stands in for the colleague next year, or the caller does.
    pub(super) cover: Uuid,
    pub(super) own_cover: Uuid,
    /// The colleague gives, the heir or the caller is to receive.
    pub(super) hand_over: Uuid,
    pub(super) own_hand_over: Uuid,
}

impl Loads {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [
            heir,
            giver,
            limit,
            exception,
            cover,
            own_cover,
            hand_over,
            own_hand_over,
        ] = std::array::from_fn(|_| new_id());
        Self {
            heir,
            giver,
            limit,
            exception,
            cover,
            own_cover,
            hand_over,
            own_hand_over,
        }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 8] {
        [
            self.heir,
            self.giver,
            self.limit,
            self.exception,
            self.cover,
            self.own_cover,
            self.hand_over,
            self.own_hand_over,
        ]
    }

    /// Makes the caller the one who is to stand in, and to receive.
    pub(super) async fn turn_to(&self, sql: &Client, caller: Uuid) {
        for (statement, id) in [
            ("update absence_cover set cover_id = $1 where id = $2", self.own_cover),
            ("update hand_over set to_id = $1 where id = $2", self.own_hand_over),
        ] {
            sql.execute(statement, &[&caller, &id]).await.unwrap();
        }
    }
}

/// One limit of a house, of a role nobody with a caseload holds.
pub(super) async fn limit(sql: &Client, org: Uuid, by: Uuid) -> Uuid {
    let id = new_id();
    sql.execute(
        "insert into caseload_limit (org_id, id, role, cap, started_at, recorded_at, recorded_by)
         values ($1, $2, 'auditor', 20, now(), now(), $3)",
        &[&org, &id, &by],
    )
    .await
    .unwrap();
    id
}

/// What is about the colleague's caseload where `there` is. `nobody`: two of the house without a caseload, by whom
/// rows are told apart that may stand once.
pub(super) async fn of(sql: &Client, there: &Target, colleague: &Staff, nobody: [Uuid; 2], common: Loads) -> Loads {
    let loads = Loads {
        heir: common.heir,
        limit: common.limit,
        giver: colleague.id,
        ..Loads::made_up()
    };
    let [one, other] = nobody;
    sql.batch_execute(&format!(
        "insert into caseload_exception (org_id, id, staff_id, site_id, cap, reason, until_on, ends_at, recorded_at, recorded_by)
         select e.org_id, '{exception}', '{one}', e.site_id, 30, 'many_joined', date '2026-09-01', timestamptz '2026-09-02', timestamptz '2026-06-01',
             '{giver}'
         from enrolment e where e.id = '{enrolment}';
         insert into absence_cover (org_id, id, site_id, absent_id, cover_id, from_on, until_on, starts_at, ends_at, recorded_at,
             recorded_by)
         select e.org_id, c.id::uuid, e.site_id, '{giver}', '{heir}', date '2027-01-01', date '2027-01-05',
             timestamptz '2027-01-01', timestamptz '2027-01-06', now(), '{giver}'
         from enrolment e, unnest(array['{cover}', '{own_cover}']) c (id) where e.id = '{enrolment}';
         insert into hand_over (org_id, id, site_id, from_id, to_id, state, enrolments, weight, recorded_at, recorded_by)
         select e.org_id, h.id::uuid, e.site_id, '{giver}', h.receiver::uuid, 'proposed', 1, 1, now(), '{giver}'
         from enrolment e, (values ('{hand_over}', '{heir}'), ('{own_hand_over}', '{other}')) h (id, receiver)
         where e.id = '{enrolment}';
         insert into hand_over_line (org_id, id, hand_over_id, assignment_id, enrolment_id, person_id, site_id, programme_id,
             recorded_at, recorded_by)
         select a.org_id, gen_random_uuid(), h.id, a.id, a.enrolment_id, a.person_id, a.site_id, a.programme_id, now(), '{giver}'
         from assignment a join hand_over h on h.id in ('{hand_over}', '{own_hand_over}') where a.id = '{assignment}'",
        exception = loads.exception,
        giver = loads.giver,
        heir = loads.heir,
        cover = loads.cover,
        own_cover = loads.own_cover,
        hand_over = loads.hand_over,
        own_hand_over = loads.own_hand_over,
        enrolment = there.enrolment,
        assignment = there.assignment,
    ))
    .await
    .unwrap();
    loads
}

/// SQL that makes a hand-over as it was proposed, and whom it is about the giver's.
pub(super) fn proposed(there: &Target) -> String {
    let Loads {
        hand_over,
        own_hand_over,
        ..
    } = there.loads;
    format!(
        "update hand_over_line set new_assignment_id = null where hand_over_id in ('{hand_over}', '{own_hand_over}');
         delete from assignment where enrolment_id = '{}' and role = 'lead' and id <> '{1}';
         update assignment set ended_at = null where id = '{1}';
         update plan set staff_id = '{2}' where enrolment_id = '{0}' and settled_at is null;
         update hand_over set state = 'proposed', decided_by = null, decided_at = null
         where id in ('{hand_over}', '{own_hand_over}')",
        there.enrolment, there.assignment, there.loads.giver
    )
}
