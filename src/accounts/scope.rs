//! Proof that the caller may bring somebody into the house, or hand a colleague a device.

use super::model::device::suits_a_device;
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;
use crate::platform::ids::StaffId;

/// Bringing people in: inviting them, or making an account without a mailbox. Opened at the place of the role they are to
/// hold; whoever may give that role there may bring somebody in for it.
#[derive(Debug)]
pub(crate) struct JoiningScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
}

impl<'t, M> JoiningScope<'t, M> {
    /// Opens it at `spot`. No query is needed: nothing but role and place decides.
    pub(crate) fn open(tx: &'t Tx<M>, spot: &Spot) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(Action::ManageStaff, spot, Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

/// What somebody holds, and where.
#[derive(Debug, Clone)]
pub(crate) struct HeldAt {
    /// Code of list `staff_role`.
    pub(crate) role: String,
    /// The place.
    pub(crate) spot: Spot,
}

/// A colleague's devices. Opened to end and list them: by herself, by who supervises every place she works at, and by
/// administrators. Opened to hand her one: by who supervises her, and only if she meets young people and holds nothing more,
/// since the device is then all she signs in with.
#[derive(Debug)]
pub(crate) struct DevicesScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) staff: StaffId,
}

impl<'t, M> DevicesScope<'t, M> {
    /// The caller's own devices.
    pub(crate) fn own(tx: &'t Tx<M>) -> Self {
        Self {
            tx,
            staff: tx.context().staff,
        }
    }

    /// Opens a colleague's devices to look at and to end. `held`: what she holds now.
    pub(crate) fn look(tx: &'t Tx<M>, staff: StaffId, held: &[HeldAt]) -> Result<Self, Denied> {
        let grants = Grants::of(tx.context());
        let administers = grants.allows(Action::ManageStaff, &Spot::organisation(), Relation::None);
        if administers || staff == tx.context().staff || supervises(&grants, held) {
            Ok(Self { tx, staff })
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Opens a colleague's devices to hand her one. Never one's own.
    pub(crate) fn hand_over(tx: &'t Tx<M>, staff: StaffId, held: &[HeldAt]) -> Result<Self, Denied> {
        if staff != tx.context().staff && supervises(&Grants::of(tx.context()), held) {
            Ok(Self { tx, staff })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

/// Does the caller supervise every place somebody works at who holds nothing but field roles? The same rule stands in
/// `access.supervises`.
fn supervises(grants: &Grants, held: &[HeldAt]) -> bool {
    suits_a_device(held.iter().map(|held| held.role.as_str()))
        && held
            .iter()
            .all(|held| grants.allows(Action::HandDevice, &held.spot, Relation::None))
}
