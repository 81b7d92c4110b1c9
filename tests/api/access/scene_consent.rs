//! What consent rests on: an entry of the directory, a text, and how somebody's understanding was judged.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::support::new_id;

/// Ids of one of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// A school of the directory.
    pub(super) provider: Uuid,
    /// A text of the colleague's that nobody has approved.
    pub(super) text: Uuid,
    /// A judgement of how the person understands.
    pub(super) capacity: Uuid,
}

impl Told {
    pub(super) fn made_up() -> Self {
        Self {
            provider: new_id(),
            text: new_id(),
            capacity: new_id(),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = Uuid> + use<> {
        [self.provider, self.text, self.capacity].into_iter()
    }
}

/// What belongs to the house.
pub(super) async fn of_the_house(sql: &Client, org: Uuid, common: &Target) {
    let Told { provider, text, .. } = common.told;
    let statement = format!(
        "insert into service_provider (org_id, id, name, class, services, recorded_at, recorded_by)
         values ('{org}', '{provider}', 'Northern school', 'school', '{{school}}', now(), '{staff}');
         insert into consent_text (org_id, id, kind, language, version, body, written_by, recorded_at)
         values ('{org}', '{text}', 'photo_video', 'es', '2026-1', 'Leo esto.', '{staff}', now());",
        staff = common.staff,
    );
    sql.batch_execute(&statement).await.unwrap();
}

/// What belongs to a person: the spare colleague judged how she understands, and closed asking her parents.
pub(super) async fn of_a_person(sql: &Client, target: &Target) {
    let statement = format!(
        "insert into capacity_assessment (org_id, id, person_id, site_id, result, assessed_at, recorded_at, recorded_by)
         select org_id, '{capacity}', id, home_site_id, 'understands', now(), now(), '{staff}' from person where id = '{person}';
         insert into guardian_path (org_id, id, person_id, site_id, closed, authority, recorded_at, recorded_by)
         select org_id, '{capacity}', id, home_site_id, true, 'court', recorded_at, '{staff}' from person where id = '{person}';",
        capacity = target.told.capacity,
        staff = target.staff,
        person = target.person,
    );
    sql.batch_execute(&statement).await.unwrap();
}
