//! Proof that the caller may do something with a cohort, or with its schedule.

use super::model::{CohortId, ScheduleId};
use super::store::{self, CohortRow, ScheduleRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;

/// One cohort, opened for one kind of action.
#[derive(Debug)]
pub struct CohortScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: CohortRow,
}

impl<'t, M> CohortScope<'t, M> {
    /// Opens a cohort for `action` where it meets. Everybody who works in the house may know that it is there.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::timetable::CohortScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, cohort: CohortId, action: Action) -> Result<Self, Denied> {
        let row = store::find_cohort(tx, cohort).await?.ok_or(Denied::NotFound)?;
        may(tx, action, &spot(&row))?;
        Ok(Self { tx, row })
    }
}

/// One schedule, opened for one kind of action.
#[derive(Debug)]
pub struct ScheduleScope<'t, M> {
    pub(super) cohort: CohortScope<'t, M>,
    pub(super) row: ScheduleRow,
}

impl<'t, M> ScheduleScope<'t, M> {
    /// Opens a schedule for `action` in its cohort.
    pub async fn open(tx: &'t Tx<M>, schedule: ScheduleId, action: Action) -> Result<Self, Denied> {
        let row = store::find_schedule(tx, schedule).await?.ok_or(Denied::NotFound)?;
        let cohort = CohortScope::open(tx, row.cohort_id, action).await?;
        Ok(Self { cohort, row })
    }
}

/// May the caller do this there? Who signs in for a funder does not learn that it is there.
pub(super) fn may<M>(tx: &Tx<M>, action: Action, at: &Spot) -> Result<(), Denied> {
    let grants = Grants::of(tx.context());
    if !grants.allows(Action::SeeHouse, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotFound);
    }
    if !grants.allows(action, at, Relation::None) {
        return Err(Denied::NotAllowed);
    }
    Ok(())
}

fn spot(row: &CohortRow) -> Spot {
    Spot {
        sites: vec![row.site_id.uuid()],
        programmes: vec![row.programme_id.uuid()],
    }
}
