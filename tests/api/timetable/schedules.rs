//! What the background makes of a schedule.

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{joins, made, meets, planned, roll, saturdays, sessions};
use crate::support::line::id_of;
use crate::support::{House, World, new_id};

#[actix_web::test]
async fn four_weeks_are_planned_once_however_often_the_background_looks() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 10).await;
    meets(&world, &house, group, &saturdays(&house)).await;
    // Wednesday 10 June; three in the afternoon in Bogotá is eight in the evening in Greenwich.
    let days = ["2026-06-13", "2026-06-20", "2026-06-27", "2026-07-04"];
    let expected = days.map(|day| [day.to_owned(), format!("{day}T20:00:00Z")]);
    assert_eq!(planned(&world, &house, group).await, expected);
    for now in ["2026-06-10T10:00:00Z", "2026-06-11T10:00:00Z", "2026-06-12T10:00:00Z"] {
        world.set_now(now);
        world.plan_day().await;
        world.work().await;
    }
    assert_eq!(planned(&world, &house, group).await, expected);
    world.set_now("2026-06-13T12:00:00Z");
    world.plan_day().await;
    world.work().await;
    let later = planned(&world, &house, group).await;
    assert_eq!(later.len(), 5);
    assert_eq!(later[4][0], "2026-07-11");
    // What was called off stays so.
    let first = sessions(&world, &house, group).await[0];
    let path = format!("/group-sessions/{first}");
    let whole = world.get(&house.renew(&world, "worker"), &path).await.expect(200);
    world
        .change(
            Method::POST,
            &house.renew(&world, "worker"),
            &format!("{path}/cancel"),
            &whole.etag(),
            json!({"status": "cancelled_by_provider"}),
        )
        .await
        .expect(200);
    world.set_now("2026-06-13T13:00:00Z");
    world.plan_day().await;
    world.work().await;
    assert_eq!(planned(&world, &house, group).await.len(), 4);
}

#[actix_web::test]
async fn the_hour_is_the_sites_before_and_after_the_clocks_change() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = json!({"id": new_id(), "programme_id": house.mentoring, "site_id": house.south, "name": "Winter",
        "capacity": 10, "starts_on": "2026-01-01"});
    let south = house.token("south_supervisor");
    world.post(south, "/cohorts", body.clone()).await.expect(201);
    let grants = [("mentor", Some(house.south), None)];
    let berliner = house.add_staff(&world, "berliner", &grants, None).await;
    // Berlin's clocks go back in the night to Sunday 25 October 2026.
    let mut sundays = saturdays(&house);
    sundays["weekday"] = json!(7);
    sundays["lead_staff_id"] = json!(berliner.id);
    sundays["from_on"] = json!("2026-10-18");
    sundays["to_on"] = json!("2026-11-01");
    world.set_now("2026-10-15T12:00:00Z");
    let path = format!("/cohorts/{}/schedules", id_of(&body));
    let south = house.renew(&world, "south_supervisor");
    world.post(&south, &path, sundays).await.expect(201);
    world.work().await;
    let expected = [
        ["2026-10-18", "2026-10-18T13:00:00Z"],
        ["2026-10-25", "2026-10-25T14:00:00Z"],
        ["2026-11-01", "2026-11-01T14:00:00Z"],
    ];
    assert_eq!(planned(&world, &house, id_of(&body)).await, expected);
}

