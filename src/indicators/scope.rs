//! Proof that somebody may see the figures of a place.

use super::error::Error;
use super::store;
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::platform::db::{Read, Tx, Write};

/// The figures of one site, or of the whole organisation. The place is fixed here, so that no statement can be asked
/// about another one.
pub(super) struct FigureScope<'t> {
    tx: &'t Tx<Read>,
    site: Option<SiteId>,
}

impl<'t> FigureScope<'t> {
    /// Opens the figures of `site`; without one, those of the organisation.
    pub(super) async fn open(tx: &'t Tx<Read>, site: Option<SiteId>) -> Result<Self, Error> {
        let grants = Grants::of(tx.context());
        let may_see = |spot: &Spot| grants.allows(Action::SeeFigures, spot, Relation::None);
        let Some(site) = site else {
            if may_see(&Spot::organisation()) {
                return Ok(Self { tx, site: None });
            }
            return Err(if grants.reach(Action::SeeFigures).sites.is_empty() {
                Denied::NotAllowed.into()
            } else {
                Error::SiteNeeded
            });
        };
        if !may_see(&Spot::site(site.uuid())) {
            return Err(Denied::NotAllowed.into());
        }
        // A slip in the id must not answer with a nought that looks like a figure.
        if !store::site_is_known(tx, site).await? {
            return Err(Error::UnknownSite);
        }
        Ok(Self { tx, site: Some(site) })
    }

    pub(super) fn tx(&self) -> &'t Tx<Read> {
        self.tx
    }

    pub(super) fn site(&self) -> Option<SiteId> {
        self.site
    }
}

/// The targets of one site, or of the whole organisation, opened to set one.
pub(super) struct TargetScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) site: Option<SiteId>,
}

impl<'t> TargetScope<'t, Write> {
    /// Opens the targets of `site`; without one, those of the organisation.
    pub(super) fn open(tx: &'t Tx<Write>, site: Option<SiteId>) -> Result<Self, Denied> {
        let at = site.map_or_else(Spot::organisation, |site| Spot::site(site.uuid()));
        if Grants::of(tx.context()).allows(Action::SetTargets, &at, Relation::None) {
            Ok(Self { tx, site })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}
