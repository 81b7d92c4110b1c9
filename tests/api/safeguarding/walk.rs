//! Random histories of a concern through HTTP: only who has taken it up moves it.

use serde_json::json;
use uuid::Uuid;

use super::{concern, raise};
use crate::support::World;
use crate::support::walk::{Lifecycle, Transition};

const NEVER: &str = "
    select 'moved by another than who has taken it up' as what from safeguarding_concern c
    cross join lateral (select e.recorded_by from concern_entry e where e.concern_id = c.id and e.step <> 'noted'
                        order by e.recorded_at desc, e.id desc limit 1) last
    where last.recorded_by is distinct from c.lead_id
    union all
    select 'closed and open' from safeguarding_concern where (state = 'closed') <> (closed_at is not null)";

fn transitions() -> Vec<Transition> {
    vec![
        ("received", "taken_up", "taken_up"),
        // By another: it is hers from then on.
        ("taken_up", "taken_up", "taken_up"),
        ("passed_on", "taken_up", "passed_on"),
        ("taken_up", "passed_on", "passed_on"),
        ("taken_up", "closed", "closed"),
        ("passed_on", "closed", "closed"),
        ("closed", "reopened", "taken_up"),
        ("received", "noted", "received"),
        ("taken_up", "noted", "taken_up"),
        ("passed_on", "noted", "passed_on"),
        ("closed", "noted", "closed"),
    ]
}

#[actix_web::test]
async fn no_history_of_a_concern_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let second = house
        .add_staff(&world, "second", &[("safeguarding_lead", None, None)], None)
        .await;
    let course = Lifecycle {
        state: "select state from safeguarding_concern where id = $1",
        transitions: transitions(),
        people: &["safeguarding_lead", "second", "supervisor"],
        never: NEVER,
        anew: 10,
        least: 11,
    };
    let begin = async || raise(&world, &house, "worker", &concern(&house)).await;
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        let etag = world.version("safeguarding_concern", id).await;
        // So that the order of two steps is known; a token lasts longer than the walk.
        world.clock.set(world.now() + chrono::TimeDelta::milliseconds(100));
        let token = if who == "second" {
            &second.token
        } else {
            house.token(who)
        };
        let body = json!({"step": what, "text": "Canary: spoke with the aunt."});
        let path = format!("/safeguarding-concerns/{id}/entries");
        world
            .change(actix_web::http::Method::POST, token, &path, &etag, body)
            .await
    };
    course.walk(&world, (91, 200), begin, attempt).await;
}
