//! ENR-02, ENR-08, ENR-09 and ENR-10: from the decision whether somebody can join to the day she comes, or does not.

use uuid::Uuid;

use super::{QUARTER, ROUTINE, Scene};
use crate::support::new_id;

impl Scene {
    /// A step of a referral, at noon in Greenwich, with the decision it follows from. `override` is a decision by two
    /// people against a rule.
    pub(super) async fn step(&self, referral: Uuid, step: &str, on: &str) {
        self.step_at(referral, step, &format!("{on}T12:00:00Z")).await;
    }

    async fn step_at(&self, referral: Uuid, step: &str, at: &str) {
        let decision = match step {
            "found_eligible" => Some("eligible"),
            "override" => Some("eligible_by_override"),
            "found_ineligible" => Some("not_eligible"),
            "info_needed" => Some("pending_info"),
            _ => None,
        };
        if let Some(decision) = decision {
            self.decide(referral, decision, at).await;
        }
        let (step, state) = match step {
            "override" | "found_eligible" => ("found_eligible", "eligible"),
            "info_needed" => (step, "screening"),
            "found_ineligible" => (step, "redirected"),
            "put_on_list" => (step, "waiting"),
            "place_offered" => (step, "offered"),
            "offer_accepted" => (step, "accepted"),
            _ => (step, "eligible"),
        };
        let reason = (step == "found_ineligible").then_some("other_programme_fits");
        let statement =
            "insert into referral_event (org_id, id, referral_id, site_id, step, to_state, reason, occurred_at,
                             recorded_at, recorded_by)
                         select org_id, $2, id, site_id, $3, $4, $5, $6::text::timestamptz, now(), $7
                         from referral_in where id = $1";
        let by = self.house.who("worker").id;
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] =
            [&referral, &new_id(), &step, &state, &reason, &at, &by];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1, "{step}");
    }

    async fn decide(&self, referral: Uuid, decision: &str, at: &str) {
        let [id, look, asked] = [new_id(), new_id(), new_id()];
        let (by, other) = (self.house.who("worker").id, self.house.who("supervisor").id);
        let statement = "with look as (
                             insert into eligibility_evaluation (org_id, id, referral_id, site_id, evaluated_on,
                                 recorded_at, recorded_by)
                             select org_id, $2, id, site_id, $5::text::timestamptz::date, now(), $6
                             from referral_in where id = $1
                             returning org_id, id, referral_id, site_id
                         ), asked as (
                             insert into eligibility_override (org_id, id, referral_id, site_id, evaluation_id, reason, state,
                                 asked_by, asked_at, decided_by, decided_at, recorded_at)
                             select org_id, $3, referral_id, site_id, id, 'needs_help_most', 'approved', $6,
                                 $5::text::timestamptz, $7, $5::text::timestamptz, now()
                             from look where $8 = 'eligible_by_override'
                             returning id, asked_by
                         )
                         insert into referral_decision (org_id, id, referral_id, site_id, evaluation_id, decision, reason,
                             override_id, requested_by, decided_at, recorded_at, recorded_by)
                         select org_id, $4, referral_id, site_id, look.id, $8,
                             case when $8 = 'not_eligible' then 'other_programme_fits' end, asked.id, asked.asked_by,
                             $5::text::timestamptz, now(), $7
                         from look left join asked on true";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 8] =
            [&referral, &look, &asked, &id, &at, &by, &other, &decision];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1, "{decision}");
    }

    /// Somebody at north is referred to mentoring.
    async fn referred(&self, at: &str) -> (Uuid, Uuid) {
        let person = self.person().await;
        let referral = self.refer(person, "mentoring", self.house.north, at, ROUTINE).await;
        (person, referral)
    }

    /// `[numerator, denominator]` of a variant of the whole; a count has nothing below the line.
    async fn share(&self, code: &str, variant: &str, query: &str) -> (u64, Option<u64>) {
        let figure = self.figure(code, query).await;
        let mut measures = figure["total"].as_array().unwrap().iter();
        let measure = measures.find(|measure| measure["variant"] == variant).unwrap();
        (measure["numerator"].as_u64().unwrap(), measure["denominator"].as_u64())
    }
}

#[actix_web::test]
async fn the_last_decision_of_the_period_counts_and_waiting_for_papers_is_none() {
    let scene = Scene::new().await;
    let eligible = async |query: &str| scene.share("ENR-02", "eligible", query).await;
    let (_, first) = scene.referred("2026-02-01T12:00:00Z").await;
    scene.step(first, "info_needed", "2026-02-02").await;
    assert_eq!(eligible(QUARTER).await, (0, Some(0)));
    scene.step(first, "found_ineligible", "2026-02-03").await;
    assert_eq!(eligible(QUARTER).await, (0, Some(1)));
    scene.step(first, "override", "2026-02-10").await;
    assert_eq!(eligible(QUARTER).await, (1, Some(1)), "looked at again");
    assert_eq!(scene.share("ENR-02", "override", QUARTER).await, (1, Some(1)));
    assert_eq!(
        eligible(&format!("{QUARTER}&as_of=2026-02-09")).await,
        (0, Some(1)),
        "as it stood then"
    );
    // Half past four in Greenwich is the evening before in Bogotá.
    let (_, second) = scene.referred("2026-03-20T12:00:00Z").await;
    scene.step_at(second, "found_eligible", "2026-04-01T04:30:00Z").await;
    assert_eq!(eligible(QUARTER).await, (2, Some(2)));
    scene.void("referral_in", second).await;
    assert_eq!(eligible(QUARTER).await, (1, Some(1)));
}

