//! Ids of one organisation in requests of another: every id of a request that succeeds is swapped in turn.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use actix_web::http::Method;
use serde_json::Value;
use uuid::Uuid;

use super::ask::{Ask, operations};
use super::callers::Caller;
use super::checks_off::{holdings, marks_of_elsewhere, says};
use super::entries::{Row, rows};
use super::matrix::prepared;
use super::scene::{Scene, Target, Tie, canary};
use crate::support::Door;
use crate::support::line::adult;

/// The ids that are no young person's, in an order that is the same for every target.
fn of_the_house(of: &Target) -> Vec<Uuid> {
    let mut ids = vec![of.site, of.programme, of.staff, of.grant, of.policy, of.supervision];
    ids.extend(of.releases.ids());
    ids.extend(of.timetable.ids());
    ids.extend(of.loads.ids());
    ids.extend(of.on_call.ids());
    ids
}

/// The ids that are a young person's and open to who works with her, in an order that is the same for every target.
fn hers_alone(of: &Target) -> Vec<Uuid> {
    let mut ids = vec![
        of.person,
        of.enrolment,
        of.referral,
        of.assignment,
        of.session,
        of.own_session,
        of.plan,
        of.pair,
        of.attempt,
        of.task,
        of.place_task,
        of.contact,
        of.identifier,
        of.not_safe,
        of.relative,
        of.duplicate,
        of.merge,
        of.joining_her,
    ];
    ids.extend(of.joining.ids());
    ids.extend(of.concerns.ids());
    ids.extend(of.incidents.of_her());
    ids.extend(of.case_plan.ids());
    ids.extend(of.intake.ids());
    ids.extend(of.followups.ids());
    ids
}

/// All that are hers: with what is also somebody else's, or who leads a group's.
fn of_her(of: &Target) -> Vec<Uuid> {
    let mut ids = hers_alone(of);
    ids.extend([of.other, of.own_attempt, of.twin, of.joined, of.outing]);
    ids.extend(of.incidents.of_the_caller());
    ids.extend(of.rolls.ids());
    ids.extend(of.glass.ids());
    ids
}

/// What has a counterpart in the other organisation: ours, theirs.
fn counterparts(scene: &Scene) -> HashMap<String, Uuid> {
    let houses = [&scene.house, &scene.elsewhere];
    let [ours, theirs] = houses.map(|h| [h.org, h.north, h.south, h.mentoring, h.sport, h.funder]);
    let mut pairs: Vec<_> = ours.into_iter().zip(theirs).collect();
    let theirs = scene.target(Tie::Elsewhere);
    for (_, target) in scene.targets() {
        pairs.extend(of_the_house(&target).into_iter().zip(of_the_house(&theirs)));
        pairs.extend(of_her(&target).into_iter().zip(of_her(&theirs)));
    }
    pairs.iter().map(|(ours, theirs)| (ours.to_string(), *theirs)).collect()
}

/// The request with one id swapped, for every id in it and everything `others` puts in its place.
fn swaps(ask: &Ask, others: &dyn Fn(&str) -> Vec<Uuid>) -> Vec<Ask> {
    let mut swapped = Vec::new();
    for (at, place) in ask.place.iter().enumerate() {
        for theirs in others(place) {
            let mut other = ask.clone();
            other.place[at] = theirs.to_string();
            // With the version that row really has.
            other.version_of = ask.version_of.map(|(table, key, _)| (table, key, theirs));
            swapped.push(other);
        }
    }
    for (at, value) in ask.query.split('&').filter_map(|pair| pair.split_once('=')).enumerate() {
        for theirs in others(value.1) {
            let mut pairs: Vec<_> = ask.query.split('&').map(str::to_owned).collect();
            pairs[at] = format!("{}={theirs}", value.0);
            swapped.push(Ask {
                query: pairs.join("&"),
                ..ask.clone()
            });
        }
    }
    let fields = ask.body.as_ref().and_then(Value::as_object);
    for (field, value) in fields.into_iter().flatten() {
        let one = value.as_str().or_else(|| value[0].as_str());
        for theirs in one.map(others).unwrap_or_default() {
            let mut body = ask.body.clone().unwrap();
            let theirs = Value::String(theirs.to_string());
            body[field] = if value.is_array() {
                Value::Array(vec![theirs])
            } else {
                theirs
            };
            swapped.push(Ask {
                body: Some(body),
                ..ask.clone()
            });
        }
    }
    swapped
}

