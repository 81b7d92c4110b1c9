//! A supervision session at one site.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::support::new_id;

/// The colleague held it, the heir was there, and the case was discussed. Nothing was written.
pub(super) async fn held(sql: &Client, org: Uuid, there: &Target) -> Uuid {
    let id = new_id();
    sql.batch_execute(&format!(
        "insert into supervision_session (org_id, id, site_id, supervisor_id, held_on, minutes, kind, wellbeing_checked,
             recorded_at)
         values ('{org}', '{id}', '{site}', '{giver}', date '2026-06-08', 60, 'individual', true, now());
         insert into supervision_worker (org_id, session_id, staff_id) values ('{org}', '{id}', '{heir}');
         insert into supervision_case (org_id, session_id, enrolment_id, site_id, programme_id)
         select org_id, '{id}', id, site_id, programme_id from enrolment where id = '{enrolment}'",
        site = there.site,
        giver = there.loads.giver,
        heir = there.loads.heir,
        enrolment = there.enrolment,
    ))
    .await
    .unwrap();
    id
}
