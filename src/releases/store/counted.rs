//! What the ledger knows of people: who was counted, and what that cost them.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use disclosure::budget::Cost;
use uuid::Uuid;

use super::super::gates::Spent;
use super::super::statistic::Statistic;
use crate::platform::db::{DbError, Prepared, Tx};
use crate::sql_file;

sql_file!(SpentSoFar, "../sql/spent.sql");
sql_file!(CountedWith, "../sql/counted_with.sql");

#[derive(QueryableByName)]
struct SpentRow {
    #[diesel(sql_type = Bool)]
    counted_before: bool,
    #[diesel(sql_type = Bool)]
    over_budget: bool,
}

#[derive(QueryableByName)]
struct CountedRow {
    #[diesel(sql_type = Text)]
    period: String,
    #[diesel(sql_type = Integer)]
    generation: i32,
    #[diesel(sql_type = SqlUuid)]
    person_id: Uuid,
}

/// What the programme costs each person it counts, whatever tables are printed: equal for all, so that a refused
/// release tells nothing about anybody (disclosure.md §3.5). In thousandths (ε) and hundred-millionths (δ).
pub(in crate::releases) fn cost(statistic: Statistic) -> Result<(i32, i32), DbError> {
    let Cost {
        epsilon_thousandths,
        delta_hundred_millionths,
    } = Cost::of(statistic.tables());
    i32::try_from(epsilon_thousandths)
        .ok()
        .zip(i32::try_from(delta_hundred_millionths).ok())
        .ok_or_else(|| DbError::Unexpected("a release costs more than can be counted".into()))
}

/// Whom each earlier release counted that shares somebody with these people, by its period and generation.
pub(in crate::releases) async fn counted_with<M>(
    tx: &Tx<M>,
    statistic: Statistic,
    people: &[Uuid],
) -> Result<BTreeMap<(String, i32), Vec<Uuid>>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<CountedRow> = Prepared::<CountedWith>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Text, _>(statistic.code())
        .bind::<Array<SqlUuid>, _>(people.to_vec())
        .load(&mut conn)
        .await?;
    let mut counted: BTreeMap<(String, i32), Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        counted
            .entry((row.period, row.generation))
            .or_default()
            .push(row.person_id);
    }
    Ok(counted)
}

/// Was one of these counted before, or would one be overspent?
pub(in crate::releases) async fn spent<M>(tx: &Tx<M>, statistic: Statistic, people: &[Uuid]) -> Result<Spent, DbError> {
    let (epsilon, delta) = cost(statistic)?;
    let mut conn = tx.conn()?;
    let row: SpentRow = Prepared::<SpentSoFar>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Array<SqlUuid>, _>(people.to_vec())
        .bind::<Text, _>(statistic.code())
        .bind::<Integer, _>(epsilon)
        .bind::<Integer, _>(delta)
        .get_result(&mut conn)
        .await?;
    Ok(Spent {
        counted_before: row.counted_before,
        over_budget: row.over_budget,
    })
}
