//! Proof that the caller may decide about caseloads at a site, or about a hand-over.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::model::{Course, HandOverId};
use super::store::{self, HandOverRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::{self, SiteId};
use crate::platform::clock::local_day;
use crate::platform::db::{AuditEvent, Tier, Tx};

/// May the caller do this at the whole site? A role in one programme does not reach it.
pub(super) fn allows<M>(tx: &Tx<M>, action: Action, site: SiteId) -> bool {
    Grants::of(tx.context()).allows(action, &Spot::site(site.uuid()), Relation::None)
}

/// One site, opened for one kind of action on the caseloads there.
#[derive(Debug)]
pub struct SiteScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) site: SiteId,
    zone: Tz,
}

impl<'t, M> SiteScope<'t, M> {
    /// Opens a site of the house. Sites are no secret in it: what the caller may not do there is refused as such.
    pub async fn open(tx: &'t Tx<M>, site: SiteId, action: Action) -> Result<Self, Denied> {
        Self::open_if(tx, site, allows(tx, action, site)).await
    }

    /// Opens it for who supervises there, and for a colleague whose own caseload it is about.
    pub(super) async fn open_for(tx: &'t Tx<M>, site: SiteId, itself: bool) -> Result<Self, Denied> {
        let works = itself && allows(tx, Action::TakeIn, site) || allows(tx, Action::Assign, site);
        Self::open_if(tx, site, works).await
    }

    async fn open_if(tx: &'t Tx<M>, site: SiteId, may: bool) -> Result<Self, Denied> {
        let place = organisation::site_place(tx, site).await?;
        if !may {
            return Err(Denied::NotAllowed);
        }
        Ok(Self {
            tx,
            site,
            zone: place.time_zone,
        })
    }

    /// The clock there.
    pub(super) fn zone(&self) -> Tz {
        self.zone
    }

    /// The day there.
    pub(super) fn today(&self) -> NaiveDate {
        local_day(self.tx.now(), self.zone)
    }
}

/// One hand-over: for who gives, who receives, and who supervises at its site.
#[derive(Debug)]
pub struct HandOverScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: HandOverRow,
    pub(super) supervises: bool,
}

impl<'t, M> HandOverScope<'t, M> {
    /// Opens a hand-over, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, id: HandOverId) -> Result<Self, Denied> {
        let row = store::find_hand_over(tx, id).await?.ok_or(Denied::NotFound)?;
        let supervises = allows(tx, Action::Assign, row.site_id);
        let me = tx.context().staff;
        if supervises || [row.from_id, row.to_id, row.recorded_by].contains(&me) {
            Ok(Self { tx, row, supervises })
        } else {
            Err(Denied::NotFound)
        }
    }

    /// Where it stands.
    pub(super) fn course(&self) -> Course {
        Course {
            state: self.row.state,
            from: self.row.from_id,
            to: self.row.to_id,
            proposed_by: self.row.recorded_by,
        }
    }

    /// Remembers that an action was asked for again and answered as before.
    pub(super) fn remember_repeat(&self) {
        let event = AuditEvent::on("decide_hand_over", "hand_over", self.row.id.uuid(), Tier::C2);
        self.tx.audit(event.fields(&["repeated"]));
    }
}
