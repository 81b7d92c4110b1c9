//! What a release says: the signed part of the published file.

use std::collections::BTreeMap;

use disclosure::{MECHANISM, PROGRAMME_VERSION, Published, PublishedTable};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::Period;
use super::snapshot::Facts;
use super::statistic::Statistic;

/// The signed content. Equal data give equal bytes: it holds no id or date of the draft, and nothing finer than a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseContent)]
pub struct Content {
    /// How the figures were made.
    #[schema(example = "kdl-1")]
    pub mechanism: String,
    /// Version of the table programme: every table a release may hold, fixed in advance.
    pub programme_version: String,
    /// Whose figures these are.
    pub organisation: OrganisationName,
    /// What is counted.
    #[schema(example = "enrolled_first")]
    pub indicator: String,
    /// The calendar year counted.
    pub period: Period,
    /// How much noise, and from which size a figure is shown.
    pub profile: ProfileWords,
    /// Each table with every cell of its fixed grid.
    pub tables: Vec<Table>,
    /// How to read it.
    pub notes: Vec<String>,
}

/// An organisation by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationName {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// The noise profile, in young people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseProfile)]
pub struct ProfileWords {
    /// `std` or `high`.
    #[schema(example = "std")]
    pub name: String,
    /// Noise is never larger than this, in either direction.
    pub noise_within: u32,
    /// Figures are multiples of this.
    pub rounded_to: u32,
    /// Smaller noisy counts are not shown.
    pub withheld_under: u32,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseTable)]
pub struct Table {
    /// What it is cut by; nothing for the total.
    pub by: Vec<String>,
    /// Every cell of its grid.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseCell)]
pub struct Cell {
    /// The category of each dimension.
    pub of: BTreeMap<String, String>,
    /// What is published.
    pub young_people: Figure,
}

/// A published figure, or the words in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ReleaseFigure)]
pub enum Figure {
    /// A multiple of five that rests on at least ten young people.
    #[schema(example = 170)]
    Shown(u32),
    /// `under 25`: zero and nine look the same.
    #[schema(example = "under 25")]
    Withheld(String),
}

impl From<Published> for Figure {
    fn from(published: Published) -> Self {
        match published.figure() {
            Some(figure) => Self::Shown(figure),
            None => Self::Withheld(published.to_string()),
        }
    }
}

impl Content {
    /// The content of drawn tables.
    pub(super) fn of(facts: &Facts, tables: &[PublishedTable]) -> Self {
        let profile = facts.statistic.tables().profile();
        Self {
            mechanism: MECHANISM.to_owned(),
            programme_version: PROGRAMME_VERSION.to_owned(),
            organisation: facts.organisation.clone(),
            indicator: facts.statistic.code().to_owned(),
            period: facts.period,
            profile: ProfileWords {
                name: profile.name().to_owned(),
                noise_within: profile.bound().unsigned_abs(),
                rounded_to: 5,
                withheld_under: profile.threshold(),
            },
            tables: tables.iter().map(Table::of).collect(),
            notes: notes(facts.statistic, !facts.elsewhere.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Its canonical bytes (RFC 8785) as text.
    pub(super) fn canonical(&self) -> serde_json::Result<String> {
        serde_jcs::to_string(self)
    }
}

impl Table {
    fn of(published: &PublishedTable) -> Self {
        let by = published
            .table
            .dimensions()
            .iter()
            .map(|d| d.key().to_string())
            .collect();
        let cell = |cell: &disclosure::Cell| Cell {
            of: cell
                .predicate
                .dims()
                .iter()
                .map(|(key, category)| (key.to_string(), category.to_string()))
                .collect(),
            young_people: cell.published.into(),
        };
        Self {
            by,
            cells: published.cells.iter().map(cell).collect(),
        }
    }
}

/// SHA-256.
pub(super) fn sha256(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What may honestly be said (disclosure.md §3.6), and what a reader has to know, in the order in which it is read.
pub(super) fn notes(statistic: Statistic, beside_exact_figures: bool) -> impl Iterator<Item = &'static str> {
    let of_this = move |note: &&str| **note != *AGES || statistic == Statistic::EnrolledFirst;
    [statistic.note()]
        .into_iter()
        .chain(NOTES.into_iter().filter(of_this))
        .chain(beside_exact_figures.then_some(BESIDE_EXACT_FIGURES))
}

const AGES: &str = "Ages are ages on entry. Who was younger than 10 or older than 24, or whose age is not known, is in the \
                    total and in no age group.";

const BESIDE_EXACT_FIGURES: &str = "Figures of this year were also published elsewhere, exactly. What follows from those is \
                                    protected by nothing here, and the sentence on differential privacy does not hold for it.";

const NOTES: [&str; 11] = [
    "Every figure has random noise and rounding; none is exact. No figure rests on fewer than 10 young people.",
    "A figure that would be too small is not shown. Zero and nine look the same: 'under 25' does not mean that there was \
     anybody.",
    "Each figure is drawn by itself, so the parts of a table do not add up to the total exactly.",
    "Figures just above 25 tend to be a little too high.",
    AGES,
    "Tables by region, by age and gender, and by family of programmes are only made when the published total is large \
     enough for them.",
    "Who is recorded late, after the release of her year went out, is counted in the next release.",
    "For a person joining or leaving the data, everything published in their lifetime is (epsilon at most 6, delta at most \
     0.002)-differentially private under these assumptions: keys secret, HMAC behaves as a random function, counting rules \
     enforced, no exact figures published elsewhere.",
    "In tests of the mechanism on simulated data an attacker who knew every other participant guessed participation right \
     about 70 % of the time instead of 50 %; attackers using the published tables alone recovered no small count.",
    "Noise does not hide what is true of a whole group, nor what a reader already knows.",
    "All funders of this release receive the same bytes. The chain in the file lists every release this organisation has \
     published up to this one.",
];
