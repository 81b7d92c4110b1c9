//! What an indicator is: the header of its `.sql` file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::indicator::Indicator;

/// What one unit of an indicator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// A young person.
    Person,
    /// An enrolment.
    Enrolment,
    /// A referral: somebody asks that a young person be taken in.
    Referral,
    /// A place offered.
    Offer,
    /// One person's line in one session.
    Participation,
    /// Somebody trying to reach somebody.
    ContactAttempt,
    /// One question of one record.
    Field,
    /// A case plan.
    Plan,
    /// A goal of a case plan.
    Goal,
    /// A time at which somebody who left is asked after.
    FollowUp,
}

/// By what a unit belongs to a period (domain.md §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CohortBasis {
    /// Something happened in it.
    Period,
    /// It was entered in it.
    EntryCohort,
    /// It was left in it.
    ExitCohort,
    /// It held on its last day.
    PointInTime,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    /// More.
    MoreIsBetter,
    /// Less.
    LessIsBetter,
    /// Neither: it describes.
    Neither,
}

/// By what a figure may be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Disaggregation {
    /// What kind of help.
    Strand,
    /// Where.
    Site,
}

/// IATI result type (IATI 2.03, code list `ResultType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IatiType {
    /// What the programme did.
    Output,
    /// What changed for people.
    Outcome,
    /// What changed for society.
    Impact,
    /// None of these.
    Other,
}

/// IATI indicator measure (IATI 2.03, code list `IndicatorMeasure`), as far as it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IatiMeasure {
    /// A count.
    Unit,
    /// A share.
    Percentage,
}

/// What the value of a figure is, and in which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ValueKind {
    /// How many: nothing stands below the line.
    Count,
    /// How much of the whole, between 0 and 1.
    Share,
    /// Hours in all; the numerator holds minutes.
    Hours,
    /// Hours for each; the numerator holds minutes.
    MeanHours,
    /// Days for each; the numerator holds days.
    MeanDays,
    /// How many for each.
    Mean,
    /// Times in a week; the denominator holds days.
    PerWeek,
}

/// One way of counting, where an indicator has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Variant {
    /// Its code in answers.
    pub(in crate::indicators) code: String,
    /// What its value is.
    pub(in crate::indicators) value: ValueKind,
    /// What is counted.
    pub(in crate::indicators) meaning: String,
}

/// What an indicator is: the header of its `.sql` file, where every field must stand once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_field_names,
    reason = "`definition` is what design §8 and statisticians call the sentence"
)]
pub(crate) struct Definition {
    /// Stable code.
    #[schema(example = "ENR-05")]
    pub(in crate::indicators) code: String,
    /// Goes up whenever a figure could come out differently.
    #[serde(deserialize_with = "whole_number")]
    pub(in crate::indicators) version: u32,
    /// Short name.
    pub(in crate::indicators) name: String,
    /// What it says, in plain words.
    pub(in crate::indicators) definition: String,
    /// The ways of counting; most indicators have one.
    #[serde(deserialize_with = "variants")]
    pub(in crate::indicators) variants: Vec<Variant>,
    /// What is counted.
    pub(in crate::indicators) unit_of_analysis: Unit,
    /// By what it belongs to the period.
    pub(in crate::indicators) cohort_basis: CohortBasis,
    /// What stands above the line.
    pub(in crate::indicators) numerator: String,
    /// What stands below it.
    pub(in crate::indicators) denominator: String,
    /// What is left out.
    pub(in crate::indicators) exclusions: String,
    /// What happens to units whose value is missing.
    pub(in crate::indicators) missing_policy: String,
    /// Whether an interval is given, and how to read it.
    pub(in crate::indicators) interval: String,
    /// Which way is better.
    pub(in crate::indicators) direction: Direction,
    /// By what it may be taken apart.
    #[serde(deserialize_with = "disaggregations")]
    pub(in crate::indicators) disaggregations: Vec<Disaggregation>,
    /// May parts be added up to the total? IATI `aggregation-status`.
    #[serde(deserialize_with = "yes_or_no")]
    pub(in crate::indicators) additive: bool,
    /// IATI result type.
    pub(in crate::indicators) iati_type: IatiType,
    /// IATI indicator measure.
    pub(in crate::indicators) iati_measure: IatiMeasure,
}

