//! With the application's own checks switched off: what row-level security holds back by itself.
//!
//! Every statement names the caller's organisation too, so that between organisations two things stand behind the checks.
//! What the policies do without that is asked in `database::wall`, in bare SQL.

use std::collections::BTreeMap;

use tokio_postgres::Client;
use uuid::Uuid;

use super::ask::operations;
use super::callers::Caller;
use super::entries::rows;
use super::entries_rolls::LED_BY_CALLER;
use super::matrix::prepared;
use super::scene::{Scene, Tie, canary};
use crate::support::{Answer, Door};

/// Every row of an organisation, table by table: how many, and a digest of what is in them. But what a trigger notes of changes:
/// the scene puts back what it changed, and that too is noted.
pub(super) async fn holdings(sql: &Client, org: Uuid) -> BTreeMap<String, (i64, String)> {
    let tables = sql
        .query(
            "select n.nspname || '.' || c.relname from pg_class c
             join pg_namespace n on n.oid = c.relnamespace
             join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
             where n.nspname in ('public', 'auth', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition
               and c.relname not in ('sync_entry', 'sync_field')",
            &[],
        )
        .await
        .unwrap();
    let mut held = BTreeMap::new();
    for table in tables {
        let table: String = table.get(0);
        let content = format!(
            "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t where org_id = $1"
        );
        let row = sql.query_one(&content, &[&org]).await.unwrap();
        held.insert(table, (row.get(0), row.get(1)));
    }
    held
}

/// What stands for the other organisation in an answer: ids and names of everything it has.
pub(super) fn marks_of_elsewhere(scene: &Scene) -> Vec<String> {
    let theirs = scene.target(Tie::Elsewhere);
    let mut marks = vec![canary(theirs.person), "Otherplace".to_owned()];
    let ids = [
        scene.elsewhere.org,
        scene.elsewhere.south,
        scene.elsewhere.mentoring,
        scene.elsewhere.sport,
        scene.elsewhere.who("worker").id,
        theirs.person,
        theirs.enrolment,
        theirs.assignment,
        theirs.session,
        theirs.own_session,
        theirs.plan,
        theirs.other,
        theirs.pair,
        theirs.attempt,
        theirs.own_attempt,
        theirs.site,
        theirs.programme,
        theirs.staff,
        theirs.grant,
        theirs.policy,
        theirs.task,
        theirs.place_task,
        theirs.outing,
        theirs.supervision,
        theirs.referral,
        theirs.rule,
        theirs.set_aside,
    ];
    let ids = ids
        .into_iter()
        .chain(theirs.releases.ids())
        .chain(theirs.joining.ids())
        .chain(theirs.concerns.ids())
        .chain(theirs.incidents.of_her())
        .chain(theirs.incidents.of_the_caller())
        .chain(theirs.rolls.ids())
        .chain(theirs.case_plan.ids())
        .chain(theirs.loads.ids())
        .chain(theirs.on_call.ids())
        .chain(theirs.glass.ids())
        .chain(theirs.told.ids());
    marks.extend(ids.map(|id| id.to_string()));
    marks
}

pub(super) fn says(answer: &Answer, mark: &str) -> bool {
    String::from_utf8_lossy(&answer.bytes).contains(mark)
}

#[actix_web::test]
async fn nothing_of_another_organisation_is_seen_or_changed() {
    let scene = Box::pin(Scene::build()).await;
    let callers = prepared(&scene).await;
    let rows = rows(&operations());
    let door = Door::to(scene.world.with_checks_off()).await;
    let marks = marks_of_elsewhere(&scene);
    let before = holdings(&scene.sql, scene.elsewhere.org).await;
    let (mut asked, mut leaks) = (0, Vec::new());
    for caller in callers.iter().filter(|caller| caller.of_this_house) {
        scene.turn_to(caller).await;
        for (entry, tie, operation) in &rows {
            if *tie != Tie::Elsewhere && !entry.reads() {
                continue;
            }
            let answer = entry.run(&scene, &door, caller, operation, &scene.target(*tie)).await;
            asked += 1;
            let place = format!("{} as {}, {}", entry.operation, caller.name, entry.words(*tie));
            let told: Vec<_> = marks.iter().filter(|mark| says(&answer, mark)).collect();
            if !told.is_empty() {
                leaks.push(format!("{place}: {told:?} in {}", answer.body));
            }
            if *tie == Tie::Elsewhere && answer.status.is_success() && !entry.is_list() {
                leaks.push(format!("{place}: {} {}", answer.status, answer.body));
            }
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert!(asked > 2_000, "only {asked} requests were made");
    assert_eq!(
        holdings(&scene.sql, scene.elsewhere.org).await,
        before,
        "something was written there"
    );
}

/// May the wall let this caller open the name and the notes of the person in this tie?
fn may_open(caller: &Caller, tie: Tie) -> bool {
    let tied = matches!(tie, Tie::Assigned | Tie::TookIn);
    match caller.name {
        "worker" | "other_worker" | "outreach" | "intake_officer" => tied,
        "supervisor" => tie != Tie::South,
        "south_supervisor" => tie == Tie::South,
        "safeguarding_lead" => true,
        "programme_supervisor" => !matches!(tie, Tie::Sport | Tie::TookIn | Tie::ColleagueTookIn),
        _ => false,
    }
}

/// Does this caller see case data at all?
fn sees_people(caller: &Caller) -> bool {
    !["org_admin", "it_admin", "auditor", "funder", "no_role"].contains(&caller.name)
}

#[actix_web::test]
async fn names_and_notes_stay_with_those_who_may_open_them() {
    let scene = Box::pin(Scene::build()).await;
    let callers = prepared(&scene).await;
    let rows = rows(&operations());
    let door = Door::to(scene.world.with_checks_off()).await;
    let people: Vec<(Tie, Uuid)> = scene.people().collect();
    let (mut opened, mut leaks) = (0, Vec::new());
    for caller in callers.iter().filter(|caller| caller.of_this_house) {
        scene.turn_to(caller).await;
        for (entry, tie, operation) in rows.iter().filter(|(entry, ..)| entry.reads()) {
            let answer = entry.run(&scene, &door, caller, operation, &scene.target(*tie)).await;
            let place = format!("{} as {}, {}", entry.operation, caller.name, entry.words(*tie));
            if !answer.status.is_success() {
                continue;
            }
            for (of, person) in &people {
                let named = says(&answer, &canary(*person));
                opened += usize::from(named);
                // What somebody on a roll is called, for who leads the group and works there: that and no more.
                let on_her_roll =
                    entry.operation == "readRoll" && entry.note == LED_BY_CALLER && of == tie && *tie != Tie::South;
                if named && !may_open(caller, *of) && !on_her_roll {
                    leaks.push(format!("{place}: opens who is in tie {of:?}"));
                }
                // The log says about whom something was done, and to the auditor nothing of her.
                let log = entry.operation == "listAuditEvents" && caller.name == "auditor";
                if !sees_people(caller) && !log && says(&answer, &person.to_string()) {
                    leaks.push(format!("{place}: shows who is in tie {of:?}"));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert!(
        opened > 50,
        "only {opened} names were opened: the test asks about nothing"
    );
}
