//! Proof that the caller may see two values of one field, or say which of them stands.

use crate::access::{Action, Denied};
use crate::people::PersonScope;
use crate::platform::db::Tx;
use crate::sync::model::operation::ConflictId;
use crate::sync::store::conflicts::{self, ConflictRow};

/// One field of somebody's record that two changed.
#[derive(Debug)]
pub struct ConflictScope<'t, M> {
    /// She: whoever may open her record may look, whoever may correct it may decide.
    #[expect(dead_code, reason = "proof that it was opened")]
    person: PersonScope<'t, M>,
    pub(in crate::sync) row: ConflictRow,
}

impl<'t, M> ConflictScope<'t, M> {
    /// Opens a conflict to look at it: for those who may open her sealed record.
    pub async fn open(tx: &'t Tx<M>, id: ConflictId) -> Result<Self, Denied> {
        Self::of(tx, id, Action::OpenIdentity).await
    }

    /// Opens a conflict to decide on it: for those who may correct her record.
    pub async fn open_to_resolve(tx: &'t Tx<M>, id: ConflictId) -> Result<Self, Denied> {
        Self::of(tx, id, Action::ChangePerson).await
    }

    async fn of(tx: &'t Tx<M>, id: ConflictId, action: Action) -> Result<Self, Denied> {
        let row = conflicts::find(tx, id).await?.ok_or(Denied::NotFound)?;
        let person = PersonScope::open(tx, row.person_id, action).await?;
        Ok(Self { person, row })
    }
}
