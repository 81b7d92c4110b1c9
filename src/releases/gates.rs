//! The machine's part of the audit: gates G1 to G7 (disclosure.md §3.5). Its report holds words, never a count.
//!
//! G1, G2 and G7 are asked of the ledger, here; G3 to G6 of the figures, in `disclosure::gates`. Each runs every time,
//! so that one report says all there is to mend.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use disclosure::gates::{Answer, Axis, Canaries, Counted, CountedCells, Known, Text};
use disclosure::{Detail, MECHANISM, PROGRAMME_VERSION, Predicate, Profile, ProgrammeError, Published, gates};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::content::notes;
use super::model::Period;
use super::snapshot::Drawn;

/// A cell as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StoredCell {
    pub(super) predicate: String,
    pub(super) profile: String,
    /// `None`: withheld.
    pub(super) published: Option<i32>,
}

/// What was drafted, as the ledger keeps it.
pub(super) struct Stored {
    pub(super) period: Period,
    pub(super) programme_version: String,
    pub(super) tag: Vec<u8>,
    pub(super) content: String,
    pub(super) content_sha256: Vec<u8>,
    pub(super) geography: BTreeMap<Uuid, String>,
    pub(super) cells: BTreeSet<StoredCell>,
}

/// What the ledger says about the people counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent {
    /// Somebody was counted in an earlier release.
    pub(super) counted_before: bool,
    /// Somebody's budget would not bear this release.
    pub(super) over_budget: bool,
}

/// What the gates need to know besides the draft.
pub(super) struct Ledger {
    pub(super) spent: Spent,
    /// Whom each earlier release counted that shares somebody with the draft, by period and generation.
    pub(super) counted: BTreeMap<(String, i32), Vec<Uuid>>,
    pub(super) today: NaiveDate,
}

/// What the gates found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = GateReport)]
pub(crate) struct Report {
    /// Every gate passed.
    pub(crate) passed: bool,
    /// Version of the table programme the draft was held against.
    pub(crate) programme_version: String,
    /// Each gate.
    pub(crate) gates: Vec<Gate>,
    /// What a machine cannot look at, for who decides.
    pub(crate) for_the_decider: Vec<String>,
}

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Gate {
    /// `G1` programme, `G2` once, `G3` across releases, `G4` reconstruction, `G5` corrections, `G6` content, `G7`
    /// integrity.
    #[serde(rename = "gate")]
    #[schema(example = "G1")]
    pub(crate) name: String,
    /// Passed.
    pub(crate) passed: bool,
    /// What was found, in words.
    pub(crate) words: String,
    /// Why it did not pass, one by one, where the words alone do not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) reasons: Vec<String>,
}

/// Runs the gates over what is stored and what counting again gave.
pub(super) fn run(stored: &Stored, drawn: &Drawn, ledger: &Ledger) -> Report {
    let Ledger { spent, counted, today } = ledger;
    let gates = vec![
        gate(
            "G1",
            is_in_programme(stored, drawn, *today),
            "The year has been over for 90 days. Every cell is in the table programme, every table is complete, and the \
             release holds only the tables its published total allows.",
            "The draft does not hold exactly the cells that the table programme allows. Draft anew.",
        ),
        gate(
            "G2",
            !spent.counted_before && !spent.over_budget,
            "Nobody in it was counted in an earlier release, and nobody's lifetime privacy budget is overspent.",
            "It would count somebody twice or overspend somebody's lifetime privacy budget.",
        ),
        answered("G3", across_releases(drawn, counted)),
        answered("G4", reconstruction(stored, drawn)),
        // A year that is out cannot be drafted again, so there is never a correction to judge.
        answered("G5", gates::correction(None)),
        answered("G6", content(stored, drawn)),
        gate(
            "G7",
            is_unchanged(stored, drawn),
            "Counting again gives the same snapshot, the same cells and the same bytes.",
            "The data have changed since this was drafted. Draft anew.",
        ),
    ];
    Report {
        passed: gates.iter().all(|gate| gate.passed),
        programme_version: PROGRAMME_VERSION.to_owned(),
        gates,
        for_the_decider: FOR_THE_DECIDER.iter().map(|words| (*words).to_owned()).collect(),
    }
}

