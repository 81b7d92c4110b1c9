//! Rows of rolls: who is on one, and who came.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::access::Action;
use crate::enrolment::EnrolmentId;
use crate::people::{PersonId, open_alias};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::safety::{Meeting, Room, would_meet};
use crate::sessions::model::{Attendance, CorrectionReason, RollLineId, SessionId, in_its_rooms};
use crate::sessions::scope::RollScope;
use crate::sql_file;

sql_file!(Roll, "../sql/roll.sql");
sql_file!(Eligible, "../sql/eligible.sql");
sql_file!(AddLines, "../sql/add_lines.sql");
sql_file!(FindLine, "../sql/find_line.sql");
sql_file!(CountLines, "../sql/count_lines.sql");
sql_file!(UnmarkedLines, "../sql/unmarked_lines.sql");
sql_file!(MarkLines, "../sql/mark_lines.sql");

/// A line as the database gives it: the alias sealed.
#[derive(QueryableByName)]
struct SealedLine {
    #[diesel(sql_type = SqlUuid)]
    id: RollLineId,
    #[diesel(sql_type = Integer)]
    row_version: i32,
    #[diesel(sql_type = SqlUuid)]
    person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
    #[diesel(sql_type = Bool)]
    is_hers: bool,
    #[diesel(sql_type = Text)]
    public_code: String,
    #[diesel(sql_type = Nullable<Text>)]
    attendance: Option<Attendance>,
    #[diesel(sql_type = Nullable<Integer>)]
    minutes: Option<i32>,
    #[diesel(sql_type = Nullable<Binary>)]
    known_as_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
}

/// A line as a roll shows it.
pub(in crate::sessions) struct LineRow {
    pub(in crate::sessions) id: RollLineId,
    pub(in crate::sessions) row_version: i32,
    pub(in crate::sessions) public_code: String,
    /// What she is called, for who may know.
    pub(in crate::sessions) alias: Option<Zeroizing<String>>,
    /// Who she is and where she is enrolled, for callers who may see her by other ways too.
    pub(in crate::sessions) whose: Option<(PersonId, EnrolmentId)>,
    /// `None`: nobody has marked her.
    pub(in crate::sessions) attendance: Option<Attendance>,
    pub(in crate::sessions) minutes: Option<i32>,
}

/// An enrolment that may be put on a roll.
#[derive(QueryableByName)]
struct EligibleRow {
    #[diesel(sql_type = Integer)]
    place: i32,
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person_id: Uuid,
}

/// Where a line belongs, before its roll is open; and who said first how she took part.
#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = SqlUuid)]
    session_id: SessionId,
    #[diesel(sql_type = Nullable<Binary>)]
    created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    row_version: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    marked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    marked_by: Option<StaffId>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    lines: i64,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: RollLineId,
}

#[derive(QueryableByName)]
struct OutcomeRow {
    #[diesel(sql_type = SqlUuid)]
    line_id: RollLineId,
    #[diesel(sql_type = Text)]
    outcome: String,
}

/// What marking did to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sessions) enum Marked {
    /// It says now how she took part.
    Yes,
    /// Somebody changed it meanwhile, or took it off the roll.
    ChangedMeanwhile,
    /// She had left the programme by that day.
    Outside,
}

/// What is said of lines that are marked.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) struct Mark {
    pub(in crate::sessions) attendance: Attendance,
    pub(in crate::sessions) minutes: i32,
    /// The version of the one line it is about; `None`: those of the lines that nobody has marked.
    pub(in crate::sessions) version: Option<i32>,
    /// On a closed roll too: somebody who came without being on it.
    pub(in crate::sessions) even_closed: bool,
    /// Why it is corrected, where who supervises does.
    pub(in crate::sessions) reason: Option<CorrectionReason>,
}

/// Why nobody was put on a roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sessions) enum NotPut {
    /// The first of the enrolments that is not in the group's place, or not the caller's, by its place among them.
    NotEligible(usize),
    /// Two would come together who must not meet.
    Apart,
}

