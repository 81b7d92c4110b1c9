//! The table programme: every indicator, table and category a release may hold, fixed in advance.
//!
//! A table outside it cannot be asked for, and a table is always printed with every cell of its grid, so that a
//! missing row never says anything (`disclosure.md` §3.2).

use crate::ladder::Detail;
use crate::predicate::Predicate;
use crate::profile::Profile;
use crate::publish::{Published, Publisher};
use crate::word::{Dims, DimsError, Word};

/// Goes into the ledger with every release; raised with any change of what this module lists.
pub const PROGRAMME_VERSION: &str = "2";

/// What a table may be cut by. Never site, worker, month, school, neighbourhood or offence (`disclosure.md` §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// A fixed union of sites, given by the organisation.
    Region,
    /// Age on entry: 10–14, 15–17, 18–24.
    Age3,
    /// f, m, or other or undisclosed.
    Gender,
    /// The family of programmes, given by the organisation.
    Family,
}

static REGION: Word = Word::fixed("region");
static AGE3: Word = Word::fixed("age3");
static GENDER: Word = Word::fixed("gender");
static FAMILY: Word = Word::fixed("family");

static AGES: [Word; 3] = [Word::fixed("10-14"), Word::fixed("15-17"), Word::fixed("18-24")];
static GENDERS: [Word; 3] = [Word::fixed("f"), Word::fixed("m"), Word::fixed("other_or_undisclosed")];

impl Dimension {
    /// The key in predicates and snapshot lines.
    #[must_use]
    pub fn key(self) -> &'static Word {
        match self {
            Self::Region => &REGION,
            Self::Age3 => &AGE3,
            Self::Gender => &GENDER,
            Self::Family => &FAMILY,
        }
    }
}

/// The release's age category for an age on entry in whole years; `None` outside 10 to 24, where a young person
/// counts in the total and in no age cell.
#[must_use]
pub fn age3(age_on_entry: u8) -> Option<&'static Word> {
    let [younger, middle, older] = &AGES;
    match age_on_entry {
        10..=14 => Some(younger),
        15..=17 => Some(middle),
        18..=24 => Some(older),
        _ => None,
    }
}

/// The categories of the dimensions an organisation fixes for itself; the rest are the same everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categories {
    regions: Vec<Word>,
    families: Vec<Word>,
}

/// The programme cannot be published as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgrammeError {
    /// One category is listed twice.
    #[error("`{category}` is listed twice under `{dimension}`; list each category once")]
    RepeatedCategory {
        /// The dimension's key.
        dimension: Word,
        /// The category.
        category: Word,
    },
    /// A table by this dimension would print the total again with other noise, which averages the noise away.
    #[error("`{dimension}` has fewer than two categories, so a table by it would repeat the total; leave it out")]
    TooFewCategories {
        /// The dimension's key.
        dimension: Word,
    },
    /// A table names one dimension twice.
    #[error(transparent)]
    Dims(#[from] DimsError),
}

impl Categories {
    /// The organisation's regions and programme families, in any order.
    ///
    /// # Errors
    /// [`ProgrammeError::RepeatedCategory`] if one is listed twice.
    pub fn new(mut regions: Vec<Word>, mut families: Vec<Word>) -> Result<Self, ProgrammeError> {
        for (dimension, categories) in [(Dimension::Region, &mut regions), (Dimension::Family, &mut families)] {
            categories.sort_unstable();
            let mut pairs = categories.iter().zip(categories.iter().skip(1));
            if let Some((category, _)) = pairs.find(|(a, b)| a == b) {
                return Err(ProgrammeError::RepeatedCategory {
                    dimension: dimension.key().clone(),
                    category: category.clone(),
                });
            }
        }
        Ok(Self { regions, families })
    }

    /// The categories of a dimension, sorted where the organisation gave them.
    #[must_use]
    pub fn of(&self, dimension: Dimension) -> &[Word] {
        match dimension {
            Dimension::Region => &self.regions,
            Dimension::Age3 => &AGES,
            Dimension::Gender => &GENDERS,
            Dimension::Family => &self.families,
        }
    }
}

/// One table of an indicator. Each young person stands in at most one of its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    dimensions: &'static [Dimension],
}

impl Table {
    /// What it is cut by; nothing for the total.
    #[must_use]
    pub const fn dimensions(self) -> &'static [Dimension] {
        self.dimensions
    }
}

/// An indicator of the programme with its profile and its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndicatorTables {
    indicator: &'static Word,
    profile: Profile,
    tables: &'static [Table],
}

