//! Random histories of a follow-up through HTTP, beside a table of their own of what may be recorded: whoever asks in whatever
//! order, and whatever is judged, refused or stands back meanwhile, what may not be recorded is not, and where the follow-up
//! stands is what everything that counts comes to. The pure rules are walked in `src/followup/model/walk.rs`.

use std::collections::BTreeMap;

use actix_web::http::Method;
use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use super::{contact, first, left};
use crate::support::line::{consent, id_of};
use crate::support::{House, World};

const HISTORIES: usize = 4;
const STEPS: usize = 70;
const RESULTS: [&str; 8] = [
    "done",
    "partial",
    "no_answer",
    "unreachable",
    "declined",
    "unsafe",
    "in_custody",
    "deceased",
];
/// Who told it: she herself, somebody near her, a machine that concludes.
const SOURCES: [&str; 3] = ["self_report", "caregiver", "inferred"];
/// Who may record it, and who may not.
const PEOPLE: [(&str, bool); 4] = [
    ("worker", true),
    ("supervisor", true),
    ("other_worker", false),
    ("evaluator", false),
];

/// What was recorded of one leaving, and counts.
struct Told {
    /// Contacts in their order: their id and result.
    contacts: Vec<(Uuid, &'static str)>,
    safe: bool,
    /// Of her being followed up, as she last said.
    agreed: Option<bool>,
}

impl Told {
    /// What its contacts come to: the last that says anything.
    fn told(&self) -> Option<&'static str> {
        let mut said = self.contacts.iter().rev().map(|(_, result)| *result);
        said.find(|result| !["no_answer", "unsafe"].contains(result))
    }

    /// What else settles it.
    fn closed(&self) -> Option<&'static str> {
        if self.contacts.iter().any(|(_, result)| *result == "deceased") {
            Some("deceased")
        } else if !self.safe {
            Some("unsafe_to_contact")
        } else if self.agreed == Some(false) {
            Some("declined")
        } else {
            None
        }
    }

    /// May this be recorded now?
    fn takes(&self, result: &str, source: &str) -> bool {
        let brings = ["done", "partial"].contains(&result);
        let told = self.told();
        if source == "inferred" || told == Some("done") || told == Some("deceased") {
            return false;
        }
        if brings && source != "self_report" && self.agreed != Some(true) {
            return false;
        }
        if told == Some("partial") {
            return brings || result == "no_answer";
        }
        match self.closed() {
            Some("deceased") => false,
            Some(_) => brings && source == "self_report",
            None if told == Some("declined") => brings && source == "self_report",
            None => true,
        }
    }
}

/// One thing somebody tries. What it was, whether it was stands, and whether it may be.
async fn attempt(
    world: &World,
    house: &House,
    (person, enrolment, followup): (Uuid, Uuid, Uuid),
    told: &mut Told,
    dice: &mut StdRng,
) -> (&'static str, bool, bool) {
    let (who, may) = PEOPLE[[0, 0, 0, 1, 1, 2, 3][dice.random_range(0..7)]];
    let token = house.renew(world, who);
    match dice.random_range(0..10) {
        0..=5 => {
            let result = RESULTS[dice.random_range(0..RESULTS.len())];
            let source = SOURCES[[0, 0, 1, 1, 2][dice.random_range(0..5)]];
            // By the clock of Bogotá; some of a day before it opens, or of tomorrow.
            let days = [0, 0, 0, 0, 0, 0, -40, 1][dice.random_range(0..8)];
            let on = (world.now() - TimeDelta::hours(5)).date_naive() + TimeDelta::days(days);
            let body = contact(&on.to_string(), source, result);
            let may = may && days == 0 && told.takes(result, source);
            let path = format!("/followups/{followup}/contacts");
            let said = world.post(&token, &path, body.clone()).await;
            let stands = said.status.as_u16() == 201;
            if stands {
                told.contacts.push((id_of(&body), result));
                told.safe &= result != "unsafe";
            }
            (result, stands, may)
        }
        6..=7 => {
            let Some(at) = told.contacts.len().checked_sub(1) else {
                return ("nothing", false, false);
            };
            let at = if dice.random_bool(0.7) {
                at
            } else {
                dice.random_range(0..=at)
            };
            let id = told.contacts[at].0;
            let etag = world.version("followup_contact", id).await;
            let path = format!("/followup-contacts/{id}/void");
            let reason = json!({"reason": "entered_in_error"});
            let said = world.change(Method::POST, &token, &path, &etag, reason.clone()).await;
            let stands = said.status.is_success();
            if stands {
                told.contacts.remove(at);
                let etag = world.version("followup_contact", id).await;
                let again = world.change(Method::POST, &token, &path, &etag, reason).await;
                assert!(again.status.is_client_error(), "voided twice: {}", again.body);
            }
            ("void", stands, may)
        }
        8 => {
            let safe = dice.random_bool(0.6);
            let mut body = json!({"safe": safe});
            if safe {
                body["safe_contact_rule"] = json!("message_first");
            }
            let path = format!("/enrolments/{enrolment}/followup-safety");
            let stands = world.post(&token, &path, body).await.status.is_success();
            if stands {
                told.safe = safe;
            }
            // That it is safe again is not for who works with her.
            let may = may && (!safe || who == "supervisor");
            (if safe { "safe" } else { "judged_unsafe" }, stands, may)
        }
        _ => {
            let agrees = dice.random_bool(0.6);
            let mut body = consent("followup_after_exit", "young_person");
            body["status"] = json!(if agrees { "given" } else { "refused" });
            body["occurred_at"] = json!(world.now());
            let token = house.renew(world, "worker");
            world
                .post(&token, &format!("/people/{person}/consents"), body)
                .await
                .expect(201);
            told.agreed = Some(agrees);
            (if agrees { "agrees" } else { "refuses" }, true, true)
        }
    }
}

#[actix_web::test]
async fn no_history_of_a_follow_up_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let mut dice = StdRng::seed_from_u64(20);
    let mut seen: BTreeMap<(&'static str, bool), usize> = BTreeMap::new();
    let mut leavings = Vec::new();
    for _ in 0..HISTORIES {
        let (person, enrolment) = left(&world, &house, Some(true)).await;
        leavings.push((person, enrolment, first(&world, &house, enrolment).await));
    }
    for (history, (person, enrolment, followup)) in leavings.into_iter().enumerate() {
        let mut told = Told {
            contacts: Vec::new(),
            safe: true,
            agreed: None,
        };
        for step in 0..STEPS {
            world.clock.set(world.now() + TimeDelta::minutes(1));
            let row = (person, enrolment, followup);
            let (what, stands, may) = attempt(&world, &house, row, &mut told, &mut dice).await;
            assert_eq!(stands, may, "{what}, step {step} of history {history}");
            *seen.entry((what, stands)).or_default() += 1;
            let stands = "select told, closed from followup_due where id = $1";
            let row = sql.query_one(stands, &[&followup]).await.unwrap();
            let (was_told, closed): (Option<String>, Option<String>) = (row.get(0), row.get(1));
            let expected = (told.told(), told.closed());
            assert_eq!(
                (was_told.as_deref(), closed.as_deref()),
                expected,
                "after {what}, step {step}"
            );
        }
    }
    for result in RESULTS.into_iter().chain(["void", "safe", "judged_unsafe"]) {
        for stands in [true, false] {
            assert!(
                seen.contains_key(&(result, stands)),
                "{result} was never {stands}: {seen:?}"
            );
        }
    }
}
