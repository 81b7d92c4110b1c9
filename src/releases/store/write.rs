//! What is written to the release ledger. Every writer is a method of a scope.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::chain::{self, EventBody, Link, LinkBody, Place, START};
use super::super::content::sha256;
use super::super::error::Error;
use super::super::gates::{StoredCell, cells_of};
use super::super::model::{FunderId, Period, ReleaseId, State};
use super::super::scope::{LedgerScope, ReleaseScope};
use super::super::snapshot::Drawn;
use super::super::statistic::Statistic;
use super::cost;
use crate::platform::db::{DbError, Prepared, Tx, Write};
use crate::sql_file;

sql_file!(AddRelease, "../sql/add_release.sql");
sql_file!(AddCells, "../sql/add_cells.sql");
sql_file!(AddRecipients, "../sql/add_recipients.sql");
sql_file!(SaveAudit, "../sql/save_audit.sql");
sql_file!(SaveDecision, "../sql/save_decision.sql");
sql_file!(SavePublication, "../sql/save_publication.sql");
sql_file!(AddCounted, "../sql/add_counted.sql");
sql_file!(Spend, "../sql/spend.sql");
sql_file!(LastEvent, "../sql/last_event.sql");
sql_file!(AddEvent, "../sql/add_event.sql");
sql_file!(Publications, "../sql/publications.sql");
sql_file!(AddPublication, "../sql/add_publication.sql");
sql_file!(AddDownload, "../sql/add_download.sql");

/// A draft about to be written.
pub(in crate::releases) struct NewRelease {
    pub(in crate::releases) id: ReleaseId,
    pub(in crate::releases) period: Period,
    pub(in crate::releases) generation: i32,
    pub(in crate::releases) funders: Vec<FunderId>,
    pub(in crate::releases) created_mac: [u8; 16],
    pub(in crate::releases) drawn: Drawn,
}

/// A decision about a release.
pub(in crate::releases) struct Decision {
    pub(in crate::releases) state: State,
    pub(in crate::releases) reason: Option<&'static str>,
}

/// A signed release about to go out.
pub(in crate::releases) struct Publication {
    pub(in crate::releases) file: String,
    pub(in crate::releases) public_key: Vec<u8>,
    pub(in crate::releases) signature: Vec<u8>,
}

#[derive(QueryableByName)]
struct LastRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Binary)]
    sha256: Vec<u8>,
}

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Binary)]
    prev_sha256: Vec<u8>,
    #[diesel(sql_type = Binary)]
    sha256: Vec<u8>,
}

fn hash(stored: &[u8]) -> Result<[u8; 32], DbError> {
    stored
        .try_into()
        .map_err(|_length| DbError::Unexpected("a hash of another length".into()))
}

fn one_row(what: &'static str, actual: usize, row_version: i32) -> Result<(), Error> {
    match actual {
        1 => Ok(()),
        // The row was there when the scope opened: only its version can have moved.
        0 => Err(Error::ChangedMeanwhile { row_version }),
        actual => Err(DbError::RowsAffected {
            what,
            expected: 1,
            actual,
        }
        .into()),
    }
}

impl LedgerScope<'_, Write> {
    /// Writes a draft: the release, its cells, its recipients.
    pub(in crate::releases) async fn add(&self, new: NewRelease) -> Result<(), Error> {
        let (tx, context) = (self.tx, self.tx.context());
        let mut conn = tx.conn()?;
        let geography = serde_json::to_value(&new.drawn.geography)
            .map_err(|_error| Error::Internal(Some(new.id), "the geography could not be written"))?;
        let cells: Vec<StoredCell> = cells_of(&new.drawn).into_iter().collect();
        Prepared::<AddRelease>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Text, _>(new.drawn.statistic.code())
            .bind::<Text, _>(disclosure::PROGRAMME_VERSION)
            .bind::<Text, _>(new.period.to_string())
            .bind::<Integer, _>(new.generation)
            .bind::<Text, _>(disclosure::MECHANISM)
            .bind::<Binary, _>(new.drawn.tag.as_bytes().to_vec())
            .bind::<Jsonb, _>(geography)
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(new.drawn.content)
            .bind::<Binary, _>(new.drawn.content_sha256.to_vec())
            .bind::<Binary, _>(new.created_mac.to_vec())
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Prepared::<AddCells>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Array<Text>, _>(cells.iter().map(|cell| cell.predicate.clone()).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(cells.iter().map(|cell| cell.profile.clone()).collect::<Vec<_>>())
            .bind::<Array<Nullable<Integer>>, _>(cells.iter().map(|cell| cell.published).collect::<Vec<_>>())
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Prepared::<AddRecipients>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Array<SqlUuid>, _>(new.funders.iter().map(|funder| funder.uuid()).collect::<Vec<Uuid>>())
            .bind::<Timestamptz, _>(tx.now())
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Ok(())
    }
}

