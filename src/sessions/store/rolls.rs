//! Rows of group sessions.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sessions::model::{ContactMode, GroupTitle, RollLineId, SessionId, SessionKind, SessionStatus};
use crate::sessions::scope::RollScope;
use crate::sql_file;

sql_file!(AddGroup, "../sql/add_group.sql");
sql_file!(FindGroup, "../sql/find_group.sql");
sql_file!(ListGroups, "../sql/list_groups.sql");
sql_file!(CancelGroup, "../sql/cancel_group.sql");
sql_file!(LockGroup, "../sql/lock_group.sql");
sql_file!(SetClosed, "../sql/set_closed.sql");
sql_file!(VoidRoll, "../sql/void_roll.sql");
sql_file!(WorksAt, "../sql/works_at.sql");

/// A group session.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sessions) struct GroupRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) id: SessionId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) programme_id: ProgrammeId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) kind: SessionKind,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) mode: ContactMode,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) status: SessionStatus,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    pub(in crate::sessions) held_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) minutes: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) title: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) lead_staff_id: StaffId,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::sessions) closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sessions) recorded_by: Option<StaffId>,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::sessions) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(in crate::sessions) voided: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) void_reason: Option<String>,
}

/// A group session about to be written.
pub(in crate::sessions) struct NewGroup {
    pub(in crate::sessions) id: SessionId,
    pub(in crate::sessions) programme: ProgrammeId,
    pub(in crate::sessions) site: SiteId,
    pub(in crate::sessions) kind: SessionKind,
    pub(in crate::sessions) mode: ContactMode,
    pub(in crate::sessions) status: &'static str,
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    pub(in crate::sessions) held_on: NaiveDate,
    pub(in crate::sessions) minutes: i32,
    pub(in crate::sessions) lead: StaffId,
    pub(in crate::sessions) title: Option<GroupTitle>,
    pub(in crate::sessions) created_mac: [u8; 16],
    pub(in crate::sessions) recorded_via: &'static str,
}

#[derive(QueryableByName)]
struct WorksRow {
    #[diesel(sql_type = Bool)]
    works: bool,
}

#[derive(QueryableByName)]
struct DoneRow {
    #[diesel(sql_type = Bool)]
    done: bool,
}

/// Does this colleague work with young people at this place?
pub(crate) async fn works_at<M>(
    tx: &Tx<M>,
    staff: StaffId,
    site: SiteId,
    programme: ProgrammeId,
) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let row: WorksRow = Prepared::<WorksAt>::new()
        .bind::<SqlUuid, _>(staff)
        .bind::<SqlUuid, _>(site)
        .bind::<SqlUuid, _>(programme)
        .get_result(&mut conn)
        .await?;
    Ok(row.works)
}

/// Writes a group session. The caller has checked that she may lead one there, or name who does.
pub(in crate::sessions) async fn add(tx: &Tx<Write>, new: NewGroup) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    Prepared::<AddGroup>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.programme)
        .bind::<SqlUuid, _>(new.site)
        .bind::<Text, _>(new.kind)
        .bind::<Text, _>(new.mode)
        .bind::<Text, _>(new.status)
        .bind::<Timestamptz, _>(new.starts_at)
        .bind::<Date, _>(new.held_on)
        .bind::<Integer, _>(new.minutes)
        .bind::<SqlUuid, _>(new.lead)
        .bind::<Nullable<Text>, _>(new.title.map(String::from))
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Text, _>(new.recorded_via)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "session", new.id.uuid(), Tier::C2));
    Ok(())
}

/// A group session by its id, voided ones too; `None`: not there for this caller.
pub(in crate::sessions) async fn find<M>(tx: &Tx<M>, id: SessionId) -> Result<Option<GroupRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindGroup>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of the group sessions this caller may see, one row more than `limit` when there is a next page.
pub(in crate::sessions) async fn list<M>(
    tx: &Tx<M>,
    after: Option<(NaiveDate, SessionId)>,
    limit: i64,
) -> Result<Vec<GroupRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::SeeRoll);
    let query = Prepared::<ListGroups>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes)
        .bind::<Nullable<Date>, _>(after.map(|(day, _)| day))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

impl RollScope<'_, Write> {
    /// Takes the session until the transaction ends: who marks, counts heads or calls it off waits.
    pub(in crate::sessions) async fn lock(&self) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<LockGroup>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .execute(&mut conn)
            .await?;
        Ok(())
    }

    /// Calls the session off; `false` when it was changed meanwhile, somebody is marked or heads were counted.
    pub(in crate::sessions) async fn cancel(&self, status: SessionStatus, version: i32) -> Result<bool, DbError> {
        self.lock().await?;
        let mut conn = self.tx.conn()?;
        let cancelled = Prepared::<CancelGroup>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(status)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("cancel", "session", self.row.id.uuid(), Tier::C2));
        Ok(cancelled == 1)
    }

    /// Closes the roll, or opens it again; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn set_closed(&self, closed: bool, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let changed = Prepared::<SetClosed>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Nullable<Timestamptz>, _>(closed.then(|| self.tx.now()))
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        let id = self.row.id.uuid();
        self.tx.audit(if closed {
            AuditEvent::on("close", "session", id, Tier::C2)
        } else {
            AuditEvent::on("reopen", "session", id, Tier::C2)
        });
        Ok(changed == 1)
    }

    /// Voids the session with everything on its roll; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        self.tx
            .audit(AuditEvent::on("void", "session", self.row.id.uuid(), Tier::C2));
        self.void_lines(None, reason, version).await
    }

    /// Takes one line off the roll; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn take_off(
        &self,
        line: RollLineId,
        reason: &'static str,
        version: i32,
    ) -> Result<bool, DbError> {
        self.tx
            .audit(AuditEvent::on("void", "roll_line", line.uuid(), Tier::C2));
        self.void_lines(Some(line), reason, version).await
    }

    async fn void_lines(&self, line: Option<RollLineId>, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: DoneRow = Prepared::<VoidRoll>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Nullable<SqlUuid>, _>(line)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(reason)
            .bind::<Timestamptz, _>(self.tx.now())
            .get_result(&mut conn)
            .await?;
        Ok(row.done)
    }
}
