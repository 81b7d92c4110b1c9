//! Proof that the caller may know of a merge, and decide about it.

use super::error::Error;
use super::model::MergeId;
use super::store::{self, MergeRow};
use crate::access::{Action, Denied};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Tx;

/// Two records, both opened: the one that is to stay, and the one that is to be merged into it.
#[derive(Debug)]
pub(super) struct TwoRecords<'t, M> {
    pub(super) kept: PersonScope<'t, M>,
    pub(super) merged: PersonScope<'t, M>,
}

impl<'t, M> TwoRecords<'t, M> {
    /// Opens both, or says that one of them is not there for this caller.
    pub(super) async fn open(tx: &'t Tx<M>, merged: PersonId, kept: PersonId) -> Result<Self, Error> {
        let merged = PersonScope::open(tx, merged, Action::JudgeDuplicate).await?;
        let kept = PersonScope::open(tx, kept, Action::JudgeDuplicate).await;
        let kept = kept.map_err(|denied| denied.or_unknown(Error::NoSuchPerson))?;
        if merged.id() == kept.id() {
            return Err(Error::OneRecord);
        }
        Ok(Self { kept, merged })
    }
}

/// One merge, whose people are the caller's to open.
#[derive(Debug)]
pub struct MergeScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: MergeRow,
}

impl<'t, M> MergeScope<'t, M> {
    /// Opens a merge, or says that it is not there for this caller: she must open both files, and the one that stays once it
    /// was carried out.
    pub async fn open(tx: &'t Tx<M>, id: MergeId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        Self::of(tx, row, action).await
    }

    /// The same of a row that was read.
    pub(super) async fn of(tx: &'t Tx<M>, row: MergeRow, action: Action) -> Result<Self, Denied> {
        let undone_here = row.undone_by == Some(tx.context().staff);
        let people = if row.state == *"confirmed" || undone_here {
            vec![row.kept_id]
        } else {
            vec![row.kept_id, row.merged_id]
        };
        for person in &people {
            match PersonScope::open(tx, *person, Action::JudgeDuplicate).await {
                Ok(_) => {}
                Err(Denied::Db(error)) => return Err(error.into()),
                Err(_) => return Err(Denied::NotFound),
            }
        }
        for person in people {
            PersonScope::open(tx, person, action).await?;
        }
        Ok(Self { tx, row })
    }
}
