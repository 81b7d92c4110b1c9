//! Proof that the caller may know that somebody is out. Who watches over her, the wall says.

use super::model::OutingId;
use super::store::{self, OutingRow};
use crate::access::Denied;
use crate::platform::db::{AuditEvent, Tier, Tx};

/// One outing: for herself, and for who watches over it.
#[derive(Debug)]
pub struct OutingScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: OutingRow,
}

impl<'t, M> OutingScope<'t, M> {
    /// Opens an outing, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, id: OutingId) -> Result<Self, Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        Ok(Self { tx, row })
    }

    /// Opens one's own.
    pub(super) async fn open_own(tx: &'t Tx<M>, id: OutingId) -> Result<Self, Denied> {
        let scope = Self::open(tx, id).await?;
        if scope.row.staff_id == tx.context().staff {
            Ok(scope)
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Remembers what was done.
    pub(super) fn remember(&self, action: &'static str, fields: &'static [&'static str]) {
        let event = AuditEvent::on(action, "outing", self.row.id.uuid(), Tier::C1);
        self.tx.audit(event.fields(fields));
    }
}
