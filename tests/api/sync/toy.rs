//! Another kind of row joins by being declared: a table of its own, a line in the database, a line in the program.

use causeway::sync::{Entities, Entity};
use serde_json::json;
use uuid::Uuid;

use super::phone::Phone;
use crate::support::{World, new_id};

/// The toy's number: none of the program's own.
pub(super) const NUMBER: i16 = 900;

/// A feature's own: a table that its policies guard, as any is.
const TABLE: &str = "
    create table toy (
        org_id uuid not null, id uuid not null, enrolment_id uuid not null, colour text not null, played_on date,
        row_version integer not null default 1, recorded_by uuid, voided_at timestamptz, primary key (org_id, id));
    alter table toy enable row level security;
    create policy toy_read on toy for select to causeway_app
        using (org_id = (select access.house()) and enrolment_id in (select a.enrolment_id from access.assigned() a));
    grant select on toy to causeway_app, causeway_policy;";

/// Its line in `access.synced()`, and what whoever migrates does with it.
const LINE: &str = "
    alter function access.synced() rename to synced_before;
    create function access.synced()
        returns table (table_name text, entity_type smallint, id_column text, scoped text, about text, day_column text)
        language sql immutable as $$
        select * from access.synced_before()
        union all values ('toy', 900::smallint, 'id', 'plain', 'enrolment_id', 'played_on') $$;
    grant execute on function access.synced() to causeway_policy;
    select access.sync_hang();
    select access.sync_backfill();";

/// Its line in the program.
const TOY: Entity = Entity::open(
    NUMBER,
    "toy",
    "toy",
    "select t.id, t.row_version::bigint as version, null::uuid as person_id,
            jsonb_build_object('colour', t.colour)::text as body,
            null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
     from toy t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null",
);

async fn play(world: &World, org: Uuid, enrolment: Uuid, colour: &str, on: &str) -> Uuid {
    let (id, sql) = (new_id(), world.sql().await);
    let insert =
        "insert into toy (org_id, id, enrolment_id, colour, played_on) values ($1, $2, $3, $4, $5::text::date)";
    sql.execute(insert, &[&org, &id, &enrolment, &colour, &on])
        .await
        .unwrap();
    id
}

#[actix_web::test]
async fn a_toy_is_declared_synced_pulled_and_verified() {
    let mut world = World::new().await;
    let mut entities = Entities::OURS.all().to_vec();
    entities.push(TOY);
    world.state = world.state.clone().syncing(Entities::new(entities.leak()));
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let sql = world.sql().await;
    sql.batch_execute(TABLE).await.unwrap();
    // One from before it was declared, and one that is too long ago for a phone.
    let before = play(&world, house.org, enrolment, "red", "2026-06-01").await;
    let old = play(&world, house.org, enrolment, "grey", "2025-06-01").await;
    sql.batch_execute(LINE).await.unwrap();
    let after = play(&world, house.org, enrolment, "green", "2026-06-02").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    assert_eq!(phone.of_kind("toy").len(), 2);
    assert_eq!(phone.row("toy", before)["colour"], json!("red"));
    assert_eq!(phone.row("toy", after)["colour"], json!("green"));
    assert!(!phone.holds("toy", old));
    let mut stranger = Phone::of(&world, &house, "other_worker").await;
    stranger.sync(&world).await;
    assert!(stranger.of_kind("toy").is_empty());
    // What changes comes, with the version of the field; what is voided goes; both sides mean the same.
    let change = "update toy set colour = 'blue', row_version = 2 where id = $1";
    sql.execute(change, &[&before]).await.unwrap();
    let void = "update toy set voided_at = now(), row_version = 2 where id = $1";
    sql.execute(void, &[&after]).await.unwrap();
    phone.sync(&world).await;
    assert_eq!(phone.row("toy", before)["colour"], json!("blue"));
    assert!(!phone.holds("toy", after));
    let noted =
        "select count(*) from sync_field where entity_type = 900 and entity_id = $1 and field = 'colour' and rev = 2";
    let noted: i64 = sql.query_one(noted, &[&before]).await.unwrap().get(0);
    assert_eq!(noted, 1);
    let answer = phone.verify(&world).await;
    assert_eq!((&answer["pending"], &answer["resend"]), (&json!(false), &json!([])));
    // Behind the back of the trigger nothing would be sent: the digest tells.
    sql.batch_execute("alter table toy disable trigger sync_touch; update toy set row_version = 9")
        .await
        .unwrap();
    let answer = phone.verify(&world).await;
    assert_eq!(answer["resend"], json!([enrolment]));
}
