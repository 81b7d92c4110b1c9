//! The server's figures against those somebody worked out on paper: `workbook.md`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Scene;
use super::paper::{WORKBOOK, programme, said, table};

const QUARTER: &str = "from=2026-01-01&to=2026-03-31";

/// How a figure is taken apart for the part a row names, and the word for that part in the answer.
fn part_of(scene: &Scene, part: Option<&str>) -> (&'static str, Option<String>) {
    match part {
        Some("north") => ("site", Some(scene.house.north.to_string())),
        Some("south") => ("site", Some(scene.house.south.to_string())),
        strand => ("strand", strand.map(str::to_owned)),
    }
}

/// The one measure of a figure that a row is about.
fn measure<'f>(figure: &'f Value, variant: &str, part: Option<&str>) -> &'f Value {
    let list = if part.is_some() { "parts" } else { "total" };
    let mut measures = figure[list].as_array().unwrap().iter();
    measures
        .find(|measure| measure["variant"] == variant && part.is_none_or(|part| measure["part"] == part))
        .unwrap_or_else(|| panic!("no {variant} for {part:?} in {figure:#}"))
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

#[track_caller]
fn close(what: &str, answered: &Value, by_hand: f64) {
    let answered = answered.as_f64().unwrap_or_else(|| panic!("{what}: {answered}"));
    assert!(
        (answered - by_hand).abs() < 1e-6,
        "{what}: {answered}, by hand {by_hand}"
    );
}

/// Compares a measure with what a row says stands above and below the line, and with the value.
#[track_caller]
fn as_by_hand(what: &str, measure: &Value, row: &BTreeMap<&str, &str>) {
    assert_eq!(measure["numerator"].as_f64(), Some(number(row["above"])), "{what}");
    assert_eq!(
        measure["denominator"].as_f64(),
        said(row["below"]).map(number),
        "{what}"
    );
    match said(row["value"]) {
        None => assert_eq!(measure["reason"], "no_denominator", "{what}"),
        Some(value) => close(what, &measure["value"], number(value)),
    }
}

#[actix_web::test]
async fn every_figure_is_what_was_worked_out_on_paper() {
    let scene = programme().await;
    let mut seen = BTreeSet::new();
    let mut asked: BTreeMap<(&str, &str), Value> = BTreeMap::new();
    for row in table("Figures") {
        let what = format!("{} {} {}", row["code"], row["variant"], row["part"]);
        let code = row["code"];
        let (by, part) = part_of(&scene, said(row["part"]));
        let figure = match asked.entry((code, by)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(scene.figure(code, &format!("{QUARTER}&by={by}")).await),
        };
        let measure = measure(figure, row["variant"], part.as_deref());
        as_by_hand(&what, measure, &row);
        match said(row["spread"]) {
            None => assert!(measure["spread"].is_null(), "{what}"),
            Some(spread) => {
                let names = ["low_quarter", "median", "high_quarter", "ninth_tenth"];
                for (name, by_hand) in names.into_iter().zip(spread.split(' ')) {
                    close(&format!("{what} {name}"), &measure["spread"][name], number(by_hand));
                }
            }
        }
        seen.insert((code, row["variant"]));
    }
    let catalogue = scene.world.get(scene.house.token("director"), "/indicators").await;
    for indicator in catalogue.expect(200).body["items"].as_array().unwrap() {
        let code = indicator["code"].as_str().unwrap();
        for variant in indicator["variants"].as_array().unwrap() {
            let variant = variant["code"].as_str().unwrap();
            assert!(
                seen.contains(&(code, variant)),
                "{code} {variant} was not worked out by hand"
            );
        }
    }
}

