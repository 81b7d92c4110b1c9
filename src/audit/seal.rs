//! How a row of the log is sealed. Pure: rows in, digests out.
//!
//! Postgres writes a row down in its own binary form (`record_send`), which is the same on every machine: a count, then
//! type, length and bytes of each column. Over these bytes stand three things:
//!
//! - **marks**, two keyed bytes per column, so that a change can be named;
//! - **row mac**, a keyed digest over place, marks and row: whoever has the database and not the key cannot make one;
//! - **hash**, SHA-256 over the hash before it and all of that: nothing can be dropped or put in between, and who has a
//!   signed head and no key can follow the chain to it.

use sealed::{ContentMac, MacKey};
use sha2::{Digest, Sha256};

use crate::platform::ids::OrgId;

/// The columns that are sealed, in the order of `sql/canonical.sql`. A new column makes a new form.
pub(super) const COLUMNS: [&str; 14] = [
    "org_id",
    "id",
    "at",
    "staff_id",
    "sign_in_id",
    "request_id",
    "action",
    "object_type",
    "object_id",
    "shown_ids",
    "fields",
    "tier",
    "break_glass_id",
    "xid",
];
/// Which columns, and how: kept with each seal.
pub(super) const FORM: i16 = 1;
const MARK: usize = 2;

/// Two bytes per column.
pub(super) type Marks = [u8; COLUMNS.len() * MARK];

/// The last seal of an organisation: its place, and the hash the next one follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: [u8; 32],
}

impl Head {
    /// Before the first seal.
    pub(super) const START: Self = Self { seq: 0, hash: [0; 32] };
}

/// What is written down about one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) marks: Marks,
    pub(super) row_mac: [u8; 16],
    pub(super) hash: [u8; 32],
}

/// Seals the rows of one organisation.
pub(super) struct Sealing {
    org: OrgId,
    mac: ContentMac,
    scratch: Vec<u8>,
}

impl Sealing {
    pub(super) fn of(key: &MacKey, org: OrgId) -> Self {
        Self {
            org,
            mac: key.audit_mac(org.bytes()),
            scratch: Vec::with_capacity(1_024),
        }
    }

    /// The seal of the row that follows `head`; `None` when the row is not one of this form.
    pub(super) fn seal(&mut self, head: &Head, row: &[u8]) -> Option<(Head, Seal)> {
        let seq = head.seq.checked_add(1)?;
        let marks = self.marks(seq, row)?;
        let row_mac = self.row_mac(seq, &marks, row);
        let hash = chain(&head.hash, seq, &marks, &row_mac, row);
        Some((Head { seq, hash }, Seal { marks, row_mac, hash }))
    }

    /// The keyed digest of a row in its place.
    pub(super) fn row_mac(&mut self, seq: i64, marks: &Marks, row: &[u8]) -> [u8; 16] {
        self.scratch.clear();
        self.scratch.extend_from_slice(&FORM.to_be_bytes());
        self.scratch.extend_from_slice(&seq.to_be_bytes());
        self.scratch.extend_from_slice(marks);
        self.scratch.extend_from_slice(row);
        *self.mac.tag("row", &self.scratch).as_bytes()
    }

    /// Two keyed bytes for each column of a row in its place; `None` when it has other columns.
    pub(super) fn marks(&mut self, seq: i64, row: &[u8]) -> Option<Marks> {
        let cells = cells(row)?;
        let mut marks = [0; COLUMNS.len() * MARK];
        for ((number, cell), mark) in (0_u8..).zip(cells).zip(marks.chunks_exact_mut(MARK)) {
            self.scratch.clear();
            self.scratch.push(number);
            self.scratch.extend_from_slice(&seq.to_be_bytes());
            self.scratch.extend_from_slice(cell);
            let tag = self.mac.tag("column", &self.scratch);
            mark.iter_mut().zip(tag.as_bytes()).for_each(|(to, from)| *to = *from);
        }
        Some(marks)
    }

    /// Whose rows.
    pub(super) fn org(&self) -> OrgId {
        self.org
    }
}

