//! Asking, agreeing, reviewing.

use super::error::Error;
use super::model::{BreakGlassId, Outcome};
use super::scope::BreakGlassScope;
use super::store::{self, GlassRow, NewGlass};
use crate::access::{Action, Denied, Grants, Relation, Spot, require_step_up};
use crate::platform::db::{AuditEvent, Tier, Tx, Write};
use crate::platform::keys::Keys;

/// Breaks the glass, or begins to.
pub(super) async fn ask(tx: &Tx<Write>, keys: &Keys, new: NewGlass) -> Result<(), Error> {
    // Asked of nowhere in particular: it is meant for those whom her place does not concern.
    if !Grants::of(tx.context()).allows(Action::BreakGlass, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    let wrapped = store::look(tx, new.person).await?;
    require_step_up(tx.context(), tx.now())?;
    store::ask(tx, keys, new, &wrapped).await
}

/// Agrees as the second person.
pub(super) async fn second(tx: &Tx<Write>, id: BreakGlassId, version: i32) -> Result<GlassRow, Error> {
    let scope = BreakGlassScope::open_to_judge(tx, id).await?;
    refuse_own(&scope, &["second"])?;
    if !scope.row.needs_second || scope.row.second_by.is_some() {
        return Err(Error::NeedsNoSecond);
    }
    if scope.second(version).await? {
        again(tx, id).await
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

/// Reviews it.
pub(super) async fn review(
    tx: &Tx<Write>,
    id: BreakGlassId,
    version: i32,
    outcome: Outcome,
) -> Result<GlassRow, Error> {
    let scope = BreakGlassScope::open_to_judge(tx, id).await?;
    refuse_own(&scope, &["review"])?;
    if scope.row.reviewed_at.is_some() {
        return Err(Error::ReviewedAlready);
    }
    if scope.review(version, outcome).await? {
        again(tx, id).await
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

fn refuse_own(scope: &BreakGlassScope<'_, Write>, step: &'static [&'static str]) -> Result<(), Error> {
    if scope.row.staff_id == scope.tx.context().staff {
        let tried = AuditEvent::tried_alone("break_glass", scope.row.id.uuid(), Tier::C3).fields(step);
        Err(scope.tx.refuse(tried, Error::Own))
    } else {
        Ok(())
    }
}

async fn again(tx: &Tx<Write>, id: BreakGlassId) -> Result<GlassRow, Error> {
    Ok(store::find(tx, id).await?.ok_or(Denied::NotFound)?)
}