#[actix_web::test]
async fn a_changed_schedule_changes_what_nobody_has_touched_and_says_which() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 10).await;
    let (_, member) = world.enrolled(&house, "worker").await;
    joins(&world, &house, group, member).await.expect(201);
    let schedule = saturdays(&house);
    meets(&world, &house, group, &schedule).await;
    let before = sessions(&world, &house, group).await;
    // Somebody put one more on the roll of the second.
    let (_, guest) = world.enrolled(&house, "worker").await;
    let line = json!({"id": new_id(), "enrolment_id": guest});
    world
        .post(
            house.token("worker"),
            &format!("/group-sessions/{}/lines", before[1]),
            line,
        )
        .await
        .expect(201);
    let path = format!("/schedules/{}", id_of(&schedule));
    let supervisor = house.token("supervisor");
    let changed = world
        .change(
            Method::PATCH,
            supervisor,
            &path,
            "\"v1\"",
            json!({"weekday": 5, "starts_local": "16:30:00"}),
        )
        .await
        .expect(200);
    assert_eq!(changed.body["kept"], json!([before[1]]));
    let replaced: Vec<_> = changed.body["replaced"].as_array().unwrap().clone();
    assert_eq!(replaced.len(), 3);
    world.work().await;
    let days: Vec<_> = planned(&world, &house, group)
        .await
        .into_iter()
        .map(|[day, _]| day)
        .collect();
    let expected = ["2026-06-12", "2026-06-19", "2026-06-20", "2026-06-26", "2026-07-03"];
    assert_eq!(days, expected, "Fridays now, and the Saturday that stays");
    let now = sessions(&world, &house, group).await;
    assert_eq!(roll(&world, &house, now[0]).await.len(), 1, "its roll is filled anew");
    world
        .change(Method::PATCH, supervisor, &path, "\"v2\"", json!({"weekday": 5}))
        .await
        .expect(422);
    world
        .change(Method::PATCH, supervisor, &path, "\"v1\"", json!({"weekday": 4}))
        .await
        .expect(412);
}

#[actix_web::test]
async fn nothing_is_planned_on_a_holiday_and_what_is_planned_already_is_named() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 10).await;
    let mut before =
        json!({"id": new_id(), "site_id": house.north, "holiday_on": "2026-06-20", "name": "Founding day"});
    world
        .post(house.token("supervisor"), "/holidays", before.clone())
        .await
        .expect(201);
    meets(&world, &house, group, &saturdays(&house)).await;
    assert_eq!(
        days(&world, &house, group).await,
        ["2026-06-13", "2026-06-27", "2026-07-04"]
    );
    // Of all sites: for those who run the house.
    let everywhere = json!({"id": new_id(), "holiday_on": "2026-06-27", "name": "Carnival"});
    world
        .post(house.token("supervisor"), "/holidays", everywhere.clone())
        .await
        .expect(403);
    let director = house.token("director");
    let entered = world.post(director, "/holidays", everywhere.clone()).await.expect(201);
    assert_eq!(entered.body["to_call_off"][0]["turn_on"], "2026-06-27");
    assert_eq!(entered.body["to_call_off"].as_array().unwrap().len(), 1);
    assert_eq!(
        planned(&world, &house, group).await.len(),
        3,
        "nothing is called off by itself"
    );
    world.post(director, "/holidays", everywhere).await.expect(200);
    before["id"] = json!(new_id());
    world
        .post(director, "/holidays", before.clone())
        .await
        .expect_problem(409, "holiday_already");
    // It was none after all.
    let list = world
        .get(house.token("worker"), "/holidays?from=2026-06-01")
        .await
        .expect(200);
    let founding = &list.body["items"][0];
    let path = format!("/holidays/{}/void", founding["id"].as_str().unwrap());
    let reason = json!({"reason": "wrong_date"});
    let etag = founding["etag"].as_str().unwrap();
    world
        .change(Method::POST, house.token("supervisor"), &path, etag, reason)
        .await
        .expect(200);
    world.work().await;
    assert_eq!(planned(&world, &house, group).await.len(), 4);
}

#[actix_web::test]
async fn who_leads_works_there_and_what_meets_is_a_group() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 10).await;
    let path = format!("/cohorts/{group}/schedules");
    for (field, value, pointer) in [
        ("lead_staff_id", json!(house.who("director").id), "/lead_staff_id"),
        ("kind", json!("individual_mentoring"), "/kind"),
        ("to_on", json!("2026-05-31"), "/to_on"),
        ("weekday", json!(8), "/weekday"),
    ] {
        let mut body = saturdays(&house);
        body[field] = value;
        let refused = world.post(house.token("supervisor"), &path, body).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    world
        .post(house.token("worker"), &path, saturdays(&house))
        .await
        .expect(403);
}

/// Days on which a cohort meets, of those planned.
async fn days(world: &World, house: &House, cohort: Uuid) -> Vec<String> {
    planned(world, house, cohort)
        .await
        .into_iter()
        .map(|[day, _]| day)
        .collect()
}

