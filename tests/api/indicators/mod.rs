//! Indicators: golden cases through HTTP, who may see them, and what they cost.

mod cost;
mod doors;
mod dos_01;
mod dos_02;
mod dos_04;
mod dq_01;
mod enr_05;
mod known_then;
mod lately;
mod mentoring;
mod paper;
mod referrals;
mod ret_01;
mod ret_02;
mod screening;
mod targets;
mod workbook;

use crate::support::{House, World, new_id};
use serde_json::Value;
use tokio_postgres::Client;
use uuid::Uuid;

/// The first quarter of 2026, which most questions here are about.
const QUARTER: &str = "from=2026-01-01&to=2026-03-31";

/// A house whose casework is set row by row.
struct Scene {
    world: World,
    house: House,
    sql: Client,
}

/// Somebody in a programme.
#[derive(Clone, Copy)]
struct Enrolled {
    id: Uuid,
    person: Uuid,
}

/// What is asked in a referral, and what came of it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    source: &'a str,
    urgency: &'a str,
    safety: &'a str,
    contacted_at: Option<&'a str>,
    ended_at: Option<&'a str>,
}

/// A school asks, there is time, contact is safe, and nothing has been done.
const ROUTINE: Asked<'static> = Asked {
    source: "school",
    urgency: "routine",
    safety: "safe",
    contacted_at: None,
    ended_at: None,
};

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("First").await;
        Self::of(world, house).await
    }

    async fn of(world: World, house: House) -> Self {
        let sql = world.sql().await;
        Self { world, house, sql }
    }

    /// A young person's record at `north`.
    async fn person(&self) -> Uuid {
        let id = new_id();
        let statement = "insert into person (org_id, id, public_code, home_site_id, gender_missing, language,
                             identity_tier, recorded_at, recorded_via)
                         values ($1, $2, $3, $4, 'not_asked', 'es', 'alias', now(), 'app')";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&self.house.org, &id, &public_code(id), &self.house.north];
        self.sql.execute(statement, &values).await.unwrap();
        id
    }

    /// How much of a programme somebody is to get, from a day on.
    async fn dosage(&self, strand: &str, measure: &str, amount: i32, over_days: Option<i32>, from: &str) {
        let statement =
            "insert into dosage_rule (org_id, id, programme_id, measure, amount, over_days, valid_from, recorded_at)
                         values ($1, $2, $3, $4, $5, $6, $7::text::date, now())";
        let programme = self.programme(strand);
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] = [
            &self.house.org,
            &new_id(),
            &programme,
            &measure,
            &amount,
            &over_days,
            &from,
        ];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1);
    }

    fn programme(&self, strand: &str) -> Uuid {
        if strand == "sport" {
            self.house.sport
        } else {
            self.house.mentoring
        }
    }

    /// A new person in the mentoring programme at `north` from a day on.
    async fn enrolled(&self, from: &str) -> Enrolled {
        let person = self.person().await;
        self.enrol(person, "mentoring", self.house.north, from, None).await
    }

    /// A person in a programme (`mentoring` or `sport`) at a site, from a day to a day on which she left by choice.
    async fn enrol(&self, person: Uuid, strand: &str, site: Uuid, from: &str, to: Option<&str>) -> Enrolled {
        let id = new_id();
        let programme = self.programme(strand);
        let statement = "insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on,
                             recorded_at, recorded_via)
                         values ($1, $2, $3, $4, $5, $6, $7::text::date, now(), 'app')";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] =
            [&self.house.org, &id, &person, &programme, &site, &strand, &from];
        self.sql.execute(statement, &values).await.unwrap();
        let enrolled = Enrolled { id, person };
        if let Some(to) = to {
            self.leaves(enrolled, to, "left_by_choice").await;
        }
        enrolled
    }

    /// Somebody leaves on a day, for a reason, and nothing is asked. The id of what was written down about it.
    async fn leaves(&self, who: Enrolled, on: &str, reason: &str) -> Uuid {
        let id = new_id();
        let statement = "with gone as (
                             update enrolment set exited_on = $3::text::date where id = $1
                             returning org_id, id, site_id, programme_id
                         )
                         insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status,
                             to_status, reason, interview_missing, aftercare, occurred_on, recorded_at)
                         select org_id, $2, id, site_id, programme_id, 'active', 'exited', $4, 'not_asked', 'declined',
                             $3::text::date, now()
                         from gone";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] = [&who.id, &id, &on, &reason];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1);
        let statement = "insert into exit_record (org_id, event_id, enrolment_id, person_id, site_id, programme_id,
                             initiator_missing, planned_missing, living_situation_missing, school_status_missing,
                             employment_status_missing, satisfaction_missing, safe_to_follow_up_missing, recorded_at)
                         select org_id, $2, id, person_id, site_id, programme_id, 'not_asked', 'not_asked', 'not_asked',
                             'not_asked', 'not_asked', 'not_asked', 'not_asked', now()
                         from enrolment where id = $1";
        assert_eq!(self.sql.execute(statement, &[&who.id, &id]).await.unwrap(), 1);
        id
    }

    /// Somebody pauses from a day to the day on which she goes on.
    async fn pauses(&self, who: Enrolled, from: &str, until: Option<&str>) {
        for (on, [was, is]) in [(Some(from), ["active", "paused"]), (until, ["paused", "active"])] {
            let statement = "with changed as (
                                 update enrolment
                                 set paused_on = case $5 when 'paused' then $3::text::date end
                                 where id = $1
                                 returning org_id, id, site_id, programme_id
                             )
                             insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status,
                                 to_status, occurred_on, review_by, recorded_at)
                             select org_id, $2, id, site_id, programme_id, $4, $5, $3::text::date,
                                 case $5 when 'paused' then $3::text::date + 60 end, now()
                             from changed";
            let Some(on) = on else { continue };
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] = [&who.id, &new_id(), &on, &was, &is];
            assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1);
        }
    }

    /// A leaving is taken back.
    async fn stays_after_all(&self, who: Enrolled, exit: Uuid) {
        let statement = "with restored as (
                             update enrolment set exited_on = null where id = $1
                             returning org_id, id, site_id, programme_id
                         )
                         insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status,
                             to_status, occurred_on, undoes, undo_reason, recorded_at)
                         select r.org_id, $3, r.id, r.site_id, r.programme_id, 'exited', 'active', v.occurred_on, v.id,
                             'entered_in_error', now()
                         from restored r join enrolment_event v on v.org_id = r.org_id and v.id = $2";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&who.id, &exit, &new_id()];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1);
    }

    /// One line of attendance at noon in Greenwich on a day.
    async fn attends(&self, who: Enrolled, held_on: &str, attendance: &str) -> Uuid {
        let noon = format!("{held_on}T12:00:00Z");
        self.attends_at(who, held_on, &noon, attendance).await
    }

    /// One line of attendance at a session that begins at an instant and lies on a day at its site.
    async fn attends_at(&self, who: Enrolled, held_on: &str, starts_at: &str, attendance: &str) -> Uuid {
        let [session, id] = [new_id(), new_id()];
        let lead = self.house.who("worker").id;
        let statement =
            "insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on,
                             minutes, lead_staff_id, recorded_at, recorded_via)
                         select org_id, $2, programme_id, site_id, 'one_to_one', 'in_person', 'held',
                             $3::text::timestamptz, $4::text::date, 60, $5, now(), 'app'
                         from enrolment where id = $1";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] = [&who.id, &session, &starts_at, &held_on, &lead];
        self.sql.execute(statement, &values).await.unwrap();
        let statement = "insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id,
                             site_id, strand, held_on, attendance, minutes, recorded_at)
                         select org_id, $2, $3, person_id, id, programme_id, site_id, strand,
                             $4::text::date, $5, 60, now()
                         from enrolment where id = $1";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] = [&who.id, &id, &session, &held_on, &attendance];
        self.sql.execute(statement, &values).await.unwrap();
        id
    }

    /// A referral of a person to a programme at a site, received at an instant, which came to the steps that are given:
    /// whether contact is safe, when she was first spoken to, and when it ended. Its clock is that of its urgency.
    async fn refer(&self, person: Uuid, strand: &str, site: Uuid, received_at: &str, asked: Asked<'_>) -> Uuid {
        let [id, source, sorted, spoken] = [new_id(), new_id(), new_id(), new_id()];
        let (programme, staff) = (self.programme(strand), self.house.who("worker").id);
        let statement = "with referral as (
                             insert into referral_in (org_id, id, person_id, programme_id, site_id, mandate, urgency,
                                 reasons, agreed, received_at, contact_safety, state, moved_at, first_attempt_at,
                                 first_contact_at, ended_at, due_on, recorded_at, recorded_via)
                             select s.org_id, $1, $2, $3, s.id, 'voluntary', $5, '{other}', 'yes', x.received_at, $6,
                                 case when $8::text is null then 'received' else 'closed' end, x.received_at,
                                 $7::text::timestamptz, $7::text::timestamptz, $8::text::timestamptz,
                                 (x.received_at at time zone s.time_zone)::date
                                     + case $5 when 'immediate' then 0 when 'urgent' then 2 else 7 end, now(), 'app'
                             from site s, (select $9::text::timestamptz as received_at) x
                             where s.id = $4
                             returning org_id, id, person_id, site_id, urgency, received_at
                         )
                         , sorted as (
                             insert into referral_event (org_id, id, referral_id, site_id, step, to_state, occurred_at,
                                 recorded_at, recorded_by)
                             select org_id, $13, id, site_id, 'triaged', 'triaged', received_at, now(), $12
                             from referral where $6 <> 'unknown'
                         )
                         , spoken as (
                             insert into referral_event (org_id, id, referral_id, site_id, step, to_state, occurred_at,
                                 recorded_at, recorded_by)
                             select org_id, $14, id, site_id, 'contacted', 'triaged', $7::text::timestamptz, now(), $12
                             from referral where $7::text is not null
                         )
                         insert into referral_source (org_id, id, referral_id, person_id, site_id, source, mandate,
                             urgency, agreed, received_at, recorded_at, recorded_by)
                         select org_id, $10, id, person_id, site_id, $11, 'voluntary', urgency, 'yes', received_at, now(),
                             $12
                         from referral";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 14] = [
            &id,
            &person,
            &programme,
            &site,
            &asked.urgency,
            &asked.safety,
            &asked.contacted_at,
            &asked.ended_at,
            &received_at,
            &source,
            &asked.source,
            &staff,
            &sorted,
            &spoken,
        ];
        assert_eq!(self.sql.execute(statement, &values).await.unwrap(), 1);
        id
    }

    async fn void(&self, table: &str, id: Uuid) {
        let statement = format!("update {table} set voided_at = now(), void_reason = 'slip' where id = $1");
        assert_eq!(self.sql.execute(&statement, &[&id]).await.unwrap(), 1);
    }

    /// What the director is told.
    async fn figure(&self, code: &str, query: &str) -> Value {
        self.figure_for("director", code, query).await
    }

    async fn figure_for(&self, who: &str, code: &str, query: &str) -> Value {
        let path = format!("/indicators/{code}?{query}");
        self.world.get(self.house.token(who), &path).await.expect(200).body
    }

    /// `[served_strict, served_ojjdp]` of the whole.
    async fn served(&self, query: &str) -> [u64; 2] {
        served(&self.figure("ENR-05", query).await["total"])
    }

    /// `[numerator, denominator]` of the attendance rate.
    async fn attendance(&self, query: &str) -> [u64; 2] {
        let figure = self.figure("DOS-01", query).await;
        let measure = &figure["total"][0];
        ["numerator", "denominator"].map(|key| measure[key].as_u64().unwrap())
    }
}

/// `[served_strict, served_ojjdp]` of a list of measures.
fn served(measures: &Value) -> [u64; 2] {
    ["served_strict", "served_ojjdp"].map(|variant| {
        let mut measures = measures.as_array().unwrap().iter();
        let measure = measures.find(|measure| measure["variant"] == variant).unwrap();
        assert!(measure["denominator"].is_null(), "a count has nothing below the line");
        assert_eq!(measure["value"].as_f64(), measure["numerator"].as_f64());
        measure["numerator"].as_u64().unwrap()
    })
}

/// The measures of one part.
fn part(figure: &Value, part: &str) -> Value {
    let parts = figure["parts"].as_array().unwrap().iter();
    parts.filter(|measure| measure["part"] == part).cloned().collect()
}

/// Six letters and digits, as they stand on paper.
fn public_code(id: Uuid) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let random = id.as_bytes().iter().rev().take(6);
    random.map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
