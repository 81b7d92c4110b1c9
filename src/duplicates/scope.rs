//! Proof that the caller may open both files of a pair.

use super::model::DuplicateId;
use super::store::{self, PairRow};
use crate::access::{Action, Denied};
use crate::people::PersonScope;
use crate::platform::db::Tx;

/// One pair, both of whose people are the caller's to open.
#[derive(Debug)]
pub struct DuplicateScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: PairRow,
}

impl<'t, M> DuplicateScope<'t, M> {
    /// Opens a pair, or says that it is not there for this caller. Who may open one of the two only must not learn of the
    /// other.
    pub async fn open(tx: &'t Tx<M>, pair: DuplicateId) -> Result<Self, Denied> {
        let row = store::find(tx, pair).await?.ok_or(Denied::NotFound)?;
        Self::of(tx, row).await
    }

    /// The same of a row that was read.
    pub(super) async fn of(tx: &'t Tx<M>, row: PairRow) -> Result<Self, Denied> {
        for person in [row.person_a, row.person_b] {
            match PersonScope::open(tx, person, Action::JudgeDuplicate).await {
                Ok(_) => {}
                Err(Denied::Db(error)) => return Err(error.into()),
                Err(Denied::NotFound | Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded) => {
                    return Err(Denied::NotFound);
                }
            }
        }
        Ok(Self { tx, row })
    }
}
