//! Broken glass of an organisation: a colleague's, one that waits for a second person, and the caller's own.

use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{House, Staff, World, new_id};

/// Ids of break-glasses, all about somebody nobody else is asked about, and of notices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glass {
    /// A colleague's, with its reason.
    pub(super) asked: Uuid,
    /// A colleague's that waits for a second person.
    pub(super) waiting: Uuid,
    /// The caller's own, long over.
    pub(super) own: Uuid,
    /// The caller was told this.
    pub(super) notice: Uuid,
    /// A colleague was.
    pub(super) others_notice: Uuid,
}

impl Glass {
    pub(super) fn made_up() -> Self {
        let [asked, waiting, own, notice, others_notice] = std::array::from_fn(|_| new_id());
        Self {
            asked,
            waiting,
            own,
            notice,
            others_notice,
        }
    }

    pub(super) fn ids(&self) -> [Uuid; 5] {
        [self.asked, self.waiting, self.own, self.notice, self.others_notice]
    }

    pub(super) async fn of(world: &World, house: &House, colleague: &Staff, person: &Value) -> Self {
        let glass = Self::made_up();
        let body =
            json!({"id": glass.asked, "purpose": "worker_absent", "reason": "Nobody has heard from her since Friday."});
        let path = format!("/people/{}/break-glass", person.as_str().unwrap());
        world.everybody_steps_up().await;
        world.post(&colleague.token, &path, body).await.expect(201);
        let sql = world.sql().await;
        for (id, second) in [(glass.waiting, true), (glass.own, false)] {
            sql.execute(
                "insert into break_glass (org_id, id, person_id, site_id, staff_id, purpose, reason_enc, needs_second,
                     starts_at, ends_at, created_mac, recorded_at)
                 select org_id, $2, person_id, site_id, staff_id, purpose, reason_enc, $3,
                     case when not $3 then starts_at - interval '3 hours' end,
                     case when not $3 then ends_at - interval '3 hours' end, created_mac, recorded_at - interval '3 hours'
                 from break_glass where id = $1",
                &[&glass.asked, &id, &second],
            )
            .await
            .unwrap();
        }
        for (id, glass) in [(glass.notice, glass.own), (glass.others_notice, glass.waiting)] {
            sql.execute(
                "insert into break_glass_notice (org_id, id, break_glass_id, staff_id, recorded_at) values ($1, $2, $3, $4, now())",
                &[&house.org, &id, &glass, &colleague.id],
            )
            .await
            .unwrap();
        }
        glass
    }
}

/// Makes `caller` the one who asked and was told.
pub(super) async fn belongs_to(sql: &Client, caller: Uuid, glass: &Glass) {
    sql.execute(
        "update break_glass set staff_id = $1 where id = $2",
        &[&caller, &glass.own],
    )
    .await
    .unwrap();
    sql.execute(
        "update break_glass_notice set staff_id = $1 where id = $2",
        &[&caller, &glass.notice],
    )
    .await
    .unwrap();
}
