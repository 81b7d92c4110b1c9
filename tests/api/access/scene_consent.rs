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
    /// Something a colleague told about her without consent.
    pub(super) disclosure: Uuid,
    /// Her referral to the school.
    pub(super) referral_out: Uuid,
}

impl Told {
    pub(super) fn made_up() -> Self {
        Self {
            provider: new_id(),
            text: new_id(),
            capacity: new_id(),
            disclosure: new_id(),
            referral_out: new_id(),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = Uuid> + use<> {
        [
            self.provider,
            self.text,
            self.capacity,
            self.disclosure,
            self.referral_out,
        ]
        .into_iter()
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
         select org_id, '{capacity}', id, home_site_id, true, 'court', recorded_at, '{staff}' from person where id = '{person}';
         insert into consent (org_id, id, person_id, site_id, kind, status, giver, legal_basis, text_version, language, method,
             limits_explained, occurred_at, expires_on, recipient_class, categories, recorded_at, recorded_by, recorded_via)
         select org_id, '{capacity}', id, home_site_id, 'share_recipient_class', 'given', 'young_person', 'consent', '1', 'es',
             'signed', true, '2026-01-01T12:00Z', '2026-12-31', 'school', '{{attendance}}', recorded_at, '{staff}', 'web'
         from person where id = '{person}';
         insert into disclosure (org_id, id, person_id, site_id, recipient_class, provider_id, basis, categories, purpose, channel,
             disclosed_at, recorded_at, recorded_by)
         select org_id, '{disclosure}', id, home_site_id, 'school', '{provider}', 'vital_interest', '{{safety}}', 'protection',
             'phone', recorded_at, recorded_at, '{staff}' from person where id = '{person}';",
        disclosure = target.told.disclosure,
        provider = target.told.provider,
        capacity = target.told.capacity,
        staff = target.staff,
        person = target.person,
    );
    sql.batch_execute(&statement).await.unwrap();
}

/// The spare colleague sent her to the school.
pub(super) async fn of_an_enrolment(sql: &Client, target: &Target) {
    let statement = format!(
        "insert into referral_out (org_id, id, enrolment_id, person_id, site_id, programme_id, provider_id, service, warm,
             disclosure_id, made_at, state, moved_at, answer_due_on, recorded_at, recorded_by)
         select org_id, '{id}', id, person_id, site_id, programme_id, '{provider}', 'school', true, '{disclosure}',
             '2026-03-16T15:00Z', 'made', '2026-03-16T15:00Z', '2026-03-30', recorded_at, '{staff}'
         from enrolment where id = '{enrolment}';
         insert into referral_out_event (org_id, id, referral_out_id, enrolment_id, site_id, programme_id, state, occurred_at,
             recorded_at, recorded_by)
         select org_id, id, id, enrolment_id, site_id, programme_id, state, made_at, recorded_at, recorded_by
         from referral_out where id = '{id}';",
        id = target.told.referral_out,
        provider = target.told.provider,
        disclosure = target.told.disclosure,
        staff = target.staff,
        enrolment = target.enrolment,
    );
    sql.batch_execute(&statement).await.unwrap();
}