/// The group session a line belongs to; `None`: not there for this caller.
pub(in crate::sessions) async fn session_of<M>(tx: &Tx<M>, line: RollLineId) -> Result<Option<SessionId>, DbError> {
    Ok(find(tx, line).await?.map(|row| row.session_id))
}

/// What recognises a repeated line.
pub(in crate::sessions) async fn created_mac<M>(tx: &Tx<M>, line: RollLineId) -> Result<Option<Vec<u8>>, DbError> {
    Ok(find(tx, line).await?.and_then(|row| row.created_mac))
}

/// Who first said how she took part, and when; `None`: nobody did.
pub(in crate::sessions) type FirstMark = Option<(DateTime<Utc>, StaffId)>;

/// The version of a line, and who marked it first; `None`: not there for this caller.
pub(in crate::sessions) async fn marked<M>(tx: &Tx<M>, line: RollLineId) -> Result<Option<(i32, FirstMark)>, DbError> {
    let found = find(tx, line).await?;
    Ok(found.map(|row| (row.row_version, row.marked_at.zip(row.marked_by))))
}

async fn find<M>(tx: &Tx<M>, line: RollLineId) -> Result<Option<PlaceRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindLine>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(line);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> RollScope<'_, M> {
    /// Who is on the roll, called by her alias where the caller may know it; that is remembered.
    pub(in crate::sessions) async fn lines(&self, keys: &Keys) -> Result<Vec<LineRow>, DbError> {
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let query = Prepared::<Roll>::new().bind::<SqlUuid, _>(self.row.id);
        let sealed: Vec<SealedLine> = query.load(&mut conn).await?;
        let named = self.allows(Action::NameRoll);
        let (mut lines, mut opened) = (Vec::with_capacity(sealed.len()), Vec::new());
        for line in sealed {
            let wrapped = line.wrapped.as_deref().filter(|_wrapped| named);
            let alias = wrapped
                .map(|wrapped| open_alias(keys, org, line.person_id, wrapped, line.known_as_enc.as_deref()))
                .transpose()?
                .flatten();
            if alias.is_some() {
                opened.push(line.person_id.uuid());
            }
            lines.push(LineRow {
                id: line.id,
                row_version: line.row_version,
                public_code: line.public_code,
                alias,
                whose: line.is_hers.then_some((line.person_id, line.enrolment_id)),
                attendance: line.attendance,
                minutes: line.minutes,
            });
        }
        if !opened.is_empty() {
            self.tx
                .audit(AuditEvent::shown("person_identity", opened, Tier::C3).fields(&["known_as"]));
        }
        Ok(lines)
    }

    /// How many lines the roll has.
    pub(in crate::sessions) async fn count(&self) -> Result<usize, DbError> {
        let mut conn = self.tx.conn()?;
        let row: CountRow = Prepared::<CountLines>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .get_result(&mut conn)
            .await?;
        Ok(usize::try_from(row.lines).unwrap_or(usize::MAX))
    }
}

