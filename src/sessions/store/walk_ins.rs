//! Rows of those who came without being on the roll.

use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::{Place, WrappedKey};
use zeroize::Zeroizing;

use crate::access::Action;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sessions::model::{Attendance, RollLineId, SessionId, WalkInId};
use crate::sessions::scope::RollScope;
use crate::sql_file;

sql_file!(AddWalkIn, "../sql/add_walk_in.sql");
sql_file!(FindWalkIn, "../sql/find_walk_in.sql");
sql_file!(ListWalkIns, "../sql/list_walk_ins.sql");
sql_file!(EndWalkIn, "../sql/end_walk_in.sql");

/// Somebody who came, what she called herself sealed.
#[derive(QueryableByName)]
pub(in crate::sessions) struct WalkInRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) id: WalkInId,
    #[diesel(sql_type = SqlUuid)]
    session_id: SessionId,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) attendance: Attendance,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) minutes: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    nickname_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::sessions) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) row_version: i32,
}

impl WalkInRow {
    /// Was she matched, or the entry voided?
    pub(in crate::sessions) fn is_over(&self) -> bool {
        self.nickname_enc.is_none()
    }
}

/// Somebody who came, about to be written.
pub(in crate::sessions) struct NewWalkIn {
    pub(in crate::sessions) id: WalkInId,
    pub(in crate::sessions) nickname: Zeroizing<String>,
    pub(in crate::sessions) attendance: Attendance,
    pub(in crate::sessions) minutes: i32,
    pub(in crate::sessions) created_mac: [u8; 16],
}

/// How an entry about a walk-in ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) enum Ending {
    /// It is known who she was: this line of the roll.
    Matched(RollLineId),
    /// It should not have been made.
    Voided(&'static str),
}

fn place(org: OrgId, walk_in: WalkInId) -> Place {
    Place {
        table: "walk_in",
        column: "nickname_enc",
        org: org.bytes(),
        row: walk_in.bytes(),
    }
}

/// The group session a walk-in came to; `None`: not there for this caller.
pub(in crate::sessions) async fn session_of<M>(tx: &Tx<M>, id: WalkInId) -> Result<Option<SessionId>, DbError> {
    Ok(find(tx, id).await?.map(|row| row.session_id))
}

/// A walk-in by its id, ended ones too; `None`: not there for this caller.
pub(in crate::sessions) async fn find<M>(tx: &Tx<M>, id: WalkInId) -> Result<Option<WalkInRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindWalkIn>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> RollScope<'_, M> {
    /// Those nobody has matched yet, with what they called themselves; that is remembered. Nobody, for who may not know.
    pub(in crate::sessions) async fn walk_ins(
        &self,
        keys: &Keys,
    ) -> Result<Vec<(WalkInRow, Zeroizing<String>)>, DbError> {
        if !self.allows(Action::NameRoll) {
            return Ok(Vec::new());
        }
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let rows: Vec<WalkInRow> = Prepared::<ListWalkIns>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .load(&mut conn)
            .await?;
        let mut named = Vec::with_capacity(rows.len());
        for row in rows {
            let damaged = DbError::Sealed("what a walk-in called herself");
            let (Some(wrapped), Some(nickname)) = (&row.wrapped, &row.nickname_enc) else {
                return Err(damaged);
            };
            let wrapped = WrappedKey::from_stored(wrapped).map_err(|_error| damaged.clone())?;
            let key = keys
                .kek_ring
                .unwrap(&wrapped, org.bytes(), row.id.bytes())
                .map_err(|_error| damaged.clone())?;
            let nickname = key.open_text(&place(org, row.id), nickname).map_err(|_error| damaged)?;
            named.push((row, nickname));
        }
        if !named.is_empty() {
            let shown = named.iter().map(|(row, _)| row.id.uuid()).collect();
            self.tx
                .audit(AuditEvent::shown("walk_in", shown, Tier::C3).fields(&["nickname"]));
        }
        Ok(named)
    }
}

impl RollScope<'_, Write> {
    /// Writes down somebody who came, by what she called herself.
    pub(in crate::sessions) async fn add_walk_in(&self, keys: &Keys, new: NewWalkIn) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let (key, wrapped) = keys.kek_ring.new_person_key(context.org.bytes(), new.id.bytes())?;
        let nickname = key.seal(&place(context.org, new.id), new.nickname.as_str())?;
        Prepared::<AddWalkIn>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.site_id)
            .bind::<SqlUuid, _>(self.row.programme_id)
            .bind::<Binary, _>(wrapped.as_bytes().to_vec())
            .bind::<Binary, _>(nickname)
            .bind::<Text, _>(new.attendance)
            .bind::<Integer, _>(new.minutes)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "walk_in", new.id.uuid(), Tier::C3));
        Ok(())
    }

    /// Ends an entry and destroys what she called herself; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn end_walk_in(
        &self,
        id: WalkInId,
        version: i32,
        ending: Ending,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let (line, reason, event) = match ending {
            Ending::Matched(line) => {
                let event = AuditEvent::on("match", "walk_in", id.uuid(), Tier::C2);
                (Some(line), None, event)
            }
            Ending::Voided(reason) => {
                let event = AuditEvent::on("void", "walk_in", id.uuid(), Tier::C2);
                (None, Some(reason), event)
            }
        };
        let ended = Prepared::<EndWalkIn>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Nullable<SqlUuid>, _>(line)
            .bind::<Nullable<Text>, _>(reason)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx.audit(event);
        Ok(ended == 1)
    }
}