const FOR_THE_DECIDER: [&str; 2] = [
    "If the release has a table by region: no machine check says whether one site makes up more than 70 % of its region, \
     since no figure about a site may be published. You answer for the regions as they are drawn.",
    "If exact figures for this year were published elsewhere, do not approve before they are entered: gate G4 then holds \
     them against this release.",
];

fn gate(name: &str, passed: bool, yes: &str, no: &str) -> Gate {
    Gate {
        name: name.to_owned(),
        passed,
        words: if passed { yes } else { no }.to_owned(),
        reasons: Vec::new(),
    }
}

fn answered(name: &str, answer: Answer) -> Gate {
    Gate {
        name: name.to_owned(),
        passed: answer.has_passed(),
        words: answer.words,
        reasons: answer.reasons,
    }
}

fn refused(words: &str) -> Answer {
    Answer {
        words: words.to_owned(),
        reasons: vec!["What was drafted cannot be read. Draft anew.".to_owned()],
    }
}

/// G3. Of an earlier release the ledger keeps who was counted, so each is held against the draft by its total.
fn across_releases(drawn: &Drawn, counted: &BTreeMap<(String, i32), Vec<Uuid>>) -> Answer {
    let mut earlier = Vec::new();
    for ((period, generation), people) in counted {
        let Ok(word) = period.parse() else {
            return refused("Earlier releases could not be compared.");
        };
        let mut cells = CountedCells::new();
        cells.add(
            drawn.statistic.tables().total(&word),
            people.iter().map(|person| *person.as_bytes()),
        );
        let name = format!("{period}, generation {generation}");
        earlier.push(Counted { name, cells });
    }
    gates::differencing(&drawn.counted, &earlier)
}

/// G4. There is one release of an indicator and period, so its own cells are all that we publish; exact figures from
/// elsewhere stand beside them.
fn reconstruction(stored: &Stored, drawn: &Drawn) -> Answer {
    let tables = drawn.statistic.tables();
    let known = |cell: &StoredCell| -> Option<Known> {
        let published = published(tables.profile(), cell.published)?;
        Some(Known::released(
            tables.profile(),
            cell.predicate.parse().ok()?,
            published,
        ))
    };
    let exactly = |(cell, people): &(Predicate, u32)| Known::exactly(cell.clone(), *people);
    let facts: Vec<Known> = drawn.elsewhere.iter().map(exactly).collect();
    match stored.cells.iter().map(known).collect::<Option<Vec<Known>>>() {
        Some(known) => gates::reconstruction(&Axis::of(&drawn.categories, &tables.dimensions()), &known, &facts),
        None => refused("What can be proved from the figures could not be worked out."),
    }
}

/// G6, of the bytes that would be signed.
fn content(stored: &Stored, drawn: &Drawn) -> Answer {
    let Ok(value) = serde_json::from_str(&stored.content) else {
        return refused("The content could not be looked at.");
    };
    let mut found = Vec::new();
    texts(&value, "", &mut found);
    let texts: Vec<Text<'_>> = found.iter().map(|(at, text)| Text { at, text }).collect();
    let ids = drawn.people.iter().chain(drawn.geography.keys());
    let canaries = Canaries::of_ids(ids.map(|id| *id.as_bytes()));
    let named = ["/organisation/id", "/organisation/name"];
    gates::content(
        &texts,
        &vocabulary(stored, drawn),
        &named,
        &canaries,
        stored.content.as_bytes(),
    )
}

