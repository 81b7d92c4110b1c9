//! A relationship is reached through the person it is of.

use super::model::RelationshipId;
use super::store::{self, RelationshipRow};
use crate::access::{Action, Denied};
use crate::people::PersonScope;
use crate::platform::db::Tx;

/// One relationship, opened for one kind of action.
#[derive(Debug)]
pub struct RelationshipScope<'t, M> {
    pub(super) person: PersonScope<'t, M>,
    pub(super) row: RelationshipRow,
}

impl<'t, M> RelationshipScope<'t, M> {
    /// Opens a relationship, voided ones too, or says that it is not there for this caller: she must open who the person is,
    /// and may know of the other's record.
    pub async fn open(tx: &'t Tx<M>, id: RelationshipId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        if !may_know(tx, &row).await? {
            return Err(Denied::NotFound);
        }
        let person = PersonScope::open(tx, row.person_id, action).await?;
        Ok(Self { person, row })
    }
}

/// May the caller know of the other's record?
pub(super) async fn may_know<M>(tx: &Tx<M>, row: &RelationshipRow) -> Result<bool, Denied> {
    let Some(other) = row.other_person_id else {
        return Ok(true);
    };
    match PersonScope::open(tx, other, Action::SeePerson).await {
        Ok(_) => Ok(true),
        Err(Denied::Db(error)) => Err(error.into()),
        Err(Denied::NotFound | Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded) => Ok(false),
    }
}
