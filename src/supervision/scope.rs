//! Proof that the caller may know of a supervision session, or void it.

use super::model::SupervisionId;
use super::store::{self, OpenRow, TABLE};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, Tier, Tx};

/// May the caller do this at the whole site? A role in one programme does not reach it.
pub(super) fn supervises<M>(tx: &Tx<M>, site: SiteId) -> bool {
    Grants::of(tx.context()).allows(Action::Supervise, &Spot::site(site.uuid()), Relation::None)
}

/// One supervision session: for the supervisors of its site, and for those who were supervised in it.
#[derive(Debug)]
pub struct SupervisionScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: OpenRow,
}

impl<'t, M> SupervisionScope<'t, M> {
    /// Opens a session, or says that it is not there for this caller.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::supervision::SupervisionScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, id: SupervisionId) -> Result<Self, Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        let works = Grants::of(tx.context()).allows(Action::SeeHouse, &Spot::organisation(), Relation::None);
        let was_there = row.session.staff_ids.contains(&tx.context().staff);
        if supervises(tx, row.session.site_id) || (works && was_there) {
            Ok(Self { tx, row })
        } else {
            Err(Denied::NotFound)
        }
    }

    /// Opens one that the caller held, where she still supervises.
    pub(super) async fn open_held(tx: &'t Tx<M>, id: SupervisionId) -> Result<Self, Denied> {
        let scope = Self::open(tx, id).await?;
        if scope.is_hers() && supervises(tx, scope.row.session.site_id) {
            Ok(scope)
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Did the caller hold it?
    pub(super) fn is_hers(&self) -> bool {
        self.row.session.supervisor_id == self.tx.context().staff
    }

    /// Remembers what was done.
    pub(super) fn remember(&self, action: &'static str, fields: &'static [&'static str]) {
        let event = AuditEvent::on(action, TABLE, self.row.session.id.uuid(), Tier::C2);
        self.tx.audit(event.fields(fields));
    }
}
