//! A house with six sites in two regions and young people enrolled in them.

use actix_web::http::Method;
use causeway::releases::ReleaseFile;
use chrono::NaiveDate;
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{Answer, House, Staff, World, new_id};

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) house: House,
    pub(super) dpo: Staff,
    sites: Vec<Uuid>,
    enrolled: usize,
}

/// Days written as a test reads them.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Scene {
    /// Nobody enrolled yet.
    pub(super) async fn empty() -> Self {
        let world = World::new().await;
        let house = world.house("Puentes").await;
        let sql = world.sql().await;
        let mut sites = vec![house.north, house.south];
        for region in ["north", "north", "south", "south"] {
            let id = new_id();
            let now = world.now();
            sql.execute(
                "insert into site (org_id, id, name, time_zone, jurisdiction, region, recorded_at)
                 values ($1, $2, 'One more', 'America/Bogota', 'CO', $3, $4)",
                &[&house.org, &id, &region, &now],
            )
            .await
            .unwrap();
            sites.push(id);
        }
        let dpo = house.who("dpo").clone();
        Self {
            world,
            house,
            dpo,
            sites,
            enrolled: 0,
        }
    }

    /// 240 young people first enrolled in 2025.
    pub(super) async fn with_2025() -> Self {
        let mut scene = Self::empty().await;
        scene.enrol(240, day("2025-03-04")).await;
        scene
    }

    /// Enrols `people` new young people on a day, spread over sites, ages and genders.
    pub(super) async fn enrol(&mut self, people: usize, on: NaiveDate) -> Vec<Uuid> {
        let sql = self.world.sql().await;
        let now = self.world.now();
        let mut ids = Vec::new();
        for _ in 0..people {
            let n = self.enrolled;
            self.enrolled += 1;
            let person = new_id();
            let site = self.sites[n % self.sites.len()];
            let gender = ["woman_girl", "man_boy", "nonbinary"][n % 3];
            let (programme, strand) = if n.is_multiple_of(2) {
                (self.house.mentoring, "mentoring")
            } else {
                (self.house.sport, "sport")
            };
            let age = 9 + i32::try_from(n % 17).unwrap();
            sql.execute(
                "with p as (
                     insert into person (org_id, id, public_code, home_site_id, age_on_entry, gender_identity, language,
                                         identity_tier, recorded_at, recorded_via)
                     values ($1, $2, $3, $4, $5, $6, 'es', 'pseudonymous', $10, 'import')
                 )
                 insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on, recorded_at,
                                        recorded_via)
                 values ($1, $7, $2, $8, $4, $9, $11, $10, 'import')",
                &[
                    &self.house.org,
                    &person,
                    &public_code(n),
                    &site,
                    &age,
                    &gender,
                    &new_id(),
                    &programme,
                    &strand,
                    &now,
                    &on,
                ],
            )
            .await
            .unwrap();
            ids.push(person);
        }
        ids
    }

    /// All of these leave on a day, for one reason.
    pub(super) async fn leave(&self, people: &[Uuid], on: NaiveDate, reason: &str) {
        let sql = self.world.sql().await;
        let now = self.world.now();
        sql.execute(
            "with gone as (
                 update enrolment set exited_on = $2 where person_id = any ($1)
                 returning org_id, id, site_id, programme_id
             )
             insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason,
                                          interview_missing, aftercare, occurred_on, recorded_at)
             select g.org_id, gen_random_uuid(), g.id, g.site_id, g.programme_id, 'active', 'exited', $3,
                    'declined', 'declined', $2, $4
             from gone g",
            &[&people, &on, &reason, &now],
        )
        .await
        .unwrap();
    }

    /// The leaving of all of these is taken back: they are in the programme still.
    pub(super) async fn take_back(&self, people: &[Uuid]) {
        let sql = self.world.sql().await;
        let now = self.world.now();
        sql.execute(
            "with back as (
                 update enrolment set exited_on = null where person_id = any ($1) returning org_id, id
             )
             insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, undoes,
                                          undo_reason, occurred_on, recorded_at)
             select v.org_id, gen_random_uuid(), v.enrolment_id, v.site_id, v.programme_id, 'exited', 'active', v.id,
                    'recorded_in_error', v.occurred_on, $2
             from back b join enrolment_event v on v.org_id = b.org_id and v.enrolment_id = b.id and v.to_status = 'exited'",
            &[&people, &now],
        )
        .await
        .unwrap();
    }

    pub(super) fn token(&self, who: &str) -> String {
        self.house.renew(&self.world, who)
    }

    /// A draft of a year by the evaluator, for the house's funder.
    pub(super) async fn draft(&self, period: &str) -> Answer {
        let body = json!({
            "id": new_id(), "indicator": "enrolled_first", "period": period, "funder_ids": [self.house.funder],
        });
        self.world.post(&self.token("evaluator"), "/releases", body).await
    }

    /// One step on a release.
    pub(super) async fn step(&self, who: &str, id: &str, etag: &str, step: &str) -> Answer {
        let path = format!("/releases/{id}/{step}");
        let headers = [("if-match", etag)];
        self.world
            .call(Method::POST, Some(&self.token(who)), &path, None, &headers)
            .await
    }

    /// A draft taken through `steps`, the audit by the evaluator, the rest by the data-protection officer.
    pub(super) async fn draft_and(&self, period: &str, steps: &[&str]) -> Answer {
        let mut answer = self.draft(period).await.expect(201);
        for step in steps {
            let who = if *step == "audit" { "evaluator" } else { "dpo" };
            let (id, etag) = (id_of(&answer), answer.etag());
            answer = self.step(who, &id, &etag, step).await.expect(200);
        }
        answer
    }

    /// A published release of a year.
    pub(super) async fn published(&self, period: &str) -> String {
        id_of(&self.draft_and(period, &["audit", "approve", "publish"]).await)
    }

    pub(super) async fn file(&self, who: &str, id: &str, format: &str) -> Answer {
        let path = format!("/releases/{id}/file?format={format}");
        self.world.get(&self.token(who), &path).await
    }

    /// The published JSON, read.
    pub(super) async fn json_file(&self, id: &str) -> (Vec<u8>, ReleaseFile) {
        let bytes = self.file("funder", id, "json").await.expect(200).bytes;
        let file = serde_json::from_slice(&bytes).unwrap();
        (bytes, file)
    }

    /// A connection as `causeway_app` inside a transaction that carries this person, as the server opens it.
    pub(super) async fn as_app(&self, staff: &Staff) -> Client {
        let client = crate::support::connect(&self.world.db.url("causeway_app")).await;
        let now = self.world.now();
        client.execute("begin", &[]).await.unwrap();
        client
            .execute(
                "select access.enter($1, $2, $3)",
                &[&staff.sign_in, &self.house.org, &now],
            )
            .await
            .unwrap();
        client
    }
}

pub(super) fn id_of(answer: &Answer) -> String {
    answer.body["id"].as_str().unwrap().to_owned()
}

/// The figure of the total.
pub(super) fn total(body: &Value) -> &Value {
    &body["tables"][0]["cells"][0]["young_people"]
}

fn public_code(mut n: usize) -> String {
    let alphabet = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut code = String::new();
    for _ in 0..6 {
        code.push(char::from(alphabet[n % 32]));
        n /= 32;
    }
    code
}
