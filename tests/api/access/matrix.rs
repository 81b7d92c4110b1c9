//! The access matrix.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::ask::operations;
use super::bodies::{self, Bodies};
use super::callers::{Caller, callers};
use super::entries::{Cell, Row, entries, rows};
use super::scene::{Scene, Target, Tie};
use super::table::{Line, render};
use crate::support::{Answer, Door};

const COMMITTED: &str = "api-spec/authz-matrix.txt";
const ACTUAL: &str = "target/authz-matrix.actual.txt";

/// The cell of what succeeds.
const ALLOWED: &str = "✔";

#[test]
fn every_operation_has_an_entry_and_every_entry_an_operation() {
    let documented: BTreeSet<String> = operations().into_iter().map(|operation| operation.id).collect();
    let asked: BTreeSet<String> = entries().map(|entry| entry.operation.to_owned()).collect();
    let (unasked, unknown): (Vec<_>, Vec<_>) = (
        documented.difference(&asked).collect(),
        asked.difference(&documented).collect(),
    );
    assert!(
        unasked.is_empty() && unknown.is_empty(),
        "operations without an entry in tests/api/access/entries_*.rs: {unasked:?}; entries without an operation: {unknown:?}"
    );
}

/// Everything that is wrong is collected, so that one run shows all of it.
#[derive(Default)]
struct Findings(Vec<String>);

/// Scenes that the callers are shared out to: thousands of requests, one after the other, would take minutes.
const SCENES: usize = 2;

/// One scene's callers, and what each of its share was answered row by row.
struct Asked {
    callers: Vec<Caller>,
    columns: Vec<(usize, Vec<String>)>,
    findings: Findings,
    bodies: Bodies,
}

/// What every `SCENES`-th caller is answered, from this one on, in a scene of its own.
async fn ask_from(first: usize) -> Asked {
    let scene = Box::pin(Scene::build()).await;
    let callers = prepared(&scene).await;
    let rows = rows(&operations());
    let door = Door::to(scene.world.state.clone()).await;
    let (mut columns, mut findings, mut bodies) = (Vec::new(), Findings::default(), Bodies::new());
    for (place, caller) in callers.iter().enumerate().skip(first).step_by(SCENES) {
        scene.turn_to(caller).await;
        let mut cells = Vec::with_capacity(rows.len());
        for row in &rows {
            let cell = cell(&scene, &door, caller, row, &mut findings).await;
            if cell == ALLOWED {
                let ask = (row.0.ask)(&scene, caller, &scene.target(row.1));
                bodies::keep(&mut bodies, row.0.operation, ask.body.as_ref());
            }
            cells.push(cell);
        }
        columns.push((place, cells));
    }
    Asked {
        callers,
        columns,
        findings,
        bodies,
    }
}

#[test]
fn the_matrix_is_the_committed_one() {
    let beside = |first| std::thread::spawn(move || actix_web::rt::System::new().block_on(ask_from(first)));
    let scenes: Vec<_> = (0..SCENES).map(beside).collect();
    let rows = rows(&operations());
    let mut lines: Vec<Line> = rows.iter().map(line).collect();
    let (mut callers, mut columns, mut findings) = (Vec::new(), Vec::new(), Findings::default());
    let mut known_good = Bodies::new();
    for scene in scenes {
        let asked = scene.join().unwrap();
        callers = asked.callers;
        columns.extend(asked.columns);
        findings.0.extend(asked.findings.0);
        for (operation, body) in asked.bodies {
            known_good.entry(operation).or_insert(body);
        }
    }
    columns.sort_unstable();
    assert_eq!(columns.len(), callers.len());
    for (_, cells) in columns {
        for (line, cell) in lines.iter_mut().zip(cells) {
            line.cells.push(cell);
        }
    }
    for ((entry, tie, _), line) in rows.iter().zip(&lines) {
        let for_somebody = line.cells.iter().any(|cell| cell == ALLOWED);
        if for_somebody == (entry.for_nobody || *tie == Tie::Elsewhere) {
            findings.0.push(format!(
                "{}, {}: for somebody {for_somebody}",
                entry.operation, line.words
            ));
        }
    }
    let actual = render(&callers, &lines);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = std::fs::read_to_string(root.join(COMMITTED)).unwrap_or_default();
    if actual != committed {
        std::fs::write(root.join(ACTUAL), &actual).unwrap();
        findings.0.push(format!(
            "the matrix differs from {COMMITTED}; it is in {ACTUAL}. Read it; copy it only if every cell that changed is right"
        ));
    }
    findings.0.extend(bodies::compare(&known_good));
    assert!(findings.0.is_empty(), "{}", findings.0.join("\n"));
}

fn line((entry, tie, operation): &Row) -> Line {
    Line {
        operation: operation.clone(),
        title: entry.title(),
        words: entry.words(*tie),
        cells: Vec::new(),
    }
}

/// The callers, each with an e-mail address of her own. What a step-up is needed for is asked of those who made one: that
/// it is needed is shown in `tests/api/accounts/step_up.rs`.
pub(super) async fn prepared(scene: &Scene) -> Vec<Caller> {
    scene.world.everybody_steps_up().await;
    let email = "update auth.account set email = replace(id::text, '-', '') || '@matrix.example.org'";
    scene.sql.batch_execute(email).await.unwrap();
    callers(scene).await
}

async fn cell(scene: &Scene, door: &Door, caller: &Caller, row: &Row, findings: &mut Findings) -> String {
    let (entry, tie, operation) = row;
    let elsewhere = *tie == Tie::Elsewhere;
    if elsewhere && caller.token.is_some() && !caller.of_this_house {
        return String::new();
    }
    let there = scene.target(*tie);
    let answer = entry.run(scene, door, caller, operation, &there).await;
    let place = format!("{} as {}, {}", entry.operation, caller.name, entry.words(*tie));
    if elsewhere {
        let made_up = entry.run(scene, door, caller, operation, &Target::made_up()).await;
        if (answer.status, anonymous(&answer)) != (made_up.status, anonymous(&made_up)) {
            findings
                .0
                .push(format!("{place}: {} is not {}", answer.body, made_up.body));
        }
    }
    if answer.status.is_success() {
        let shown = match entry.cell {
            Cell::Status => true,
            Cell::Shows(what) => String::from_utf8_lossy(&answer.bytes).contains(&what(&there)),
        };
        return if shown { ALLOWED } else { "-" }.to_owned();
    }
    if ![401, 403, 404, 422].contains(&answer.status.as_u16()) {
        findings.0.push(format!("{place}: {} {}", answer.status, answer.body));
    }
    answer.status.as_u16().to_string()
}

/// The body without what differs from request to request.
fn anonymous(answer: &Answer) -> Value {
    let mut body = answer.body.clone();
    if let Some(problem) = body.as_object_mut() {
        problem.remove("request_id");
    }
    body
}