/// What came of swapping ids.
#[derive(Debug, Default)]
pub(crate) struct Swapped {
    pub(crate) tried: usize,
    pub(crate) leaks: Vec<String>,
}

/// Every request of these callers that succeeds, sent again with each of its ids swapped.
struct Swapping<'s> {
    scene: &'s Scene,
    door: Door,
    rows: Vec<Row>,
    callers: Vec<Caller>,
    /// What stands for those whose ids are put in.
    marks: Vec<String>,
}

impl<'s> Swapping<'s> {
    async fn set_up(scene: &'s Scene, marks: Vec<String>) -> Self {
        Self {
            callers: prepared(scene).await,
            rows: rows(&operations()),
            door: Door::to(scene.world.state.clone()).await,
            scene,
            marks,
        }
    }

    /// `about`: which rows of the matrix; `others`: what is put in place of an id.
    async fn run(&self, names: &[&str], about: impl Fn(&Row) -> bool, others: &dyn Fn(&str) -> Vec<Uuid>) -> Swapped {
        let mut swapped = Swapped::default();
        for caller in self
            .callers
            .iter()
            .filter(|c| c.of_this_house && names.contains(&c.name))
        {
            self.scene.turn_to(caller).await;
            for row in self.rows.iter().filter(|row| about(row)) {
                self.one(caller, row, others, &mut swapped).await;
            }
        }
        swapped
    }

    async fn one(&self, caller: &Caller, row: &Row, others: &dyn Fn(&str) -> Vec<Uuid>, swapped: &mut Swapped) {
        let (entry, tie, operation) = row;
        let there = self.scene.target(*tie);
        let ask = (entry.ask)(self.scene, caller, &there);
        let honest = entry
            .send(self.scene, &self.door, caller, operation, &there, &ask)
            .await;
        if !honest.status.is_success() {
            return;
        }
        for other in swaps(&ask.renewed(), others) {
            let answer = entry
                .send(self.scene, &self.door, caller, operation, &there, &other)
                .await;
            swapped.tried += 1;
            let empty_list = answer.body["items"].as_array().is_some_and(Vec::is_empty);
            if answer.status.is_success() && !empty_list || self.marks.iter().any(|mark| says(&answer, mark)) {
                let leak = format!("{} as {}: {other:?}: {}", operation.id, caller.name, answer.body);
                swapped.leaks.push(leak);
            }
        }
    }
}

/// Callers who between them may do nearly everything.
const POWERFUL: [&str; 7] = [
    "worker",
    "supervisor",
    "safeguarding_lead",
    "org_admin",
    "director",
    "evaluator",
    "dpo",
];

/// Ids of the other organisation, dealt in turn: with so many in the place of each of ours every kind comes to every place.
struct Deck {
    ids: Vec<Uuid>,
    next: Cell<usize>,
}

impl Deck {
    /// How many are put in the place of one id, besides its counterpart.
    const HAND: usize = 24;

    fn of(ids: impl Iterator<Item = Uuid>) -> Self {
        let ids: BTreeSet<_> = ids.collect();
        Self {
            ids: ids.into_iter().collect(),
            next: Cell::new(0),
        }
    }

    fn deal(&self, counterpart: Uuid) -> Vec<Uuid> {
        let begin = self.next.replace((self.next.get() + Self::HAND) % self.ids.len());
        let hand = self.ids.iter().cycle().skip(begin).take(Self::HAND).copied();
        [counterpart].into_iter().chain(hand).collect()
    }
}

