//! What a release counts, and the tag that binds its noise to exactly that.

use std::collections::HashSet;
use std::fmt;

use hmac::Mac;

use crate::gates::CountedCells;
use crate::predicate::Predicate;
use crate::secret::{KeyError, Secret};
use crate::word::{Dims, Word};

/// `K_snap`: binds the noise to the data.
///
/// One per deployment, outside the database, never changed while a period is open (`disclosure.md` §3.2). Wiped when
/// dropped; `Debug` prints nothing of it.
pub struct SnapshotKey(Secret);

impl SnapshotKey {
    /// Takes 32 random bytes; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyError`] if there are not 32 bytes, or all are zero.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        Secret::new(bytes).map(Self)
    }
}

impl fmt::Debug for SnapshotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotKey").finish_non_exhaustive()
    }
}

/// One young person counted once: who, in what, when, and the category of each dimension.
///
/// A dimension that is not known is left out: the person then counts in the total and in no cell of that dimension.
/// `Debug` prints nothing of it.
pub struct SnapshotRow {
    person: [u8; 16],
    indicator: Word,
    period: Word,
    dims: Dims,
}

impl SnapshotRow {
    /// `person` is the 16 bytes of the person's id.
    #[must_use]
    pub const fn new(person: [u8; 16], indicator: Word, period: Word, dims: Dims) -> Self {
        Self {
            person,
            indicator,
            period,
            dims,
        }
    }

    /// `hex(person)|indicator|period|k=v…` with the keys sorted bytewise (`disclosure.md` §3.2).
    fn line(&self) -> String {
        let Self {
            person,
            indicator,
            period,
            dims,
        } = self;
        format!("{}|{indicator}|{period}{dims}", hex::encode(person))
    }
}

impl fmt::Debug for SnapshotRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotRow").finish_non_exhaustive()
    }
}

/// The rows cannot be counted as they are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// A person stands twice under one indicator and period, so one of the two rows is wrong.
    #[error(
        "a young person is listed twice under `{indicator}` for {period}; each counts once: mend the rows, then draft again"
    )]
    CountedTwice {
        /// The indicator.
        indicator: String,
        /// The period.
        period: String,
    },
    /// More rows than a release can hold.
    #[error("a release counts fewer than 2³² rows")]
    TooManyRows,
}

/// Every row a release counts, each (person, indicator, period) once. `Debug` prints nothing of it.
pub struct Snapshot {
    /// The lines, sorted bytewise.
    lines: Vec<String>,
}

impl Snapshot {
    /// Collects the rows, in any order: the same rows are the same snapshot.
    ///
    /// # Errors
    /// [`SnapshotError::CountedTwice`] if a person stands twice under one indicator and period, even with the same
    /// categories: the rows are a set, and a repeat means the question that fetched them is wrong.
    pub fn new(rows: impl IntoIterator<Item = SnapshotRow>) -> Result<Self, SnapshotError> {
        let mut lines: Vec<String> = rows.into_iter().map(|row| row.line()).collect();
        u32::try_from(lines.len()).map_err(|_too_large| SnapshotError::TooManyRows)?;
        lines.sort_unstable();

        // Neighbours are not enough: `…|2025`, `…|2025-h1` and `…|2025|region=north` sort in another order than
        // (person, indicator, period).
        let mut seen = HashSet::with_capacity(lines.len());
        for line in &lines {
            if !seen.insert(head(line)) {
                let mut fields = line.split('|').skip(1).map(str::to_owned);
                return Err(SnapshotError::CountedTwice {
                    indicator: fields.next().unwrap_or_default(),
                    period: fields.next().unwrap_or_default(),
                });
            }
        }
        Ok(Self { lines })
    }

    /// `HMAC-SHA256(K_snap, "kdl1-snap\n" + sorted lines joined "\n" + "\n")`, fed line by line
    /// (`disclosure.md` §3.2). One changed row changes it, and with it every draw.
    #[must_use]
    pub fn tag(&self, key: &SnapshotKey) -> SnapshotTag {
        let mut mac = key.0.mac().chain_update(b"kdl1-snap\n");
        for (i, line) in self.lines.iter().enumerate() {
            if i > 0 {
                mac.update(b"\n");
            }
            mac.update(line.as_bytes());
        }
        mac.update(b"\n");
        SnapshotTag(mac.finalize().into_bytes().into())
    }

    /// The exact number of young people in a cell. Exact figures never leave the organisation (`disclosure.md` §3.5:
    /// not even the one who approves a release sees them).
    #[must_use]
    pub fn count(&self, cell: &Predicate) -> u32 {
        // A person has one row per indicator and period, so counting rows counts people; `new` bounds their number.
        u32::try_from(self.lines_of(cell).count()).unwrap_or(u32::MAX)
    }

    /// Who stands in each of these cells, for gate G3. Personal data (`disclosure.md` §6): keep it as long as the gate
    /// runs, and no longer.
    #[must_use]
    pub fn counted(&self, cells: impl IntoIterator<Item = Predicate>) -> CountedCells {
        let mut counted = CountedCells::new();
        for cell in cells {
            let person = |line: &String| {
                let mut person = [0; 16];
                let hex = line.split('|').next().unwrap_or_default();
                hex::decode_to_slice(hex, &mut person).ok().map(|()| person)
            };
            counted.add(cell.clone(), self.lines_of(&cell).filter_map(person));
        }
        counted
    }

