//! Indicators: golden cases through HTTP, who may see them, and what they cost.

mod cost;
mod doors;
mod dos_01;
mod enr_05;
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

    /// A new person in the mentoring programme at `north` from a day on.
    async fn enrolled(&self, from: &str) -> Enrolled {
        let person = self.person().await;
        self.enrol(person, "mentoring", self.house.north, from, None).await
    }

    /// A person in a programme (`mentoring` or `sport`) at a site, from a day to a day.
    async fn enrol(&self, person: Uuid, strand: &str, site: Uuid, from: &str, to: Option<&str>) -> Enrolled {
        let id = new_id();
        let programme = if strand == "sport" {
            self.house.sport
        } else {
            self.house.mentoring
        };
        let statement = "insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on,
                             exited_on, recorded_at, recorded_via)
                         values ($1, $2, $3, $4, $5, $6, $7::text::date, $8::text::date, now(), 'app')";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 8] =
            [&self.house.org, &id, &person, &programme, &site, &strand, &from, &to];
        self.sql.execute(statement, &values).await.unwrap();
        Enrolled { id, person }
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
