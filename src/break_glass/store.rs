//! Rows of break-glass and its notices. Written by the database's own functions alone.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::Error;
use super::model::{BreakGlassId, NoticeId, Outcome, Purpose};
use super::scope::BreakGlassScope;
use crate::access::{Action, Denied, Grants};
use crate::people::{PersonId, person_key};
use crate::platform::db::{AuditEvent, DbError, Prepared, Read, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(Look, "sql/look.sql");
sql_file!(Ask, "sql/ask.sql");
sql_file!(Second, "sql/second.sql");
sql_file!(Review, "sql/review.sql");
sql_file!(ReadKey, "sql/key.sql");
sql_file!(Find, "sql/find.sql");
sql_file!(List, "sql/list.sql");
sql_file!(Notices, "sql/notices.sql");
sql_file!(SeeNotice, "sql/see_notice.sql");

const TABLE: &str = "break_glass";

/// A break-glass.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct GlassRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: BreakGlassId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(super) staff_name: String,
    #[diesel(sql_type = Text)]
    pub(super) purpose: Purpose,
    #[diesel(sql_type = Binary)]
    reason_enc: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub(super) needs_second: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) second_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) starts_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) ends_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) reviewed_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) reviewed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) outcome: Option<String>,
    #[diesel(sql_type = Binary)]
    pub(super) created_mac: Vec<u8>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    /// Her places; not filled in lists.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) site_ids: Vec<Uuid>,
    /// Her programmes; not filled in lists.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) programme_ids: Vec<Uuid>,
}

/// What somebody was told.
#[derive(QueryableByName)]
pub(super) struct NoticeRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: NoticeId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) break_glass_id: BreakGlassId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(super) staff_name: String,
    #[diesel(sql_type = Text)]
    pub(super) purpose: Purpose,
    #[diesel(sql_type = Bool)]
    pub(super) needs_second: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) starts_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) ends_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) outcome: Option<String>,
}

#[derive(QueryableByName)]
struct LookRow {
    #[diesel(sql_type = Nullable<Text>)]
    refusal: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct DoneRow {
    #[diesel(sql_type = Bool)]
    done: bool,
}

/// A break-glass about to be asked for.
pub(super) struct NewGlass {
    pub(super) id: BreakGlassId,
    pub(super) person: PersonId,
    pub(super) purpose: Purpose,
    pub(super) reason: Zeroizing<String>,
    pub(super) created_mac: [u8; 16],
}

fn place(org: OrgId, id: BreakGlassId) -> Place {
    Place {
        table: TABLE,
        column: "reason_enc",
        org: org.bytes(),
        row: id.bytes(),
    }
}

/// May the caller break the glass for this person? Her wrapped key, with which the reason is sealed.
pub(super) async fn look(tx: &Tx<Write>, person: PersonId) -> Result<Vec<u8>, Error> {
    let mut conn = tx.conn()?;
    let look: LookRow = Prepared::<Look>::new()
        .bind::<SqlUuid, _>(person)
        .get_result(&mut conn)
        .await
        .map_err(DbError::from)?;
    match look.refusal.as_deref() {
        // An erased person has no key: nothing of her can be opened, so there is nothing to break the glass for.
        None => Ok(look.wrapped.ok_or(Denied::NotFound)?),
        Some("not_found") => Err(Denied::NotFound.into()),
        Some("unreviewed") => Err(Error::Unreviewed),
        Some("ended") => Err(Error::RightEnded),
        Some("nobody") => Err(Error::NobodyToTell),
        Some(_not_allowed) => Err(Denied::NotAllowed.into()),
    }
}

/// Breaks the glass, or begins to: with the notices, in one transaction.
pub(super) async fn ask(tx: &Tx<Write>, keys: &Keys, new: NewGlass, wrapped: &[u8]) -> Result<(), Error> {
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let reason = person_key(keys, org, new.person, wrapped)?
        .seal(&place(org, new.id), new.reason.as_str())
        .map_err(DbError::from)?;
    Prepared::<Ask>::new()
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.person)
        .bind::<Text, _>(new.purpose)
        .bind::<Binary, _>(reason)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .execute(&mut conn)
        .await
        .map_err(DbError::from)?;
    tx.audit(AuditEvent::on("break_glass", "person", new.person.uuid(), Tier::C3));
    tx.audit(AuditEvent::on("create", TABLE, new.id.uuid(), Tier::C3));
    tx.under_break_glass(new.id.uuid());
    Ok(())
}

pub(super) async fn find<M>(tx: &Tx<M>, id: BreakGlassId) -> Result<Option<GlassRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<Find>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// A page of the caller's own and of those she reviews.
pub(super) async fn list(
    tx: &Tx<Read>,
    unreviewed: bool,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<GlassRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::ReviewBreakGlass);
    let query = Prepared::<List>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Bool, _>(unreviewed)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    let rows: Vec<GlassRow> = query.load(&mut conn).await?;
    let shown = rows.iter().map(|row| row.id.uuid()).collect();
    tx.audit(AuditEvent::shown(TABLE, shown, Tier::C2));
    Ok(rows)
}

/// A page of what the caller was told.
pub(super) async fn notices(
    tx: &Tx<Read>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<NoticeRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<Notices>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// Notes that the caller saw a notice of hers; false when it is none of hers.
pub(super) async fn see_notice(tx: &Tx<Write>, id: NoticeId) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<SeeNotice>::new().bind::<SqlUuid, _>(id);
    let row: DoneRow = query.get_result(&mut conn).await?;
    tx.audit(AuditEvent::on("notice", "break_glass_notice", id.uuid(), Tier::C1));
    Ok(row.done)
}

impl<M> BreakGlassScope<'_, M> {
    /// Opens the reason; that is remembered.
    pub(super) async fn reason(&self, keys: &Keys) -> Result<Option<Zeroizing<String>>, DbError> {
        let (mut conn, org, id) = (self.tx.conn()?, self.tx.context().org, self.row.id);
        let query = Prepared::<ReadKey>::new().bind::<SqlUuid, _>(id);
        let row: KeyRow = query.get_result(&mut conn).await?;
        self.tx
            .audit(AuditEvent::on("open", TABLE, id.uuid(), Tier::C3).fields(&["reason"]));
        // Her key was destroyed since: she was erased, and the reason with her.
        let Some(wrapped) = row.wrapped else { return Ok(None) };
        let reason =
            person_key(keys, org, self.row.person_id, &wrapped)?.open_text(&place(org, id), &self.row.reason_enc)?;
        Ok(Some(reason))
    }
}

impl BreakGlassScope<'_, Write> {
    /// The caller agrees as the second person; the hour begins. False when somebody changed it meanwhile.
    pub(super) async fn second(&self, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<Second>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version);
        let row: DoneRow = query.get_result(&mut conn).await?;
        self.tx
            .audit(AuditEvent::on("second", TABLE, self.row.id.uuid(), Tier::C2));
        Ok(row.done)
    }

    /// Writes what the review came to, and what follows from it. False when somebody changed it meanwhile.
    pub(super) async fn review(&self, version: i32, outcome: Outcome) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<Review>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(outcome);
        let row: DoneRow = query.get_result(&mut conn).await?;
        self.tx
            .audit(AuditEvent::on("review", TABLE, self.row.id.uuid(), Tier::C2).fields(&["outcome"]));
        Ok(row.done)
    }
}
