//! Case plans: written by who leads, approved by her supervisor, looked at again as time goes by.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::calendar::at;
use super::chance::Chance;
use super::network::Builder;
use super::rows::{Assignment, Enrolment, Plan, PlanReview};
use crate::plans::review_days;

/// A language; the goal, and the first step towards it.
type Said = (&'static str, &'static str, &'static str);

/// What people want to reach: domain; and in the demo's languages the goal, and the first step towards it.
const GOALS: [(&str, [Said; 3]); 5] = [
    (
        "education",
        [
            (
                "en",
                "Finishes the ninth year",
                "Asks the school when she can come back",
            ),
            (
                "es",
                "Termina el noveno grado",
                "Pregunta en el colegio cuándo puede volver",
            ),
            (
                "fr",
                "Termine la neuvième année",
                "Demande à l'école quand elle peut revenir",
            ),
        ],
    ),
    (
        "employment",
        [
            ("en", "Has worked for three months", "Writes an application"),
            ("es", "Lleva tres meses trabajando", "Escribe una hoja de vida"),
            ("fr", "Travaille depuis trois mois", "Écrit une candidature"),
        ],
    ),
    (
        "documents",
        [
            ("en", "Has an identity card", "Asks for a birth certificate"),
            ("es", "Tiene cédula", "Pide el registro de nacimiento"),
            ("fr", "A une carte d'identité", "Demande un acte de naissance"),
        ],
    ),
    (
        "peers_leisure",
        [
            ("en", "Trains twice a week", "Comes along on Saturday"),
            ("es", "Entrena dos veces por semana", "Viene el sábado"),
            ("fr", "S'entraîne deux fois par semaine", "Vient samedi"),
        ],
    ),
    (
        "family",
        [
            ("en", "Eats with the family on Sundays", "Calls her aunt"),
            ("es", "Come los domingos con la familia", "Llama a su tía"),
            ("fr", "Mange le dimanche en famille", "Appelle sa tante"),
        ],
    ),
];

/// Where the chance of plans begins, apart from everybody else's: a number no person of a house has.
const APART: u64 = u64::MAX;

/// Plans of most enrolments that began, and the looks at them.
pub(super) fn invent(seed: u64, number: u64, house: &Builder) -> (Vec<Plan>, Vec<PlanReview>) {
    let mut chance = Chance::of(seed, [number, APART]);
    let languages: HashMap<Uuid, &'static str> = house
        .rows
        .people
        .iter()
        .map(|person| (person.id, person.language))
        .collect();
    let (mut plans, mut reviews) = (Vec::new(), Vec::new());
    for (enrolment, lead) in house.rows.enrolments.iter().zip(&house.rows.assignments) {
        let began = enrolment
            .first_service_on
            .map(|first| chance.days_after(first.max(enrolment.enrolled_on), 3, 24));
        let last = enrolment.exited_on.unwrap_or(house.history.last());
        let Some(on) = began.filter(|on| *on <= last && chance.percent(85)) else {
            continue;
        };
        let mut plan = drafted(&mut chance, house, enrolment, lead, on);
        let language = languages.get(&enrolment.person_id).copied().unwrap_or("en");
        (plan.goal, plan.step) = plan.said_in(language);
        if plan.approve(&mut chance, house, last) {
            reviews.extend(looks(&mut chance, house, &mut plan, last));
        }
        if let Some(left) = enrolment.exited_on {
            plan.close(left, house);
        }
        plans.push(plan);
    }
    (plans, reviews)
}

fn drafted(chance: &mut Chance, house: &Builder, enrolment: &Enrolment, lead: &Assignment, on: NaiveDate) -> Plan {
    let site = house.site_at(enrolment.site_id);
    let recorded_at = house.history.clip(at(house.zone(site), on, 16, 0));
    let (domain, [(_, goal, step), ..]) = chance.one_of(&GOALS);
    Plan {
        id: chance.id(recorded_at),
        goal_id: chance.id(recorded_at),
        action_id: chance.id(recorded_at),
        enrolment_id: enrolment.id,
        person_id: enrolment.person_id,
        site_id: enrolment.site_id,
        programme_id: enrolment.programme_id,
        state: "submitted",
        domain,
        goal,
        step,
        due_on: chance.days_after(on, 60, 240),
        done_on: None,
        recorded_at,
        recorded_by: lead.staff_id,
        approved_by: None,
        approved_at: None,
        active_from: None,
        next_review_on: None,
        closed_on: None,
        closed_at: None,
        close_reason: None,
        site,
        on,
    }
}

impl Plan {
    /// Its goal and step in the language of who it is about, in English where the demo has no other words.
    fn said_in(&self, language: &str) -> (&'static str, &'static str) {
        let words = GOALS.iter().find(|(domain, _)| *domain == self.domain);
        let words = words.and_then(|(_, words)| words.iter().find(|(of, ..)| *of == language));
        words.map_or((self.goal, self.step), |(_, goal, step)| (goal, step))
    }

    /// Approved and begun within a week or so; false when that lies ahead.
    fn approve(&mut self, chance: &mut Chance, house: &Builder, last: NaiveDate) -> bool {
        let on = chance.days_after(self.on, 1, 9);
        let by = house.supervisor_of(self.site);
        if on > last || by == self.recorded_by {
            return false;
        }
        self.approved_by = Some(by);
        self.approved_at = Some(evening(house, self.site, on));
        self.state = "active";
        self.active_from = Some(on);
        self.next_review_on = Some(next_look(on));
        if chance.percent(60) {
            self.done_on = Some(chance.days_after(on, 0, 20)).filter(|done| *done <= last);
        }
        true
    }

    fn close(&mut self, left: NaiveDate, house: &Builder) {
        self.state = "closed";
        self.closed_on = Some(left);
        self.closed_at = Some(evening(house, self.site, left));
        self.close_reason = Some(if self.active_from.is_some() {
            "enrolment_ended"
        } else {
            "withdrawn"
        });
    }
}

fn evening(house: &Builder, site: usize, day: NaiveDate) -> DateTime<Utc> {
    house.history.clip(at(house.zone(site), day, 18, 0))
}

fn next_look(on: NaiveDate) -> NaiveDate {
    let days = i64::try_from(review_days(false)).unwrap_or_default();
    on + Duration::days(days)
}

/// Most looks come in time, some late.
fn looks(chance: &mut Chance, house: &Builder, plan: &mut Plan, last: NaiveDate) -> Vec<PlanReview> {
    let mut rows = Vec::new();
    while let Some(due) = plan.next_review_on {
        let late = chance.percent(18);
        let on = if late {
            chance.days_after(due, 1, 25)
        } else {
            chance.days_after(due, -12, 0)
        };
        if on > last {
            break;
        }
        let recorded_at = evening(house, plan.site, on);
        plan.next_review_on = Some(next_look(on));
        rows.push(PlanReview {
            id: chance.id(recorded_at),
            plan_id: plan.id,
            goal_id: plan.goal_id,
            enrolment_id: plan.enrolment_id,
            person_id: plan.person_id,
            site_id: plan.site_id,
            programme_id: plan.programme_id,
            due_on: due,
            reviewed_on: on,
            next_review_on: next_look(on),
            status: chance.weighted(&[
                ("in_progress", 62),
                ("achieved", 18),
                ("partly_achieved", 12),
                ("not_achieved", 8),
            ]),
            recorded_at,
            recorded_by: plan.recorded_by,
        });
    }
    rows
}

/// The person a plan is about, and its words, for sealing.
pub(super) fn to_seal(plan: &Plan) -> (Uuid, crate::plans::Words, &'static str) {
    let words = crate::plans::Words {
        own_words: None,
        description: plan.goal.to_owned(),
        baseline: None,
        target: None,
    };
    (plan.person_id, words, plan.step)
}
