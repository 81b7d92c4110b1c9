//! A body for every operation that takes one, of which it is known that it is answered: what `make fuzz` starts from.
//!
//! They are those of the matrix. Ids and times differ in every run, so they are written as what they are: `<id>`,
//! `<day-9>`, `<minute+30>`, counted from the scene's present, the scene's own names as `<words>`, and what is
//! drawn at random as `<phone>` and `<secret>`.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::support::NOW;

const COMMITTED: &str = "fuzz/bodies.json";
const ACTUAL: &str = "target/fuzz-bodies.actual.json";

/// Fields that hold what was drawn at random, or was signed.
const SECRETS: [&str; 5] = ["token", "code", "nonce", "public_key", "signature"];

/// By operation.
pub(super) type Bodies = BTreeMap<String, Value>;

/// Keeps the first body that was answered with success.
pub(super) fn keep(bodies: &mut Bodies, operation: &str, body: Option<&Value>) {
    if let Some(body) = body {
        bodies
            .entry(operation.to_owned())
            .or_insert_with(|| without_what_passes(body));
    }
}

/// What is wrong with the committed ones, in words.
pub(super) fn compare(bodies: &Bodies) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let actual = format!("{}\n", serde_json::to_string_pretty(bodies).unwrap());
    let committed = std::fs::read_to_string(root.join(COMMITTED)).unwrap_or_default();
    if actual == committed {
        return None;
    }
    std::fs::write(root.join(ACTUAL), actual).unwrap();
    Some(format!(
        "the bodies that are known to be good differ from {COMMITTED}; they are in {ACTUAL}: copy it"
    ))
}

fn without_what_passes(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                let secret = SECRETS.contains(&name.as_str()).then(|| Value::from("<secret>"));
                (name.clone(), secret.unwrap_or_else(|| without_what_passes(value)))
            })
            .collect(),
        Value::Array(items) => items.iter().map(without_what_passes).collect(),
        Value::String(text) => Value::String(placeholder(text).unwrap_or_else(|| text.clone())),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain.clone(),
    }
}

fn placeholder(text: &str) -> Option<String> {
    let now: DateTime<Utc> = NOW.parse().unwrap();
    if text.parse::<Uuid>().is_ok() {
        return Some("<id>".to_owned());
    }
    // The scene's names and addresses carry the id of whose they are.
    let runs = text.split(|letter: char| !letter.is_ascii_hexdigit());
    if runs.into_iter().any(|run| run.len() >= 32) {
        return Some("<words>".to_owned());
    }
    let digits = text.strip_prefix('+').unwrap_or_default();
    if !digits.is_empty() && digits.chars().all(|letter| letter == ' ' || letter.is_ascii_digit()) {
        return Some("<phone>".to_owned());
    }
    if let Ok(at) = text.parse::<DateTime<Utc>>() {
        return Some(format!("<minute{:+}>", (at - now).num_minutes()));
    }
    let day: NaiveDate = text.parse().ok()?;
    Some(format!("<day{:+}>", (day - now.date_naive()).num_days()))
}
