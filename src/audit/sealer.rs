//! Sealing what was remembered, and signing heads.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::checkpoint::{Checkpoint, SecondPlace};
use super::error::Error;
use super::seal::{Head, Sealing};
use super::store::sealing::{self as store, NewSeals, WaitingRow};
use crate::platform::ids::OrgId;
use crate::state::Shared;

/// Rows taken at a time.
const BATCH: i32 = 5_000;
/// Between two signatures of a head that moves (security.md §3.11).
const SIGN_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Between two notes of how far it came while nothing was sealed: only what a new sealer need not look at again.
const NOTE_EVERY: TimeDelta = TimeDelta::seconds(60);

/// Holds the one seat there is for a sealer in a database.
///
/// The seat only saves work: where two seal at once after all, the chain's own key lets one of them through, and the
/// other begins again.
pub struct Sealer {
    conn: AsyncPgConnection,
    shared: Arc<Shared>,
    second_place: Option<SecondPlace>,
    heads: HashMap<OrgId, Head>,
    cluster: i64,
    /// Everything up to here is sealed: a transaction, and a row of it.
    place: (i64, Uuid),
    noted: i64,
    note_at: DateTime<Utc>,
    sign_at: DateTime<Utc>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

impl Sealer {
    /// Takes the seat on a connection of its own, as `causeway_auth`; `None` when somebody else holds it. `second_place`
    /// is the folder for checkpoints.
    pub async fn take_the_seat(
        url: &str,
        shared: Arc<Shared>,
        second_place: Option<PathBuf>,
    ) -> Result<Option<Self>, Error> {
        let mut conn = super::store::open(url).await?;
        if !store::take_the_seat(&mut conn).await? {
            return Ok(None);
        }
        let clock = store::clock(&mut conn).await?;
        let now = shared.clock.now();
        let mut sealer = Self {
            conn,
            shared,
            second_place: second_place.map(SecondPlace::new),
            heads: HashMap::new(),
            cluster: clock.cluster,
            place: (clock.horizon, Uuid::nil()),
            noted: clock.horizon,
            note_at: now,
            sign_at: now,
        };
        if clock.of_cluster.is_some_and(|cluster| cluster != clock.cluster) {
            // Restored into another cluster: rows carry the numbers of transactions of the old one, which are below what
            // is running here, or not yet given out. Both were committed there.
            sealer.seal_between((0, Uuid::nil()), clock.below).await?;
            sealer.seal_between((clock.next, Uuid::nil()), i64::MAX).await?;
            sealer.place = (clock.below, Uuid::nil());
            sealer.note().await?;
        }
        Ok(Some(sealer))
    }

    /// Seals every row of a transaction that has ended before the oldest one still running; so a transaction that commits
    /// late holds up the rows after it and is never passed by. How many rows.
    pub async fn seal(&mut self) -> Result<usize, Error> {
        let below = store::clock(&mut self.conn).await?.below;
        let sealed = self.seal_between(self.place, below).await?;
        // What carries a smaller number has ended, and was seen.
        self.place = self.place.max((below, Uuid::nil()));
        let now = self.shared.clock.now();
        if self.place.0 > self.noted && (sealed > 0 || now >= self.note_at) {
            self.note().await?;
            self.note_at = now + NOTE_EVERY;
        }
        metrics::gauge!("audit_sealed_at_seconds").set(seconds(now.signed_duration_since(DateTime::UNIX_EPOCH)));
        Ok(sealed)
    }

    /// Signs the heads that moved, once a minute, here and in the second place. How many.
    pub async fn sign_when_due(&mut self) -> Result<usize, Error> {
        let now = self.shared.clock.now();
        if now < self.sign_at {
            return Ok(0);
        }
        self.sign_at = now + SIGN_EVERY;
        let mut checkpoints = Vec::new();
        for (org, head) in store::unsigned_heads(&mut self.conn).await? {
            if self.heads.get(&org).is_some_and(|known| *known != head) {
                metrics::counter!("audit_head_differs_total").increment(1);
                tracing::error!("the end of the audit log is not what was sealed: run `causeway audit verify`");
                continue;
            }
            let key = &self.shared.keys.audit_checkpoint;
            checkpoints.push(Checkpoint::sign(org, head, now, key));
        }
        if checkpoints.is_empty() {
            return Ok(0);
        }
        // The second place first: what it does not take is not signed here either, and tried again in a minute.
        if let Some(place) = self.second_place.clone() {
            let lines = checkpoints.clone();
            let added = tokio::task::spawn_blocking(move || place.add(&lines, now)).await;
            let added = added.unwrap_or_else(|_| Err(std::io::ErrorKind::Interrupted.into()));
            if let Err(error) = added {
                metrics::counter!("audit_second_place_failed_total").increment(1);
                return Err(Error::SecondPlace(error.kind()));
            }
        }
        for checkpoint in &checkpoints {
            store::add_checkpoint(&mut self.conn, checkpoint).await?;
        }
        Ok(checkpoints.len())
    }

    async fn seal_between(&mut self, from: (i64, Uuid), below: i64) -> Result<usize, Error> {
        let (mut place, mut sealed) = (from, 0);
        loop {
            let rows = store::rows_since(&mut self.conn, place, below, BATCH).await?;
            let more = i32::try_from(rows.len()) == Ok(BATCH);
            if let Some(last) = rows.last() {
                place = (last.xid, last.id);
            }
            sealed += self.append(rows).await?;
            if !more {
                return Ok(sealed);
            }
            self.place = self.place.max(place);
        }
    }

    /// One transaction per organisation.
    async fn append(&mut self, rows: Vec<WaitingRow>) -> Result<usize, Error> {
        let mut oldest = None;
        let mut of_org: BTreeMap<OrgId, Vec<WaitingRow>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| !row.sealed) {
            oldest = oldest.into_iter().chain([row.at]).min();
            of_org.entry(row.org_id).or_default().push(row);
        }
        let mut sealed = 0;
        for (org, rows) in of_org {
            sealed += rows.len();
            self.append_to(org, rows).await?;
        }
        let lag = oldest.map_or(TimeDelta::zero(), |oldest| self.shared.clock.now() - oldest);
        metrics::gauge!("audit_seal_lag_seconds").set(seconds(lag));
        Ok(sealed)
    }

    async fn append_to(&mut self, org: OrgId, rows: Vec<WaitingRow>) -> Result<(), Error> {
        let head = match self.heads.get(&org) {
            Some(head) => *head,
            None => store::head(&mut self.conn, org).await?,
        };
        let mut sealing = Sealing::of(&self.shared.keys.content_mac, org);
        let (mut new, mut next) = (NewSeals::default(), head);
        for row in &rows {
            let (moved, seal) = sealing.seal(&next, &row.row).ok_or(Error::OtherForm)?;
            new.push(row.at, row.id, &seal);
            next = moved;
        }
        if !store::append(&mut self.conn, org, &head, new).await? {
            return Err(Error::AnotherSealer);
        }
        self.heads.insert(org, next);
        Ok(())
    }

    async fn note(&mut self) -> Result<(), Error> {
        store::move_horizon(&mut self.conn, self.place.0, self.cluster).await?;
        self.noted = self.place.0;
        Ok(())
    }
}

fn seconds(time: TimeDelta) -> f64 {
    time.as_seconds_f64()
}
