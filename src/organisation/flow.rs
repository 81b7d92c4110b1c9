//! Giving and ending roles: steps over the person, the place and the grant.

use super::error::Error;
use super::model::{GrantId, SiteId, role_suits};
use super::scope::HouseScope;
use super::store::{GrantRow, NewGrant, StaffRow, site_place};
use crate::access::{Action, Denied, Spot, require_step_up};
use crate::platform::db::{AuditEvent, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::{ProgrammeId, programme_place};

/// Gives somebody a role at a place.
pub(super) async fn give(tx: &Tx<Write>, new: NewGrant) -> Result<GrantRow, Error> {
    let place = spot(tx, new.site, new.programme).await;
    // Whoever may not give roles is told that, whatever place she named.
    let at = place.as_ref().map_or_else(|_| Spot::organisation(), Clone::clone);
    let house = HouseScope::open(tx, Action::ManageStaff, &at)?;
    place?;
    if new.staff == tx.context().staff {
        let tried = AuditEvent::tried_alone("staff_member", new.staff.uuid(), Tier::C1).fields(&["grant"]);
        return Err(tx.refuse(tried, Error::OwnGrant));
    }
    let person = colleague(&house, new.staff).await?;
    if person.ended_at.is_some() {
        return Err(Error::StaffLeft);
    }
    if !role_suits(new.role, person.funder_id.is_some()) {
        return Err(Error::RoleDoesNotSuit);
    }
    let held = house.grants_of(vec![new.staff]).await?;
    let same = |grant: &GrantRow| {
        grant.role == new.role && grant.site_id == new.site && grant.programme_id == new.programme && grant.id != new.id
    };
    if held.iter().any(same) {
        return Err(Error::HeldAlready);
    }
    require_step_up(tx.context(), tx.now())?;
    Ok(house.add_grant(new).await?)
}

/// Opens the house to end a grant, and locks the grant.
pub(super) async fn open_to_end(tx: &Tx<Write>, grant: GrantId) -> Result<(HouseScope<'_, Write>, GrantRow), Error> {
    let found = HouseScope::see(tx)?.grant(grant).await?.ok_or(Denied::NotFound)?;
    let at = spot(tx, found.site_id, found.programme_id).await?;
    let house = HouseScope::open(tx, Action::ManageStaff, &at)?;
    if found.staff_id == tx.context().staff {
        let tried = AuditEvent::tried_alone("role_grant", grant.uuid(), Tier::C1).fields(&["end"]);
        return Err(tx.refuse(tried, Error::OwnGrant));
    }
    require_step_up(tx.context(), tx.now())?;
    let locked = house.lock_grant(grant).await?;
    Ok((house, locked))
}

/// Somebody in this organisation.
pub(super) async fn colleague<M>(house: &HouseScope<'_, M>, staff: StaffId) -> Result<StaffRow, Error> {
    let found = house.staff(Some(staff), None, 1).await?.pop();
    Ok(found.ok_or(Denied::NotFound)?)
}

/// Where a grant holds: a programme lies at its site, or at all of them.
pub(crate) async fn spot<M>(tx: &Tx<M>, site: Option<SiteId>, programme: Option<ProgrammeId>) -> Result<Spot, Error> {
    match (site, programme) {
        (None, None) => Ok(Spot::organisation()),
        (Some(site), None) => {
            site_place(tx, site)
                .await
                .map_err(|denied| unless_absent(denied, Error::NoSuchSite))?;
            Ok(Spot::site(site.uuid()))
        }
        (None, Some(programme)) => {
            let place = programme_place(tx, programme)
                .await
                .map_err(|denied| unless_absent(denied, Error::NoSuchProgramme))?;
            Ok(Spot {
                sites: place.site.map(SiteId::uuid).into_iter().collect(),
                programmes: vec![programme.uuid()],
            })
        }
        (Some(_), Some(_)) => Err(Error::TwoPlaces),
    }
}

fn unless_absent(denied: Denied, absent: Error) -> Error {
    match denied {
        Denied::NotFound => absent,
        Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded | Denied::Db(_) => denied.into(),
    }
}
