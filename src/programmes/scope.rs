//! Proof that the caller may act on programmes.

use super::model::ProgrammeId;
use super::store::{ProgrammeRow, find_programme};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::platform::db::Tx;

/// Programmes, opened for one action at one spot. Their rows are read and written in `store.rs`.
#[derive(Debug)]
pub(crate) struct ProgrammeScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
}

impl<'t, M> ProgrammeScope<'t, M> {
    /// Opens programmes for `action` at `spot`, or says that the caller's roles do not include it there.
    pub(crate) fn open(tx: &'t Tx<M>, action: Action, spot: &Spot) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(action, spot, Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Opens programmes to look.
    pub(crate) fn see(tx: &'t Tx<M>) -> Result<Self, Denied> {
        Self::open(tx, Action::SeeHouse, &Spot::organisation())
    }

    /// Opens one programme for `action`, where it runs.
    pub(crate) async fn of(tx: &'t Tx<M>, action: Action, id: ProgrammeId) -> Result<Self, Denied> {
        let found = find_programme(Self::see(tx)?.tx, id).await?.ok_or(Denied::NotFound)?;
        Self::open(tx, action, &spot_of(&found))
    }
}

fn spot_of(row: &ProgrammeRow) -> Spot {
    Spot {
        sites: row.site_id.map(SiteId::uuid).into_iter().collect(),
        programmes: vec![row.id.uuid()],
    }
}
