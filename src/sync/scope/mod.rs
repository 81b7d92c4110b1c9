//! Proof that the caller is a device of her own, and may hold what is hers.

mod conflict;
mod held;

pub use conflict::ConflictScope;
pub use held::HeldScope;

use crate::platform::db::Tx;
use crate::sync::error::Error;
use crate::sync::store;
use crate::typed_id;

typed_id!(SyncDeviceId, "a device that holds a part of the data");

/// The caller's device. What she may hold is worked out anew by each request: nothing, where she has no role any more, so that
/// her next pull takes everything from it.
#[derive(Debug)]
pub struct DeviceScope<'t, M> {
    pub(in crate::sync) tx: &'t Tx<M>,
    pub(in crate::sync) device: SyncDeviceId,
    pub(in crate::sync) is_draining: bool,
}

impl<'t, M> DeviceScope<'t, M> {
    /// Opens the device this sign-in belongs to. At a desk there is none.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Read>) {
    ///     let scope = causeway::sync::DeviceScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>) -> Result<Self, Error> {
        let row = store::device(tx).await?.ok_or(Error::NotADevice)?;
        Ok(Self {
            tx,
            device: row.id,
            is_draining: row.draining,
        })
    }

    /// Which device.
    pub fn id(&self) -> SyncDeviceId {
        self.device
    }

    /// Does it only send?
    pub fn is_draining(&self) -> bool {
        self.is_draining
    }
}
