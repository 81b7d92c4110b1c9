//! What workers do on their phones.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Made, Scene};
use crate::dice::Dice;
use crate::phone::Phone;
use crate::steps::Work;
use crate::support::House;
use crate::support::line::adult;

/// Codes of list `gender_identity`.
pub(super) const GENDERS: [&str; 4] = ["woman_girl", "man_boy", "nonbinary", "self_described"];

/// An operation that somebody saves on her phone, with whom it shows her: all but the phone's own count and clock. `before`
/// is what she did last. Nothing where the phone shows nobody.
pub(crate) fn work_on(
    phone: &Phone,
    house: &House,
    work: Work,
    before: Option<Uuid>,
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> Option<Value> {
    let courses = phone.memory.of_kind("enrolment");
    if courses.is_empty() && work != Work::Person {
        return None;
    }
    Some(match work {
        Work::Session => session(now, dice, &courses),
        Work::WrongSession => {
            let mut wrong = session(now, dice, &courses);
            wrong["set"]["minutes"] = json!(0);
            wrong
        }
        Work::FollowingSession => {
            let mut following = session(now, dice, &courses);
            following["depends_on"] = before.map_or(json!([]), |before| json!([before]));
            following
        }
        Work::UnreadableSession => {
            let mut unreadable = session(now, dice, &courses);
            unreadable["schema"] = json!(99);
            unreadable
        }
        Work::Attempt => {
            let fields = json!({"enrolment_id": dice.pick(&courses), "attempted_at": past(now, dice), "mode": "phone_call",
                "result": "no_answer"});
            create(dice, "contact_attempt", &fields)
        }
        Work::Appointment => {
            let ahead = now + TimeDelta::minutes(dice.between(3_000, 100_000));
            let fields = json!({"enrolment_id": dice.pick(&courses), "kind": "individual_mentoring",
                "mode": "in_person_community", "starts_at": ahead, "minutes": 60});
            create(dice, "appointment", &fields)
        }
        Work::Language => {
            let language = language(dice);
            correction(phone, dice, &json!({"language": language}))?
        }
        Work::Gender => {
            let gender = *dice.pick(&GENDERS);
            correction(phone, dice, &json!({"gender_identity": gender}))?
        }
        Work::Person => {
            let mut fields = adult(house);
            fields.as_object_mut().unwrap().remove("id");
            create(dice, "person", &fields)
        }
    })
}

impl Scene<'_> {
    /// Somebody does something on her phone.
    pub(crate) fn mutate(&mut self, phone: usize, work: Work, dice: &mut Dice) {
        let before = self.made.iter().rev().find(|made| made.phone == phone);
        let (before, now) = (before.map(|made| made.op.id), self.world.now());
        if let Some(body) = work_on(&self.phones[phone], &self.house, work, before, now, dice) {
            let op = self.phones[phone].save(body, now);
            self.made.push(Made { phone, op });
        }
    }
}

/// A correction to a record that the phone holds, known in the version it holds; none where it holds no record yet.
fn correction(phone: &Phone, dice: &mut Dice, set: &Value) -> Option<Value> {
    let people = phone.memory.of_kind("person");
    if people.is_empty() {
        return None;
    }
    let person = *dice.pick(&people);
    let (version, _) = &phone.memory.rows[&(person, "person", person)];
    Some(
        json!({"op_id": dice.id(), "entity": "person", "entity_id": person, "kind": "patch", "base_version": version,
        "base_epoch": phone.memory.epoch, "schema": 1, "set": set}),
    )
}

fn create(dice: &mut Dice, entity: &str, set: &Value) -> Value {
    json!({"op_id": dice.id(), "entity": entity, "entity_id": dice.id(), "kind": "create", "schema": 1, "set": set})
}

/// A session in one of these enrolments, every second one with a note.
fn session(now: DateTime<Utc>, dice: &mut Dice, courses: &[Uuid]) -> Value {
    let mut set = json!({"enrolment_id": dice.pick(courses), "kind": "individual_mentoring",
        "mode": "in_person_community", "starts_at": past(now, dice), "minutes": dice.between(10, 120), "attendance": "present"});
    if dice.chance(50) {
        set["note"] = json!({"id": dice.id(), "kind": "factual_contact", "text": "Canary note of a phone."});
    }
    create(dice, "session", &set)
}

/// A language nobody else chooses, so that whose change stands can be told.
pub(super) fn language(dice: &mut Dice) -> String {
    format!("es-{:08x}-{:08x}", dice.word() >> 32, dice.word() >> 32)
}

/// A moment within the enrolments, and of the last days that a phone holds.
pub(super) fn past(now: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    now - TimeDelta::minutes(dice.between(60, 210_000))
}
