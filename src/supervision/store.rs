//! Rows of supervision sessions. What was written is sealed as soon as it arrives.

use chrono::NaiveDate;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place, WrappedKey};
use zeroize::Zeroizing;

use super::model::{SupervisionId, SupervisionKind};
use super::scope::SupervisionScope;
use crate::access::{Action, Grants};
use crate::casework::VoidReason;
use crate::enrolment::EnrolmentId;
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(AddSession, "sql/add_session.sql");
sql_file!(AddWorkers, "sql/add_workers.sql");
sql_file!(AddCases, "sql/add_cases.sql");
sql_file!(FindSession, "sql/find_session.sql");
sql_file!(ListSessions, "sql/list_sessions.sql");
sql_file!(ListCases, "sql/list_cases.sql");
sql_file!(VoidSession, "sql/void_session.sql");

/// How the audit log calls it.
pub(super) const TABLE: &str = "supervision_session";

/// A session without what was written.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct SessionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: SupervisionId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) supervisor_id: StaffId,
    #[diesel(sql_type = Date)]
    pub(super) held_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub(super) minutes: i32,
    #[diesel(sql_type = Text)]
    pub(super) kind: SupervisionKind,
    #[diesel(sql_type = Bool)]
    pub(super) wellbeing_checked: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) void_reason: Option<String>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) staff_ids: Vec<StaffId>,
}

/// A session with what was written, sealed.
#[derive(Debug, QueryableByName)]
pub(super) struct OpenRow {
    #[diesel(embed)]
    pub(super) session: SessionRow,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    actions_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    confidential_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct CaseRow {
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
}

/// Which sessions a list shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    /// Only those this colleague was supervised in.
    pub(super) worker: Option<StaffId>,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    pub(super) after: Option<(NaiveDate, SupervisionId)>,
    pub(super) limit: i64,
}

/// A case that was discussed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) enrolment: EnrolmentId,
    pub(super) site: SiteId,
    pub(super) programme: ProgrammeId,
}

/// What was written; `None`: nothing, or it was erased, or it is not the reader's.
#[derive(Default)]
pub(super) struct Words {
    /// What was agreed.
    pub(super) actions: Option<Zeroizing<String>>,
    /// What only who wrote it reads.
    pub(super) confidential: Option<Zeroizing<String>>,
}

/// A session about to be written.
pub(super) struct NewSession {
    pub(super) id: SupervisionId,
    pub(super) site: SiteId,
    pub(super) workers: Vec<StaffId>,
    pub(super) held_on: NaiveDate,
    pub(super) minutes: i32,
    pub(super) kind: SupervisionKind,
    pub(super) wellbeing_checked: bool,
    pub(super) cases: Vec<Case>,
    pub(super) words: Words,
    pub(super) created_mac: [u8; 16],
}

fn place(column: &'static str, org: OrgId, id: SupervisionId) -> Place {
    Place {
        table: TABLE,
        column,
        org: org.bytes(),
        row: id.bytes(),
    }
}

fn damaged() -> DbError {
    DbError::Sealed("what was written about supervision")
}

/// Writes a session down: itself, who was there, and what was discussed.
pub(super) async fn add(tx: &Tx<Write>, keys: &Keys, new: NewSession) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let (key, wrapped) = keys.kek_ring.new_person_key(context.org.bytes(), new.id.bytes())?;
    let seal = |column, words: Option<&Zeroizing<String>>| {
        words
            .map(|words| key.seal(&place(column, context.org, new.id), words.as_str()))
            .transpose()
    };
    Prepared::<AddSession>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.site)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Date, _>(new.held_on)
        .bind::<Integer, _>(new.minutes)
        .bind::<Text, _>(new.kind)
        .bind::<Bool, _>(new.wellbeing_checked)
        .bind::<Binary, _>(wrapped.as_bytes().to_vec())
        .bind::<Nullable<Binary>, _>(seal("actions_enc", new.words.actions.as_ref())?)
        .bind::<Nullable<Binary>, _>(seal("confidential_enc", new.words.confidential.as_ref())?)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    let workers: Vec<_> = new.workers.iter().map(|worker| worker.uuid()).collect();
    Prepared::<AddWorkers>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<Array<SqlUuid>, _>(workers)
        .execute(&mut conn)
        .await?;
    if !new.cases.is_empty() {
        let of = |part: fn(&Case) -> uuid::Uuid| new.cases.iter().map(part).collect::<Vec<_>>();
        Prepared::<AddCases>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Array<SqlUuid>, _>(of(|case| case.enrolment.uuid()))
            .bind::<Array<SqlUuid>, _>(of(|case| case.site.uuid()))
            .bind::<Array<SqlUuid>, _>(of(|case| case.programme.uuid()))
            .execute(&mut conn)
            .await?;
    }
    tx.audit(AuditEvent::on("create", TABLE, new.id.uuid(), Tier::C3));
    Ok(())
}

