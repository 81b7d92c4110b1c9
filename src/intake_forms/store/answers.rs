//! Rows of answers. What only those may read who open her file is sealed as soon as it arrives.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, Binary, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use zeroize::Zeroizing;

use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::followup::SourceKind;
use crate::intake_forms::model::{AnswerId, FormId, Given, Item, ItemClass, ItemKind, Keeper, Value};
use crate::intake_forms::scope::AnswerScope;
use crate::people::MissingReason;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddAnswer, "../sql/add_answer.sql");
sql_file!(FindAnswer, "../sql/find_answer.sql");
sql_file!(KeptElsewhere, "../sql/kept_elsewhere.sql");
sql_file!(ListAnswers, "../sql/list_answers.sql");
sql_file!(VoidAnswer, "../sql/void_answer.sql");

const TABLE: &str = "intake_answer";

/// One answer.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake_forms) struct AnswerRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) id: AnswerId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) form_id: FormId,
    #[diesel(sql_type = Text)]
    pub(in crate::intake_forms) item_key: String,
    #[diesel(sql_type = Text)]
    pub(in crate::intake_forms) class: ItemClass,
    #[diesel(sql_type = Text)]
    kind: ItemKind,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    value_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    missing: Option<String>,
    #[diesel(sql_type = Date)]
    pub(in crate::intake_forms) asked_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::intake_forms) source_kind: SourceKind,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake_forms) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::intake_forms) void_reason: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake_forms) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake_forms) row_version: i32,
}

impl AnswerRow {
    /// Why there is no value.
    pub(in crate::intake_forms) fn missing(&self) -> Option<MissingReason> {
        self.missing.as_deref().and_then(Code::parse)
    }
}

/// An answer about to be written, after its guard.
pub(in crate::intake_forms) struct NewAnswer<'i> {
    pub(in crate::intake_forms) id: AnswerId,
    pub(in crate::intake_forms) form: FormId,
    pub(in crate::intake_forms) item: &'i Item,
    pub(in crate::intake_forms) given: Given,
    pub(in crate::intake_forms) asked_on: NaiveDate,
    pub(in crate::intake_forms) source: SourceKind,
    pub(in crate::intake_forms) created_mac: [u8; 16],
}

#[derive(QueryableByName)]
struct KeptRow {
    #[diesel(sql_type = Array<Text>)]
    kept: Vec<String>,
}

fn place(org: OrgId, answer: AnswerId) -> Place {
    Place {
        table: TABLE,
        column: "value_enc",
        org: org.bytes(),
        row: answer.bytes(),
    }
}

/// An answer by its id; `None`: not there for this caller.
pub(in crate::intake_forms) async fn find_answer<M>(
    tx: &Tx<M>,
    answer: AnswerId,
) -> Result<Option<AnswerRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindAnswer>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(answer);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The answers of an enrolment that the caller may read, voided ones too, in the order in which they were written.
pub(in crate::intake_forms) async fn answers<M>(scope: &EnrolmentScope<'_, M>) -> Result<Vec<AnswerRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListAnswers>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id());
    Ok(query.load(&mut conn).await?)
}

/// What is written elsewhere about her.
pub(in crate::intake_forms) async fn kept<M>(scope: &EnrolmentScope<'_, M>) -> Result<Vec<Keeper>, DbError> {
    let mut conn = scope.tx().conn()?;
    let row: KeptRow = Prepared::<KeptElsewhere>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.id())
        .get_result(&mut conn)
        .await?;
    Ok(row.kept.iter().filter_map(|place| Code::parse(place)).collect())
}

/// What the answers say, opened, in their order; `None`: there is no value, or it was erased. What is sealed is remembered as
/// opened by whoever calls this.
pub(in crate::intake_forms) fn open_values<M>(
    scope: &EnrolmentScope<'_, M>,
    keys: &Keys,
    rows: &[AnswerRow],
) -> Result<Vec<Option<Value>>, DbError> {
    let (org, key) = (scope.tx().context().org, scope.kept_key(keys)?);
    let open = |row: &AnswerRow| {
        let written = match (
            &row.value,
            row.value_enc.as_deref().filter(|sealed| !sealed.is_empty()),
            &key,
        ) {
            (Some(value), ..) => Zeroizing::new(value.clone()),
            (None, Some(sealed), Some(key)) => key.open_text(&place(org, row.id), sealed)?,
            _ => return Ok(None),
        };
        Value::read(row.kind, written)
            .map(Some)
            .ok_or(DbError::Sealed("it is no answer of its kind"))
    };
    rows.iter().map(open).collect()
}

/// Writes an answer down.
pub(in crate::intake_forms) async fn add_answer(
    scope: &EnrolmentScope<'_, Write>,
    keys: &Keys,
    new: NewAnswer<'_>,
) -> Result<(), DbError> {
    let tx = scope.tx();
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let in_the_open = new.item.class == *"c2";
    let (value, sealed, missing) = match new.given {
        Given::Missing(missing) => (None, None, Some(missing.as_str())),
        Given::Value(value) if in_the_open => (Some(value.written().as_str().to_owned()), None, None),
        Given::Value(value) => {
            let sealed = scope.key(keys)?.seal(&place(org, new.id), value.written().as_str())?;
            (None, Some(sealed), None)
        }
    };
    Prepared::<AddAnswer>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<SqlUuid, _>(new.form)
        .bind::<Text, _>(new.item.key.as_str())
        .bind::<Text, _>(new.item.class)
        .bind::<Text, _>(new.item.kind)
        .bind::<Nullable<Text>, _>(value)
        .bind::<Nullable<Binary>, _>(sealed)
        .bind::<Nullable<Text>, _>(missing)
        .bind::<Date, _>(new.asked_on)
        .bind::<Text, _>(new.source)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", TABLE, new.id.uuid(), Tier::C3));
    Ok(())
}

impl AnswerScope<'_, Write> {
    /// Voids it; `false` when it was changed meanwhile.
    pub(in crate::intake_forms) async fn void(&self, version: i32, reason: VoidReason) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidAnswer>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", TABLE, self.row.id.uuid(), Tier::C3));
        Ok(voided == 1)
    }
}
