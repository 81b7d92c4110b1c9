//! Proof that the caller may see a break-glass, agree to it or review it.

use super::model::BreakGlassId;
use super::store::{self, GlassRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;

/// One break-glass.
#[derive(Debug)]
pub struct BreakGlassScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: GlassRow,
    reviews: bool,
}

impl<'t, M> BreakGlassScope<'t, M> {
    /// Opens it for who asked and for those who review at the person's place.
    pub async fn open(tx: &'t Tx<M>, id: BreakGlassId) -> Result<Self, Denied> {
        let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
        let spot = Spot {
            sites: row.site_ids.clone(),
            programmes: row.programme_ids.clone(),
        };
        let reviews = Grants::of(tx.context()).allows(Action::ReviewBreakGlass, &spot, Relation::None);
        if !reviews && row.staff_id != tx.context().staff {
            return Err(Denied::NotFound);
        }
        Ok(Self { tx, row, reviews })
    }

    /// Opens it to agree or to review.
    pub async fn open_to_judge(tx: &'t Tx<M>, id: BreakGlassId) -> Result<Self, Denied> {
        let scope = Self::open(tx, id).await?;
        if scope.reviews {
            Ok(scope)
        } else {
            Err(Denied::NotAllowed)
        }
    }
}