/// A header that cannot be used: a mistake in one of our own files, found by a test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A comment line that is neither `key: value` nor goes on with the line before.
    #[error("line {0} of an indicator's header is neither `key: value` nor indented")]
    Line(usize),
    /// The same key twice.
    #[error("an indicator's header says `{0}` twice")]
    Twice(String),
    /// A key without a value.
    #[error("an indicator's header says nothing for `{0}`")]
    Empty(String),
    /// A key is missing, unknown, or has a value outside its list.
    #[error("an indicator's header is not complete: {0}")]
    Field(String),
}

impl Definition {
    /// What a variant's value is. A code the header does not name is a mistake of a statement, found by a test.
    pub(in crate::indicators) fn value_of(&self, variant: &str) -> Option<ValueKind> {
        let found = self.variants.iter().find(|known| known.code == variant);
        found.map(|known| known.value)
    }

    /// Reads the comment lines at the top of a `.sql` file: `-- key: value`, where a line that is indented further goes
    /// on with the one before. The header ends at the first other line.
    fn parse(sql: &str) -> Result<Self, HeaderError> {
        let mut fields: BTreeMap<&str, String> = BTreeMap::new();
        let mut current = None;
        for (index, line) in sql.lines().map_while(|line| line.strip_prefix("-- ")).enumerate() {
            if let Some(more) = line.strip_prefix("  ") {
                let value = current.and_then(|key| fields.get_mut(key));
                let value = value.ok_or(HeaderError::Line(index + 1))?;
                value.push(' ');
                value.push_str(more.trim());
                continue;
            }
            let (key, value) = line.split_once(':').ok_or(HeaderError::Line(index + 1))?;
            if fields.insert(key, value.trim().to_owned()).is_some() {
                return Err(HeaderError::Twice(key.to_owned()));
            }
            current = Some(key);
        }
        if let Some((key, _)) = fields.iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(HeaderError::Empty((*key).to_owned()));
        }
        Self::deserialize(MapDeserializer::<_, serde::de::value::Error>::new(fields.into_iter()))
            .map_err(|error| HeaderError::Field(error.to_string()))
    }
}

fn whole_number<'de, D: Deserializer<'de>>(text: D) -> Result<u32, D::Error> {
    let text = String::deserialize(text)?;
    text.parse()
        .map_err(|_error| D::Error::custom("a whole number is expected"))
}

fn yes_or_no<'de, D: Deserializer<'de>>(text: D) -> Result<bool, D::Error> {
    match String::deserialize(text)?.as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(D::Error::custom("yes or no is expected")),
    }
}

fn variants<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<Variant>, D::Error> {
    use serde::de::IntoDeserializer;
    let unreadable = || D::Error::custom("variants are written `code: value = meaning; code: value = meaning`");
    let text = String::deserialize(text)?;
    text.split("; ")
        .map(|part| {
            let (head, meaning) = part.split_once(" = ").ok_or_else(unreadable)?;
            let (code, value) = head.split_once(": ").ok_or_else(unreadable)?;
            Ok(Variant {
                code: code.to_owned(),
                value: ValueKind::deserialize(value.into_deserializer())?,
                meaning: meaning.to_owned(),
            })
        })
        .collect()
}

fn disaggregations<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<Disaggregation>, D::Error> {
    use serde::de::IntoDeserializer;
    let text = String::deserialize(text)?;
    text.split(", ")
        .map(|word| Disaggregation::deserialize(word.into_deserializer()))
        .collect()
}

static CATALOGUE: LazyLock<Result<Vec<(Indicator, Definition)>, HeaderError>> = LazyLock::new(|| {
    let parsed = Indicator::ALL.iter();
    parsed
        .map(|indicator| Definition::parse(indicator.sql()).map(|definition| (*indicator, definition)))
        .collect()
});

