//! What must hold for every key, every snapshot and every count (`disclosure.md` §3.2; A14 of §4 runs the large one).

use std::error::Error;

use disclosure::{
    Categories, Dims, ENROLLED_FIRST, NoiseKey, Predicate, Profile, Publisher, SMALLEST_GROUP, Snapshot, SnapshotError,
    SnapshotKey, SnapshotRow, SnapshotTag, Word, age3,
};
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn key() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>().prop_filter("a blank key is refused", |key| key != &[0; 32])
}

fn profile() -> impl Strategy<Value = Profile> {
    select(vec![Profile::Std, Profile::High])
}

fn word(text: &str) -> Result<Word, TestCaseError> {
    text.parse().map_err(|e| TestCaseError::fail(format!("{e}")))
}

fn failed(error: impl Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

/// Persons by id, each with region and gender.
fn people() -> impl Strategy<Value = Vec<(u128, &'static str, &'static str)>> {
    let place = (select(vec!["north", "south", "east"]), select(vec!["f", "m"]));
    let person = |(id, (region, gender))| (id, region, gender);
    btree_map(any::<u128>(), place, 1..60).prop_map(move |m| m.into_iter().map(person).collect())
}

fn row(person: &(u128, &str, &str)) -> Result<SnapshotRow, TestCaseError> {
    let (id, region, gender) = person;
    let pairs = [(word("region")?, word(region)?), (word("gender")?, word(gender)?)];
    let dims = Dims::new(pairs).map_err(failed)?;
    Ok(SnapshotRow::new(
        id.to_be_bytes(),
        word("enrolled_first")?,
        word("2025")?,
        dims,
    ))
}

fn snapshot(people: &[(u128, &str, &str)]) -> Result<Snapshot, TestCaseError> {
    let rows: Vec<SnapshotRow> = people.iter().map(row).collect::<Result<_, _>>()?;
    Snapshot::new(rows).map_err(failed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_shown_figure_keeps_its_promises(
        key in key(), tag in any::<[u8; 32]>(), profile in profile(), exact in 0_u32..200, large in any::<u32>(),
    ) {
        let key = NoiseKey::new(&key).map_err(failed)?;
        let cell = "ind=a|per=2025".parse().map_err(failed)?;
        let draw = key.draw(profile, &SnapshotTag::from_bytes(tag), &cell);
        prop_assert!(draw.noise().abs() <= profile.bound());
        for exact in [exact, large] {
            let bound = profile.bound().unsigned_abs();
            match draw.publish(exact).figure() {
                Some(figure) => {
                    prop_assert!(exact >= SMALLEST_GROUP);
                    prop_assert_eq!(figure % 5, 0);
                    prop_assert!(figure >= profile.threshold());
                    prop_assert!(figure.abs_diff(exact) <= bound + 2);
                }
                None => prop_assert!(exact < profile.threshold() + bound),
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        (people, shuffled) in people().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle())), key in key(),
    ) {
        let key = SnapshotKey::new(&key).map_err(failed)?;
        prop_assert_eq!(snapshot(&people)?.tag(&key), snapshot(&shuffled)?.tag(&key));
    }

    #[test]
    fn one_person_more_or_less_or_moved_draws_anew(people in people(), at in any::<prop::sample::Index>(), key in key()) {
        let (before, noise) = (SnapshotKey::new(&key).map_err(failed)?, NoiseKey::new(&key).map_err(failed)?);
        let mut fewer = people.clone();
        let (id, region, gender) = fewer.remove(at.index(people.len()));
        let mut moved = fewer.clone();
        moved.push((id, if region == "north" { "south" } else { "north" }, gender));

        let cell: Predicate = "ind=enrolled_first|per=2025|region=east".parse().map_err(failed)?;
        let uniform = |people: &[_]| -> Result<u64, TestCaseError> {
            Ok(noise.draw(Profile::Std, &snapshot(people)?.tag(&before), &cell).uniform())
        };
        let all = [uniform(&people)?, uniform(&fewer)?, uniform(&moved)?];
        prop_assert!(all.iter().enumerate().all(|(i, u)| !all.iter().skip(i + 1).any(|other| other == u)), "{all:?}");
    }

    #[test]
    fn a_person_listed_twice_is_refused(people in people(), at in any::<prop::sample::Index>(), region in select(vec!["north", "west"])) {
        let mut twice = people.clone();
        let repeated = people.get(at.index(people.len()));
        twice.extend(repeated.map(|(id, _, gender)| (*id, region, *gender)));
        let rows: Vec<SnapshotRow> = twice.iter().map(row).collect::<Result<_, _>>()?;
        let refused = matches!(Snapshot::new(rows), Err(SnapshotError::CountedTwice { .. }));
        prop_assert!(refused);
    }

    #[test]
    fn a_predicate_reads_back_as_it_is_written(
        indicator in "[a-z0-9_.-]{1,8}", period in "[a-z0-9_.-]{1,8}",
        pairs in btree_map("[a-z0-9_.-]{1,4}", "[a-z0-9_.-]{1,8}", 0..4),
    ) {
        prop_assume!(!pairs.contains_key("ind") && !pairs.contains_key("per"));
        let pairs = pairs.iter().map(|(k, v)| Ok((word(k)?, word(v)?)));
        let dims = Dims::new(pairs.collect::<Result<Vec<_>, TestCaseError>>()?).map_err(failed)?;
        let predicate = Predicate::new(word(&indicator)?, word(&period)?, dims);
        prop_assert_eq!(predicate.to_string().parse(), Ok(predicate));
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "(ind=|per=|[a-z|=. é\n]){0,24}") {
        if let Ok(predicate) = text.parse::<Predicate>() {
            prop_assert_eq!(predicate.to_string(), text);
        }
    }
}

/// χ² of `draws` draws under a fixed key against the table, in thousandths, with its degrees of freedom. Values too
/// rare to expect five of are counted with their neighbours.
fn chi_squared_thousandths(profile: Profile, draws: u32) -> Outcome<(i128, usize, i64)> {
    let key = NoiseKey::new(&[0x5a; 32])?;
    let tag = SnapshotTag::from_bytes([0xa5; 32]);
    let width = usize::try_from(2 * profile.bound() + 1)?;
    let mut observed = vec![0_i128; width];
    let mut sum = 0;
    for i in 0..draws {
        let e = key
            .draw(profile, &tag, &format!("ind=a|per=2025|i={i}").parse()?)
            .noise();
        sum += i64::from(e);
        let slot = observed.get_mut(usize::try_from(e + profile.bound())?);
        *slot.ok_or("the noise is out of its bounds")? += 1;
    }

    // Probabilities in 2⁻³² are fine enough here and keep the squares within an i128.
    let scaled = |entry: &u64| i128::from(entry >> 32);
    let upper = profile.cumulative().iter().map(scaled).chain([1 << 32]);
    let lower = [0].into_iter().chain(profile.cumulative().iter().map(scaled));
    let mut bins: Vec<(i128, i128)> = vec![(0, 0)];
    for ((lower, upper), seen) in lower.zip(upper).zip(observed) {
        let expected = (upper - lower) * i128::from(draws);
        let previous = bins.last().copied().unwrap_or_default();
        // A bin that already expects five is closed, unless what follows is too rare for one of its own.
        if previous.0 < 5 << 32 || expected < 5 << 32 {
            bins.pop();
            bins.push((previous.0 + expected, previous.1 + seen));
        } else {
            bins.push((expected, seen));
        }
    }
    let term = |(expected, seen): &(i128, i128)| 1_000 * ((seen << 32) - expected).pow(2) / (expected << 32);
    Ok((bins.iter().map(term).sum(), bins.len() - 1, sum))
}

#[test]
fn draws_follow_the_table() -> Outcome {
    const DRAWS: u32 = 20_000;
    // χ² that chance exceeds once in a thousand, in thousandths, for the degrees of freedom; and four standard
    // deviations of the sum of all draws, from the table's own 2.776 and 5.591.
    for (profile, freedom, limit, four_sigma) in [(Profile::Std, 27, 55_476, 1_570), (Profile::High, 49, 85_350, 3_162)]
    {
        let (chi_squared, found, sum) = chi_squared_thousandths(profile, DRAWS)?;
        assert_eq!(found, freedom, "{profile}");
        assert!(chi_squared < limit, "{profile}: {chi_squared}");
        assert!(sum.abs() < four_sigma, "{profile}: {sum}");
    }
    Ok(())
}

#[test]
fn a_release_prints_whole_grids_and_the_same_bytes_twice() -> Outcome {
    let year: Word = "2025".parse()?;
    let mut rows = Vec::new();
    for id in 0..900_u128 {
        let age = age3(u8::try_from(10 + id % 15)?).ok_or("an age of 10 to 24 has a category")?;
        let dims = Dims::new([
            (
                "region".parse()?,
                ["north", "south", "east"]
                    .iter()
                    .cycle()
                    .nth(usize::try_from(id % 3)?)
                    .ok_or("cycles")?
                    .parse()?,
            ),
            ("age3".parse()?, age.clone()),
            ("gender".parse()?, if id % 4 == 0 { "f" } else { "m" }.parse()?),
            (
                "family".parse()?,
                if id % 2 == 0 { "sport" } else { "culture" }.parse()?,
            ),
        ])?;
        rows.push(SnapshotRow::new(
            id.to_be_bytes(),
            ENROLLED_FIRST.indicator().clone(),
            year.clone(),
            dims,
        ));
    }
    let snapshot = Snapshot::new(rows)?;
    let (snapshot_key, noise_key) = (SnapshotKey::new(&[1; 32])?, NoiseKey::new(&[2; 32])?);
    let regions = ["north", "south", "east", "west"]
        .map(str::parse::<Word>)
        .into_iter()
        .collect::<Result<_, _>>()?;
    let families = ["sport", "culture"]
        .map(str::parse::<Word>)
        .into_iter()
        .collect::<Result<_, _>>()?;
    let categories = Categories::new(regions, families)?;

    let draft = || {
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        ENROLLED_FIRST.publish(&publisher, &year, &categories)
    };
    let tables = draft()?;
    assert_eq!(tables, draft()?);
    let sizes: Vec<usize> = tables.iter().map(|table| table.cells.len()).collect();
    assert_eq!(sizes, [1, 4, 9, 2]);
    let empty = tables.iter().flat_map(|table| &table.cells);
    let empty: Vec<Option<u32>> = empty
        .filter(|cell| cell.predicate.to_string().ends_with("region=west"))
        .map(|cell| cell.published.figure())
        .collect();
    assert_eq!(empty, [None], "an empty cell is printed, as withheld");
    Ok(())
}
