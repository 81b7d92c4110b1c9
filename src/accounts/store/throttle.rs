//! Counters of guesses. The rules are in `model/throttle.rs`; here they are kept, for every server process alike.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::super::model::AccountId;
use super::super::model::throttle::{Counted, Counter, Guess, Outcome};
use crate::platform::db::{AuthTx, DbError, Prepared};
use crate::sql_file;

sql_file!(LockCounters, "../sql/lock_counters.sql");
sql_file!(SaveCounters, "../sql/save_counters.sql");
sql_file!(ForgetCounters, "../sql/forget_counters.sql");
sql_file!(RememberFailed, "../sql/remember_failed.sql");

#[derive(QueryableByName)]
struct CounterRow {
    #[diesel(sql_type = Binary)]
    key: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    window_start: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    fails: i32,
    #[diesel(sql_type = Integer)]
    open: i32,
    #[diesel(sql_type = Timestamptz)]
    opened_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    level: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    blocked_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    good_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Binary)]
    accounts: Vec<u8>,
}

/// May the guess be made?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum Admission {
    /// Yes, and it is counted as under way.
    Yes,
    /// Not from this network, until then: says nothing about any account.
    NotFromHere(DateTime<Utc>),
    /// No, and nobody is told why.
    No,
}

type Counters = Vec<(Counted, [u8; 16], Counter)>;

/// Counts a guess before it is looked at. To be committed before the hash is computed.
pub(in crate::accounts) async fn admit(tx: &AuthTx, guess: &Guess) -> Result<Admission, DbError> {
    let now = tx.now();
    let mut counters = lock(tx, guess).await?;
    let known_here = counters
        .iter()
        .any(|(counted, _, counter)| *counted == Counted::Pair && counter.is_known(now));
    for (counted, _, counter) in &counters {
        let Some(until) = counter.refuses(*counted, now) else {
            continue;
        };
        match counted {
            Counted::Network | Counted::Spread => return Ok(Admission::NotFromHere(until)),
            // Whoever guesses from everywhere must not lock out the owner where she is at home.
            Counted::Account if known_here => {}
            Counted::Pair | Counted::Account | Counted::Code => return Ok(Admission::No),
        }
    }
    for (_, _, counter) in &mut counters {
        counter.begin(now);
    }
    save(tx, counters).await?;
    let mut conn = tx.conn()?;
    let forget = Prepared::<ForgetCounters>::new().bind::<Timestamptz, _>(now);
    forget.execute(&mut conn).await?;
    Ok(Admission::Yes)
}

/// Settles a guess that was admitted. Which counters reached their limit by it.
pub(in crate::accounts) async fn settle(tx: &AuthTx, guess: &Guess, outcome: Outcome) -> Result<Vec<Counted>, DbError> {
    let now = tx.now();
    let (mut counters, mut full) = (lock(tx, guess).await?, Vec::new());
    for (counted, _, counter) in &mut counters {
        if counter.settle(*counted, outcome, guess.mark, now) {
            full.push(*counted);
        }
    }
    save(tx, counters).await?;
    Ok(full)
}

/// Remembers a wrong password in the log of every organisation the account works in. `None`: there is no account; takes
/// as long and writes nothing.
pub(in crate::accounts) async fn remember_failed(
    tx: &AuthTx,
    account: Option<AccountId>,
    request_id: &str,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<RememberFailed>::new()
        .bind::<SqlUuid, _>(account.map_or_else(uuid::Uuid::nil, AccountId::uuid))
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Text, _>(request_id);
    query.execute(&mut conn).await?;
    Ok(())
}

async fn lock(tx: &AuthTx, guess: &Guess) -> Result<Counters, DbError> {
    let (mut conn, now) = (tx.conn()?, tx.now());
    let keys: Vec<Vec<u8>> = guess.counters.iter().map(|(_, key)| key.to_vec()).collect();
    let query = Prepared::<LockCounters>::new()
        .bind::<Array<Binary>, _>(keys)
        .bind::<Timestamptz, _>(now);
    let rows: Vec<CounterRow> = query.load(&mut conn).await?;
    let mut found: HashMap<Vec<u8>, Counter> = rows.into_iter().map(CounterRow::split).collect();
    let mut counters = Vec::new();
    for (counted, key) in &guess.counters {
        let mut counter = found
            .remove(key.as_slice())
            .ok_or_else(|| DbError::Unexpected("a counter was not found".into()))?;
        counter.catch_up(*counted, now);
        counters.push((*counted, *key, counter));
    }
    Ok(counters)
}

impl CounterRow {
    fn split(self) -> (Vec<u8>, Counter) {
        let counter = Counter {
            window_start: self.window_start,
            fails: self.fails,
            open: self.open,
            opened_at: self.opened_at,
            level: self.level,
            blocked_until: self.blocked_until,
            good_at: self.good_at,
            accounts: self.accounts,
        };
        (self.key, counter)
    }
}

/// Counters, turned into columns for one `UPDATE … FROM unnest`.
#[derive(Default)]
struct Columns {
    keys: Vec<Vec<u8>>,
    window_starts: Vec<DateTime<Utc>>,
    fails: Vec<i32>,
    open: Vec<i32>,
    opened_at: Vec<DateTime<Utc>>,
    levels: Vec<i32>,
    blocked_until: Vec<Option<DateTime<Utc>>>,
    good_at: Vec<Option<DateTime<Utc>>>,
    accounts: Vec<Vec<u8>>,
    forget_at: Vec<DateTime<Utc>>,
}

async fn save(tx: &AuthTx, counters: Counters) -> Result<(), DbError> {
    let (mut conn, mut columns) = (tx.conn()?, Columns::default());
    for (counted, key, counter) in counters {
        columns.forget_at.push(counter.forget_at(counted));
        columns.keys.push(key.to_vec());
        columns.window_starts.push(counter.window_start);
        columns.fails.push(counter.fails);
        columns.open.push(counter.open);
        columns.opened_at.push(counter.opened_at);
        columns.levels.push(counter.level);
        columns.blocked_until.push(counter.blocked_until);
        columns.good_at.push(counter.good_at);
        columns.accounts.push(counter.accounts);
    }
    let query = Prepared::<SaveCounters>::new()
        .bind::<Array<Binary>, _>(columns.keys)
        .bind::<Array<Timestamptz>, _>(columns.window_starts)
        .bind::<Array<Integer>, _>(columns.fails)
        .bind::<Array<Integer>, _>(columns.open)
        .bind::<Array<Timestamptz>, _>(columns.opened_at)
        .bind::<Array<Integer>, _>(columns.levels)
        .bind::<Array<Nullable<Timestamptz>>, _>(columns.blocked_until)
        .bind::<Array<Nullable<Timestamptz>>, _>(columns.good_at)
        .bind::<Array<Binary>, _>(columns.accounts)
        .bind::<Array<Timestamptz>, _>(columns.forget_at);
    query.execute(&mut conn).await?;
    Ok(())
}
