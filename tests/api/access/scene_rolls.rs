//! Group sessions: one a colleague leads, and three the caller does.

use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{Staff, World, new_id};

/// Group sessions at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rolls {
    /// Led by a colleague; the person of the tie is on its roll.
    pub(super) theirs: Uuid,
    pub(super) theirs_line: Uuid,
    /// Led by the caller; the person is on its roll.
    pub(super) own: Uuid,
    pub(super) own_line: Uuid,
    /// Led by the caller; nobody is on its roll, and somebody came to it.
    pub(super) empty: Uuid,
    pub(super) walk_in: Uuid,
    /// Led by the caller, its roll closed.
    pub(super) closed: Uuid,
}

/// What somebody who came to a group called herself; contained in her id's row only.
fn nickname(walk_in: Uuid) -> String {
    format!("Walkin{}", walk_in.simple())
}

impl Rolls {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [theirs, theirs_line, own, own_line, empty, walk_in, closed] = std::array::from_fn(|_| new_id());
        Self {
            theirs,
            theirs_line,
            own,
            own_line,
            empty,
            walk_in,
            closed,
        }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 7] {
        [
            self.theirs,
            self.theirs_line,
            self.own,
            self.own_line,
            self.empty,
            self.walk_in,
            self.closed,
        ]
    }

    /// The group sessions of one enrolment's place, opened by the colleague who is assigned to it.
    pub(super) async fn of(world: &World, colleague: &Staff, (programme, site): (Uuid, Uuid), enrolment: Uuid) -> Self {
        let rolls = Self::made_up();
        for (session, line) in [
            (rolls.theirs, Some(rolls.theirs_line)),
            (rolls.own, Some(rolls.own_line)),
            (rolls.empty, None),
            (rolls.closed, None),
        ] {
            let lines: Vec<_> = line
                .iter()
                .map(|line| json!({"id": line, "enrolment_id": enrolment}))
                .collect();
            let body = json!({
                "id": session, "programme_id": programme, "site_id": site, "kind": "group_life_skills",
                "mode": "in_person_office", "starts_at": "2026-03-16T15:00:00Z", "minutes": 90,
                "title": "Cooking", "lines": lines,
            });
            world.post(&colleague.token, "/group-sessions", body).await.expect(201);
        }
        let walk_in = json!({"id": rolls.walk_in, "nickname": nickname(rolls.walk_in), "attendance": "present"});
        let path = format!("/group-sessions/{}/walk-ins", rolls.empty);
        world.post(&colleague.token, &path, walk_in).await.expect(201);
        let close = "update session set closed_at = recorded_at, closed_by = recorded_by where id = $1";
        world.sql().await.execute(close, &[&rolls.closed]).await.unwrap();
        rolls
    }

    /// Makes `staff` the one who leads what is to be the caller's, and entered it.
    pub(super) async fn led_by(&self, sql: &Client, staff: Uuid) {
        let own = vec![self.own, self.empty, self.closed];
        let lead = "update session set lead_staff_id = $1, recorded_by = $1 where id = any ($2)";
        sql.execute(lead, &[&staff, &own]).await.unwrap();
    }
}

/// Remembers what those who came called themselves: ending an entry destroys it.
pub(super) const SAVE: &str = "create table saved.walk_in as select * from walk_in";

/// Puts a walk-in back.
pub(super) fn put_back(walk_in: Uuid) -> String {
    format!(
        "update walk_in w set wrapped = s.wrapped, nickname_enc = s.nickname_enc, created_mac = s.created_mac,
             matched_line_id = null, voided_at = null, void_reason = null
         from saved.walk_in s where s.org_id = w.org_id and s.id = w.id and w.id = '{walk_in}'"
    )
}

/// Unmarks, puts back and opens everything on one roll.
pub(super) fn untouched(session: Uuid) -> String {
    format!(
        "delete from session_correction where session_id = '{session}';
         delete from participation where session_id = '{session}';
         update roll_line set marked_at = null, marked_by = null, voided_at = null, void_reason = null
         where session_id = '{session}';
         update session set status = 'held', closed_at = null, closed_by = null, voided_at = null, void_reason = null
         where id = '{session}'"
    )
}
