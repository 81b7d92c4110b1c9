//! Incidents: one a colleague reported about somebody, one the caller did, and one in which something is hers to do.

use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{House, Staff, World, new_id};

/// Ids of incidents at one site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incidents {
    /// A colleague's report that names the person of the tie, with something a colleague is to do.
    pub(super) theirs: Uuid,
    pub(super) party: Uuid,
    pub(super) action: Uuid,
    /// The caller's report, which names nobody.
    pub(super) own: Uuid,
    /// A colleague's report, which names nobody, and what the caller is to do about it.
    pub(super) to_do: Uuid,
    pub(super) own_action: Uuid,
    /// The questions whether these two are done.
    pub(super) task: Uuid,
    pub(super) own_task: Uuid,
}

/// What somebody wrote about an incident; contained in its row only.
fn words(incident: Uuid) -> String {
    format!("Incident{}", incident.simple())
}

impl Incidents {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [theirs, party, action, own, to_do, own_action] = std::array::from_fn(|_| new_id());
        let [task, own_task] = std::array::from_fn(|_| new_id());
        Self {
            theirs,
            party,
            action,
            own,
            to_do,
            own_action,
            task,
            own_task,
        }
    }

    /// What names the person, for swapping.
    pub(super) const fn of_her(&self) -> [Uuid; 4] {
        [self.theirs, self.party, self.action, self.task]
    }

    /// What the caller reported or is to do, and names nobody.
    pub(super) const fn of_the_caller(&self) -> [Uuid; 4] {
        [self.own, self.to_do, self.own_action, self.own_task]
    }

    /// The incidents of one person, reported by the colleague who took her in.
    pub(super) async fn of(
        world: &World,
        house: &House,
        colleague: &Staff,
        site: Uuid,
        person: Uuid,
        spare: Uuid,
    ) -> Self {
        let made = Self::made_up();
        let named = json!([{"id": made.party, "person_id": person, "role": "harmed"}]);
        for (id, parties) in [(made.theirs, named), (made.own, json!([])), (made.to_do, json!([]))] {
            let body = report(id, site, &parties);
            world.post(&colleague.token, "/incidents", body).await.expect(201);
        }
        for (incident, id) in [(made.theirs, made.action), (made.to_do, made.own_action)] {
            let body = json!({"id": id, "what": words(incident), "owner_id": spare, "due_on": "2026-07-01"});
            let path = format!("/incidents/{incident}/actions");
            world
                .post(house.token("safeguarding_lead"), &path, body)
                .await
                .expect(201);
        }
        let sql = world.sql().await;
        for (action, task) in [(made.action, made.task), (made.own_action, made.own_task)] {
            sql.execute(
                "insert into task (org_id, id, kind, incident_action_id, site_id, due_on, raised_at, recorded_at)
                 select n.org_id, $1, 'incident_action_due', n.id, i.site_id, n.due_on, now(), now()
                 from incident_action n join incident i on i.org_id = n.org_id and i.id = n.incident_id where n.id = $2",
                &[&task, &action],
            )
            .await
            .unwrap();
        }
        made
    }

    /// Makes `staff` the one who reported what is to be the caller's, and who has something to do.
    pub(super) async fn belong_to(&self, sql: &Client, staff: Uuid) {
        for (column, table, key, id) in [
            ("recorded_by", "incident", "id", self.own),
            ("recorded_by", "incident_account", "incident_id", self.own),
            ("owner_id", "incident_action", "id", self.own_action),
        ] {
            let turn = format!("update {table} set {column} = $1 where {key} = $2");
            sql.execute(&turn, &[&staff, &id]).await.unwrap();
        }
    }
}

/// A report of something serious.
pub(super) fn report(id: Uuid, site: Uuid, parties: &Value) -> Value {
    json!({"id": id, "site_id": site, "kind": "threat_other", "severity": "s2_serious",
        "occurred_at": "2026-03-16T15:00:00Z", "narrative": words(id), "parties": parties})
}

/// Puts an incident back to where it was reported.
pub(super) fn untouched(incident: Uuid) -> String {
    format!(
        "update incident set state = 'reported', moved_at = recorded_at, triaged_at = null, severity = 's2_serious',
             kind = 'threat_other', close_asked_by = null, closed_by = null, closed_at = null, voided_at = null,
             void_reason = null, voided_by = null
         where id = '{incident}';
         delete from incident_event where incident_id = '{incident}' and step <> 'reported';
         delete from incident_account where incident_id = '{incident}' and version > 1"
    )
}