/// SHA-256 over the hash before, the place, and everything the seal says.
pub(super) fn chain(prev: &[u8; 32], seq: i64, marks: &[u8], row_mac: &[u8; 16], row: &[u8]) -> [u8; 32] {
    Sha256::new_with_prefix(prev)
        .chain_update(FORM.to_be_bytes())
        .chain_update(seq.to_be_bytes())
        .chain_update(marks)
        .chain_update(row_mac)
        .chain_update(row)
        .finalize()
        .into()
}

/// Columns in which two rows' marks differ.
pub(super) fn changed(marks: &[u8], others: &[u8]) -> Vec<&'static str> {
    COLUMNS
        .into_iter()
        .zip(marks.chunks(MARK).zip(others.chunks(MARK)))
        .filter(|(_, (mark, other))| mark != other)
        .map(|(column, _)| column)
        .collect()
}

/// The columns of a `record_send` value: each with its length before it, so that null and empty differ.
fn cells(row: &[u8]) -> Option<[&[u8]; COLUMNS.len()]> {
    let (count, mut rest) = row.split_first_chunk::<4>()?;
    if usize::try_from(i32::from_be_bytes(*count)).ok()? != COLUMNS.len() {
        return None;
    }
    let mut cells = [[].as_slice(); COLUMNS.len()];
    for cell in &mut cells {
        let (_type, after) = rest.split_first_chunk::<4>()?;
        let (length, _) = after.split_first_chunk::<4>()?;
        // Null is -1.
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
        (*cell, rest) = after.split_at_checked(length.checked_add(4)?)?;
    }
    rest.is_empty().then_some(cells)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A row as Postgres writes it, with one byte per column.
    pub(in crate::audit) fn row(cells: [u8; COLUMNS.len()]) -> Vec<u8> {
        let mut row = 14_i32.to_be_bytes().to_vec();
        for cell in cells {
            row.extend(25_i32.to_be_bytes());
            row.extend(1_i32.to_be_bytes());
            row.push(cell);
        }
        row
    }

    pub(in crate::audit) fn sealing() -> Sealing {
        Sealing::of(
            &MacKey::new(&[7; 32]).unwrap(),
            OrgId::from_uuid(uuid::Uuid::from_u128(1)),
        )
    }

    #[test]
    fn a_seal_depends_on_place_row_and_what_came_before() {
        let mut sealing = sealing();
        let (next, seal) = sealing.seal(&Head::START, &row([1; 14])).unwrap();
        assert_eq!((next.seq, next.hash), (1, seal.hash));
        assert_eq!(sealing.seal(&Head::START, &row([1; 14])).unwrap().1, seal);
        let elsewhere = sealing.seal(&next, &row([1; 14])).unwrap().1;
        assert!(elsewhere.row_mac != seal.row_mac && elsewhere.hash != seal.hash);
        let other_start = Head { seq: 0, hash: [1; 32] };
        let after_another = sealing.seal(&other_start, &row([1; 14])).unwrap().1;
        assert!(after_another.row_mac == seal.row_mac && after_another.hash != seal.hash);
    }

    #[test]
    fn marks_name_the_column_that_changed() {
        let mut sealing = sealing();
        let was = sealing.marks(1, &row([1; 14])).unwrap();
        for (number, column) in COLUMNS.iter().enumerate() {
            let mut cells = [1; 14];
            cells[number] = 2;
            let is = sealing.marks(1, &row(cells)).unwrap();
            assert_eq!(changed(&was, &is), [*column]);
        }
    }

    #[test]
    fn what_is_no_row_is_not_sealed() {
        let whole = row([1; 14]);
        for end in 0..whole.len() {
            assert!(cells(&whole[..end]).is_none(), "{end}");
        }
        assert!(cells(&[whole, vec![0]].concat()).is_none());
    }

    #[test]
    fn null_and_empty_differ() {
        let filled = row([1; 14]);
        let start = filled.len() - 5;
        let with_last = |length: i32| [&filled[..start], &length.to_be_bytes()].concat();
        let (null, empty) = (with_last(-1), with_last(0));
        assert_ne!(sealing().marks(1, &null), sealing().marks(1, &empty));
    }
}
