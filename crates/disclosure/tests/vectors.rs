//! The mechanism against its reference: the constants, the 26 worked cells and the derived figures of
//! `kdl1-vectors.json`.

use std::error::Error;

use disclosure::{
    Dims, NoiseKey, Predicate, Profile, Published, Publisher, Rate, SMALLEST_GROUP, Snapshot, SnapshotKey, SnapshotRow,
    SnapshotTag, Word, grouped_mean, grouped_median, shares,
};
use serde::Deserialize;
use serde_json::{Value, json};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
struct Vectors {
    mechanism: String,
    k: u32,
    base: u32,
    k_snap_hex: String,
    k_noise_hex: String,
    profiles: Profiles,
    people: Vec<(u128, String, String, String)>,
    snapshots: Vec<WorkedSnapshot>,
    derived: Vec<Derived>,
}

#[derive(Deserialize)]
struct Profiles {
    std: Constants,
    high: Constants,
}

#[derive(Deserialize)]
struct Constants {
    eps: String,
    #[serde(rename = "D")]
    bound: i32,
    t: u32,
    den_min: u32,
    margin: u32,
    cum_hex: Vec<String>,
}

#[derive(Deserialize)]
struct WorkedSnapshot {
    skip_person: u128,
    tag: String,
    cells: Vec<WorkedCell>,
}

#[derive(Deserialize)]
struct WorkedCell {
    profile: String,
    pred: String,
    n: u32,
    u: String,
    e: i32,
    y: i64,
    published: Option<u32>,
}

#[derive(Deserialize)]
struct Derived {
    r#fn: String,
    profile: String,
    pn: Option<u32>,
    pd: Option<u32>,
    #[serde(default)]
    pubs: Vec<Option<u32>>,
    #[serde(default)]
    mids: Vec<i32>,
    #[serde(default)]
    edges: Vec<i32>,
    out: Value,
}

impl Vectors {
    fn read() -> Outcome<Self> {
        Ok(serde_json::from_str(include_str!("kdl1-vectors.json"))?)
    }

    fn keys(&self) -> Outcome<(SnapshotKey, NoiseKey)> {
        let snapshot = SnapshotKey::new(&hex::decode(&self.k_snap_hex)?)?;
        let noise = NoiseKey::new(&hex::decode(&self.k_noise_hex)?)?;
        Ok((snapshot, noise))
    }

    /// The two rows of each youth, without the one that the snapshot skips.
    fn snapshot(&self, skip: u128) -> Outcome<Snapshot> {
        let mut rows = Vec::new();
        for (id, region, gender, outcome) in &self.people {
            if *id != skip {
                let place = dims(&[("region", region), ("gender", gender)])?;
                rows.push(row(*id, "enrolled_first", place)?);
                rows.push(row(*id, "outcome_12m", dims(&[("outcome", outcome)])?)?);
            }
        }
        Ok(Snapshot::new(rows)?)
    }
}

fn dims(pairs: &[(&str, &str)]) -> Outcome<Dims> {
    let pair = |(k, v): &(&str, &str)| -> Outcome<(Word, Word)> { Ok((k.parse()?, v.parse()?)) };
    let pairs: Vec<(Word, Word)> = pairs.iter().map(pair).collect::<Outcome<_>>()?;
    Ok(Dims::new(pairs)?)
}

fn row(id: u128, indicator: &str, dims: Dims) -> Outcome<SnapshotRow> {
    let (indicator, period) = (indicator.parse()?, "2025".parse()?);
    Ok(SnapshotRow::new(id.to_be_bytes(), indicator, period, dims))
}