/// Every text a release may hold: what says whose it is and how it was made, and the codes of the table programme.
fn vocabulary(stored: &Stored, drawn: &Drawn) -> BTreeSet<String> {
    let tables = drawn.statistic.tables();
    let profile = tables.profile();
    let notes = notes(drawn.statistic, !drawn.elsewhere.is_empty());
    let mut words: BTreeSet<String> = notes.map(str::to_owned).collect();
    words.extend([
        MECHANISM.to_owned(),
        PROGRAMME_VERSION.to_owned(),
        drawn.organisation.id.to_string(),
        drawn.organisation.name.clone(),
        drawn.statistic.code().to_owned(),
        stored.period.to_string(),
        profile.name().to_owned(),
        format!("under {}", profile.threshold()),
    ]);
    for dimension in tables.dimensions() {
        words.insert(dimension.key().to_string());
        words.extend(drawn.categories.of(dimension).iter().map(ToString::to_string));
    }
    words
}

/// Every text with its JSON pointer; the keys of a cell's categories count as texts.
fn texts(value: &serde_json::Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::String(text) => found.push((at.to_owned(), text.clone())),
        serde_json::Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                texts(item, &format!("{at}/{place}"), found);
            }
        }
        serde_json::Value::Object(fields) => {
            for (key, field) in fields {
                if at.ends_with("/of") {
                    found.push((at.to_owned(), key.clone()));
                }
                texts(field, &format!("{at}/{key}"), found);
            }
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// G1, from the stored cells alone: their total says which tables, the programme says which cells.
fn is_in_programme(stored: &Stored, drawn: &Drawn, today: NaiveDate) -> bool {
    let profile = drawn.statistic.tables().profile();
    let sound = |cell: &StoredCell| cell.profile == profile.name() && published(profile, cell.published).is_some();
    stored.period.is_publishable(today)
        && stored.programme_version == PROGRAMME_VERSION
        && stored.cells.iter().all(sound)
        && expected(stored, drawn)
            .ok()
            .flatten()
            .is_some_and(|grid| grid.iter().eq(stored.cells.iter().map(|cell| &cell.predicate)))
}

fn published(profile: Profile, figure: Option<i32>) -> Option<Published> {
    let figure = figure.map(u32::try_from).transpose().ok()?;
    Published::from_ledger(profile, figure).ok()
}

/// The predicates a release with this stored total must hold, or `None` without a total.
fn expected(stored: &Stored, drawn: &Drawn) -> Result<Option<BTreeSet<String>>, ProgrammeError> {
    let Ok(period) = stored.period.word() else {
        return Ok(None);
    };
    let tables = drawn.statistic.tables();
    let name = tables.total(&period).to_string();
    let total = stored
        .cells
        .iter()
        .find(|cell| cell.predicate == name)
        .and_then(|cell| published(tables.profile(), cell.published));
    let Some(total) = total else { return Ok(None) };
    let mut grid = BTreeSet::new();
    for table in tables.tables_for(Detail::of(total), &drawn.categories) {
        let cells = tables.grid(table, &period, &drawn.categories)?;
        grid.extend(cells.iter().map(Predicate::to_string));
    }
    Ok(Some(grid))
}

/// G7.
fn is_unchanged(stored: &Stored, drawn: &Drawn) -> bool {
    stored.tag == drawn.tag.as_bytes()
        && stored.geography == drawn.geography
        && stored.content == drawn.content
        && stored.content_sha256 == drawn.content_sha256
        && stored.cells == cells_of(drawn)
}

impl Report {
    /// Does counting again give what was drafted?
    pub(super) fn is_fresh(&self) -> bool {
        self.gates.iter().all(|gate| gate.name != "G7" || gate.passed)
    }
}

/// The cells of a draw, as the ledger keeps them.
pub(super) fn cells_of(drawn: &Drawn) -> BTreeSet<StoredCell> {
    let cells = drawn.tables.iter().flat_map(|table| &table.cells);
    cells
        .map(|cell| StoredCell {
            predicate: cell.predicate.to_string(),
            profile: drawn.statistic.tables().profile().name().to_owned(),
            published: cell
                .published
                .figure()
                .map(|figure| i32::try_from(figure).unwrap_or(i32::MAX)),
        })
        .collect()
}
