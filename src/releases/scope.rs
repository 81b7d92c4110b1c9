//! Proof that the caller may see or change releases.

use super::error::Error;
use super::model::{ReleaseId, State};
use super::store::{self, ReleaseRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Somebody of the organisation: drafts, gates, recipients.
    House,
    /// A funder the release is for: what is published, and nothing of how it came about.
    Funder,
}

/// The organisation's releases as a whole.
pub(super) struct LedgerScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) audience: Audience,
    grants: Grants,
}

impl<'t, M> LedgerScope<'t, M> {
    /// Opens for whoever may see releases: all of them, or a funder's own. A grant for one site or programme opens
    /// nothing here, since a release counts the whole organisation.
    pub(super) fn open(tx: &'t Tx<M>) -> Result<Self, Denied> {
        let grants = Grants::of(tx.context());
        let audience = audience(&grants).ok_or(Denied::NotAllowed)?;
        Ok(Self { tx, audience, grants })
    }

    /// Refuses whoever may not do this in the whole organisation.
    pub(super) fn require(&self, action: Action) -> Result<(), Denied> {
        self.require_any(&[action])
    }

    /// Refuses whoever may do none of these in the whole organisation.
    pub(super) fn require_any(&self, actions: &[Action]) -> Result<(), Denied> {
        require(&self.grants, actions)
    }
}

/// One release.
pub(super) struct ReleaseScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) audience: Audience,
    pub(super) row: ReleaseRow,
    pub(super) state: State,
    grants: Grants,
}

impl<'t, M> ReleaseScope<'t, M> {
    /// Opens for staff who may see releases, and for a funder it is published for. For anyone else it is not there.
    pub(super) async fn open(tx: &'t Tx<M>, id: ReleaseId) -> Result<Self, Error> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        let state = State::parse(&row.state).ok_or(Error::Internal(Some(id), "its state is unknown"))?;
        let grants = Grants::of(tx.context());
        let audience = audience(&grants).ok_or(Denied::NotFound)?;
        if audience == Audience::Funder && !(row.is_recipient && state == State::Published) {
            return Err(Denied::NotFound.into());
        }
        Ok(Self {
            tx,
            audience,
            row,
            state,
            grants,
        })
    }

    /// Refuses whoever may do none of these in the whole organisation.
    pub(super) fn require(&self, actions: &[Action]) -> Result<(), Denied> {
        require(&self.grants, actions)
    }
}

fn audience(grants: &Grants) -> Option<Audience> {
    let may = |action| grants.allows(action, &Spot::organisation(), Relation::None);
    if may(Action::SeeReleases) {
        Some(Audience::House)
    } else if may(Action::FetchRelease) {
        Some(Audience::Funder)
    } else {
        None
    }
}

fn require(grants: &Grants, actions: &[Action]) -> Result<(), Denied> {
    let may = |action: &Action| grants.allows(*action, &Spot::organisation(), Relation::None);
    if actions.iter().any(may) {
        Ok(())
    } else {
        Err(Denied::NotAllowed)
    }
}