#[actix_web::test]
async fn what_takes_a_year_and_who_pauses_is_what_was_worked_out_on_paper() {
    let scene = programme().await;
    let rows = table("Figures of other days");
    for row in &rows {
        let what = row.values().copied().collect::<Vec<_>>().join(" ");
        let (by, part) = part_of(&scene, said(row["part"]));
        let query = format!("from={}&to={}&as_of={}&by={by}", row["from"], row["to"], row["as of"]);
        let figure = scene.figure(row["code"], &query).await;
        let measure = measure(&figure, row["variant"], part.as_deref());
        as_by_hand(&what, measure, row);
        let Some((low, high)) = row["interval"].split_once(' ') else {
            assert!(measure["interval"].is_null(), "{what}: {measure}");
            continue;
        };
        close(&what, &measure["interval"]["low"], number(low));
        close(&what, &measure["interval"]["high"], number(high));
    }
    // The one that is worked out step by step.
    let steps = WORKBOOK.split_once("\n## An interval by hand\n").unwrap().1;
    let worked: Vec<_> = steps.lines().filter_map(|line| line.rsplit_once("= ")).collect();
    let [.., (_, low), (_, high)] = worked.as_slice() else {
        panic!("no steps: {steps}");
    };
    let interval = format!("{low} {high}");
    assert!(
        rows.iter()
            .any(|row| row["code"] == "RET-01" && row["interval"] == interval),
        "{interval}"
    );
}

/// Every figure is worked out for a site too, in one of the two tables; and none that could be more is nought by nought alone.
#[test]
fn every_figure_has_a_row_by_site_and_one_with_something_below_the_line() {
    let rows = [table("Figures"), table("Figures of other days")].concat();
    let codes: BTreeSet<_> = rows.iter().map(|row| row["code"]).collect();
    for code in codes {
        let of_it: Vec<_> = rows.iter().filter(|row| row["code"] == code).collect();
        let by_site = of_it.iter().any(|row| ["north", "south"].contains(&row["part"]));
        assert!(by_site, "{code} was worked out for no site");
        let variants: BTreeSet<_> = of_it.iter().map(|row| row["variant"]).collect();
        for variant in variants {
            let mut of_it = of_it.iter();
            let real = of_it.any(|row| row["variant"] == variant && row["below"] != "0");
            assert!(real, "{code} {variant} is 0/0 only");
        }
    }
}

/// The days that stand beside the facts of 2024 are those between the dates.
#[test]
fn the_days_on_paper_are_the_days_between_the_dates() {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let enrolments = table("Enrolments of 2024");
    let seen_until = day("2025-07-31");
    for row in &enrolments {
        let days = (day(row["to"]) - day(row["from"])).num_days();
        let written = said(row["days"]).map(|days| days.parse().unwrap());
        assert_eq!(written, (day(row["to"]) <= seen_until).then_some(days), "{row:?}");
    }
    for row in table("Referrals of 2024") {
        let name = format!("{}-{}", row["person"], row["to"]);
        let joined = enrolments.iter().find(|enrolment| enrolment["enrolment"] == name);
        let days = joined.map(|joined| (day(joined["from"]) - day(row["received"])).num_days());
        assert_eq!(said(row["joined"]).map(|days| days.parse().unwrap()), days, "{row:?}");
    }
}

#[actix_web::test]
async fn where_there_is_nothing_every_figure_answers_and_no_share_is_a_nought() {
    let scene = Scene::new().await;
    let catalogue = scene.world.get(scene.house.token("director"), "/indicators").await;
    for indicator in catalogue.expect(200).body["items"].as_array().unwrap() {
        let code = indicator["code"].as_str().unwrap();
        for by in ["none", "strand", "site"] {
            let figure = scene.figure(code, &format!("{QUARTER}&by={by}")).await;
            let total = figure["total"].as_array().unwrap();
            assert_eq!(
                total.len(),
                indicator["variants"].as_array().unwrap().len(),
                "{code} {by}"
            );
            assert_eq!(figure["parts"].as_array().unwrap().len(), 0, "{code} {by}");
            for measure in total {
                assert_eq!(measure["numerator"], 0, "{code} {by}");
                let plain = measure["denominator"].is_null();
                assert_eq!(measure["value"].is_null(), !plain, "{code} {by}");
                let reason = if plain { Value::Null } else { "no_denominator".into() };
                assert_eq!(measure["reason"], reason, "{code} {by}");
            }
        }
    }
}
