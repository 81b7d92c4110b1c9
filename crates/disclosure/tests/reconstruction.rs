//! G4 against another solver: what it proves of eight sets of tables is what integer programming proves
//! (`reconstruction-vectors.json`, made with scipy's `milp`, which knows nothing of how this crate gathers cells).

use std::error::Error;

use disclosure::gates::{Axis, Known, reconstruct};
use disclosure::{
    Categories, Dimension, Dims, ENROLLED_FIRST, NoiseKey, Publisher, Snapshot, SnapshotKey, SnapshotRow, Word, gates,
};
use proptest::prelude::*;
use serde::Deserialize;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    axes: Vec<WorkedAxis>,
    known: Vec<WorkedKnown>,
    bounds: Vec<WorkedBound>,
}

#[derive(Deserialize)]
struct WorkedAxis {
    key: String,
    categories: Vec<String>,
    everybody: bool,
}

#[derive(Deserialize)]
struct WorkedKnown {
    cell: String,
    low: u32,
    high: u32,
}

#[derive(Deserialize)]
struct WorkedBound {
    group: String,
    low: u32,
    high: u32,
}

impl WorkedAxis {
    fn axis(&self) -> Outcome<Axis> {
        Ok(Axis {
            key: self.key.parse()?,
            categories: self.categories.iter().map(|c| c.parse()).collect::<Result<_, _>>()?,
            everybody: self.everybody,
        })
    }
}

#[test]
fn it_proves_what_integer_programming_proves() -> Outcome {
    let vectors: Vectors = serde_json::from_str(include_str!("reconstruction-vectors.json"))?;
    let mut compared = 0;
    for case in &vectors.cases {
        let axes = case.axes.iter().map(WorkedAxis::axis).collect::<Outcome<Vec<_>>>()?;
        let known = case
            .known
            .iter()
            .map(|known| -> Outcome<Known> { Ok(Known::between(known.cell.parse()?, known.low, Some(known.high))) });
        let found = reconstruct(&axes, &known.collect::<Outcome<Vec<_>>>()?)?;
        for worked in &case.bounds {
            let bound = found
                .bounds
                .iter()
                .find(|bound| bound.group.to_string() == worked.group);
            let bound = bound.ok_or_else(|| format!("{}: no {}", case.name, worked.group))?;
            let found = (bound.low, bound.high);
            assert_eq!(
                found,
                (worked.low, Some(worked.high)),
                "{}: {}",
                case.name,
                worked.group
            );
            compared += 1;
        }
    }
    assert_eq!((vectors.cases.len(), compared), (8, 134));
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the keys and the people: the exact count of every group lies within what is proved of it, nothing small
    /// or exact is proved, and the gate lets the release pass.
    #[test]
    fn what_is_proved_of_a_release_is_true_and_harmless(
        key in any::<[u8; 32]>().prop_filter("a blank key is refused", |key| key != &[0; 32]),
        people in prop::collection::vec((0_usize..3, 8_u8..27, 0_usize..3, 0_usize..3), 60..600),
    ) {
        let word = |text: &str| text.parse::<Word>().map_err(failed);
        let words = |texts: [&str; 3]| texts.iter().map(|text| word(text)).collect::<Result<Vec<_>, _>>();
        let (regions, families) = (words(["east", "north", "south"])?, words(["activities", "prevention", "skills"])?);
        let genders = words(["f", "m", "other_or_undisclosed"])?;
        let year = word("2025")?;
        let mut rows = Vec::new();
        for (id, (region, age, gender, family)) in people.iter().enumerate() {
            let age = disclosure::age3(*age).map(|age| (Dimension::Age3.key().clone(), age.clone()));
            let dims = [
                (Dimension::Region.key().clone(), regions[*region].clone()),
                (Dimension::Gender.key().clone(), genders[*gender].clone()),
                (Dimension::Family.key().clone(), families[*family].clone()),
            ];
            let dims = Dims::new(dims.into_iter().chain(age)).map_err(failed)?;
            let id = u128::try_from(id).map_err(failed)?.to_be_bytes();
            rows.push(SnapshotRow::new(id, ENROLLED_FIRST.indicator().clone(), year.clone(), dims));
        }
        let snapshot = Snapshot::new(rows).map_err(failed)?;
        let (snapshot_key, noise_key) =
            (SnapshotKey::new(&key).map_err(failed)?, NoiseKey::new(&key).map_err(failed)?);
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        let categories = Categories::new(regions, families).map_err(failed)?;
        let tables = ENROLLED_FIRST.publish(&publisher, &year, &categories).map_err(failed)?;
        let released: Vec<Known> = tables
            .iter()
            .flat_map(|table| &table.cells)
            .map(|cell| Known::released(ENROLLED_FIRST.profile(), cell.predicate.clone(), cell.published))
            .collect();

        let axes = Axis::of(&categories, &ENROLLED_FIRST.dimensions());
        let found = reconstruct(&axes, &released).map_err(failed)?;
        for cell in tables.iter().flat_map(|table| &table.cells) {
            let group = gates::Group::of(cell.predicate.dims());
            let bound = found.bounds.iter().find(|bound| bound.group == group);
            let bound = bound.ok_or_else(|| TestCaseError::fail(format!("nothing is said of {group}")))?;
            let exact = snapshot.count(&cell.predicate);
            prop_assert!(bound.low <= exact && bound.high.is_some_and(|high| exact <= high), "{group}");
        }
        prop_assert!(found.bounds.iter().all(|bound| !bound.is_exact() && !bound.is_small()));
        prop_assert!(gates::reconstruction(&axes, &released, &[]).has_passed());
    }
}