#[actix_web::test]
async fn uptake_is_coming_and_only_of_those_who_had_the_time_to() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    let uptake = async |variant: &str, as_of: &str| {
        let query = format!("from=2024-07-01&to=2024-09-30&as_of={as_of}");
        scene.share("ENR-08", variant, &query).await
    };
    // Came on the last day of the third month; a day later; was expected and did not come; never; was not found eligible.
    for (came, attendance, decision) in [
        (Some("2024-11-01"), "late", "found_eligible"),
        (Some("2024-11-02"), "present", "override"),
        (Some("2024-09-01"), "absent_excused", "found_eligible"),
        (None, "", "found_eligible"),
        (Some("2024-09-01"), "present", "found_ineligible"),
    ] {
        let (person, referral) = scene.referred("2024-08-01T12:00:00Z").await;
        scene.step(referral, decision, "2024-08-02").await;
        if let Some(came) = came {
            let enrolled = scene.enrol(person, "mentoring", north, "2024-08-05", None).await;
            scene.attends(enrolled, came, attendance).await;
        }
    }
    assert_eq!(
        uptake("m3", "2024-10-31").await,
        (0, Some(0)),
        "a day short of three months"
    );
    assert_eq!(uptake("m3", "2024-11-01").await, (1, Some(4)));
    assert_eq!(uptake("m3", "2026-04-01").await, (1, Some(4)));
    assert_eq!(uptake("m6", "2026-04-01").await, (2, Some(4)));
    assert_eq!(uptake("m20", "2026-03-31").await, (0, Some(0)));
    assert_eq!(uptake("m20", "2026-04-01").await, (2, Some(4)));
}

#[actix_web::test]
async fn the_list_is_as_it_stood_at_the_end_of_the_day() {
    let scene = Scene::new().await;
    let (_, referral) = scene.referred("2026-02-01T12:00:00Z").await;
    for (step, on) in [
        ("found_eligible", "2026-02-02"),
        ("put_on_list", "2026-02-03"),
        // Another priority, the same waiting.
        ("put_on_list", "2026-02-10"),
        ("place_offered", "2026-02-20"),
        ("offer_declined", "2026-02-22"),
        ("put_on_list", "2026-03-01"),
        ("taken_off_list", "2026-03-20"),
    ] {
        scene.step(referral, step, on).await;
    }
    for (last, waiting, days) in [
        ("2026-02-02", 0, 0),
        ("2026-02-03", 1, 0),
        ("2026-02-19", 1, 16),
        ("2026-02-20", 0, 0),
        ("2026-02-28", 0, 0),
        ("2026-03-19", 1, 18),
        ("2026-03-20", 0, 0),
    ] {
        let query = format!("from=2026-01-01&to={last}");
        assert_eq!(
            scene.share("ENR-09", "waiting", &query).await,
            (waiting, None),
            "{last}"
        );
        assert_eq!(
            scene.share("ENR-09", "days", &query).await,
            (days, Some(waiting)),
            "{last}"
        );
    }
    let as_of = format!("{QUARTER}&as_of=2026-02-19");
    assert_eq!(scene.share("ENR-09", "waiting", &as_of).await, (1, None));
    assert_eq!(
        scene.share("ENR-09", "waiting", &format!("{as_of}&strand=sport")).await,
        (0, None)
    );
    scene.void("referral_in", referral).await;
    assert_eq!(scene.share("ENR-09", "waiting", &as_of).await, (0, None));
}

#[actix_web::test]
async fn each_offer_has_its_own_answer() {
    let scene = Scene::new().await;
    let (_, referral) = scene.referred("2026-02-01T12:00:00Z").await;
    for (step, on) in [
        ("found_eligible", "2026-02-02"),
        ("place_offered", "2026-02-03"),
        ("offer_unreachable", "2026-02-10"),
        ("place_offered", "2026-02-11"),
        ("offer_declined", "2026-04-02"),
        ("place_offered", "2026-04-03"),
        ("offer_accepted", "2026-04-03"),
    ] {
        scene.step(referral, step, on).await;
    }
    let of = async |variant: &str, query: &str| scene.share("ENR-10", variant, query).await;
    assert_eq!(
        of("refused", QUARTER).await,
        (1, Some(2)),
        "what was said in April is not known in March"
    );
    let later = format!("{QUARTER}&as_of=2026-04-30");
    assert_eq!(of("refused", &later).await, (2, Some(2)));
    assert_eq!(of("declined", &later).await, (1, Some(2)));
    assert_eq!(of("unreachable", &later).await, (1, Some(2)));
    let spring = "from=2026-04-01&to=2026-06-30";
    assert_eq!(of("refused", spring).await, (0, Some(1)));
    scene.void("referral_in", referral).await;
    assert_eq!(of("refused", &later).await, (0, Some(0)));
}
