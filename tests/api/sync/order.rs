//! Nothing is skipped: late commits, many rows of one transaction, moves between scopes.

use serde_json::json;
use uuid::Uuid;

use super::phone::Phone;
use crate::support::line::session;
use crate::support::{World, connect, new_id};

/// A session with its line, written by an administrator's hand.
const BY_HAND: &str = "
    with written as (
        insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, lead_staff_id,
                             recorded_at, recorded_via)
        select s.org_id, $2, s.programme_id, s.site_id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes,
               s.lead_staff_id, s.recorded_at, s.recorded_via
        from session s where s.id = $1
        returning org_id, id)
    insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on,
                               attendance, minutes, recorded_at)
    select w.org_id, $3, w.id, p.person_id, p.enrolment_id, p.programme_id, p.site_id, p.strand, p.held_on, p.attendance,
           p.minutes, p.recorded_at
    from written w cross join participation p where p.session_id = $1";

/// Transaction numbers are the cluster's: others' transactions hold the watermark back, so this waits for one pull after
/// the writer has ended, and asserts what must never be seen before.
#[actix_web::test]
async fn a_writer_that_commits_late_is_not_skipped() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let model = world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let mut slow = connect(&world.db.superuser_url()).await;
    let late = slow.transaction().await.unwrap();
    let [hidden, line] = [new_id(), new_id()];
    late.execute(BY_HAND, &[&model, &hidden, &line]).await.unwrap();
    // Others write and commit meanwhile, with higher numbers, and the phone pulls past its own wish to.
    let mut quick = Vec::new();
    for day in 2..5 {
        let starts = format!("2026-06-0{day}T15:00:00Z");
        quick.push(world.log(&house, "worker", enrolment, &session(&starts)).await);
        while phone.pull(&world).await {}
        assert!(!phone.holds("session", hidden), "nobody committed it");
    }
    late.commit().await.unwrap();
    phone.sync(&world).await;
    assert!(
        phone.holds("session", hidden) && phone.holds("participation", line),
        "skipped"
    );
    for id in quick {
        assert!(phone.holds("session", id));
    }
    assert_eq!(phone.of_kind("session").len(), 5);
}

#[actix_web::test]
async fn a_bulk_import_of_one_transaction_comes_whole_in_pages_of_three() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let model = world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.rows = 3;
    phone.sync(&world).await;
    let mut sql = connect(&world.db.superuser_url()).await;
    let import = sql.transaction().await.unwrap();
    let mut written: Vec<(Uuid, Uuid)> = Vec::new();
    for _ in 0..20 {
        let ids = (new_id(), new_id());
        import.execute(BY_HAND, &[&model, &ids.0, &ids.1]).await.unwrap();
        written.push(ids);
    }
    import.commit().await.unwrap();
    let before = phone.answers.len();
    phone.sync(&world).await;
    assert!(phone.answers.len() - before >= 14, "forty rows in pages of three");
    assert!(
        phone.answers[before..]
            .iter()
            .all(|answer| answer["rows"].as_array().unwrap().len() <= 3)
    );
    for (held, line) in written {
        assert!(phone.holds("session", held) && phone.holds("participation", line));
    }
    let mut anew = Phone::of_again(&world, &house, "worker").await;
    anew.rows = 3;
    anew.sync(&world).await;
    assert_eq!(
        anew.of_kind("session").len(),
        21,
        "the first filling in, in pages of three"
    );
}

/// A row that moves writes two entries with one transaction and one row: a page that ends between them must not lose one.
#[actix_web::test]
async fn what_moves_between_scopes_leaves_one_and_arrives_in_the_other() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, from) = world.enrolled(&house, "worker").await;
    let (other, to) = world.enrolled(&house, "worker").await;
    let mut moved = Vec::new();
    for day in 1..6 {
        let starts = format!("2026-06-0{day}T15:00:00Z");
        moved.push(world.log(&house, "worker", from, &session(&starts)).await);
    }
    for rows in [1, 2, 3] {
        let mut phone = Phone::of_again(&world, &house, "worker").await;
        phone.rows = rows;
        phone.sync(&world).await;
        let sql = world.sql().await;
        let (there, here) = (to, from);
        sql.execute(
            "update participation set enrolment_id = $2, person_id = $3, row_version = row_version + 1 where enrolment_id = $1",
            &[&here, &there, &other],
        )
        .await
        .unwrap();
        phone.sync(&world).await;
        for id in &moved {
            assert!(
                phone.held.contains_key(&(there, "session".to_owned(), *id)),
                "lost in pages of {rows}"
            );
            assert!(
                !phone.held.contains_key(&(here, "session".to_owned(), *id)),
                "left behind in pages of {rows}"
            );
        }
        let back: Uuid = sql
            .query_one("select person_id from enrolment where id = $1", &[&here])
            .await
            .unwrap()
            .get(0);
        sql.execute(
            "update participation set enrolment_id = $1, person_id = $3, row_version = row_version + 1 where enrolment_id = $2",
            &[&here, &there, &back],
        )
        .await
        .unwrap();
        phone.sync(&world).await;
        for id in &moved {
            assert!(phone.held.contains_key(&(here, "session".to_owned(), *id)));
        }
        assert_eq!(phone.of_kind("participation").len(), 5);
    }
}

#[actix_web::test]
async fn two_pages_never_share_a_row_and_a_lost_answer_changes_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    for day in 1..5 {
        let starts = format!("2026-06-0{day}T15:00:00Z");
        world.log(&house, "worker", enrolment, &session(&starts)).await;
    }
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.rows = 2;
    super::phone::settled(&world).await;
    let mut seen = std::collections::BTreeSet::new();
    loop {
        // The first answer is lost on the way: the same is asked again.
        world.clock.set(world.now() + chrono::Duration::seconds(4));
        let lost = phone.ask(&world).await.expect(200).body;
        let again = phone.ask(&world).await.expect(200).body;
        assert_eq!(lost["rows"], again["rows"]);
        for row in again["rows"].as_array().unwrap() {
            assert!(seen.insert((row["s"].to_string(), row["e"].to_string(), row["id"].to_string())));
        }
        if !phone.take(again) {
            break;
        }
    }
    assert_eq!(seen.len(), phone.held.len());
    let views: i64 = world
        .sql()
        .await
        .query_one("select count(*) from device_view where device_id = $1", &[&phone.id])
        .await
        .unwrap()
        .get(0);
    assert_eq!(views, 1, "an answer that was lost makes no other view");
    assert_eq!(json!(phone.of_kind("session").len()), 4);
}
