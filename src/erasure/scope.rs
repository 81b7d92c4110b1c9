//! Proof that the caller may see or decide a request.

use super::model::ErasureId;
use super::store::{self, ErasureRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::{AuditEvent, DbError, Tier, Tx};

/// One request, opened for one kind of action.
#[derive(Debug)]
pub(super) struct ErasureScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: ErasureRow,
}

impl<'t, M> ErasureScope<'t, M> {
    /// Opens a request: seen by whoever may ask for one at the person's place.
    pub(super) async fn open(tx: &'t Tx<M>, id: ErasureId, action: Action) -> Result<Self, Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        let spot = spot(&row);
        let grants = Grants::of(tx.context());
        if !grants.allows(Action::AskErasure, &spot, Relation::None) {
            return Err(Denied::NotFound);
        }
        if !grants.allows(action, &spot, Relation::None) {
            return Err(Denied::NotAllowed);
        }
        Ok(Self { tx, row })
    }

    /// Remembers that a decision was asked for again and answered as before.
    pub(super) fn remember_repeat(&self) {
        let event = AuditEvent::on("read", "erasure", self.row.id.uuid(), Tier::C2);
        self.tx.audit(event.fields(&["repeated"]));
    }
}

/// The requests that the caller may see, latest first.
pub(super) async fn list<M>(tx: &Tx<M>, after: Option<ErasureId>, limit: i64) -> Result<Vec<ErasureRow>, DbError> {
    let reach = Grants::of(tx.context()).reach(Action::AskErasure);
    store::list(tx, &reach, after, limit).await
}

fn spot(row: &ErasureRow) -> Spot {
    Spot {
        sites: row.site_ids.clone(),
        programmes: row.programme_ids.clone(),
    }
}
