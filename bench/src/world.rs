//! Who and what the benchmark's organisation holds. Every id is computed, so nothing has to be remembered or looked up.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

/// Sites of the organisation.
pub(crate) const SITES: u32 = 10;
/// Live assignments of each worker: the caseload cap (`staff_member.caseload_cap`).
pub(crate) const CASELOAD: u32 = 25;
/// One in so many enrolments has sessions.
pub(crate) const SERVED: u32 = 10;
/// Days of the history: sessions are spread over them evenly.
pub(crate) const HISTORY_DAYS: u32 = 1_096;
/// Marks ids made here, in the bits after the version.
const OURS: u128 = 0xB00;

/// What an id is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Organisation,
    Account,
    Staff,
    Grant,
    SignIn,
    Site,
    Programme,
    Person,
    Enrolment,
    Event,
    Assignment,
    Session,
    Participation,
    Note,
    FieldCode,
    Device,
}

impl Kind {
    const fn number(self) -> u128 {
        match self {
            Self::Organisation => 1,
            Self::Account => 2,
            Self::Staff => 3,
            Self::Grant => 4,
            Self::SignIn => 5,
            Self::Site => 6,
            Self::Programme => 7,
            Self::Person => 8,
            Self::Enrolment => 9,
            Self::Event => 10,
            Self::Assignment => 11,
            Self::Session => 12,
            Self::Participation => 13,
            Self::Note => 14,
            Self::FieldCode => 15,
            Self::Device => 16,
        }
    }
}

/// One organisation: its size, and when it began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    /// The present moment, when the benchmark began.
    pub(crate) now: DateTime<Utc>,
    /// People, and as many enrolments and notes.
    pub(crate) people: u32,
    /// Sessions.
    pub(crate) sessions: u32,
    /// Mentors, each with a caseload.
    pub(crate) workers: u32,
}

impl World {
    /// When everybody was recorded: some weeks before the history begins that ends some days ago.
    pub(crate) fn began(&self) -> DateTime<Utc> {
        self.now - Duration::days(i64::from(HISTORY_DAYS) + 40)
    }
    /// The day of every enrolment.
    pub(crate) fn first_day(&self) -> NaiveDate {
        self.began().date_naive()
    }
    /// Everybody on the staff: the workers, a director and a supervisor.
    pub(crate) const fn staff(&self) -> u32 {
        self.workers + 2
    }
    /// Reads pseudonymous data everywhere, opens no names.
    pub(crate) const fn director(&self) -> u32 {
        self.workers
    }
    /// Opens names everywhere.
    pub(crate) const fn supervisor(&self) -> u32 {
        self.workers + 1
    }
    /// The role of a member of the staff.
    pub(crate) const fn role(&self, staff: u32) -> &'static str {
        if staff == self.director() {
            "director"
        } else if staff == self.supervisor() {
            "supervisor"
        } else {
            "mentor"
        }
    }
    /// The worker an enrolment is assigned to, if any.
    pub(crate) const fn worker_of(&self, enrolment: u32) -> Option<u32> {
        if enrolment < self.workers * CASELOAD {
            Some(enrolment % self.workers)
        } else {
            None
        }
    }
    /// How many enrolments have sessions.
    pub(crate) const fn served(&self) -> u32 {
        self.people / SERVED
    }
    /// Whose session it is: one of each in turn.
    pub(crate) const fn enrolment_of(&self, session: u32) -> u32 {
        session % self.served()
    }
    /// When a session was: they are numbered in the order of time.
    pub(crate) fn held_at(&self, session: u32) -> DateTime<Utc> {
        let day = u64::from(session) * u64::from(HISTORY_DAYS) / u64::from(self.sessions.max(1));
        self.began() + Duration::days(i64::try_from(day).unwrap_or_default())
    }
    /// Number `n` of its kind: a UUID of version 7, so that ids lie in the index as a client's would.
    pub(crate) fn id(&self, kind: Kind, n: u32) -> Uuid {
        let moment = self.began() + Duration::milliseconds(i64::from(n));
        let ms = u128::try_from(moment.timestamp_millis()).unwrap_or_default();
        Uuid::from_u128(ms << 80 | 0x7 << 76 | (OURS | kind.number()) << 64 | 0b10 << 62 | u128::from(n))
    }
    /// The organisation.
    pub(crate) fn org(&self) -> Uuid {
        self.id(Kind::Organisation, 0)
    }
    /// Is this an id of something that was there from the start?
    pub(crate) fn knows(&self, id: Uuid) -> bool {
        let bits = id.as_u128();
        let n = u32::try_from(bits & 0xFFFF_FFFF).unwrap_or_default();
        let moment = self.began() + Duration::milliseconds(i64::from(n));
        (bits >> 64) & 0xFF0 == OURS && u128::try_from(moment.timestamp_millis()).is_ok_and(|ms| ms == bits >> 80)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_here_are_known_and_others_are_not() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let world = World {
            now,
            people: 10,
            sessions: 10,
            workers: 1,
        };
        let id = world.id(Kind::Person, 7);
        assert_eq!(id.get_version_num(), 7);
        assert!(world.knows(id) && world.knows(world.org()));
        assert!(!world.knows("019aabcd-0000-7000-8000-000000000001".parse().unwrap()));
    }
}
