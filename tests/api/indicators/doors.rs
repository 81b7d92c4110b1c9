//! Who may see figures, what a question must look like, and what an answer says about itself.

use super::{QUARTER, Scene, served};
use crate::support::{World, new_id};
use actix_web::http::Method;

#[actix_web::test]
async fn the_catalogue_says_what_every_figure_is() {
    let scene = Scene::new().await;
    for who in ["worker", "funder", "director"] {
        let answer = scene.world.get(scene.house.token(who), "/indicators").await.expect(200);
        let items = answer.body["items"].as_array().unwrap();
        let codes: Vec<_> = items.iter().map(|item| item["code"].as_str().unwrap()).collect();
        assert_eq!(codes.len(), 35, "{who}");
        let attendance = &items[codes.iter().position(|code| *code == "DOS-01").unwrap()];
        assert_eq!(attendance["unit_of_analysis"], "participation");
        assert_eq!(attendance["variants"][0]["value"], "share");
        assert!(attendance["exclusions"].as_str().unwrap().contains("custody"));
    }
    let nobody = scene.world.call(Method::GET, None, "/indicators", None, &[]).await;
    nobody.expect_problem(401, "sign_in_needed");
}

#[actix_web::test]
async fn an_answer_says_how_it_was_made_and_where_to_go_with_it() {
    let scene = Scene::new().await;
    let figure = scene.figure("DOS-01", &format!("{QUARTER}&strand=sport&by=site")).await;
    assert_eq!(figure["exact"], true);
    assert!(
        figure["note"]
            .as_str()
            .unwrap()
            .contains("stay inside the organisation")
    );
    assert_eq!(figure["links"]["releases"], "/api/v1/releases");
    assert_eq!(figure["indicator"]["code"], "DOS-01");
    assert_eq!(figure["indicator"]["version"], 1);
    assert_eq!(figure["period"]["from"], "2026-01-01");
    assert_eq!(figure["period"]["to"], "2026-03-31");
    assert_eq!(figure["as_of"], "2026-03-31");
    assert_eq!(figure["counted_at"], "2026-06-10T09:30:00Z");
    assert_eq!(figure["filters"]["strand"], "sport");
    assert!(figure["filters"]["site_id"].is_null());
    assert_eq!(figure["by"], "site");
}

#[actix_web::test]
async fn field_workers_machines_and_funders_see_no_figures() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    for who in [
        "worker",
        "intake_officer",
        "safeguarding_lead",
        "org_admin",
        "it_admin",
        "auditor",
        "funder",
        "no_role",
    ] {
        for query in [QUARTER.to_owned(), format!("{QUARTER}&site_id={north}")] {
            let path = format!("/indicators/ENR-05?{query}");
            let answer = scene.world.get(scene.house.token(who), &path).await;
            answer.expect_problem(403, "not_allowed");
        }
    }
    for who in ["programme_manager", "evaluator", "dpo", "director"] {
        scene.figure_for(who, "ENR-05", QUARTER).await;
    }
}

#[actix_web::test]
async fn somebody_of_one_site_asks_for_that_site() {
    let scene = Scene::new().await;
    let token = scene.house.token("supervisor");
    let answer = scene.world.get(token, &format!("/indicators/ENR-05?{QUARTER}")).await;
    let problem = answer.expect_problem(403, "not_allowed").body;
    assert!(problem["detail"].as_str().unwrap().contains("site_id"), "{problem}");
    assert_eq!(problem["errors"][0]["pointer"], "/query/site_id");
    for elsewhere in [scene.house.south, new_id()] {
        let path = format!("/indicators/ENR-05?{QUARTER}&site_id={elsewhere}");
        scene.world.get(token, &path).await.expect_problem(403, "not_allowed");
    }
    let (programme, site) = (scene.house.mentoring, scene.house.north);
    let grants = [("programme_manager", None, Some(programme))];
    let of_a_programme = scene.house.add_staff(&scene.world, "bea", &grants, None).await;
    for query in [QUARTER.to_owned(), format!("{QUARTER}&site_id={site}")] {
        let answer = scene
            .world
            .get(&of_a_programme.token, &format!("/indicators/ENR-05?{query}"))
            .await;
        answer.expect_problem(403, "not_allowed");
    }
}

