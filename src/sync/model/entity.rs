//! What is synced: every kind of row, declared once; and when of it reaches a new device.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many days after its day a phone holds a fact.
pub const DAYS_HELD: i64 = 180;
/// How many days a phone holds what its owner wrote (design §7).
pub const NOTE_DAYS: i64 = 30;

/// A kind of row a phone holds. What the trigger has to know of it stands in `access.synced()` (`sql/wall.sql`), under the same
/// number and table; a test compares them.
#[derive(Debug, Clone, Copy)]
pub struct Entity {
    /// It is stored by this number, which is never given to something else.
    pub number: i16,
    /// As phones call it.
    pub kind: &'static str,
    /// The table its rows lie in.
    pub table: &'static str,
    /// For how many days after its day a phone holds a row.
    pub days_held: i64,
    /// What of it is sealed with the person's key and opened for phones, at most two: the name of the field, and its column.
    pub sealed: &'static [(&'static str, &'static str)],
    /// What of a row leaves for a phone, and which rows are there: a statement of organisation (`$1`) and ids (`$2`) that answers
    /// `id, version, person_id, body, wrapped, first_enc, second_enc`. A row it leaves out is gone from the phone.
    pub body: &'static str,
}

impl Entity {
    /// One of which nothing is sealed.
    pub const fn open(number: i16, kind: &'static str, table: &'static str, body: &'static str) -> Self {
        Self {
            number,
            kind,
            table,
            days_held: DAYS_HELD,
            sealed: &[],
            body,
        }
    }

    /// The same, held for fewer days.
    const fn held_for(self, days_held: i64) -> Self {
        Self { days_held, ..self }
    }

    /// The same, with what is sealed of it.
    const fn opening(self, sealed: &'static [(&'static str, &'static str)]) -> Self {
        Self { sealed, ..self }
    }

    /// Is it sealed with the person's key?
    pub const fn is_sealed(&self) -> bool {
        !self.sealed.is_empty()
    }

    /// The first day of which a row is held on `today`.
    pub fn held_from(&self, today: NaiveDate) -> NaiveDate {
        today - TimeDelta::days(self.days_held)
    }

    /// Is a row of this day still held on `today`? One without a day is held as long as its scope.
    pub fn is_held(&self, day: Option<NaiveDate>, today: NaiveDate) -> bool {
        day.is_none_or(|day| day >= self.held_from(today))
    }
}

/// The number of a person's record.
pub(in crate::sync) const PERSON: i16 = 1;

macro_rules! body {
    ($kind:literal) => {
        include_str!(concat!("../sql/body_", $kind, ".sql"))
    };
}

/// Every kind there is. A later feature adds its line.
const OURS: &[Entity] = &[
    // Somebody's pseudonymous record.
    Entity::open(PERSON, "person", "person", body!("person")),
    Entity::open(2, "enrolment", "enrolment", body!("enrolment")),
    // A session, in the scope of each enrolment of who took part; and how somebody took part in it.
    Entity::open(3, "session", "session", body!("session")),
    Entity::open(4, "participation", "participation", body!("participation")),
    // Somebody tried to reach her.
    Entity::open(5, "contact_attempt", "contact_attempt", body!("contact_attempt")),
    // A session with one person that lies ahead.
    Entity::open(6, "appointment", "plan", body!("appointment")),
    // What a clock of the programme asks.
    Entity::open(7, "task", "task", body!("task")),
    // What the device's owner wrote about a session.
    Entity::open(8, "note", "session_note", body!("note"))
        .held_for(NOTE_DAYS)
        .opening(&[("text", "body_enc")]),
    // What she is called.
    Entity::open(9, "alias", "person_identity", body!("alias")).opening(&[("known_as", "known_as_enc")]),
    // What whoever meets her must know.
    Entity::open(10, "needs", "person_needs", body!("needs")).opening(&[
        ("medical_needs", "medical_needs_enc"),
        ("emergency_contact", "emergency_contact_enc"),
    ]),
    // How she is reached safely.
    Entity::open(11, "contact", "contact_method", body!("contact"))
        .opening(&[("value", "value_enc"), ("only_when", "only_when_enc")]),
    // What she agreed to, refused or took back.
    Entity::open(12, "consent", "consent", body!("consent")),
    // A version of her plan, its goals and what is done for them.
    Entity::open(13, "case_plan", "case_plan", body!("case_plan")),
    Entity::open(14, "goal", "goal", body!("goal")).opening(&[("words", "words_enc")]),
    Entity::open(15, "plan_action", "plan_action", body!("plan_action")).opening(&[("what", "what_enc")]),
];

