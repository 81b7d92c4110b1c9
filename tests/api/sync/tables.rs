//! What the database is told to note: the declarations, the triggers, the names of scopes.

use std::collections::BTreeMap;

use causeway::platform::ids::{OrgId, StaffId};
use causeway::sync::{Entities, ScopeId};
use serde_json::Value;
use uuid::Uuid;

use super::phone::KINDS;
use crate::support::line::session;
use crate::support::{World, new_id};

#[actix_web::test]
async fn every_synced_table_has_the_one_trigger_and_program_and_database_mean_the_same() {
    let world = World::new().await;
    let sql = world.sql().await;
    let declared: BTreeMap<String, i16> = sql
        .query("select table_name, entity_type from access.synced()", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let ours = Entities::OURS.all().iter();
    let known: BTreeMap<String, i16> = ours.map(|entity| (entity.table.to_owned(), entity.number)).collect();
    assert_eq!(declared, known);
    for (name, number) in KINDS {
        assert_eq!(Entities::OURS.of_number(number).unwrap().kind, name);
    }
    let triggered: Vec<(String, String)> = sql
        .query(
            "select c.relname::text, p.oid::regproc::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
             join pg_proc p on p.oid = t.tgfoid
             where not t.tgisinternal and t.tgenabled = 'O' order by c.relname",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let expected: Vec<(String, String)> = declared
        .into_keys()
        .map(|table| (table, "access.sync_touch".to_owned()))
        .collect();
    assert_eq!(triggered, expected, "one trigger on each, and no other in the schema");
}

#[actix_web::test]
async fn scopes_are_named_alike_in_program_database_and_vectors() {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/sync/scopes.json")).unwrap();
    let world = World::new().await;
    let sql = world.sql().await;
    for vector in vectors.as_array().unwrap() {
        let read = |name: &str| vector[name].as_str().map(|text| text.parse::<Uuid>().unwrap());
        let (kind, id, other) = (vector["kind"].as_str().unwrap(), read("id").unwrap(), read("other"));
        let scope = match (kind, other) {
            ("guarded", None) => ScopeId::guarded(causeway::people::PersonId::from_uuid(id)),
            ("own", Some(author)) => ScopeId::own(
                causeway::enrolment::EnrolmentId::from_uuid(id),
                StaffId::from_uuid(author),
            ),
            _ => panic!("a vector of another kind"),
        };
        assert_eq!(Some(scope.uuid()), read("scope"));
        let row = sql
            .query_one("select access.sync_derived($1, $2, $3)", &[&kind, &id, &other])
            .await
            .unwrap();
        assert_eq!(row.get::<_, Uuid>(0), scope.uuid());
    }
    let [org, staff] = [new_id(), new_id()];
    assert_eq!(ScopeId::house(OrgId::from_uuid(org)).uuid(), org);
    assert_eq!(ScopeId::staff(StaffId::from_uuid(staff)).uuid(), staff);
}

#[actix_web::test]
async fn whoever_changes_a_field_its_version_is_noted() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let sql = world.sql().await;
    let fields = |rows: Vec<tokio_postgres::Row>| -> BTreeMap<String, i64> {
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    };
    let of_person = "select field, rev from sync_field where entity_id = $1 and entity_type = 1";
    assert!(fields(sql.query(of_person, &[&person]).await.unwrap()).is_empty());
    for language in ["fr", "pt"] {
        sql.execute(
            "update person set language = $2, row_version = row_version + 1 where id = $1",
            &[&person, &language],
        )
        .await
        .unwrap();
    }
    let noted = fields(sql.query(of_person, &[&person]).await.unwrap());
    assert_eq!(noted, BTreeMap::from([("language".to_owned(), 3)]));
}

#[actix_web::test]
async fn rows_from_before_are_noted_when_their_table_is_declared() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    world.reachable(&house, person).await;
    world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let sql = world.sql().await;
    let every = "select scope_id, entity_id, entity_type, op, happened_on::text from sync_entry order by 1, 2, 3";
    let rows = |rows: Vec<tokio_postgres::Row>| -> Vec<(Uuid, Uuid, i16, String, Option<String>)> {
        rows.iter()
            .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
            .collect()
    };
    let by_trigger = rows(sql.query(every, &[]).await.unwrap());
    assert!(by_trigger.len() >= 8, "{by_trigger:?}");
    sql.batch_execute("truncate sync_entry, sync_field; select access.sync_backfill()")
        .await
        .unwrap();
    assert_eq!(rows(sql.query(every, &[]).await.unwrap()), by_trigger);
    let known: i64 = sql
        .query_one(
            "select count(*) from sync_field where field = '*' and entity_id = $1 and rev > 1",
            &[&enrolment],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(known, 1, "of a row that was changed before, every field may have been");
}
