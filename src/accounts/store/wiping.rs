//! Rows of devices that only send, or are to delete what they hold.

use diesel::sql_types::{Binary, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::accounts::model::device::{DeviceId, KeyAlgorithm};
use crate::accounts::scope::DevicesScope;
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, SqlText, Tier, Write};
use crate::sql_file;

sql_file!(DrainDevice, "../sql/drain_device.sql");
sql_file!(WipeDevice, "../sql/wipe_device.sql");
sql_file!(FindWiped, "../sql/find_wiped.sql");

#[derive(QueryableByName)]
struct DoneRow {
    #[diesel(sql_type = Bool)]
    done: bool,
}

/// A device that is to delete what it holds.
#[derive(QueryableByName)]
pub(in crate::accounts) struct WipedRow {
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) key_algorithm: KeyAlgorithm,
    #[diesel(sql_type = Binary)]
    pub(in crate::accounts) public_key: Vec<u8>,
}

impl DevicesScope<'_, Write> {
    /// Lets a device only send. `false`: it is not hers, or has ended.
    pub(in crate::accounts) async fn drain(&self, device: DeviceId) -> Result<bool, DbError> {
        self.end::<DrainDevice>("drain_device", device).await
    }

    /// Ends a device and orders it to delete what it holds. `false`: it is not hers.
    pub(in crate::accounts) async fn wipe(&self, device: DeviceId) -> Result<bool, DbError> {
        self.end::<WipeDevice>("wipe_device", device).await
    }

    async fn end<Q: SqlText + Send + Sync>(&self, action: &'static str, device: DeviceId) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: DoneRow = Prepared::<Q>::new()
            .bind::<SqlUuid, _>(self.staff)
            .bind::<SqlUuid, _>(device)
            .bind::<Timestamptz, _>(self.tx.now())
            .get_result(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on(action, "device", device.uuid(), Tier::C1));
        Ok(row.done)
    }
}

/// A device that is to delete what it holds; `None`: this is none.
pub(in crate::accounts) async fn find_wiped(tx: &AuthTx, id: DeviceId) -> Result<Option<WipedRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FindWiped>::new()
        .bind::<SqlUuid, _>(id)
        .get_result(&mut conn)
        .await
        .optional()?)
}
