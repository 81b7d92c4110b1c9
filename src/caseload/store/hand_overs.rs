//! Rows of hand-overs. Their notes are sealed as soon as they arrive.

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Double, Integer, Nullable, Numeric, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use sealed::Place;
use zeroize::Zeroizing;

use crate::access::{Action, Grants};
use crate::caseload::model::{HandOverId, HandOverLineId, HandOverState};
use crate::caseload::scope::{HandOverScope, SiteScope};
use crate::enrolment::{AssignmentId, EnrolmentId, EnrolmentScope};
use crate::organisation::SiteId;
use crate::people::{PersonId, person_key};
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(Carried, "../sql/carried.sql");
sql_file!(AddHandOver, "../sql/add_hand_over.sql");
sql_file!(ListHandOvers, "../sql/list_hand_overs.sql");
sql_file!(CloseHandOver, "../sql/close_hand_over.sql");
sql_file!(AcceptHandOver, "../sql/accept_hand_over.sql");
sql_file!(ListNotes, "../sql/list_notes.sql");

/// An assignment that could be handed over.
#[derive(QueryableByName)]
pub(in crate::caseload) struct CarriedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) id: AssignmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) programme_id: ProgrammeId,
    #[diesel(sql_type = Numeric)]
    pub(in crate::caseload) weight: BigDecimal,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(in crate::caseload) conflict: bool,
}

/// A hand-over.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::caseload) struct HandOverRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) id: HandOverId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) site_id: SiteId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) from_id: StaffId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) to_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::caseload) state: HandOverState,
    #[diesel(sql_type = Integer)]
    pub(in crate::caseload) enrolments: i32,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) weight: f64,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::caseload) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::caseload) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::caseload) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) recorded_by: StaffId,
    #[diesel(sql_type = Integer)]
    pub(in crate::caseload) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::caseload) created_mac: Option<Vec<u8>>,
}

/// One enrolment in a hand-over about to be written.
pub(in crate::caseload) struct NewLine {
    pub(in crate::caseload) carried: CarriedRow,
    pub(in crate::caseload) note: Option<Zeroizing<String>>,
}

/// A hand-over about to be written, after its guard.
pub(in crate::caseload) struct NewHandOver {
    pub(in crate::caseload) id: HandOverId,
    pub(in crate::caseload) from: StaffId,
    pub(in crate::caseload) to: StaffId,
    pub(in crate::caseload) lines: Vec<NewLine>,
    pub(in crate::caseload) created_mac: [u8; 16],
}

#[derive(QueryableByName)]
struct StoredNote {
    #[diesel(sql_type = SqlUuid)]
    id: HandOverLineId,
    #[diesel(sql_type = SqlUuid)]
    hand_over_id: HandOverId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    from_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    to_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<Text>)]
    state: Option<String>,
    #[diesel(sql_type = Binary)]
    note_enc: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

/// What was said about somebody when she was handed over.
pub(in crate::caseload) struct NoteRow {
    pub(in crate::caseload) id: HandOverLineId,
    pub(in crate::caseload) hand_over_id: HandOverId,
    pub(in crate::caseload) from_id: Option<StaffId>,
    pub(in crate::caseload) to_id: Option<StaffId>,
    pub(in crate::caseload) state: Option<HandOverState>,
    pub(in crate::caseload) note: Zeroizing<String>,
    pub(in crate::caseload) recorded_at: DateTime<Utc>,
}

fn note_place(org: OrgId, line: HandOverLineId) -> Place {
    Place {
        table: "hand_over_line",
        column: "note_enc",
        org: org.bytes(),
        row: line.bytes(),
    }
}

/// Whom a colleague works with at a site, and whether the receiver has declared a conflict of interest.
pub(in crate::caseload) async fn carried<M>(
    scope: &SiteScope<'_, M>,
    from: StaffId,
    to: StaffId,
) -> Result<Vec<CarriedRow>, DbError> {
    let mut conn = scope.tx.conn()?;
    let query = Prepared::<Carried>::new()
        .bind::<SqlUuid, _>(scope.tx.context().org)
        .bind::<SqlUuid, _>(from)
        .bind::<SqlUuid, _>(scope.site)
        .bind::<SqlUuid, _>(to);
    Ok(query.load(&mut conn).await?)
}

impl CarriedRow {
    /// Can something be sealed with her key?
    pub(in crate::caseload) fn can_seal(&self) -> bool {
        self.wrapped.is_some()
    }
}

impl NewLine {
    fn sealed(&self, keys: &Keys, org: OrgId, id: HandOverLineId) -> Result<Option<Vec<u8>>, DbError> {
        let (Some(note), Some(wrapped)) = (&self.note, &self.carried.wrapped) else {
            return Ok(None);
        };
        let key = person_key(keys, org, self.carried.person_id, wrapped)?;
        Ok(Some(key.seal(&note_place(org, id), note.as_str())?))
    }
}

