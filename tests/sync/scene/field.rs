//! What workers do on their phones.

use causeway::sync::Entity;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Made, Scene};
use crate::dice::Dice;
use crate::steps::Work;
use crate::support::line::adult;

/// Codes of list `gender_identity`.
pub(super) const GENDERS: [&str; 4] = ["woman_girl", "man_boy", "nonbinary", "self_described"];

impl Scene<'_> {
    /// Somebody does something on her phone, with whom it shows her.
    pub(crate) fn mutate(&mut self, phone: usize, work: Work, dice: &mut Dice) {
        let courses = self.phones[phone].memory.of_kind(Entity::Enrolment);
        let people = self.phones[phone].memory.of_kind(Entity::Person);
        if courses.is_empty() && work != Work::Person {
            return;
        }
        let before = self.made.iter().rev().find(|made| made.phone == phone);
        let body = match work {
            Work::Session => session(dice, &courses),
            Work::WrongSession => {
                let mut wrong = session(dice, &courses);
                wrong["set"]["minutes"] = json!(0);
                wrong
            }
            Work::FollowingSession => {
                let mut following = session(dice, &courses);
                following["depends_on"] = before.map_or(json!([]), |made| json!([made.op.id]));
                following
            }
            Work::UnreadableSession => {
                let mut unreadable = session(dice, &courses);
                unreadable["schema"] = json!(99);
                unreadable
            }
            Work::Attempt => {
                let fields = json!({"enrolment_id": dice.pick(&courses), "attempted_at": past(dice), "mode": "phone_call",
                    "result": "no_answer"});
                create(dice, "contact_attempt", &fields)
            }
            Work::Appointment => {
                let fields = json!({"enrolment_id": dice.pick(&courses), "kind": "individual_mentoring",
                    "mode": "in_person_community", "starts_at": ahead(dice), "minutes": 60});
                create(dice, "appointment", &fields)
            }
            Work::Language => {
                let language = language(dice);
                self.patch(phone, dice, &people, &json!({"language": language}))
            }
            Work::Gender => {
                let gender = *dice.pick(&GENDERS);
                self.patch(phone, dice, &people, &json!({"gender_identity": gender}))
            }
            Work::Person => {
                let mut fields = adult(&self.house);
                fields.as_object_mut().unwrap().remove("id");
                create(dice, "person", &fields)
            }
        };
        self.save(phone, body);
    }

    /// Saves it, and remembers that it was.
    fn save(&mut self, phone: usize, body: Value) {
        let op = self.phones[phone].save(body, self.world.now());
        self.made.push(Made { phone, op });
    }

    /// A correction to a record that the phone holds, known in the version it holds.
    fn patch(&self, phone: usize, dice: &mut Dice, people: &[Uuid], set: &Value) -> Value {
        let person = *dice.pick(people);
        let (version, _) = &self.phones[phone].memory.rows[&(person, Entity::Person, person)];
        json!({"op_id": dice.id(), "entity": "person", "entity_id": person, "kind": "patch", "base_version": version,
            "schema": 1, "set": set})
    }
}

fn create(dice: &mut Dice, entity: &str, set: &Value) -> Value {
    json!({"op_id": dice.id(), "entity": entity, "entity_id": dice.id(), "kind": "create", "schema": 1, "set": set})
}

/// A session in one of these enrolments, every second one with a note.
fn session(dice: &mut Dice, courses: &[Uuid]) -> Value {
    let mut set = json!({"enrolment_id": dice.pick(courses), "kind": "individual_mentoring",
        "mode": "in_person_community", "starts_at": past(dice), "minutes": dice.between(10, 120), "attendance": "present"});
    if dice.chance(50) {
        set["note"] = json!({"id": dice.id(), "kind": "factual_contact", "text": "Canary note of a phone."});
    }
    create(dice, "session", &set)
}

/// A language nobody else chooses, so that whose change stands can be told.
pub(super) fn language(dice: &mut Dice) -> String {
    format!("es-{:08x}", dice.word() >> 32)
}

/// A moment within the enrolments and before the present.
pub(super) fn past(dice: &mut Dice) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-01-13T14:00:00Z".parse().unwrap();
    first + TimeDelta::minutes(dice.between(0, 210_000))
}

fn ahead(dice: &mut Dice) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-06-12T14:00:00Z".parse().unwrap();
    first + TimeDelta::minutes(dice.between(0, 100_000))
}