#[test]
fn constants_are_those_of_the_reference() -> Outcome {
    let vectors = Vectors::read()?;
    assert_eq!(vectors.mechanism, disclosure::MECHANISM);
    assert_eq!(vectors.k, SMALLEST_GROUP);
    assert_eq!(vectors.base, 5);
    for (profile, constants, thousandths) in [
        (Profile::Std, &vectors.profiles.std, ("0.5", 500)),
        (Profile::High, &vectors.profiles.high, ("0.25", 250)),
    ] {
        let epsilon = (constants.eps.as_str(), profile.epsilon_thousandths());
        assert_eq!(epsilon, thousandths);
        assert_eq!(constants.bound, profile.bound());
        assert_eq!(constants.t, profile.threshold());
        assert_eq!(constants.den_min, profile.smallest_denominator());
        assert_eq!(constants.margin, profile.margin_numerator());

        let cumulative = profile.cumulative().iter().copied().map(u128::from);
        let ours: Vec<u128> = cumulative.chain([1 << 64]).collect();
        let theirs = constants.cum_hex.iter();
        let theirs: Vec<u128> = theirs
            .map(|entry| u128::from_str_radix(entry, 16))
            .collect::<Result<_, _>>()?;
        assert_eq!(ours, theirs);
    }
    Ok(())
}

#[test]
fn all_26_cells_come_out_as_in_the_reference() -> Outcome {
    let vectors = Vectors::read()?;
    let (snapshot_key, noise_key) = vectors.keys()?;
    let mut cells = 0;
    for worked in &vectors.snapshots {
        let snapshot = vectors.snapshot(worked.skip_person)?;
        let tag = snapshot.tag(&snapshot_key);
        assert_eq!(tag.to_string(), worked.tag);
        assert_eq!(SnapshotTag::from_bytes(*tag.as_bytes()), tag);

        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        assert_eq!(publisher.tag(), tag);
        for cell in &worked.cells {
            let (profile, predicate): (Profile, Predicate) = (cell.profile.parse()?, cell.pred.parse()?);
            assert_eq!(predicate.to_string(), cell.pred);
            assert_eq!(snapshot.count(&predicate), cell.n, "n of {predicate}");
            let draw = noise_key.draw(profile, &tag, &predicate);
            assert_eq!(format!("{:016x}", draw.uniform()), cell.u, "u of {predicate}");
            assert_eq!(draw.noise(), cell.e, "e of {predicate}");
            assert_eq!(draw.noisy(cell.n), cell.y, "y of {predicate}");
            let figure = Published::from_ledger(profile, cell.published)?;
            assert_eq!(draw.publish(cell.n), figure, "{predicate}");
            assert_eq!(publisher.cell(profile, &predicate), figure, "{predicate}");
            cells += 1;
        }
    }
    assert_eq!((vectors.snapshots.len(), cells), (2, 26));
    Ok(())
}

#[test]
fn every_draw_of_the_second_snapshot_is_new() -> Outcome {
    let vectors = Vectors::read()?;
    let (snapshot_key, noise_key) = vectors.keys()?;
    let first = vectors.snapshot(0)?.tag(&snapshot_key);
    let second = vectors.snapshot(1)?.tag(&snapshot_key);
    for cell in vectors.snapshots.iter().flat_map(|snapshot| &snapshot.cells) {
        let (profile, predicate) = (cell.profile.parse()?, cell.pred.parse()?);
        let draw = |tag| noise_key.draw(profile, tag, &predicate).uniform();
        assert_ne!(draw(&first), draw(&second), "{predicate}");
    }
    Ok(())
}

#[test]
fn all_derived_figures_come_out_as_in_the_reference() -> Outcome {
    let vectors = Vectors::read()?;
    for case in &vectors.derived {
        let profile: Profile = case.profile.parse()?;
        let published = |figure: &Option<u32>| Published::from_ledger(profile, *figure);
        let pubs: Vec<Published> = case.pubs.iter().map(published).collect::<Result<_, _>>()?;
        let out = match case.r#fn.as_str() {
            "rate" => {
                let rate = Rate::of(profile, published(&case.pn)?, published(&case.pd)?);
                json!([rate.to_string(), rate.margin()])
            }
            "shares" => json!(shares(&pubs)),
            "grouped_mean" => json!(grouped_mean(&pubs, &case.mids)?.map(|mean| mean.to_string())),
            "grouped_median" => {
                json!(grouped_median(&pubs, &case.edges)?.map(|median| median.to_string()))
            }
            other => {
                return Err(format!("the reference derives `{other}`, which no test here knows").into());
            }
        };
        assert_eq!(out, case.out, "{}", case.r#fn);
    }
    assert_eq!(vectors.derived.len(), 8);
    Ok(())
}
