//! Releases in every state, and how they are put back after a step was taken.

use actix_web::http::Method;
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{House, World, new_id};

/// One release in every state. All but one are meant for the house's first funder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Releases {
    pub(super) funder: Uuid,
    pub(super) draft: Uuid,
    pub(super) audited: Uuid,
    /// Audited; drafted by the caller.
    pub(super) own: Uuid,
    pub(super) approved: Uuid,
    pub(super) published: Uuid,
    /// Published for another funder.
    pub(super) of_another_funder: Uuid,
    /// An exact figure that went out elsewhere.
    pub(super) figure: Uuid,
}

/// Puts every release back to where [`save`] found it.
pub(super) const PUT_BACK: &str = "begin; set local session_replication_role = replica;
    delete from sdc.download; delete from sdc.publication; delete from sdc.event; delete from sdc.counted;
    delete from sdc.budget; delete from sdc.release_cell; delete from sdc.release_recipient; delete from sdc.release;
    insert into sdc.release table saved.release; insert into sdc.release_recipient table saved.release_recipient;
    insert into sdc.release_cell table saved.release_cell; insert into sdc.budget table saved.budget;
    insert into sdc.counted table saved.counted; insert into sdc.event table saved.event;
    insert into sdc.publication table saved.publication; insert into sdc.download table saved.download;
    commit";

/// Remembers where every release stands.
pub(super) async fn save(sql: &Client) {
    sql.batch_execute("create schema saved").await.unwrap();
    for table in [
        "release",
        "release_recipient",
        "release_cell",
        "budget",
        "counted",
        "event",
        "publication",
        "download",
    ] {
        let copy = format!("create table saved.{table} as table sdc.{table}");
        sql.batch_execute(&copy).await.unwrap();
    }
}

/// Makes `staff` the one who drafted these.
pub(super) async fn drafted_by(sql: &Client, staff: Uuid, releases: &[Uuid]) {
    for schema in ["sdc", "saved"] {
        let statement = format!("update {schema}.release set drafted_by = $1 where id = any ($2)");
        sql.execute(&statement, &[&staff, &releases]).await.unwrap();
    }
}

impl Releases {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [
            funder,
            draft,
            audited,
            own,
            approved,
            published,
            of_another_funder,
            figure,
        ] = std::array::from_fn(|_| new_id());
        Self {
            funder,
            draft,
            audited,
            own,
            approved,
            published,
            of_another_funder,
            figure,
        }
    }

    /// Every id.
    pub(super) fn ids(&self) -> [Uuid; 8] {
        [
            self.funder,
            self.draft,
            self.audited,
            self.own,
            self.approved,
            self.published,
            self.of_another_funder,
            self.figure,
        ]
    }

    /// Drafts one a year and takes each as far as it is to go. The years are empty: nobody was enrolled in them.
    pub(super) async fn of(world: &World, house: &House) -> Self {
        let second = new_id();
        let funder = "insert into funder (org_id, id, name, recorded_at) values ($1, $2, 'Another Fund', $3)";
        let sql = world.sql().await;
        sql.execute(funder, &[&house.org, &second, &world.now()]).await.unwrap();
        let to = house.funder;
        Self {
            funder: to,
            draft: taken_to(world, house, "2024", to, &[]).await,
            audited: taken_to(world, house, "2023", to, &["audit"]).await,
            own: taken_to(world, house, "2022", to, &["audit"]).await,
            approved: taken_to(world, house, "2021", to, &["audit", "approve"]).await,
            published: taken_to(world, house, "2020", to, &["audit", "approve", "publish"]).await,
            of_another_funder: taken_to(world, house, "2019", second, &["audit", "approve", "publish"]).await,
            figure: entered(world, house).await,
        }
    }
}

async fn entered(world: &World, house: &House) -> Uuid {
    let id = new_id();
    let body = json!({
        "id": id, "indicator": "completed", "period": "2017", "of": {}, "young_people": 170, "source": "Annual report",
    });
    let path = "/releases/figures-elsewhere";
    world.post(house.token("evaluator"), path, body).await.expect(201);
    id
}

async fn taken_to(world: &World, house: &House, period: &str, funder: Uuid, steps: &[&str]) -> Uuid {
    let id = new_id();
    let body = json!({"id": id, "indicator": "enrolled_first", "period": period, "funder_ids": [funder]});
    let drafted = world.post(house.token("evaluator"), "/releases", body).await;
    let mut etag = drafted.expect(201).etag();
    for step in steps {
        let who = if *step == "audit" { "evaluator" } else { "dpo" };
        let path = format!("/releases/{id}/{step}");
        let (token, headers) = (Some(house.token(who)), [("if-match", etag.as_str())]);
        let answer = world.call(Method::POST, token, &path, None, &headers).await;
        etag = answer.expect(200).etag();
    }
    id
}
