//! Loading the network: whole, sealed, marked, and never into somebody's real database.

use std::cell::Cell;
use std::collections::HashMap;

use causeway::demo::{self, State};
use causeway::platform::db::connect;
use sealed::{Place, WrappedKey};
use uuid::Uuid;

use super::network;
use crate::support::World;

#[actix_web::test]
async fn it_loads_whole_sealed_and_with_codes_that_there_are() {
    let world = World::new().await;
    let mut conn = connect(world.db.superuser_url()).await.unwrap();
    let network = network(40);
    assert_eq!(demo::state(&mut conn).await.unwrap(), State::Empty);
    demo::begin(&mut conn).await.unwrap();
    assert_eq!(
        demo::state(&mut conn).await.unwrap(),
        State::Half,
        "killed here, it would be made anew"
    );
    let houses = Cell::new(0);
    let keys = world.state.keys();
    demo::load(&mut conn, keys, &network, &HashMap::new(), || {
        houses.set(houses.get() + 1);
    })
    .await
    .unwrap();
    demo::finish(&mut conn).await.unwrap();
    assert_eq!(demo::state(&mut conn).await.unwrap(), State::Ready);
    assert_eq!(houses.get(), network.houses.len());

    let sql = world.sql().await;
    let count = async |table: &str| -> i64 {
        sql.query_one(&format!("select count(*) from {table}"), &[])
            .await
            .unwrap()
            .get(0)
    };
    let expected =
        |rows: fn(&demo::House) -> usize| i64::try_from(network.houses.iter().map(rows).sum::<usize>()).unwrap();
    assert_eq!(count("person").await, expected(|house| house.people.len()));
    assert_eq!(count("person_identity").await, expected(|house| house.people.len()));
    assert_eq!(count("participation").await, expected(|house| house.sessions.len()));
    assert_eq!(count("session_note").await, expected(|house| house.notes.len()));
    assert_eq!(count("case_plan").await, expected(|house| house.plans.len()));
    assert_eq!(count("goal_review").await, expected(|house| house.plan_reviews.len()));
    assert!(!network.houses[0].plan_reviews.is_empty());
    assert_eq!(count("followup_due").await, expected(|house| house.followups.len()));
    assert_eq!(
        count("followup_contact").await,
        expected(|house| house.followup_contacts.len())
    );
    assert_eq!(
        count("outcome_observation").await,
        expected(|house| house.observations.len())
    );
    assert!(!network.houses[0].observations.is_empty());
    for table in [
        "cohort_member",
        "schedule",
        "holiday",
        "dosage_rule",
        "indicator_target",
    ] {
        assert!(count(table).await > 0, "{table}");
    }

    for (column, list) in [
        ("site.region", ""),
        ("programme.strand", "strand"),
        ("programme.tier", "prevention_tier"),
        ("role_grant.role", "staff_role"),
        ("person.gender_identity", "gender_identity"),
        ("person.gender_missing", "missing_reason"),
        ("consent.kind", "consent_kind"),
        ("consent.giver", "consent_giver"),
        ("consent.method", "consent_method"),
        ("enrolment.strand", "strand"),
        ("enrolment_event.reason", "exit_reason"),
        ("enrolment_event.interview_missing", "missing_reason"),
        ("session.kind", "session_type"),
        ("session.mode", "contact_mode"),
        ("session.status", "session_status"),
        ("participation.attendance", "attendance"),
        ("session_note.kind", "case_note_kind"),
        ("case_plan.state", "case_plan_state"),
        ("case_plan.close_reason", "plan_close_reason"),
        ("goal.domain", "goal_domain"),
        ("goal_review.status", "goal_status"),
        ("followup_due.told", "followup_state"),
        ("followup_due.closed", "followup_state"),
        ("followup_contact.result", "followup_result"),
        ("outcome_observation.measure", "outcome_measure"),
        ("outcome_observation.stage", "observation_stage"),
    ] {
        let (table, name) = column.split_once('.').unwrap();
        let unknown = format!(
            "select count(*) from {table} t where {name} is not null and '{list}' <> ''
             and not exists (select from ref.code c where c.list = '{list}' and c.code = t.{name})"
        );
        let unknown: i64 = sql.query_one(&unknown, &[]).await.unwrap().get(0);
        assert_eq!(unknown, 0, "{column} holds codes that {list} does not have");
    }

    let house = &network.houses[0];
    let row = sql
        .query_one(
            "select i.person_id, i.legal_name_enc, k.wrapped from person_identity i join person_key k using (org_id, person_id)
             where i.org_id = $1 limit 1",
            &[&house.org],
        )
        .await
        .unwrap();
    let (person, name, wrapped): (Uuid, Vec<u8>, Vec<u8>) = (row.get(0), row.get(1), row.get(2));
    let (org, row) = (*house.org.as_bytes(), *person.as_bytes());
    let key = keys
        .kek_ring
        .unwrap(&WrappedKey::from_stored(&wrapped).unwrap(), org, row)
        .unwrap();
    let place = Place {
        table: "person_identity",
        column: "legal_name_enc",
        org,
        row,
    };
    let opened = key.open_text(&place, &name).unwrap();
    let told = house.people.iter().find(|invented| invented.id == person).unwrap();
    assert_eq!(*opened, told.legal_name);
}

#[actix_web::test]
async fn a_real_installation_is_never_touched() {
    let world = World::new().await;
    world.house("A real one").await;
    let mut conn = connect(world.db.superuser_url()).await.unwrap();
    assert_eq!(demo::state(&mut conn).await.unwrap(), State::Foreign);
}
