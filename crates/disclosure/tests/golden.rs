//! The golden cases of `domain.md` §7 about what is published, by their numbers.

use std::error::Error;
use std::ops::Range;

use disclosure::gates::{Axis, Counted, Known, differencing, reconstruct};
use disclosure::{
    Dimension, Dims, ENROLLED_FIRST, NoiseKey, Predicate, Published, Publisher, Snapshot, SnapshotKey, SnapshotRow,
    Word,
};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// As many pairs of keys as each case is tried with.
const KEYS: Range<u16> = 1..201;

fn keys(n: u16) -> Outcome<(SnapshotKey, NoiseKey)> {
    let key = n.to_be_bytes().repeat(16);
    Ok((SnapshotKey::new(&key)?, NoiseKey::new(&key)?))
}

fn year() -> Outcome<Word> {
    Ok("2025".parse()?)
}

fn total() -> Outcome<Predicate> {
    Ok(ENROLLED_FIRST.total(&year()?))
}

/// As many young people in each region as are said.
fn people(regions: &[(&str, u32)]) -> Outcome<Snapshot> {
    let (mut rows, mut ids) = (Vec::new(), 1_u128..);
    for (region, count) in regions {
        let dims = Dims::new([(Dimension::Region.key().clone(), region.parse()?)])?;
        for id in ids.by_ref().take(usize::try_from(*count)?) {
            let indicator = ENROLLED_FIRST.indicator().clone();
            rows.push(SnapshotRow::new(id.to_be_bytes(), indicator, year()?, dims.clone()));
        }
    }
    Ok(Snapshot::new(rows)?)
}

/// Case 17: 12, 7 and 31, fifty in all. Even were all four published at once, nothing is proved of the seven: not their
/// number, not that they are few, and no figure comes nearer to them than twenty (`disclosure.md` §4, A1).
#[test]
fn golden_17_subtracting_does_not_prove_the_seven() -> Outcome {
    let snapshot = people(&[("east", 12), ("north", 7), ("south", 31)])?;
    let profile = ENROLLED_FIRST.profile();
    let axis = Axis {
        key: Dimension::Region.key().clone(),
        categories: ["east", "north", "south"]
            .iter()
            .map(|region| region.parse())
            .collect::<Result<_, _>>()?,
        everybody: true,
    };
    let mut cells = vec![total()?];
    for region in ["east", "north", "south"] {
        cells.push(format!("{}|region={region}", total()?).parse()?);
    }
    assert_eq!(snapshot.count(&cells[2]), 7);
    let mut shown = 0;
    for n in KEYS {
        let (snapshot_key, noise_key) = keys(n)?;
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        let figures: Vec<Known> = cells
            .iter()
            .map(|cell| {
                let figure = publisher.cell(profile, cell);
                shown += usize::from(figure.figure().is_some());
                Known::released(profile, cell.clone(), figure)
            })
            .collect();
        let found = reconstruct(std::slice::from_ref(&axis), &figures)?;
        let north = found
            .bounds
            .iter()
            .find(|bound| bound.group.to_string() == "region=north");
        let north = north.ok_or("nothing is said of the north")?;
        assert!(!north.is_exact() && !north.is_small(), "keys {n}: {north:?}");
        assert!(north.width().is_none_or(|width| width >= 20), "keys {n}: {north:?}");
    }
    assert!(
        shown > 200,
        "the total and more than that was there to subtract from: {shown}"
    );
    Ok(())
}

/// Case 18: 34 after the first quarter, 41 after the second. The gate refuses the second release; and had it not, what the
/// two figures prove of their difference holds nobody and ten as well as seven (`disclosure.md` §4, A3).
#[test]
fn golden_18_two_releases_do_not_show_that_seven_joined() -> Outcome {
    let (before, after) = (people(&[("north", 34)])?, people(&[("north", 41)])?);
    let counted = |snapshot: &Snapshot| -> Outcome<_> { Ok(snapshot.counted([total()?])) };
    let earlier = [Counted {
        name: "first quarter".to_owned(),
        cells: counted(&before)?,
    }];
    assert!(
        !differencing(&counted(&after)?, &earlier).has_passed(),
        "G3 refuses seven"
    );

    let mut shown = 0;
    for n in KEYS {
        let (snapshot_key, noise_key) = keys(n)?;
        let publish = |snapshot: &Snapshot| -> Outcome<Published> {
            Ok(Publisher::new(snapshot, &snapshot_key, &noise_key).cell(ENROLLED_FIRST.profile(), &total()?))
        };
        let (before, after) = (publish(&before)?, publish(&after)?);
        shown += usize::from(before.figure().is_some() && after.figure().is_some());
        let (before, after) = (proved(before), proved(after));
        let (least, most) = (after.0 - before.1, after.1 - before.0);
        assert!(least <= 0 && most >= 10, "keys {n}: between {least} and {most} joined");
    }
    assert!(shown > 100, "both were there to be subtracted: {shown}");
    Ok(())
}

/// The least and the most young people that a figure leaves possible, for whoever knows the mechanism.
fn proved(published: Published) -> (i64, i64) {
    let profile = ENROLLED_FIRST.profile();
    let (bound, rounding) = (i64::from(profile.bound()), 2);
    match published.figure() {
        Some(figure) => (
            i64::from(figure) - rounding - bound,
            i64::from(figure) + rounding + bound,
        ),
        None => (0, i64::from(profile.threshold()) - 1 + bound),
    }
}
