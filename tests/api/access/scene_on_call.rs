//! A shift on a site's rota, and an alert about the incident a colleague reported.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::support::new_id;

/// Ids of what is about being on call at one site.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnCall {
    pub(super) shift: Uuid,
    pub(super) alert: Uuid,
}

impl OnCall {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        Self {
            shift: new_id(),
            alert: new_id(),
        }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 2] {
        [self.shift, self.alert]
    }
}

/// Put on call is the spare colleague; the alert is about the incident that names the person.
pub(super) async fn of(sql: &Client, org: Uuid, there: &Target) -> OnCall {
    let on_call = OnCall::made_up();
    sql.batch_execute(&format!(
        "insert into on_call_shift (org_id, id, site_id, staff_id, place, starts_at, ends_at, recorded_at, recorded_by)
         values ('{org}', '{shift}', '{site}', '{spare}', 1, timestamptz '2026-11-01', timestamptz '2026-11-02', now(), '{spare}');
         insert into alert (org_id, id, site_id, kind, incident_id, recorded_at)
         values ('{org}', '{alert}', '{site}', 'critical_incident', '{incident}', now())",
        shift = on_call.shift,
        site = there.site,
        spare = there.staff,
        alert = on_call.alert,
        incident = there.incidents.theirs,
    ))
    .await
    .unwrap();
    on_call
}

/// Somebody is out until the afternoon.
pub(super) async fn out(sql: &Client, org: Uuid, site: Uuid, who: Uuid) -> Uuid {
    let id = new_id();
    sql.execute(
        "insert into outing (org_id, id, site_id, staff_id, went_at, back_by, recorded_at, recorded_by)
         values ($1, $2, $3, $4, timestamptz '2026-06-10T09:00:00Z', timestamptz '2026-06-10T15:00:00Z', now(), $4)",
        &[&org, &id, &site, &who],
    )
    .await
    .unwrap();
    id
}
