//! Somebody works with somebody no longer, or here no longer in the field: what her phone shows of it goes at the next pull, and
//! what she had written arrives and is kept for somebody to decide.

use std::collections::BTreeSet;

use pglocal::Durability;
use uuid::Uuid;

use crate::dice::Dice;
use crate::ground::Ground;
use crate::network::WHOLE;
use crate::scene::Scene;
use crate::steps::{Fault, Plan, Work};
use crate::support::World;

/// Somebody with a phone on which two people are, and a session with each that was not sent yet.
async fn with_unsent_work(world: &World) -> Scene<'_> {
    let plan = Plan {
        seed: 1,
        phones: 2,
        people: 2,
        steps: Vec::new(),
    };
    let mut scene = Scene::of(world, &plan, None).await;
    for person in 0..2 {
        scene.assign(1, person).await;
    }
    scene.settled().await;
    assert!(scene.sync(1, &[], WHOLE).await);
    assert_eq!(scene.phones[1].durable.of_kind("person").len(), 2);
    let mut dice = Dice::new(7);
    for _ in 0..6 {
        scene.mutate(1, Work::Session, &mut dice);
    }
    assert_eq!(scene.phones[1].durable.outbox.len(), 6);
    scene
}

/// The enrolments of what the journal holds and what it took in.
async fn journal(scene: &Scene<'_>) -> Vec<(String, Option<String>, Uuid)> {
    let rows = scene
        .sql
        .query(
            "select status, code, entity_id from sync_op where org_id = $1 order by seq",
            &[&scene.house.org],
        )
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

/// Of what was unsent, the sessions in an enrolment.
fn unsent_in(scene: &Scene<'_>, enrolment: Uuid) -> BTreeSet<Uuid> {
    let made = scene.made.iter();
    made.filter(|made| made.op.body["set"]["enrolment_id"] == *enrolment.to_string())
        .map(|made| made.op.entity_id())
        .collect()
}

#[actix_web::test]
async fn who_is_reassigned_loses_the_rows_and_no_word_of_what_she_wrote() {
    let ground = Ground::new(Durability::Throwaway).await;
    let world = ground.world(None).await;
    let mut scene = with_unsent_work(&world).await;
    let [gone, stays] = [0, 1].map(|person| scene.course(person));
    let late = unsent_in(&scene, gone.enrolment);
    assert!(!late.is_empty() && late.len() < 6, "some with either");
    scene.unassign(1, 0).await;
    // The first answer is lost: nothing may hang on it.
    scene.sync(1, &[Fault::AnswerLost], WHOLE).await;
    assert!(scene.sync(1, &[], WHOLE).await);
    let phone = &scene.phones[1].durable;
    assert_eq!(phone.of_kind("person"), [stays.person]);
    assert!(phone.outbox.is_empty());
    for (status, code, id) in journal(&scene).await {
        let expected = if late.contains(&id) {
            ("held", Some("no_access"))
        } else {
            ("applied", None)
        };
        assert_eq!((&*status, code.as_deref()), expected);
    }
    scene.calm().await;
    assert!(scene.violations().await.is_empty());
}

#[actix_web::test]
async fn who_has_no_role_any_more_keeps_no_row_and_all_she_wrote_waits_for_somebody() {
    let ground = Ground::new(Durability::Throwaway).await;
    let world = ground.world(None).await;
    let mut scene = with_unsent_work(&world).await;
    let end = "update role_grant set ended_at = now(), row_version = row_version + 1 where staff_id = $1";
    scene.sql.execute(end, &[&scene.phones[1].staff]).await.unwrap();
    nothing_is_left_and_all_is_held(&mut scene).await;
}

#[actix_web::test]
async fn who_works_in_the_field_no_longer_keeps_no_row_and_all_she_wrote_waits_for_somebody() {
    let ground = Ground::new(Durability::Throwaway).await;
    let world = ground.world(None).await;
    let mut scene = with_unsent_work(&world).await;
    let reduce =
        "update role_grant set role = 'mel_officer', site_id = null, row_version = row_version + 1 where staff_id = $1";
    scene.sql.execute(reduce, &[&scene.phones[1].staff]).await.unwrap();
    nothing_is_left_and_all_is_held(&mut scene).await;
}

async fn nothing_is_left_and_all_is_held(scene: &mut Scene<'_>) {
    assert!(scene.sync(1, &[], WHOLE).await);
    let phone = &scene.phones[1].durable;
    assert!(
        phone.rows.is_empty() && phone.outbox.is_empty(),
        "{:?}",
        phone.rows.keys()
    );
    let journal = journal(scene).await;
    assert_eq!(journal.len(), 6);
    for (status, code, _) in journal {
        assert_eq!((&*status, code.as_deref()), ("held", Some("no_access")));
    }
    scene.calm().await;
    let left: Vec<_> = scene.violations().await;
    assert!(left.is_empty(), "{left:?}");
}
