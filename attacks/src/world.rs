//! Invented, seeded populations.

use disclosure::gates::Axis;
use disclosure::{Dims, NoiseKey, Predicate, Snapshot, SnapshotKey, SnapshotRow, Word};

use crate::Outcome;

/// `SplitMix64` (Steele, Lea, Flood 2014): a seeded stream of numbers, the same everywhere. Not for secrets.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for each seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; zero if `end` is zero. Its bias is below 2⁻³².
    pub fn below(&mut self, end: u32) -> u32 {
        let high = self.next() >> 32;
        u32::try_from((high * u64::from(end)) >> 32).unwrap_or_default()
    }

    /// Between 0 and 1.
    pub fn share(&mut self) -> f64 {
        f64::from(self.below(u32::MAX)) / f64::from(u32::MAX)
    }

    /// A place in `weights`, as often as its weight says.
    pub fn pick(&mut self, weights: &[u32]) -> usize {
        let mut at = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if at < *weight {
                return place;
            }
            at -= weight;
        }
        0
    }

    /// 32 bytes.
    pub fn key(&mut self) -> [u8; 32] {
        let mut key = [0; 32];
        for (byte, fresh) in key.iter_mut().zip((0..32).map(|_| self.next().to_be_bytes())) {
            *byte = fresh[0];
        }
        key
    }
}

/// The dimensions of the worlds, each with its categories and how common they are. Some youths are in no age group.
const AXES: [(&str, &[&str], &[u32]); 4] = [
    ("region", &["coast", "east", "north", "south"], &[15, 20, 25, 40]),
    ("age3", &["10-14", "15-17", "18-24"], &[30, 40, 26]),
    ("gender", &["f", "m", "other_or_undisclosed"], &[40, 56, 4]),
    ("family", &["activities", "prevention", "skills"], &[50, 15, 35]),
];

/// Of a hundred, how many are in no age group.
const NO_AGE: u32 = 4;

/// The period every world is counted in.
pub const PERIOD: &str = "2025";

/// The indicator every world counts.
pub const INDICATOR: &str = "enrolled_first";

/// A population: for each youth her category of each axis.
#[derive(Clone, Debug)]
pub struct World {
    youths: Vec<Vec<Option<usize>>>,
    keys: ([u8; 32], [u8; 32]),
}

impl World {
    /// `people` youths. Ages, genders and families depend on the region a little, as in life.
    #[must_use]
    pub fn new(people: u32, seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ u64::from(people) << 32);
        let mut youths = Vec::new();
        for _ in 0..people {
            let mut youth: Vec<Option<usize>> = Vec::new();
            for (key, _, weights) in AXES {
                let region = youth.first().copied().flatten().unwrap_or_default();
                let tilt = |(place, weight): (usize, &u32)| if place == region { weight + weight / 2 } else { *weight };
                let weights: Vec<u32> = weights.iter().enumerate().map(tilt).collect();
                let none = key == "age3" && dice.below(100) < NO_AGE;
                let picked = dice.pick(&weights);
                youth.push((!none).then_some(picked));
            }
            youths.push(youth);
        }
        let keys = (dice.key(), dice.key());
        Self { youths, keys }
    }

    /// How many youths.
    #[must_use]
    pub fn people(&self) -> u32 {
        u32::try_from(self.youths.len()).unwrap_or(u32::MAX)
    }

    /// The dimensions as an outsider knows them.
    pub fn axes() -> Outcome<Vec<Axis>> {
        let axis = |(key, categories, _): (&str, &[&str], &[u32])| -> Outcome<Axis> {
            Ok(Axis {
                key: key.parse()?,
                categories: categories.iter().map(|c| c.parse()).collect::<Result<_, _>>()?,
                everybody: key != "age3",
            })
        };
        AXES.into_iter().map(axis).collect()
    }

    /// The same people without the first one.
    #[must_use]
    pub fn without_one(&self) -> Self {
        Self {
            youths: self.youths.iter().skip(1).cloned().collect(),
            keys: self.keys,
        }
    }

    /// What a release would count.
    pub fn snapshot(&self) -> Outcome<Snapshot> {
        let (indicator, period): (Word, Word) = (INDICATOR.parse()?, PERIOD.parse()?);
        let gone = self.youths.len();
        let row = |(place, youth): (usize, &Vec<Option<usize>>)| -> Outcome<SnapshotRow> {
            let mut dims = Vec::new();
            for ((key, categories, _), picked) in AXES.iter().zip(youth) {
                if let Some(category) = picked.and_then(|picked| categories.get(picked)) {
                    dims.push((key.parse::<Word>()?, category.parse::<Word>()?));
                }
            }
            // Counted from the end, so that who is left keeps her id when the first one goes.
            let id = u128::try_from(gone - place)?.to_be_bytes();
            Ok(SnapshotRow::new(
                id,
                indicator.clone(),
                period.clone(),
                Dims::new(dims)?,
            ))
        };
        Ok(Snapshot::new(
            self.youths.iter().enumerate().map(row).collect::<Outcome<Vec<_>>>()?,
        )?)
    }

    /// The keys of whoever publishes this world.
    pub fn keys(&self) -> Outcome<(SnapshotKey, NoiseKey)> {
        let (snapshot, noise) = &self.keys;
        Ok((SnapshotKey::new(snapshot)?, NoiseKey::new(noise)?))
    }
}

/// Every cell of the ten linked tables, four by one dimension and six by two, and the total before them.
pub fn linked_cells() -> Outcome<Vec<Predicate>> {
    let mut tables: Vec<Vec<usize>> = vec![Vec::new()];
    tables.extend((0..AXES.len()).map(|axis| vec![axis]));
    tables.extend((0..AXES.len()).flat_map(|a| (a + 1..AXES.len()).map(move |b| vec![a, b])));
    let mut cells = Vec::new();
    for table in tables {
        let mut grid: Vec<Vec<(Word, Word)>> = vec![Vec::new()];
        for axis in table {
            let Some((key, categories, _)) = AXES.get(axis) else {
                continue;
            };
            let mut next = Vec::new();
            for (row, category) in grid
                .iter()
                .flat_map(|row| categories.iter().map(move |category| (row, category)))
            {
                let mut row = row.clone();
                row.push((key.parse()?, category.parse()?));
                next.push(row);
            }
            grid = next;
        }
        for row in grid {
            cells.push(Predicate::new(INDICATOR.parse()?, PERIOD.parse()?, Dims::new(row)?));
        }
    }
    Ok(cells)
}