/// A young person's first enrolment, counted once in a lifetime.
pub static ENROLLED_FIRST: IndicatorTables = IndicatorTables {
    indicator: &ENROLLED_FIRST_CODE,
    profile: Profile::Std,
    tables: &[
        Table { dimensions: &[] },
        Table {
            dimensions: &[Dimension::Region],
        },
        Table {
            dimensions: &[Dimension::Age3, Dimension::Gender],
        },
        Table {
            dimensions: &[Dimension::Family],
        },
    ],
};
static ENROLLED_FIRST_CODE: Word = Word::fixed("enrolled_first");

/// A young person's first enrolment that ended as completed, counted once in a lifetime in the year it ended.
pub static COMPLETED: IndicatorTables = IndicatorTables {
    indicator: &COMPLETED_CODE,
    profile: Profile::Std,
    tables: &[
        Table { dimensions: &[] },
        Table {
            dimensions: &[Dimension::Region],
        },
    ],
};
static COMPLETED_CODE: Word = Word::fixed("completed");

/// Every indicator of the programme.
pub static PROGRAMME: [&IndicatorTables; 2] = [&ENROLLED_FIRST, &COMPLETED];

/// One published cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which cell.
    pub predicate: Predicate,
    /// What is published of it.
    pub published: Published,
}

/// One published table: every cell of its grid, in the grid's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedTable {
    /// Which table.
    pub table: Table,
    /// Its cells.
    pub cells: Vec<Cell>,
}

impl IndicatorTables {
    /// The indicator's code.
    #[must_use]
    pub const fn indicator(&self) -> &'static Word {
        self.indicator
    }

    /// The indicator's profile.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Every table of the indicator, whether or not a release is large enough for it. Their number times the
    /// profile's ε is the most that the indicator can cost one young person.
    #[must_use]
    pub const fn tables(&self) -> &'static [Table] {
        self.tables
    }

    /// The cell of everybody.
    #[must_use]
    pub fn total(&self, period: &Word) -> Predicate {
        Predicate::new(self.indicator.clone(), period.clone(), Dims::none())
    }

    /// What its tables are cut by, each once, in the order in which they come up.
    #[must_use]
    pub fn dimensions(&self) -> Vec<Dimension> {
        let mut dimensions = Vec::new();
        for dimension in self.tables.iter().flat_map(|table| table.dimensions) {
            if !dimensions.contains(dimension) {
                dimensions.push(*dimension);
            }
        }
        dimensions
    }

    /// The tables a release of this size and these categories holds, in the programme's order.
    ///
    /// A dimension with one category is left out: its table would print the total a second time with other noise.
    pub fn tables_for(&self, detail: Detail, categories: &Categories) -> impl Iterator<Item = Table> {
        let divides = |dimension: &Dimension| categories.of(*dimension).len() >= 2;
        self.tables
            .iter()
            .copied()
            .filter(move |table| detail.allows(table.dimensions) && table.dimensions.iter().all(divides))
    }

    /// Every cell of a table, the last dimension changing fastest.
    ///
    /// # Errors
    /// [`ProgrammeError::TooFewCategories`] for a table that [`tables_for`](Self::tables_for) leaves out.
    pub fn grid(&self, table: Table, period: &Word, categories: &Categories) -> Result<Vec<Predicate>, ProgrammeError> {
        let mut rows: Vec<Vec<(Word, Word)>> = vec![Vec::new()];
        for dimension in table.dimensions {
            let key = dimension.key();
            let of_dimension = categories.of(*dimension);
            if of_dimension.len() < 2 {
                let dimension = key.clone();
                return Err(ProgrammeError::TooFewCategories { dimension });
            }
            let with = |row: &[(Word, Word)], category: &Word| {
                let mut row = row.to_vec();
                row.push((key.clone(), category.clone()));
                row
            };
            rows = rows
                .iter()
                .flat_map(|row| of_dimension.iter().map(|category| with(row, category)))
                .collect();
        }
        rows.into_iter()
            .map(|row| {
                let dims = Dims::new(row)?;
                Ok(Predicate::new(self.indicator.clone(), period.clone(), dims))
            })
            .collect()
    }

    /// Publishes the total, and from it the tables its size allows, each with its whole grid.
    ///
    /// # Errors
    /// None that the programme of this crate can cause; see [`grid`](Self::grid).
    pub fn publish(
        &self,
        publisher: &Publisher<'_>,
        period: &Word,
        categories: &Categories,
    ) -> Result<Vec<PublishedTable>, ProgrammeError> {
        let detail = Detail::of(publisher.cell(self.profile, &self.total(period)));
        let publish = |predicate| Cell {
            published: publisher.cell(self.profile, &predicate),
            predicate,
        };
        self.tables_for(detail, categories)
            .map(|table| {
                let grid = self.grid(table, period, categories)?;
                let cells = grid.into_iter().map(publish).collect();
                Ok(PublishedTable { table, cells })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
