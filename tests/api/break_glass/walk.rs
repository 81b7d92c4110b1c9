//! Random histories of broken glass through HTTP: nobody agrees to her own or reviews it, it is reviewed once, and no hour
//! begins after it was, or after another of hers was found to be wrong.

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Scene, body};
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};

const STATE: &str = "
    select case when outcome is not null then outcome when starts_at is null then 'waits' else 'broken' end
    from break_glass where id = $1";

const NEVER: &str = "
    select 'agreed to her own' as what from break_glass where second_by = staff_id
    union all
    select 'reviewed her own' from break_glass where reviewed_by = staff_id
    union all
    select 'began without the second it needs' from break_glass where needs_second and second_by is null and starts_at is not null
    union all
    select 'longer than an hour' from break_glass where ends_at > starts_at + interval '60 minutes'
    union all
    select 'began after it was reviewed' from break_glass where starts_at > reviewed_at
    union all
    select 'open after it was found wrong' from break_glass
    where outcome in ('unjustified', 'misconduct') and ends_at > greatest(reviewed_at, starts_at)
    union all
    select 'began after another of hers was found wrong' from break_glass b
    join break_glass bad on bad.staff_id = b.staff_id and bad.outcome in ('unjustified', 'misconduct')
    where b.starts_at > bad.reviewed_at
    union all
    select 'judged by somebody else' from break_glass b
    cross join lateral (values (b.second_by), (b.reviewed_by)) judged (by)
    where judged.by is not null
      and not exists (select from role_grant g where g.staff_id = judged.by
                      and g.role in ('safeguarding_lead', 'data_protection_officer'))
    union all
    select 'nobody was told' from break_glass b
    where not exists (select from break_glass_notice n where n.break_glass_id = b.id)";

const OUTCOMES: [&str; 4] = ["justified", "needs_training", "unjustified", "misconduct"];

fn transitions() -> Vec<Transition> {
    let mut all = vec![("waits", "second", "broken")];
    for open in ["waits", "broken"] {
        all.extend(OUTCOMES.map(|outcome| (open, outcome, outcome)));
        // An earlier one of hers is found wrong meanwhile: this one stands where it stood.
        all.push((open, "another_is_wrong", open));
    }
    all.extend(OUTCOMES.map(|outcome| (outcome, "another_is_wrong", outcome)));
    // What was reviewed is looked at, so that it is tried to review it again.
    all.extend(
        OUTCOMES
            .into_iter()
            .chain(["waits", "broken"])
            .map(|at| (at, "look", at)),
    );
    all
}

#[actix_web::test]
async fn no_history_of_broken_glass_leaves_its_course() {
    let scene = Scene::new().await;
    let (world, house) = (&scene.world, &scene.house);
    let course = Lifecycle {
        state: STATE,
        transitions: transitions(),
        people: &["dpo", "safeguarding_lead", "herself", "worker", "director"],
        never: NEVER,
        anew: 20,
        least: 15,
    };
    let (turn, herself) = (Cell::new(0_usize), RefCell::new(house.who("dpo").clone()));
    let earlier = Cell::new(Uuid::nil());
    let begin = async || {
        turn.set(turn.get() + 1);
        world.clock.set(world.now() + chrono::TimeDelta::minutes(1));
        // Each time somebody new, every second one a lead elsewhere, who reviews there.
        let role = ["supervisor", "safeguarding_lead"][turn.get() % 2];
        let name = format!("asks{}", turn.get());
        let asks = house
            .add_staff(world, &name, &[(role, Some(house.south), None)], None)
            .await;
        // Of every three begun, two are her fourth, which needs a second.
        let before = if turn.get().is_multiple_of(3) { 1 } else { 3 };
        for _ in 0..before {
            let said = scene.ask_as(&asks.token, &body()).await.expect(201);
            earlier.set(id_of(&said.body));
        }
        let said = scene.ask_as(&asks.token, &body()).await.expect(201);
        herself.replace(asks);
        id_of(&said.body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + chrono::TimeDelta::seconds(1));
        let token = if who == "herself" {
            herself.borrow().token.clone()
        } else {
            house.renew(world, who)
        };
        if what == "look" {
            return world.get(&token, "/break-glass").await;
        }
        let (id, how, body) = match what {
            "second" => (id, "second", Value::Null),
            "another_is_wrong" => (earlier.get(), "review", json!({"outcome": "misconduct"})),
            outcome => (id, "review", json!({"outcome": outcome})),
        };
        let etag = world.version("break_glass", id).await;
        let seen = [("if-match", etag.as_str())];
        let body = Some(body).filter(|body| !body.is_null());
        let path = format!("/break-glass/{id}/{how}");
        world
            .call(actix_web::http::Method::POST, Some(&token), &path, body, &seen)
            .await
    };
    course.walk(world, (64, 260), begin, attempt).await;
}
