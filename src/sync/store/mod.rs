//! Rows of sync: who asks, which scopes are hers, what she was told before.

pub(super) mod bodies;
pub(super) mod conflicts;
pub(super) mod entries;
pub(super) mod journal;
pub(super) mod reports;
pub(super) mod revisions;
pub(super) mod watermark;

use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{Scopes, View};
use super::scope::{DeviceScope, SyncDeviceId};
use crate::access::{Action, Grants, Relation, Spot};
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, Tier, Tx, Write};
use crate::sql_file;

sql_file!(FindDevice, "../sql/device.sql");
sql_file!(FindEpoch, "../sql/epoch.sql");
sql_file!(BeginEpoch, "../sql/begin_epoch.sql");
sql_file!(Standing, "../sql/standing.sql");
sql_file!(FindView, "../sql/find_view.sql");
sql_file!(LockViews, "../sql/lock_views.sql");
sql_file!(NewestView, "../sql/newest_view.sql");
sql_file!(KeepView, "../sql/keep_view.sql");

/// The caller's device.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct DeviceRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: SyncDeviceId,
    #[diesel(sql_type = Bool)]
    pub(super) draining: bool,
}

/// A history of the database.
#[derive(QueryableByName)]
pub(super) struct EpochRow {
    #[diesel(sql_type = Text)]
    pub(super) id: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_current: bool,
}

#[derive(QueryableByName)]
struct StandingRow {
    #[diesel(sql_type = BigInt)]
    below: i64,
    #[diesel(sql_type = Array<SqlUuid>)]
    scopes: Vec<Uuid>,
}

#[derive(QueryableByName)]
struct ViewRow {
    #[diesel(sql_type = BigInt)]
    view_no: i64,
    #[diesel(sql_type = Array<SqlUuid>)]
    scopes: Vec<Uuid>,
    #[diesel(sql_type = Array<SqlUuid>)]
    base: Vec<Uuid>,
}

impl ViewRow {
    fn view(self) -> (i64, View) {
        let view = View {
            scopes: self.scopes.into_iter().collect(),
            base: self.base.into_iter().collect(),
        };
        (self.view_no, view)
    }
}

/// The device this sign-in belongs to; `None`: it is one at a desk.
pub(super) async fn device<M>(tx: &Tx<M>) -> Result<Option<DeviceRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindDevice>::new().bind::<SqlUuid, _>(tx.context().sign_in);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The history of this database, as far as one was begun.
pub(super) async fn epoch<M>(tx: &Tx<M>) -> Result<Option<EpochRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FindEpoch>::new().get_result(&mut conn).await.optional()?)
}

/// Begins another history, unless somebody did meanwhile.
pub(super) async fn begin_epoch(tx: &AuthTx) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<BeginEpoch>::new()
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Ok(())
}

impl<M> DeviceScope<'_, M> {
    /// The scopes that are the caller's now, and the transaction below which everything has ended. Without a role nothing is
    /// hers, herself and the house included.
    pub(super) async fn standing(&self) -> Result<(Scopes, i64), DbError> {
        let mut conn = self.tx.conn()?;
        let row: StandingRow = Prepared::<Standing>::new().get_result(&mut conn).await?;
        let works_here = Grants::of(self.tx.context()).allows(Action::SeeHouse, &Spot::organisation(), Relation::None);
        let scopes = if works_here { row.scopes } else { Vec::new() };
        Ok((scopes.into_iter().collect(), row.below))
    }

    /// The scopes the device was told of by this number; `None`: that is no longer known.
    pub(super) async fn view(&self, number: u32) -> Result<Option<View>, DbError> {
        let mut conn = self.tx.conn()?;
        let row: Option<ViewRow> = Prepared::<FindView>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.device)
            .bind::<BigInt, _>(i64::from(number))
            .get_result(&mut conn)
            .await
            .optional()?;
        Ok(row.map(|row| row.view().1))
    }
}

impl DeviceScope<'_, Write> {
    /// Keeps what the device is about to be told, under a number of its own. What it was told last, if that is the same: an
    /// answer that was lost is made again.
    pub(super) async fn keep_view(&self, view: View) -> Result<u32, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<LockViews>::new()
            .bind::<SqlUuid, _>(self.device)
            .execute(&mut conn)
            .await?;
        let newest: Option<ViewRow> = Prepared::<NewestView>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.device)
            .get_result(&mut conn)
            .await
            .optional()?;
        self.remember();
        let newest = newest.map(ViewRow::view);
        let (last, is_same) = newest.map_or((0, false), |(number, newest)| (number, newest == view));
        let number = if is_same { last } else { last + 1 };
        if !is_same {
            Prepared::<KeepView>::new()
                .bind::<SqlUuid, _>(context.org)
                .bind::<SqlUuid, _>(self.device)
                .bind::<SqlUuid, _>(context.staff)
                .bind::<BigInt, _>(number)
                .bind::<Array<SqlUuid>, _>(view.scopes.into_iter().collect::<Vec<_>>())
                .bind::<Array<SqlUuid>, _>(view.base.into_iter().collect::<Vec<_>>())
                .bind::<Timestamptz, _>(self.tx.now())
                .execute(&mut conn)
                .await?;
        }
        u32::try_from(number).map_err(|_overflow| DbError::Unexpected("a view's number".into()))
    }

    /// Remembers that the device was told of other scopes.
    fn remember(&self) {
        let event = AuditEvent::on("sync_view", "device", self.device.uuid(), Tier::C2);
        self.tx.audit(event);
    }
}