impl SiteScope<'_, Write> {
    /// Proposes a hand-over.
    pub(in crate::caseload) async fn propose(&self, keys: &Keys, new: NewHandOver) -> Result<(), DbError> {
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let ids: Vec<HandOverLineId> = new
            .lines
            .iter()
            .map(|_| HandOverLineId::from_uuid(self.tx.new_id()))
            .collect();
        let sealed = new.lines.iter().zip(&ids).map(|(line, id)| line.sealed(keys, org, *id));
        let notes = sealed.collect::<Result<Vec<_>, _>>()?;
        let of = |pick: fn(&CarriedRow) -> uuid::Uuid| -> Vec<uuid::Uuid> {
            new.lines.iter().map(|line| pick(&line.carried)).collect()
        };
        let weight: BigDecimal = new.lines.iter().map(|line| &line.carried.weight).sum();
        Prepared::<AddHandOver>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.site)
            .bind::<SqlUuid, _>(new.from)
            .bind::<SqlUuid, _>(new.to)
            .bind::<Integer, _>(i32::try_from(new.lines.len()).unwrap_or(i32::MAX))
            .bind::<Numeric, _>(weight)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Array<SqlUuid>, _>(ids)
            .bind::<Array<SqlUuid>, _>(of(|row| row.id.uuid()))
            .bind::<Array<SqlUuid>, _>(of(|row| row.enrolment_id.uuid()))
            .bind::<Array<SqlUuid>, _>(of(|row| row.person_id.uuid()))
            .bind::<Array<SqlUuid>, _>(of(|row| row.programme_id.uuid()))
            .bind::<Array<Nullable<Binary>>, _>(notes)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("hand_over", "hand_over", new.id.uuid(), Tier::C3));
        Ok(())
    }
}

async fn hand_overs<M>(
    tx: &Tx<M>,
    id: Option<HandOverId>,
    state: Option<HandOverState>,
    after: Option<HandOverId>,
    limit: i64,
) -> Result<Vec<HandOverRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::Assign);
    let query = Prepared::<ListHandOvers>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<Nullable<Text>, _>(state.map(Code::as_str))
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// One page of hand-overs that are the caller's to know of, newest first.
pub(in crate::caseload) async fn list_hand_overs<M>(
    tx: &Tx<M>,
    state: Option<HandOverState>,
    after: Option<HandOverId>,
    limit: i64,
) -> Result<Vec<HandOverRow>, DbError> {
    hand_overs(tx, None, state, after, limit).await
}

/// A hand-over by its id; `None`: not there for this caller.
pub(in crate::caseload) async fn find_hand_over<M>(tx: &Tx<M>, id: HandOverId) -> Result<Option<HandOverRow>, DbError> {
    Ok(hand_overs(tx, Some(id), None, None, 1).await?.into_iter().next())
}

#[derive(QueryableByName)]
struct OutcomeRow {
    #[diesel(sql_type = Text)]
    outcome: String,
}

impl HandOverScope<'_, Write> {
    /// Accepts it: `accepted`, or what stands in the way (`access.accept_hand_over`).
    pub(in crate::caseload) async fn accept(&self, version: i32) -> Result<String, DbError> {
        let mut conn = self.tx.conn()?;
        let row: OutcomeRow = Prepared::<AcceptHandOver>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .get_result(&mut conn)
            .await?;
        self.remember(&["accepted"]);
        Ok(row.outcome)
    }

    /// Refuses it, or takes it back; `false` when it was changed meanwhile.
    pub(in crate::caseload) async fn close(&self, version: i32, state: HandOverState) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let closed = Prepared::<CloseHandOver>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(state)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.remember(&["state"]);
        Ok(closed == 1)
    }

    fn remember(&self, fields: &'static [&'static str]) {
        let event = AuditEvent::on("decide_hand_over", "hand_over", self.row.id.uuid(), Tier::C2);
        self.tx.audit(event.fields(fields));
    }
}

/// Opens what was said about somebody whenever she was handed over; remembered. Nothing once her key is destroyed.
pub(in crate::caseload) async fn notes<M>(scope: &EnrolmentScope<'_, M>, keys: &Keys) -> Result<Vec<NoteRow>, DbError> {
    let (tx, key) = (scope.tx(), scope.kept_key(keys)?);
    let Some(key) = key else { return Ok(Vec::new()) };
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let rows: Vec<StoredNote> = Prepared::<ListNotes>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(scope.id())
        .load(&mut conn)
        .await?;
    let mut notes = Vec::with_capacity(rows.len());
    for row in rows {
        notes.push(NoteRow {
            note: key.open_text(&note_place(org, row.id), &row.note_enc)?,
            id: row.id,
            hand_over_id: row.hand_over_id,
            from_id: row.from_id,
            to_id: row.to_id,
            state: row.state.as_deref().and_then(Code::parse),
            recorded_at: row.recorded_at,
        });
    }
    let event = AuditEvent::on("open", "enrolment", scope.id().uuid(), Tier::C3);
    tx.audit(event.fields(&["hand_over_note"]));
    Ok(notes)
}
