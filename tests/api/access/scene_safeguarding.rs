//! Concerns: one a colleague raised, one the caller did, and one about the caller.

use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{Staff, World, new_id};

/// Ids of concerns at one site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Concerns {
    pub(super) theirs: Uuid,
    pub(super) own: Uuid,
    pub(super) about_her: Uuid,
}

impl Concerns {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [theirs, own, about_her] = std::array::from_fn(|_| new_id());
        Self { theirs, own, about_her }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 3] {
        [self.theirs, self.own, self.about_her]
    }

    /// Raised by the colleague.
    pub(super) async fn of(world: &World, colleague: &Staff, site: Uuid) -> Self {
        let made = Self::made_up();
        for id in made.ids() {
            let body = json!({"id": id, "site_id": site, "about": "staff", "text": format!("Concern{}", id.simple())});
            world
                .post(&colleague.token, "/safeguarding-concerns", body)
                .await
                .expect(201);
        }
        made
    }

    /// Makes `staff` the one who raised what is to be hers, and whom another is about.
    pub(super) async fn turn_to(&self, sql: &Client, staff: Uuid) {
        for (column, id) in [("recorded_by", self.own), ("accused_id", self.about_her)] {
            let turn = format!("update safeguarding_concern set {column} = $1 where id = $2");
            sql.execute(&turn, &[&staff, &id]).await.unwrap();
        }
    }
}
