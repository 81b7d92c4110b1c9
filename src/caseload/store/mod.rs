//! Rows of caseloads.

mod covers;
mod hand_overs;
mod limits;
mod views;

pub(super) use covers::{CoverRow, NewCover, find_cover, list_covers};
pub(super) use hand_overs::{
    CarriedRow, HandOverRow, NewHandOver, NewLine, carried, find_hand_over, list_hand_overs, notes,
};
pub(super) use limits::{
    ExceptionRow, LimitRow, NewException, NewLimit, add_limit, end_limit, find_exception, find_limit, list_exceptions,
    list_limits,
};
pub(super) use views::{LeaderlessRow, LoadRow, OwnRow, leaderless, loads, own, room};

use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::scope::SiteScope;
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(WorksHere, "../sql/works_here.sql");

/// Remembers that an action was asked for again and answered as before.
pub(super) fn repeated(tx: &Tx<Write>, action: &'static str, object_type: &'static str, id: uuid::Uuid) {
    tx.audit(AuditEvent::on(action, object_type, id, Tier::C1).fields(&["repeated"]));
}

#[derive(QueryableByName)]
struct WorksRow {
    #[diesel(sql_type = Bool)]
    works_here: bool,
}

/// Does this colleague work with young people at this site?
pub(crate) async fn works_here<M>(tx: &Tx<M>, staff: StaffId, site: SiteId) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let row: Option<WorksRow> = Prepared::<WorksHere>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(staff)
        .bind::<SqlUuid, _>(site)
        .get_result(&mut conn)
        .await
        .optional()?;
    Ok(row.is_some_and(|row| row.works_here))
}

impl<M> SiteScope<'_, M> {
    /// Does this colleague work with young people here?
    pub(super) async fn works_here(&self, staff: StaffId) -> Result<bool, DbError> {
        works_here(self.tx, staff, self.site).await
    }
}
