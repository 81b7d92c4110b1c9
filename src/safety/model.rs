//! Pairs, and what meeting is.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::typed_id;

typed_id!(KeepApartId, "two people who must not meet");

/// How much time lies between two sessions in the rooms of one site for people who must not meet (docs/adr/0065).
pub const BETWEEN: Duration = Duration::minutes(30);

/// The rooms of a site, and from when to when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Whose rooms.
    pub(crate) site: Uuid,
    /// When it begins.
    pub(crate) starts_at: DateTime<Utc>,
    /// How long it is, in minutes.
    pub(crate) minutes: i32,
}

impl Room {
    /// From when to when nobody may be there whom those who meet must not meet.
    pub(super) fn kept_free(self) -> (DateTime<Utc>, DateTime<Utc>) {
        let ends_at = self.starts_at + Duration::minutes(i64::from(self.minutes));
        (self.starts_at - BETWEEN, ends_at + BETWEEN)
    }
}

/// People who would come together.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    /// They.
    pub(crate) people: Vec<Uuid>,
    /// The group whose roll they would be put on.
    pub(crate) group: Option<Uuid>,
    /// Where and when, if it is in the rooms of a site.
    pub(crate) room: Option<Room>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rooms_are_free_before_and_after() {
        let starts_at: DateTime<Utc> = "2026-03-10T15:00:00Z".parse().unwrap();
        let room = Room {
            site: Uuid::nil(),
            starts_at,
            minutes: 60,
        };
        let (from, to) = room.kept_free();
        assert_eq!(from.to_rfc3339(), "2026-03-10T14:30:00+00:00");
        assert_eq!(to.to_rfc3339(), "2026-03-10T16:30:00+00:00");
    }
}
