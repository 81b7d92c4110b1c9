//! Random histories of a programme's forms through HTTP: one asks at a time, and what was published never changes.

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{draft, item};
use crate::support::line::id_of;
use crate::support::walk::Lifecycle;
use crate::support::{Answer, House, World};

const NEVER: &str = "
    select 'two in force' as what from intake_form where state = 'published' group by programme_id having count(*) > 1
    union all
    select 'two drafts' from intake_form where state = 'draft' group by programme_id having count(*) > 1
    union all
    select 'rewritten after it was published' from intake_form
    where published_at is not null and items <> (select items from published_then t where t.id = intake_form.id)";

/// One thing somebody tries, on the version it has.
async fn attempt(world: &World, house: &House, what: &'static str, who: &str, id: Uuid) -> Answer {
    let sql = world.sql().await;
    let etag = world.version("intake_form", id).await;
    let token = house.token(who);
    let answer = if what == "rewrite" {
        let key = format!("k{}", &id.simple().to_string()[20..]);
        let body = json!({"items": [item("way_home"), item(&key)]});
        let path = format!("/intake-forms/{id}");
        world.change(Method::PUT, token, &path, &etag, body).await
    } else {
        let path = format!("/intake-forms/{id}/{what}");
        let headers = [("if-match", etag.as_str())];
        world.call(Method::POST, Some(token), &path, None, &headers).await
    };
    let remember = "insert into published_then select id, items from intake_form where published_at is not null
                    on conflict do nothing";
    sql.execute(remember, &[]).await.unwrap();
    answer
}

#[actix_web::test]
async fn no_history_of_a_form_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    sql.batch_execute("create table published_then (id uuid primary key, items jsonb not null)")
        .await
        .unwrap();
    let course = Lifecycle {
        state: "select state from intake_form where id = $1",
        transitions: vec![
            ("draft", "rewrite", "draft"),
            ("draft", "publish", "published"),
            ("draft", "retire", "retired"),
            ("published", "retire", "retired"),
        ],
        people: &["programme_manager", "org_admin", "worker"],
        never: NEVER,
        anew: 0,
        least: 4,
    };
    let begin = async || {
        let drafted = draft(&world, &house, Some(json!([item("way_home")]))).await;
        id_of(&drafted.expect(201).body)
    };
    let attempt = async |what, who, id| attempt(&world, &house, what, who, id).await;
    course.walk(&world, (125, 150), begin, attempt).await;
}