    fn lines_of(&self, cell: &Predicate) -> impl Iterator<Item = &String> {
        let (indicator, period) = (cell.indicator().clone(), cell.period().clone());
        let wanted: Vec<String> = cell.dims().iter().map(|(k, v)| format!("{k}={v}")).collect();
        self.lines.iter().filter(move |line| {
            let mut fields = line.split('|').skip(1);
            // Line and predicate are sorted by the same keys, so one pass over the line finds every pair.
            fields.next() == Some(indicator.as_str())
                && fields.next() == Some(period.as_str())
                && wanted.iter().all(|pair| fields.any(|field| field == pair))
        })
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

/// `person|indicator|period` of a line.
fn head(line: &str) -> &str {
    line.match_indices('|')
        .nth(2)
        .and_then(|(end, _)| line.get(..end))
        .unwrap_or(line)
}

/// The tag of a snapshot: equal for equal data, telling nothing of it without the key. Its text is lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SnapshotTag([u8; 32]);

impl SnapshotTag {
    /// A tag read back from the release ledger.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes for the release ledger.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for SnapshotTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn row(person: u8, period: &'static str, region: &'static str) -> SnapshotRow {
        let dims = Dims::new([(Word::fixed("region"), Word::fixed(region))]).unwrap_or_default();
        let mut id = [0; 16];
        id[15] = person;
        SnapshotRow::new(id, Word::fixed("enrolled_first"), Word::fixed(period), dims)
    }

    fn blank(person: u8, period: &'static str) -> SnapshotRow {
        SnapshotRow {
            dims: Dims::none(),
            ..row(person, period, "x")
        }
    }

    #[test]
    fn a_line_reads_as_the_reference_writes_it() {
        assert_eq!(
            row(1, "2025", "north").line(),
            "00000000000000000000000000000001|enrolled_first|2025|region=north"
        );
        assert_eq!(
            blank(255, "2025").line(),
            "000000000000000000000000000000ff|enrolled_first|2025"
        );
    }

    #[test]
    fn a_repeat_is_refused_whatever_its_categories() {
        let twice = SnapshotError::CountedTwice {
            indicator: "enrolled_first".to_owned(),
            period: "2025".to_owned(),
        };
        for second in [row(1, "2025", "north"), row(1, "2025", "south"), blank(1, "2025")] {
            let rows = [row(1, "2025", "north"), row(2, "2025", "north"), second];
            assert_eq!(Snapshot::new(rows).err().as_ref(), Some(&twice));
        }
        // The row between them in bytewise order does not hide the repeat.
        let rows = [blank(1, "2025"), row(1, "2025-h1", "north"), row(1, "2025", "north")];
        assert_eq!(Snapshot::new(rows).err().as_ref(), Some(&twice));
        assert!(Snapshot::new([blank(1, "2025"), blank(1, "2026")]).is_ok());
    }

    #[test]
    fn an_error_and_debug_name_no_one() -> Outcome {
        let error = Snapshot::new([row(0xab, "2025", "north"), row(0xab, "2025", "north")]).err();
        let snapshot = Snapshot::new([row(0xab, "2025", "north")])?;
        let printed = format!("{error:?} {snapshot:?} {:?}", row(0xab, "2025", "north"));
        assert!(!printed.contains("ab|"), "{printed}");
        assert!(!printed.contains("171"), "{printed}");
        assert!(!printed.contains("north"), "{printed}");
        Ok(())
    }

    #[test]
    fn counts_go_by_indicator_period_and_every_category() -> Outcome {
        let rows = [
            row(1, "2025", "north"),
            row(2, "2025", "north"),
            row(3, "2025", "south"),
            blank(4, "2025"),
            row(1, "2024", "north"),
        ];
        let snapshot = Snapshot::new(rows)?;
        for (cell, people) in [
            ("ind=enrolled_first|per=2025", 4),
            ("ind=enrolled_first|per=2025|region=north", 2),
            ("ind=enrolled_first|per=2025|region=south", 1),
            ("ind=enrolled_first|per=2025|region=nort", 0),
            ("ind=enrolled_first|per=2025|gender=f|region=north", 0),
            ("ind=enrolled_first|per=2024", 1),
            ("ind=enrolled|per=2025", 0),
        ] {
            assert_eq!(snapshot.count(&cell.parse()?), people, "{cell}");
        }
        Ok(())
    }

    #[test]
    fn who_stands_in_a_cell_is_who_is_counted_in_it() -> Outcome {
        let snapshot = Snapshot::new([row(1, "2025", "north"), row(2, "2025", "south"), blank(3, "2025")])?;
        let (total, north): (Predicate, Predicate) = (
            "ind=enrolled_first|per=2025".parse()?,
            "ind=enrolled_first|per=2025|region=north".parse()?,
        );
        let mut expected = CountedCells::new();
        expected.add(total.clone(), [1_u128, 2, 3].map(u128::to_be_bytes));
        expected.add(north.clone(), [1_u128.to_be_bytes()]);
        assert!(snapshot.counted([total, north]) == expected);
        Ok(())
    }

    #[test]
    fn the_tag_of_nothing_is_the_tag_of_one_empty_line() -> Outcome {
        let key = SnapshotKey::new(&[1; 32])?;
        let expected = Secret::new(&[1; 32])?.mac().chain_update(b"kdl1-snap\n\n");
        let expected: [u8; 32] = expected.finalize().into_bytes().into();
        assert_eq!(Snapshot::new([])?.tag(&key).as_bytes(), &expected);
        Ok(())
    }

    #[test]
    fn debug_of_a_key_prints_nothing_of_it() -> Outcome {
        let printed = format!("{:?}", SnapshotKey::new(&[0xab; 32])?);
        assert_eq!(printed, "SnapshotKey { .. }");
        Ok(())
    }
}
