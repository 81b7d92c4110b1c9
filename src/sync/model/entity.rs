//! What is synced, and when of it reaches a new device.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many days after its day a phone holds a fact.
pub const DAYS_HELD: i64 = 180;
/// How many days a phone holds what its owner wrote (design §7).
pub const NOTE_DAYS: i64 = 30;

/// A kind of row a phone holds. The number is stored: it is never given to something else. The same list stands in
/// `access.synced()` (`sql/wall.sql`); a test compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[repr(i16)]
pub enum Entity {
    /// Somebody's pseudonymous record.
    Person = 1,
    /// An enrolment.
    Enrolment = 2,
    /// A session, in the scope of each enrolment of who took part.
    Session = 3,
    /// How somebody took part in a session.
    Participation = 4,
    /// Somebody tried to reach her.
    ContactAttempt = 5,
    /// A session with one person that lies ahead.
    Appointment = 6,
    /// What a clock of the programme asks.
    Task = 7,
    /// What the device's owner wrote about a session.
    Note = 8,
    /// What she is called.
    Alias = 9,
    /// What whoever meets her must know.
    Needs = 10,
    /// How she is reached safely.
    Contact = 11,
}

impl Entity {
    /// All of them, by number.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Enrolment,
        Self::Session,
        Self::Participation,
        Self::ContactAttempt,
        Self::Appointment,
        Self::Task,
        Self::Note,
        Self::Alias,
        Self::Needs,
        Self::Contact,
    ];

    /// The number it is stored by.
    #[expect(clippy::as_conversions, reason = "the discriminants are those numbers")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// What is stored by this number.
    pub fn of_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.number() == number)
    }

    /// The table its rows lie in.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Enrolment => "enrolment",
            Self::Session => "session",
            Self::Participation => "participation",
            Self::ContactAttempt => "contact_attempt",
            Self::Appointment => "plan",
            Self::Task => "task",
            Self::Note => "session_note",
            Self::Alias => "person_identity",
            Self::Needs => "person_needs",
            Self::Contact => "contact_method",
        }
    }

    /// Is it sealed with the person's key?
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Note | Self::Alias | Self::Needs | Self::Contact)
    }

    /// Is a row of this day still held on `today`? One without a day is held as long as its scope.
    pub fn is_held(self, day: Option<NaiveDate>, today: NaiveDate) -> bool {
        let days = if self == Self::Note { NOTE_DAYS } else { DAYS_HELD };
        day.is_none_or(|day| day >= today - TimeDelta::days(days))
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
    fn numbers_are_read_back() {
        for entity in Entity::ALL {
            assert_eq!(Entity::of_number(entity.number()), Some(entity));
        }
        assert_eq!(Entity::of_number(0), None);
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