#[actix_web::test]
async fn every_second_week_is_counted_from_a_day_in_one_over_the_new_year_and_over_a_holiday() {
    let world = World::new().await;
    let house = world.house("First").await;
    // 2026 has 53 weeks: who counts by their numbers meets in 53 and in 1, or in neither.
    world.set_now("2026-12-10T12:00:00Z");
    let group = made(&world, &house, 10).await;
    let mut second = saturdays(&house);
    second["every_weeks"] = json!(2);
    second["from_on"] = json!("2026-12-08");
    meets(&world, &house, group, &second).await;
    assert_eq!(
        days(&world, &house, group).await,
        ["2026-12-12", "2026-12-26"],
        "from the first Saturday on"
    );
    let holiday = json!({"id": new_id(), "holiday_on": "2027-01-09", "name": "Founding day"});
    world
        .post(&house.renew(&world, "director"), "/holidays", holiday)
        .await
        .expect(201);
    for now in ["2026-12-27T12:00:00Z", "2026-12-28T12:00:00Z"] {
        world.set_now(now);
        world.plan_day().await;
        world.work().await;
        assert_eq!(
            days(&world, &house, group).await,
            ["2027-01-23"],
            "the holiday skips a turn and shifts none"
        );
    }
    let path = format!("/cohorts/{group}/schedules");
    let list = world.get(&house.renew(&world, "worker"), &path).await.expect(200);
    let schedule = &list.body["items"][0];
    assert_eq!(
        (&schedule["every_weeks"], &schedule["anchor_on"]),
        (&json!(2), &json!("2026-12-12"))
    );
    // The other weeks, and another weekday in them: the week stays the one that is named.
    let path = format!("/schedules/{}", id_of(&second));
    let supervisor = house.renew(&world, "supervisor");
    let other = json!({"anchor_on": "2027-01-11", "weekday": 1});
    world
        .change(Method::PATCH, &supervisor, &path, "\"v1\"", other)
        .await
        .expect(200);
    world.work().await;
    assert_eq!(
        days(&world, &house, group).await,
        ["2026-12-28", "2027-01-11", "2027-01-25"]
    );
    world
        .change(Method::PATCH, &supervisor, &path, "\"v2\"", json!({"every_weeks": 1}))
        .await
        .expect(200);
    world.work().await;
    assert_eq!(
        days(&world, &house, group).await,
        ["2026-12-28", "2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25"]
    );
    for (field, value) in [("every_weeks", 0), ("every_weeks", 5)] {
        let mut body = saturdays(&house);
        body[field] = json!(value);
        let path = format!("/cohorts/{group}/schedules");
        let refused = world.post(&supervisor, &path, body).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], format!("/{field}"));
    }
}

#[actix_web::test]
async fn a_fortnight_over_the_change_of_clocks_is_a_fortnight_and_the_same_hour() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = json!({"id": new_id(), "programme_id": house.mentoring, "site_id": house.south, "name": "Winter",
        "capacity": 10, "starts_on": "2026-01-01"});
    let grants = [("mentor", Some(house.south), None)];
    let berliner = house.add_staff(&world, "berliner", &grants, None).await;
    world.set_now("2026-10-08T12:00:00Z");
    let south = house.renew(&world, "south_supervisor");
    world.post(&south, "/cohorts", body.clone()).await.expect(201);
    let mut sundays = saturdays(&house);
    sundays["weekday"] = json!(7);
    sundays["lead_staff_id"] = json!(berliner.id);
    sundays["from_on"] = json!("2026-10-01");
    sundays["every_weeks"] = json!(2);
    // A Monday, and the Sunday that ends its week is when they meet.
    sundays["anchor_on"] = json!("2026-10-05");
    let path = format!("/cohorts/{}/schedules", id_of(&body));
    world.post(&south, &path, sundays).await.expect(201);
    world.work().await;
    // Berlin's clocks go back in the night to Sunday 25 October 2026.
    let expected = [
        ["2026-10-11", "2026-10-11T13:00:00Z"],
        ["2026-10-25", "2026-10-25T14:00:00Z"],
    ];
    assert_eq!(planned(&world, &house, id_of(&body)).await, expected);
}
