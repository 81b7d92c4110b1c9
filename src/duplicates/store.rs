//! Rows of pairs.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{DuplicateGround, DuplicateId, DuplicateOutcome, Named};
use super::scope::DuplicateScope;
use crate::people::{PersonId, open_known_as, open_legal_name, person_key};
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::search::{Folded, SealedRow};
use crate::sql_file;

sql_file!(FindPair, "sql/find.sql");
sql_file!(ListPairs, "sql/list.sql");
sql_file!(JudgePair, "sql/judge.sql");
sql_file!(RaisePairs, "sql/raise.sql");
sql_file!(NamesToCompare, "sql/names_to_compare.sql");
sql_file!(RaiseNamesakes, "sql/raise_namesakes.sql");

/// Two records that are perhaps one person.
#[derive(Debug, QueryableByName)]
pub(super) struct PairRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: DuplicateId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_a: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_b: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) found_by: DuplicateGround,
    #[diesel(sql_type = Timestamptz)]
    pub(super) found_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) outcome: Option<DuplicateOutcome>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// Somebody's sealed names, for the background that compares them.
#[derive(QueryableByName)]
pub(super) struct SealedNames {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: PersonId,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(super) birth_year: Option<i32>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) known_as_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) legal_name_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    pub(super) wrapped: Vec<u8>,
}

impl SealedNames {
    /// Opens what she is called and her name in the papers, in the letters by which names are compared.
    pub(super) fn open(&self, keys: &Keys, org: OrgId) -> Result<Named, DbError> {
        opened(
            keys,
            org,
            (self.id, self.birth_year),
            &self.wrapped,
            [&self.known_as_enc, &self.legal_name_enc],
        )
    }
}

/// The same of somebody whose names the caller may open.
pub(super) fn open_names(keys: &Keys, org: OrgId, row: &SealedRow) -> Result<Named, DbError> {
    opened(
        keys,
        org,
        (row.id, row.birth_year),
        &row.wrapped,
        [&row.known_as_enc, &row.legal_name_enc],
    )
}

fn opened(
    keys: &Keys,
    org: OrgId,
    (id, birth_year): (PersonId, Option<i32>),
    wrapped: &[u8],
    [known_as, legal_name]: [&Option<Vec<u8>>; 2],
) -> Result<Named, DbError> {
    let key = person_key(keys, org, id, wrapped)?;
    let known_as = open_known_as(&key, org, id, known_as.as_deref())?;
    let legal_name = open_legal_name(&key, org, id, legal_name.as_deref())?;
    let names = [known_as, legal_name].into_iter().flatten();
    Ok(Named {
        birth_year,
        names: names.map(|name| Folded::of(&name)).collect(),
    })
}

/// A page of the sealed names of this job's organisation, the newest record first: everybody's, or those of people who were
/// taken in or renamed of late.
pub(super) async fn names_to_compare(
    tx: &JobTx,
    recent: bool,
    before: Option<PersonId>,
    limit: i32,
) -> Result<Vec<SealedNames>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<NamesToCompare>::new()
        .bind::<Bool, _>(recent)
        .bind::<Nullable<SqlUuid>, _>(before)
        .bind::<Integer, _>(limit);
    Ok(query.load(&mut conn).await?)
}

/// Raises a pair for each of these twos, unless there is one.
pub(super) async fn raise_namesakes(tx: &JobTx, pairs: Vec<(PersonId, PersonId)>) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let (ones, others): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    Prepared::<RaiseNamesakes>::new()
        .bind::<Array<SqlUuid>, _>(ones)
        .bind::<Array<SqlUuid>, _>(others)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// A pair by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, pair: DuplicateId) -> Result<Option<PairRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindPair>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(pair);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of pairs nobody has judged, one row more than `limit` when there is a next page.
pub(super) async fn list<M>(
    tx: &Tx<M>,
    after: Option<(DateTime<Utc>, DuplicateId)>,
    limit: i64,
) -> Result<Vec<PairRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListPairs>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// Raises a pair for everybody who has the number of this contact or paper.
pub(super) async fn raise(tx: &JobTx, object: Uuid) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<RaisePairs>::new()
        .bind::<SqlUuid, _>(object)
        .execute(&mut conn)
        .await?;
    Ok(())
}

impl DuplicateScope<'_, Write> {
    /// Says whether they are one; `false` when somebody else did meanwhile.
    pub(super) async fn judge(&self, version: i32, outcome: DuplicateOutcome) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let judged = Prepared::<JudgePair>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(outcome)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("judge_duplicate", "possible_duplicate", self.row.id.uuid(), Tier::C3);
        self.tx.audit(event);
        Ok(judged == 1)
    }
}