impl RollScope<'_, Write> {
    /// Puts enrolments on the roll, each with the id of its line, in the group's programme and site and on its day, and as
    /// far as the caller may log their sessions.
    pub(in crate::sessions) async fn put_on(
        &self,
        wanted: &[(RollLineId, EnrolmentId)],
        created_mac: Option<[u8; 16]>,
    ) -> Result<Result<(), NotPut>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let asked: Vec<EnrolmentId> = wanted.iter().map(|(_, enrolment)| *enrolment).collect();
        let found: Vec<EligibleRow> = Prepared::<Eligible>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<Array<SqlUuid>, _>(asked)
            .bind::<SqlUuid, _>(self.row.programme_id)
            .bind::<SqlUuid, _>(self.row.site_id)
            .bind::<Date, NaiveDate>(self.row.held_on)
            .bind::<Bool, _>(self.allows(Action::LogSession))
            .bind::<SqlUuid, _>(context.staff)
            .load(&mut conn)
            .await?;
        // Places count from 1 and come in order: the first that is not where it should be is missing.
        let place = |row: &EligibleRow| usize::try_from(row.place).unwrap_or(0);
        let matching = found.iter().zip(1..).take_while(|(row, at)| place(row) == *at).count();
        if matching < wanted.len() {
            return Ok(Err(NotPut::NotEligible(matching)));
        }
        let (enrolments, people): (Vec<Uuid>, Vec<Uuid>) =
            found.iter().map(|row| (row.enrolment_id, row.person_id)).unzip();
        // What lies behind is recorded as it was.
        if self.ends_at() > self.tx.now() && would_meet(self.tx, self.meeting(people.clone())).await? {
            return Ok(Err(NotPut::Apart));
        }
        let ids: Vec<RollLineId> = wanted.iter().map(|(line, _)| *line).collect();
        Prepared::<AddLines>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.site_id)
            .bind::<SqlUuid, _>(self.row.programme_id)
            .bind::<Nullable<Binary>, _>(created_mac.map(|mac| mac.to_vec()))
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Array<SqlUuid>, _>(ids)
            .bind::<Array<SqlUuid>, _>(enrolments)
            .bind::<Array<SqlUuid>, _>(people)
            .execute(&mut conn)
            .await?;
        for (line, _) in wanted {
            self.tx
                .audit(AuditEvent::on("create", "roll_line", line.uuid(), Tier::C2));
        }
        Ok(Ok(()))
    }

    /// These people, come together with those on the roll.
    fn meeting(&self, people: Vec<Uuid>) -> Meeting {
        Meeting {
            people,
            group: Some(self.row.id.uuid()),
            room: in_its_rooms(self.row.mode).then(|| Room {
                site: self.row.site_id.uuid(),
                starts_at: self.row.starts_at,
                minutes: self.row.minutes,
            }),
        }
    }

    /// The lines nobody has marked.
    pub(in crate::sessions) async fn unmarked(&self) -> Result<Vec<RollLineId>, DbError> {
        let mut conn = self.tx.conn()?;
        let rows: Vec<IdRow> = Prepared::<UnmarkedLines>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .load(&mut conn)
            .await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Marks lines, and says what became of each.
    pub(in crate::sessions) async fn mark(&self, lines: Vec<RollLineId>, mark: Mark) -> Result<Vec<Marked>, DbError> {
        let mut conn = self.tx.conn()?;
        let new_ids = || lines.iter().map(|_line| self.tx.new_id()).collect::<Vec<Uuid>>();
        let (participations, events, corrections) = (new_ids(), new_ids(), new_ids());
        let rows: Vec<OutcomeRow> = Prepared::<MarkLines>::new()
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Array<SqlUuid>, _>(lines)
            .bind::<Nullable<Integer>, _>(mark.version)
            .bind::<Text, _>(mark.attendance)
            .bind::<Integer, _>(mark.minutes)
            .bind::<Array<SqlUuid>, _>(participations)
            .bind::<Array<SqlUuid>, _>(events)
            .bind::<Bool, _>(mark.even_closed)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Array<SqlUuid>, _>(corrections)
            .bind::<Nullable<Text>, _>(mark.reason)
            .load(&mut conn)
            .await?;
        let mut became = Vec::with_capacity(rows.len());
        for row in rows {
            became.push(match row.outcome.as_str() {
                "marked" => {
                    let event = AuditEvent::on("mark", "roll_line", row.line_id.uuid(), Tier::C2);
                    self.tx.audit(event.fields(&["attendance", "minutes"]));
                    Marked::Yes
                }
                "outside" => Marked::Outside,
                _ => Marked::ChangedMeanwhile,
            });
        }
        Ok(became)
    }
}