/// Every indicator and what it is.
pub(in crate::indicators) fn catalogue() -> Result<&'static [(Indicator, Definition)], &'static HeaderError> {
    CATALOGUE.as_ref().map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `.sql` file of the folder that has a header.
    fn files_with_header() -> Vec<String> {
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/indicators/sql"))
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .filter(|text| text.starts_with("-- code:"))
            .collect()
    }

    #[test]
    fn every_file_is_in_the_catalogue_with_a_complete_header_and_its_own_code() {
        let catalogue = catalogue().unwrap();
        assert_eq!(files_with_header().len(), catalogue.len());
        for text in files_with_header() {
            assert!(catalogue.iter().any(|(indicator, _)| indicator.sql() == text), "{text}");
        }
        let mut codes: Vec<_> = catalogue.iter().map(|(_, definition)| &definition.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), catalogue.len(), "codes are unique");
        for (indicator, definition) in catalogue {
            assert_eq!(indicator.audit_name(), [definition.code.as_str()]);
        }
    }

    #[test]
    fn statements_answer_the_variants_of_their_header() {
        for (indicator, definition) in catalogue().unwrap() {
            for variant in &definition.variants {
                let quoted = format!("'{}'", variant.code);
                assert!(indicator.sql().contains(&quoted), "{} {quoted}", definition.code);
            }
        }
    }

    #[test]
    fn a_header_reads_as_written() {
        let header = Definition::parse(Indicator::Enr05.sql()).unwrap();
        assert_eq!(header.version, 1);
        assert_eq!(header.unit_of_analysis, Unit::Person);
        assert_eq!(header.disaggregations, [Disaggregation::Strand, Disaggregation::Site]);
        assert!(!header.additive, "a person in two strands counts in both");
        let codes: Vec<_> = header.variants.iter().map(|variant| variant.code.as_str()).collect();
        assert_eq!(codes, ["served_strict", "served_ojjdp"]);
        assert!(
            header.definition.contains("or at two sites"),
            "lines are joined by one space"
        );
    }

    #[test]
    fn a_header_that_lacks_or_doubles_something_is_refused() {
        let whole = Indicator::Dos01.sql();
        let lines: Vec<_> = whole.lines().take_while(|line| line.starts_with("--")).collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.starts_with("--   ")) {
            let key = line
                .strip_prefix("-- ")
                .and_then(|rest| rest.split_once(':'))
                .unwrap()
                .0;
            let rest = |line: &&&str| !line.starts_with("--   ");
            let without: Vec<_> = lines
                .iter()
                .filter(rest)
                .filter(|other| other != &line)
                .copied()
                .collect();
            let missing = HeaderError::Field(format!("missing field `{key}`"));
            assert_eq!(Definition::parse(&without.join("\n")), Err(missing));
            let mut doubled = lines.clone();
            doubled.insert(index, line);
            let doubled = Definition::parse(&doubled.join("\n"));
            assert_eq!(doubled, Err(HeaderError::Twice(key.to_owned())));
        }
    }

    #[test]
    fn a_header_with_nonsense_is_refused() {
        let whole = Indicator::Dos01.sql();
        let with = |from: &str, to: &str| Definition::parse(&whole.replace(from, to));
        assert_eq!(
            with("-- name: Attendance rate", "-- name:"),
            Err(HeaderError::Empty("name".to_owned()))
        );
        assert_eq!(with("-- version: 1", "-- version 1"), Err(HeaderError::Line(2)));
        assert_eq!(Definition::parse("--   indented first"), Err(HeaderError::Line(1)));
        for (from, to) in [
            ("version: 1", "version: one"),
            ("direction: more_is_better", "direction: up"),
            ("additive: no", "additive: perhaps"),
            ("disaggregations: strand, site", "disaggregations: strand, shoe_size"),
            ("variants: attendance: share =", "variants: attendance: share"),
            ("variants: attendance: share =", "variants: attendance ="),
            ("variants: attendance: share =", "variants: attendance: weight ="),
            ("-- name:", "-- nick_name: x\n-- name:"),
        ] {
            assert!(matches!(with(from, to), Err(HeaderError::Field(_))), "{to}");
        }
    }
}
