//! Proof that the caller may plan who is on call at a site, or answer an alert.

use super::model::AlertId;
use super::store::{self, AlertRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::{self, SiteId};
use crate::platform::db::{AuditEvent, Tier, Tx};

/// The rota of one site.
#[derive(Debug)]
pub struct RotaScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) site: SiteId,
}

impl<'t, M> RotaScope<'t, M> {
    /// Opens the rota of a site of the house: for reading to whoever works here, for planning to who handles incidents
    /// there.
    pub async fn open(tx: &'t Tx<M>, site: SiteId, action: Action) -> Result<Self, Denied> {
        organisation::site_place(tx, site).await?;
        if Grants::of(tx.context()).allows(action, &Spot::site(site.uuid()), Relation::None) {
            Ok(Self { tx, site })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

/// One alert, for who handles what it is about.
#[derive(Debug)]
pub struct AlertScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: AlertRow,
}

impl<'t, M> AlertScope<'t, M> {
    /// Opens an alert, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, id: AlertId) -> Result<Self, Denied> {
        let row = store::find_alert(tx, id).await?.ok_or(Denied::NotFound)?;
        let at = Spot::site(row.site_id.uuid());
        if Grants::of(tx.context()).allows(Action::HandleIncident, &at, Relation::None) {
            Ok(Self { tx, row })
        } else {
            Err(Denied::NotFound)
        }
    }

    /// Remembers that an action was asked for again and answered as before.
    pub(super) fn remember_repeat(&self) {
        let event = AuditEvent::on("acknowledge", "alert", self.row.id.uuid(), Tier::C2);
        self.tx.audit(event.fields(&["repeated"]));
    }
}
