//! Random histories: hand-overs, covers, assignments and limits in any order. There is never more than one lead,
//! nobody sees after her cover ended or before it began, nobody accepts what she proposed, and no caseload is fuller
//! than it may be.

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use super::{cover, end, hand_over};
use crate::support::{House, World, new_id};

const STEPS: usize = 160;
const WORKERS: [&str; 3] = ["worker", "other_worker", "outreach"];

const CONTRADICTIONS: &str = "
    select 'two leads' as what from assignment a join assignment b on b.enrolment_id = a.enrolment_id and b.id > a.id
    where a.role = 'lead' and b.role = 'lead' and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)
    union all
    select 'one colleague twice' from assignment a join assignment b on b.enrolment_id = a.enrolment_id and b.id > a.id
    where a.staff_id = b.staff_id and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)
    union all
    select 'accepted by who proposed it' from hand_over where state in ('accepted', 'refused') and decided_by = recorded_by
    union all
    select 'two stand in for one at once' from absence_cover a
    join absence_cover b on b.absent_id = a.absent_id and b.site_id = a.site_id and b.id > a.id
    where a.ended_at is null and b.ended_at is null and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
    union all
    select 'carries more than she may' from staff_member m
    where (select sum(a.weight) from assignment a where a.staff_id = m.id and a.ended_at is null) > m.caseload_cap
    union all
    select 'handed over and kept' from hand_over h join hand_over_line l on l.hand_over_id = h.id
    join assignment a on a.id = l.assignment_id where h.state = 'accepted' and a.ended_at is null";

/// Who may see the enrolment by the rows themselves: those assigned now, and those who stand in for one of them now.
const MAY_SEE: &str = "
    select a.staff_id from assignment a where a.enrolment_id = $1 and a.ended_at is null
    union
    select c.cover_id from absence_cover c join assignment a on a.staff_id = c.absent_id and a.site_id = c.site_id
    where a.enrolment_id = $1 and a.ended_at is null and c.ended_at is null and c.starts_at <= $2 and $2 < c.ends_at";

/// One thing somebody tries. What it was called, and what was answered.
async fn attempt(world: &World, house: &House, enrolments: &[Uuid], dice: &mut StdRng) -> (&'static str, u16) {
    let today = world.now().date_naive();
    let mut pick = || WORKERS[dice.random_range(0..WORKERS.len())];
    let (one, other) = (pick(), pick());
    let supervisor = house.renew(world, "supervisor");
    let answer = match dice.random_range(0..9) {
        0..=1 => {
            let proposer = if dice.random_bool(0.5) { one } else { "supervisor" };
            let token = house.renew(world, proposer);
            (
                "propose",
                world.post(&token, "/hand-overs", hand_over(house, one, other)).await,
            )
        }
        2..=3 => {
            let open = "select id from hand_over where state = 'proposed' order by id limit 1";
            let row = world.sql().await.query_opt(open, &[]).await.unwrap();
            let id = row.map_or_else(new_id, |row| row.get(0));
            let ending = ["accept", "accept", "refuse", "withdraw"][dice.random_range(0..4)];
            let who = ["supervisor", one, other][dice.random_range(0..3)];
            ("end", end(world, &house.renew(world, who), id, ending).await)
        }
        4..=5 => {
            let from = today + Days::new(dice.random_range(0..3));
            let until = from + Days::new(dice.random_range(0..3));
            let body = cover(house, one, other, &from.to_string(), &until.to_string());
            ("cover", world.post(&supervisor, "/absence-covers", body).await)
        }
        6 => {
            let open = "select id from absence_cover where ended_at is null order by starts_at limit 1";
            let row = world.sql().await.query_opt(open, &[]).await.unwrap();
            let path = format!("/absence-covers/{}/end", row.map_or_else(new_id, |row| row.get(0)));
            let (method, headers) = (actix_web::http::Method::POST, [("if-match", "\"v1\"")]);
            (
                "uncover",
                world.call(method, Some(&supervisor), &path, None, &headers).await,
            )
        }
        _ => {
            let enrolment = enrolments[dice.random_range(0..enrolments.len())];
            let role = ["lead", "backup"][dice.random_range(0..2)];
            let body = json!({"id": new_id(), "staff_id": house.who(one).id, "role": role});
            let path = format!("/enrolments/{enrolment}/assignments");
            ("assign", world.post(&supervisor, &path, body).await)
        }
    };
    (answer.0, answer.1.status.as_u16())
}

#[actix_web::test]
async fn whatever_is_tried_there_is_one_lead_and_nobody_sees_too_long() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut enrolments = Vec::new();
    for who in WORKERS {
        enrolments.push(world.enrolled(&house, who).await.1);
    }
    let sql = world.sql().await;
    sql.execute("update staff_member set caseload_cap = 3", &[])
        .await
        .unwrap();
    let mut dice = StdRng::seed_from_u64(105);
    let mut answers: BTreeMap<(&'static str, u16), usize> = BTreeMap::new();
    let mut looks = (0, 0);
    for step in 0..STEPS {
        // Hours, so that days begin and end between two steps, by the site's clock.
        world
            .clock
            .set(world.now() + TimeDelta::minutes(dice.random_range(30..600)));
        let said = attempt(&world, &house, &enrolments, &mut dice).await;
        *answers.entry(said).or_default() += 1;
        let wrong = sql.query(CONTRADICTIONS, &[]).await.unwrap();
        let wrong: Vec<String> = wrong.iter().map(|row| row.get(0)).collect();
        assert!(wrong.is_empty(), "after step {step}, {said:?}: {wrong:?}");
        let enrolment = enrolments[dice.random_range(0..enrolments.len())];
        let may = sql.query(MAY_SEE, &[&enrolment, &world.now()]).await.unwrap();
        let may: Vec<Uuid> = may.iter().map(|row| row.get(0)).collect();
        for who in WORKERS {
            let token = house.renew(&world, who);
            let sees = world
                .get(&token, &format!("/enrolments/{enrolment}"))
                .await
                .status
                .as_u16()
                == 200;
            assert_eq!(
                sees,
                may.contains(&house.who(who).id),
                "{who} after step {step}, {said:?}"
            );
            if sees { looks.0 += 1 } else { looks.1 += 1 }
        }
    }
    for (what, status) in [
        ("propose", 201),
        ("end", 200),
        ("cover", 201),
        ("uncover", 200),
        ("assign", 201),
    ] {
        assert!(
            answers.contains_key(&(what, status)),
            "no {what} came about: {answers:?}"
        );
    }
    assert!(answers.keys().all(|(_, status)| *status < 500), "{answers:?}");
    assert!(looks.0 > 50 && looks.1 > 50, "{looks:?}");
}
