//! MEN-01, MEN-02 and MEN-04: mentors and the young people they go with.

use uuid::Uuid;

use super::{Enrolled, QUARTER, Scene};
use crate::support::new_id;

impl Scene {
    /// A colleague works with somebody between two moments, in Greenwich's time.
    async fn goes_with(&self, who: &str, role: &str, with: Enrolled, from: &str, to: Option<&str>) -> Uuid {
        let (id, staff) = (new_id(), self.house.who(who).id);
        let statement =
            "insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role,
                             weight, started_at, ended_at, recorded_at)
                         select org_id, $2, id, person_id, site_id, programme_id, $3, $4, 1, $5::text::timestamptz,
                             $6::text::timestamptz, now()
                         from enrolment where id = $1";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] = [&with.id, &id, &staff, &role, &from, &to];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1);
        id
    }

    /// Above and below the line of a variant of the whole, in this quarter.
    async fn mentoring(&self, code: &str, variant: &str) -> (u64, u64) {
        let figure = self.figure(code, QUARTER).await;
        let mut measures = figure["total"].as_array().unwrap().iter();
        let measure = measures.find(|measure| measure["variant"] == variant).unwrap();
        (
            measure["numerator"].as_u64().unwrap(),
            measure["denominator"].as_u64().unwrap(),
        )
    }
}

#[actix_web::test]
async fn a_match_is_a_mentor_s_time_or_the_lead_s_where_there_is_none() {
    let scene = Scene::new().await;
    let [first, second, third] = [
        scene.enrolled("2025-01-10").await,
        scene.enrolled("2025-01-10").await,
        scene.enrolled("2025-01-10").await,
    ];
    let noon = |day: &str| format!("{day}T17:00:00Z");
    let (from, to) = (noon("2025-01-10"), noon("2026-01-10"));
    scene.goes_with("worker", "lead", first, &from, Some(&to)).await;
    assert_eq!(scene.mentoring("MEN-01", "days").await, (365, 1));
    assert_eq!(scene.mentoring("MEN-01", "a_year").await, (1, 1));
    // Beside a mentor the lead is not one; a backup never is.
    let with = scene.goes_with("worker", "lead", second, &from, Some(&to)).await;
    let mentor = scene
        .goes_with("outreach", "mentor", second, &noon("2025-11-01"), Some(&to))
        .await;
    scene.goes_with("other_worker", "backup", third, &from, Some(&to)).await;
    assert_eq!(scene.mentoring("MEN-01", "days").await, (365 + 70, 2));
    assert_eq!(
        scene.mentoring("MEN-01", "a_year").await,
        (1, 2),
        "a day less than a year is no year"
    );
    scene.void("assignment", mentor).await;
    assert_eq!(scene.mentoring("MEN-01", "days").await, (365 * 2, 2), "the lead again");
    scene.void("assignment", with).await;
    // In sport nobody is matched.
    let site = scene.house.north;
    let sport = scene.enrol(first.person, "sport", site, "2025-02-01", None).await;
    scene.goes_with("worker", "lead", sport, &from, Some(&to)).await;
    assert_eq!(scene.mentoring("MEN-01", "days").await, (365, 1));
    // Half past four in Greenwich on the first is the evening before in Bogotá.
    scene
        .goes_with("worker", "lead", third, &from, Some("2026-04-01T04:30:00Z"))
        .await;
    assert_eq!(scene.mentoring("MEN-01", "days").await.1, 2);
}

#[actix_web::test]
async fn a_mentor_stays_or_brings_everybody_to_the_end() {
    let scene = Scene::new().await;
    let [first, second, third] = [
        scene.enrolled("2025-10-01").await,
        scene.enrolled("2025-10-01").await,
        scene.enrolled("2025-10-01").await,
    ];
    let from = "2025-10-01T17:00:00Z";
    let end = Some("2026-03-01T17:00:00Z");
    scene.goes_with("worker", "lead", first, from, None).await;
    scene.goes_with("other_worker", "lead", second, from, end).await;
    assert_eq!(scene.mentoring("MEN-02", "stayed").await, (1, 2));
    let left = scene.leaves(second, "2026-03-01", "completed_all_requirements").await;
    assert_eq!(
        scene.mentoring("MEN-02", "stayed").await,
        (2, 2),
        "her young person completed"
    );
    scene.stays_after_all(second, left).await;
    assert_eq!(scene.mentoring("MEN-02", "stayed").await, (1, 2));
    // Who began after the first day is not asked about.
    scene
        .goes_with("outreach", "lead", third, "2026-01-01T17:00:00Z", None)
        .await;
    assert_eq!(scene.mentoring("MEN-02", "stayed").await, (1, 2));
}

#[actix_web::test]
async fn four_hours_a_month_to_the_minute_and_only_of_four_weeks() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-03-01").await;
    // 4 to 31 March: 28 days, 0.92 of a month, 220.8 minutes.
    let started = scene
        .goes_with("worker", "lead", who, "2026-03-04T17:00:00Z", None)
        .await;
    let delivered = async |minutes: i32| {
        let statement = "update participation set minutes = $2 where enrolment_id = $1";
        scene.sql.execute(statement, &[&who.id, &minutes]).await.unwrap();
    };
    assert_eq!(scene.mentoring("MEN-04", "met").await, (0, 1));
    scene.attends(who, "2026-03-10", "present").await;
    delivered(220).await;
    assert_eq!(scene.mentoring("MEN-04", "met").await, (0, 1));
    delivered(221).await;
    assert_eq!(scene.mentoring("MEN-04", "met").await, (1, 1));
    // A day less and it is not asked.
    let later = "update assignment set started_at = '2026-03-05T17:00:00Z' where id = $1";
    scene.sql.execute(later, &[&started]).await.unwrap();
    assert_eq!(scene.mentoring("MEN-04", "met").await, (0, 0));
}