/// The kinds of rows that are synced.
#[derive(Debug, Clone, Copy)]
pub struct Entities(&'static [Entity]);

impl Entities {
    /// Those of this program.
    pub const OURS: Self = Self(OURS);

    /// These. For who shows that another joins without anything else being touched.
    pub const fn new(all: &'static [Entity]) -> Self {
        Self(all)
    }

    /// All of them.
    pub const fn all(self) -> &'static [Entity] {
        self.0
    }

    /// What is stored by this number.
    pub fn of_number(self, number: i16) -> Option<&'static Entity> {
        self.0.iter().find(|entity| entity.number == number)
    }

    /// Those that are held for a shorter time than others, with the first day of which they are held on `today`.
    pub fn held_shorter(self, today: NaiveDate) -> (Vec<i16>, Vec<NaiveDate>) {
        let shorter = self.0.iter().filter(|entity| entity.days_held < DAYS_HELD);
        shorter.map(|entity| (entity.number, entity.held_from(today))).unzip()
    }
}

/// In which order a scope reaches a device that did not have it: after the first tier the app can be worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// What has no day, and what lies ahead.
    First,
    /// The last thirty days.
    Month,
    /// As far back as is held.
    Rest,
}

impl Tier {
    /// The number a cursor carries.
    pub const fn number(self) -> u8 {
        match self {
            Self::First => 0,
            Self::Month => 1,
            Self::Rest => 2,
        }
    }

    /// The tier of this number.
    pub const fn of_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::First),
            1 => Some(Self::Month),
            2 => Some(Self::Rest),
            _ => None,
        }
    }

    /// From which day to before which it reaches; the first also has what has no day. `None`: no end.
    pub fn days(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let month = today - TimeDelta::days(30);
        match self {
            Self::First => (Some(today), None),
            Self::Month => (Some(month), Some(today)),
            Self::Rest => (Some(today - TimeDelta::days(DAYS_HELD)), Some(month)),
        }
    }

    /// The tier after this one.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::First => Some(Self::Month),
            Self::Month => Some(Self::Rest),
            Self::Rest => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_held_for_a_month_and_facts_for_half_a_year() {
        let today = NaiveDate::from_ymd_opt(2026, 6, 10).expect("a day");
        let day = |days| Some(today - TimeDelta::days(days));
        for (number, days) in [(8, NOTE_DAYS), (3, DAYS_HELD)] {
            let entity = Entities::OURS.of_number(number).expect("its number");
            assert!(entity.is_held(day(days), today) && !entity.is_held(day(days + 1), today));
            assert!(entity.is_held(None, today) && entity.is_held(day(-9), today));
        }
        let (numbers, from) = Entities::OURS.held_shorter(today);
        assert_eq!((numbers, from), (vec![8], vec![today - TimeDelta::days(NOTE_DAYS)]));
    }

    #[test]
    fn numbers_are_read_back() {
        for entity in Entities::OURS.all() {
            let read = Entities::OURS.of_number(entity.number).expect("its number");
            assert_eq!((read.kind, entity.sealed.len() <= 2), (entity.kind, true));
        }
        assert!(Entities::OURS.of_number(0).is_none());
        let mut tier = Tier::First;
        let mut seen = vec![tier];
        while let Some(next) = tier.next() {
            assert_eq!(Tier::of_number(next.number()), Some(next));
            seen.push(next);
            tier = next;
        }
        assert_eq!(seen, [Tier::First, Tier::Month, Tier::Rest]);
        assert_eq!(Tier::of_number(3), None);
    }
}