/// In the place of each id many that the other organisation has, of whatever kind; and in the requests of somebody who works
/// with some young people, the ids of those she does not work with.
pub(crate) async fn at_length() -> [Swapped; 2] {
    let scene = Box::pin(Scene::build()).await;
    let known = counterparts(&scene);
    let theirs = Deck::of(known.values().copied());
    let before = holdings(&scene.sql, scene.elsewhere.org).await;
    let organisations = Swapping::set_up(&scene, marks_of_elsewhere(&scene)).await;
    let all = |id: &str| match known.get(id) {
        Some(counterpart) => theirs.deal(*counterpart),
        None => Vec::new(),
    };
    let everybody: Vec<_> = organisations.callers.iter().map(|caller| caller.name).collect();
    let first = organisations
        .run(&everybody, |(_, tie, _)| *tie != Tie::Elsewhere, &all)
        .await;
    assert_eq!(
        holdings(&scene.sql, scene.elsewhere.org).await,
        before,
        "something was written there"
    );

    let colleagues = [Tie::North, Tie::South, Tie::ColleagueTookIn].map(|tie| scene.target(tie));
    let hers = hers_alone(&scene.target(Tie::Assigned));
    // In the place of each what is the same of somebody she does not work with.
    let of_colleagues: HashMap<String, Vec<Uuid>> = hers
        .iter()
        .enumerate()
        .map(|(kind, id)| {
            let kin = colleagues
                .iter()
                .map(|target| hers_alone(target)[kind])
                .filter(|other| !hers.contains(other));
            (id.to_string(), kin.collect())
        })
        .collect();
    let marks = colleagues.iter().map(|target| canary(target.person)).collect();
    let caseloads = Swapping::set_up(&scene, marks).await;
    let others = |id: &str| of_colleagues.get(id).cloned().unwrap_or_default();
    // Breaking the glass is for people one does not work with.
    let about = |(entry, tie, _): &Row| *tie == Tie::Assigned && entry.operation != "breakGlass";
    let second = caseloads.run(&["worker", "outreach"], about, &others).await;
    [first, second]
}

#[actix_web::test]
async fn no_request_succeeds_with_an_id_of_another_organisation() {
    let scene = Box::pin(Scene::build()).await;
    let counterparts = counterparts(&scene);
    let before = holdings(&scene.sql, scene.elsewhere.org).await;
    let swapping = Swapping::set_up(&scene, marks_of_elsewhere(&scene)).await;
    let counterpart = |id: &str| counterparts.get(id).copied().into_iter().collect();
    let Swapped { tried, leaks } = swapping
        .run(&POWERFUL, |(_, tie, _)| *tie != Tie::Elsewhere, &counterpart)
        .await;
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert!(tried > 150, "only {tried} ids were swapped");
    assert_eq!(
        holdings(&scene.sql, scene.elsewhere.org).await,
        before,
        "something was written there"
    );
}

#[actix_web::test]
async fn a_cursor_of_another_organisation_leads_nowhere_but_into_ones_own() {
    let scene = Box::pin(Scene::build()).await;
    let marks = marks_of_elsewhere(&scene);
    let (ours, theirs) = (
        scene.house.token("safeguarding_lead"),
        scene.elsewhere.token("safeguarding_lead"),
    );
    scene
        .world
        .take_in(&scene.elsewhere, "worker", &adult(&scene.elsewhere))
        .await;
    let enrolment = |of: Tie| format!("/enrolments/{}/sessions", scene.target(of).enrolment);
    let lists = [
        ("/people".to_owned(), "/people".to_owned()),
        ("/staff".to_owned(), "/staff".to_owned()),
        (enrolment(Tie::Elsewhere), enrolment(Tie::North)),
    ];
    for (there, here) in lists {
        let page = scene.world.get(theirs, &format!("{there}?limit=1")).await.expect(200);
        let cursor = page.body["next_cursor"].as_str().expect("more than one row");
        let answer = scene
            .world
            .get(ours, &format!("{here}?cursor={cursor}"))
            .await
            .expect(200);
        assert!(!marks.iter().any(|mark| says(&answer, mark)), "{here}: {}", answer.body);
    }
}

#[actix_web::test]
async fn an_id_that_is_taken_elsewhere_is_free_here() {
    let scene = Box::pin(Scene::build()).await;
    let before = holdings(&scene.sql, scene.elsewhere.org).await;
    let mut body = adult(&scene.house);
    body["id"] = serde_json::json!(scene.target(Tie::Elsewhere).person);
    let token = Some(scene.house.token("worker"));
    let answer = scene.world.call(Method::POST, token, "/people", Some(body), &[]).await;
    answer.expect(201);
    assert_eq!(
        holdings(&scene.sql, scene.elsewhere.org).await,
        before,
        "their row was touched"
    );
}