impl ReleaseScope<'_, Write> {
    /// Keeps what the gates found; what passed is audited.
    pub(in crate::releases) async fn save_audit(
        &self,
        report: serde_json::Value,
        report_sha256: &[u8; 32],
        passed: bool,
    ) -> Result<(), Error> {
        let mut conn = self.tx.conn()?;
        let saved = Prepared::<SaveAudit>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(self.row.row_version)
            .bind::<Jsonb, _>(report)
            .bind::<Binary, _>(report_sha256.to_vec())
            .bind::<Bool, _>(passed)
            .execute(&mut conn)
            .await
            .map_err(|error| Error::of_write(error.into()))?;
        one_row("audit a release", saved, self.row.row_version)
    }

    /// Keeps a decision.
    pub(in crate::releases) async fn decide(&self, decision: &Decision) -> Result<(), Error> {
        let mut conn = self.tx.conn()?;
        let saved = Prepared::<SaveDecision>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(self.row.row_version)
            .bind::<Text, _>(decision.state.as_str())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Nullable<Text>, _>(decision.reason)
            .execute(&mut conn)
            .await
            .map_err(|error| Error::of_write(error.into()))?;
        one_row("decide about a release", saved, self.row.row_version)
    }

    /// Marks everyone counted, for life, and spends their budgets.
    pub(in crate::releases) async fn mark_counted(&self, statistic: Statistic, people: &[Uuid]) -> Result<(), Error> {
        let (epsilon, delta) = cost(statistic)?;
        let org = self.tx.context().org;
        let mut conn = self.tx.conn()?;
        Prepared::<AddCounted>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<Array<SqlUuid>, _>(people.to_vec())
            .bind::<Text, _>(self.row.indicator.clone())
            .bind::<Text, _>(self.row.period.clone())
            .bind::<SqlUuid, _>(self.row.id)
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Prepared::<Spend>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<Array<SqlUuid>, _>(people.to_vec())
            .bind::<Integer, _>(epsilon)
            .bind::<Integer, _>(delta)
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Ok(())
    }

    /// Puts this release at the end of the organisation's public chain and gives the chain up to it.
    pub(in crate::releases) async fn add_publication(
        &self,
        period: Period,
        content_sha256: &str,
    ) -> Result<Vec<Link>, Error> {
        let (tx, org) = (self.tx, self.tx.context().org);
        let mut conn = tx.conn()?;
        let rows: Vec<LinkRow> = Prepared::<Publications>::new()
            .bind::<SqlUuid, _>(org)
            .load(&mut conn)
            .await
            .map_err(DbError::from)?;
        let broken = || Error::Internal(Some(self.row.id), "the public chain cannot be read");
        let mut chain = Vec::with_capacity(rows.len() + 1);
        let mut prev = START;
        for row in &rows {
            prev = hash(&row.sha256)?;
            chain.push(Link {
                body: serde_json::from_str(&row.body).map_err(|_error| broken())?,
                prev_sha256: hex::encode(&row.prev_sha256),
                sha256: hex::encode(prev),
            });
        }
        let body = LinkBody {
            seq: i64::try_from(chain.len() + 1).map_err(|_error| broken())?,
            kind: State::Published.as_str().to_owned(),
            release_id: self.row.id,
            indicator: self.row.indicator.clone(),
            period,
            content_sha256: content_sha256.to_owned(),
            published_on: tx.now().date_naive(),
        };
        let text = body.canonical().map_err(|_error| broken())?;
        let sha256 = chain::link_hash(&prev, &text);
        Prepared::<AddPublication>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<BigInt, _>(body.seq)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Text, _>(text)
            .bind::<Binary, _>(prev.to_vec())
            .bind::<Binary, _>(sha256.to_vec())
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        chain.push(Link {
            body,
            prev_sha256: hex::encode(prev),
            sha256: hex::encode(sha256),
        });
        Ok(chain)
    }

    /// Freezes the release with its file.
    pub(in crate::releases) async fn save_publication(&self, publication: Publication) -> Result<(), Error> {
        let mut conn = self.tx.conn()?;
        let saved = Prepared::<SavePublication>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(self.row.row_version)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(publication.file)
            .bind::<Binary, _>(publication.public_key)
            .bind::<Binary, _>(publication.signature)
            .execute(&mut conn)
            .await
            .map_err(|error| Error::of_write(error.into()))?;
        one_row("publish a release", saved, self.row.row_version)
    }

    /// Remembers who fetched which bytes.
    pub(in crate::releases) async fn add_download(&self, format: &'static str, file: &str) -> Result<(), Error> {
        let mut conn = self.tx.conn()?;
        Prepared::<AddDownload>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.tx.new_id())
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(format)
            .bind::<Binary, _>(sha256(file).to_vec())
            .bind::<Binary, _>(self.row.content_sha256.clone())
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Ok(())
    }

    /// Appends a step of this release to the organisation's log.
    pub(in crate::releases) async fn add_event(
        &self,
        kind: &'static str,
        audit_sha256: Option<&str>,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let (tx, id) = (self.tx, self.row.id);
        let Place { seq, prev } = self.next_event().await?;
        let (tag, content) = (
            hex::encode(&self.row.snapshot_tag),
            hex::encode(&self.row.content_sha256),
        );
        let event = EventBody {
            seq,
            kind,
            release_id: id,
            staff_id: tx.context().staff.uuid(),
            at: tx.now(),
            snapshot_tag: &tag,
            content_sha256: &content,
            audit_sha256,
            reason,
        };
        let body = serde_jcs::to_string(&event)
            .map_err(|_error| Error::Internal(Some(id), "an event could not be written"))?;
        let at: DateTime<Utc> = event.at;
        let sha256 = chain::link_hash(&prev, &body);
        let mut conn = tx.conn()?;
        Prepared::<AddEvent>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<BigInt, _>(seq)
            .bind::<SqlUuid, _>(id)
            .bind::<Timestamptz, _>(at)
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Text, _>(kind)
            .bind::<Text, _>(body)
            .bind::<Binary, _>(prev.to_vec())
            .bind::<Binary, _>(sha256.to_vec())
            .execute(&mut conn)
            .await
            .map_err(DbError::from)?;
        Ok(())
    }

    async fn next_event(&self) -> Result<Place, Error> {
        let tx: &Tx<Write> = self.tx;
        let mut conn = tx.conn()?;
        let last: Option<LastRow> = Prepared::<LastEvent>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?;
        Ok(match last {
            None => Place { seq: 1, prev: START },
            Some(last) => Place {
                seq: last.seq.saturating_add(1),
                prev: hash(&last.sha256)?,
            },
        })
    }
}