/// A session by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: SupervisionId) -> Result<Option<OpenRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindSession>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page, one row more than the limit when there is a next page; that is remembered.
pub(super) async fn list<M>(tx: &Tx<M>, listed: Listed) -> Result<Vec<SessionRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::Supervise);
    let rows: Vec<SessionRow> = Prepared::<ListSessions>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<SqlUuid>, _>(listed.worker)
        .bind::<Nullable<Date>, _>(listed.from)
        .bind::<Nullable<Date>, _>(listed.to)
        .bind::<Nullable<Date>, _>(listed.after.map(|(on, _)| on))
        .bind::<Nullable<SqlUuid>, _>(listed.after.map(|(_, id)| id))
        .bind::<BigInt, _>(listed.limit + 1)
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(TABLE, shown, Tier::C2));
    }
    Ok(rows)
}

impl<M> SupervisionScope<'_, M> {
    /// The cases discussed, as far as the caller may know; that is remembered.
    pub(super) async fn cases(&self) -> Result<Vec<EnrolmentId>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let reach = Grants::of(context).reach(Action::SeeEnrolment);
        let rows: Vec<CaseRow> = Prepared::<ListCases>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.row.session.id)
            .bind::<Bool, _>(reach.everywhere)
            .bind::<Array<SqlUuid>, _>(reach.sites)
            .bind::<Array<SqlUuid>, _>(reach.programmes)
            .load(&mut conn)
            .await?;
        if !rows.is_empty() {
            let shown = rows.iter().map(|row| row.enrolment_id.uuid()).collect();
            self.tx.audit(AuditEvent::shown("supervision_case", shown, Tier::C2));
        }
        Ok(rows.into_iter().map(|row| row.enrolment_id).collect())
    }

    /// What was written, as far as it is the caller's to read; that is remembered.
    pub(super) fn words(&self, keys: &Keys) -> Result<Words, DbError> {
        let Some(key) = self.key(keys)? else {
            return Ok(Words::default());
        };
        let (org, id) = (self.tx.context().org, self.row.session.id);
        let open = |column, sealed: Option<&[u8]>| {
            sealed
                .map(|sealed| {
                    key.open_text(&place(column, org, id), sealed)
                        .map_err(|_error| damaged())
                })
                .transpose()
        };
        let hers = self.row.confidential_enc.as_deref().filter(|_| self.is_hers());
        let words = Words {
            actions: open("actions_enc", self.row.actions_enc.as_deref())?,
            confidential: open("confidential_enc", hers)?,
        };
        let opened: &'static [&'static str] = match (words.actions.is_some(), words.confidential.is_some()) {
            (false, false) => return Ok(words),
            (true, false) => &["actions"],
            (false, true) => &["confidential"],
            (true, true) => &["actions", "confidential"],
        };
        let event = AuditEvent::on("open", TABLE, id.uuid(), Tier::C3);
        self.tx.audit(event.fields(opened));
        Ok(words)
    }

    /// What this session is sealed with; `None`: destroyed.
    fn key(&self, keys: &Keys) -> Result<Option<PersonKey>, DbError> {
        let Some(wrapped) = &self.row.wrapped else {
            return Ok(None);
        };
        let stored = WrappedKey::from_stored(wrapped).map_err(|_damaged| damaged())?;
        let key = keys
            .kek_ring
            .unwrap(&stored, self.tx.context().org.bytes(), self.row.session.id.bytes())
            .map_err(|_rejected| DbError::Sealed("a supervision session's key was wrapped by another key file"))?;
        Ok(Some(key))
    }
}

impl SupervisionScope<'_, Write> {
    /// Voids it; `false` when it was changed meanwhile.
    pub(super) async fn void(&self, version: i32, reason: VoidReason) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let voided = Prepared::<VoidSession>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.session.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        self.remember("void", &[]);
        Ok(voided == 1)
    }
}