#[actix_web::test]
async fn a_question_that_makes_no_sense_is_refused_in_plain_words() {
    let scene = Scene::new().await;
    let token = scene.house.token("director");
    let ask = async |query: &str| scene.world.get(token, &format!("/indicators/ENR-05?{query}")).await;
    for (query, field, code) in [
        ("from=2026-03-31&to=2026-03-30", "/query/to", "before_from"),
        ("from=2016-01-01&to=2026-01-01", "/query/to", "too_long"),
        (
            "from=2026-01-01&to=2026-03-31&as_of=2025-12-31",
            "/query/as_of",
            "before_from",
        ),
        ("from=0202-01-01&to=2026-03-31", "/query/from", "out_of_range"),
        (
            "from=2026-01-01&to=2026-03-31&as_of=9999-12-31",
            "/query/as_of",
            "out_of_range",
        ),
    ] {
        let problem = ask(query).await.expect_problem(422, "validation").body;
        assert_eq!(problem["errors"][0]["pointer"], field, "{query}");
        assert_eq!(problem["errors"][0]["code"], code, "{query}");
    }
    for query in [
        "to=2026-03-31",
        "from=2026-01-01&to=31.03.2026",
        "from=2026-01-01&to=2026-02-30",
        "from=2026-01-01&to=2026-03-31&strand=chess",
        "from=2026-01-01&to=2026-03-31&by=person",
        "from=2026-01-01&to=2026-03-31&site_id=north",
        "from=2026-01-01&to=2026-03-31&site=north",
    ] {
        ask(query).await.expect_problem(400, "malformed");
    }
    let unknown = format!("{QUARTER}&site_id={}", new_id());
    let problem = ask(&unknown).await.expect_problem(422, "validation").body;
    assert_eq!(problem["errors"][0]["pointer"], "/query/site_id");
    for code in ["ENR-99", "enr_05", "site_is_known", "%00"] {
        let answer = scene.world.get(token, &format!("/indicators/{code}?{QUARTER}")).await;
        answer.expect_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn every_look_is_remembered() {
    let scene = Scene::new().await;
    scene.figure("ENR-05", QUARTER).await;
    scene.figure("DOS-01", QUARTER).await;
    let refused = format!("/indicators/DOS-01?{QUARTER}");
    scene.world.get(scene.house.token("worker"), &refused).await.expect(403);
    let rows = scene.sql.query(
        "select action, object_type, fields, tier, staff_id from audit_event order by id",
        &[],
    );
    let seen: Vec<(String, String, Vec<String>, String, uuid::Uuid)> = rows
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
        .collect();
    let director = scene.house.who("director").id;
    let look = |code: &str| {
        (
            "list".into(),
            "indicator".into(),
            vec![code.into()],
            "c2".into(),
            director,
        )
    };
    assert_eq!(seen, [look("ENR-05"), look("DOS-01")]);
}

#[actix_web::test]
async fn another_organisations_rows_never_count() {
    let world = World::new().await;
    let [first, second] = [world.house("First").await, world.house("Second").await];
    let (director, worker) = (first.token("director").to_owned(), first.token("worker").to_owned());
    let (north, their_south) = (first.north, second.south);
    let mut scene = Scene::of(world, second).await;
    let enrolled = scene.enrolled("2026-01-10").await;
    scene.attends(enrolled, "2026-02-01", "present").await;
    assert_eq!(scene.served(QUARTER).await, [1, 1], "they see their own");
    let path = format!("/indicators/ENR-05?{QUARTER}");
    let answer = scene.world.get(&director, &path).await.expect(200);
    assert_eq!(served(&answer.body["total"]), [0, 0]);
    let at_theirs = format!("{path}&site_id={their_south}");
    scene
        .world
        .get(&director, &at_theirs)
        .await
        .expect_problem(422, "validation");
    // Without the application's own checks the wall still holds: a mentor counts neither her house's people nor theirs.
    scene.world.switch_checks_off();
    for path in [path.clone(), format!("{path}&site_id={north}")] {
        let answer = scene.world.get(&worker, &path).await.expect(200);
        assert_eq!(served(&answer.body["total"]), [0, 0]);
    }
}

#[actix_web::test]
async fn behind_the_wall_alone_a_mentor_counts_only_whom_she_walks_with() {
    let mut scene = Scene::new().await;
    for _ in 0..3 {
        let enrolled = scene.enrolled("2026-01-10").await;
        scene.attends(enrolled, "2026-02-01", "present").await;
    }
    scene.world.switch_checks_off();
    let alone = async || served(&scene.figure_for("worker", "ENR-05", QUARTER).await["total"]);
    assert_eq!(alone().await, [0, 0]);
    let statement =
        "insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role,
                         weight, started_at, recorded_at)
                     select org_id, $1, id, person_id, site_id, programme_id, $2, 'lead', 1, now(), now()
                     from enrolment limit 1";
    let worker = scene.house.who("worker").id;
    assert_eq!(scene.sql.execute(statement, &[&new_id(), &worker]).await.unwrap(), 1);
    assert_eq!(alone().await, [1, 1]);
}
