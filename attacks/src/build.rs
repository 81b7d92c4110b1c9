//! Ways of publishing the same population.

use disclosure::gates::Known;
use disclosure::{Categories, ENROLLED_FIRST, Predicate, Profile, Published, Publisher, Snapshot};

use crate::Outcome;
use crate::world::{PERIOD, World, linked_cells};

/// A way of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Control: every figure of the ten linked tables as it is.
    Exact,
    /// Control: the same, but 1 to 4 are hidden, as many organisations do.
    HideSmall,
    /// `kdl-1` with the ten linked tables: more than a release ever holds.
    Linked(Profile),
    /// `kdl-1` with the table programme: what a release holds.
    Programme,
}

/// A figure as it is printed.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Of which cell.
    pub cell: Predicate,
    /// What it proves.
    pub known: Known,
    /// The likeliest exact count behind it, and how far off that is on average.
    pub likely: (f64, f64),
}

impl Build {
    /// Publishes a world.
    pub fn publish(self, world: &World) -> Outcome<Vec<Printed>> {
        let snapshot = world.snapshot()?;
        let (snapshot_key, noise_key) = world.keys()?;
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        match self {
            Self::Exact | Self::HideSmall => {
                let print = |cell| self.plain(&snapshot, cell);
                Ok(linked_cells()?.into_iter().map(print).collect())
            }
            Self::Linked(profile) => {
                let print = |cell| {
                    let figure = publisher.cell(profile, &cell);
                    noisy(profile, cell, figure)
                };
                Ok(linked_cells()?.into_iter().map(print).collect())
            }
            Self::Programme => {
                let axes = World::axes()?;
                let of = |key: &str| axes.iter().find(|axis| axis.key.as_str() == key);
                let categories = |key| of(key).map(|axis| axis.categories.clone()).unwrap_or_default();
                let categories = Categories::new(categories("region"), categories("family"))?;
                let tables = ENROLLED_FIRST.publish(&publisher, &PERIOD.parse()?, &categories)?;
                let cells = tables.into_iter().flat_map(|table| table.cells);
                Ok(cells
                    .map(|cell| noisy(ENROLLED_FIRST.profile(), cell.predicate, cell.published))
                    .collect())
            }
        }
    }

    fn plain(self, snapshot: &Snapshot, cell: Predicate) -> Printed {
        let people = snapshot.count(&cell);
        if self == Self::HideSmall && (1..=4).contains(&people) {
            return Printed {
                known: Known::between(cell.clone(), 1, Some(4)),
                likely: (2.5, 1.1),
                cell,
            };
        }
        Printed {
            known: Known::exactly(cell.clone(), people),
            likely: (f64::from(people), 0.01),
            cell,
        }
    }
}

/// What a figure of `kdl-1` is worth to an attacker who knows the mechanism.
fn noisy(profile: Profile, cell: Predicate, published: Published) -> Printed {
    // Standard deviations of the noise (`disclosure.md` §1.5: 3.1 and 5.8, rounding included); a withheld figure may
    // stand for anything from nobody to the threshold.
    let spread = match profile {
        Profile::Std => 3.1,
        Profile::High => 5.8,
    };
    let half = f64::from(profile.threshold()) / 2.0;
    let likely = published
        .figure()
        .map_or((half, half / 1.7), |figure| (f64::from(figure), spread));
    Printed {
        known: Known::released(profile, cell.clone(), published),
        likely,
        cell,
    }
}
