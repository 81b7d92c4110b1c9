//! The steps of a release. Each is one transaction, one at a time in an organisation, and counts again what it decides
//! on.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::content::OrganisationName;
use super::error::Error;
use super::file::ReleaseFile;
use super::gates::{self, Report, Stored};
use super::model::{Format, FunderId, Period, ReleaseId, State, YEARS_OF_ONE_GEOGRAPHY};
use super::scope::{Audience, LedgerScope, ReleaseScope};
use super::snapshot::{self, Drawn, Facts};
use super::statistic::Statistic;
use super::store::{self, ListedRow, NewRelease, ReleaseRow, YearRow};
use super::table;
use crate::access::Action;
use crate::platform::db::{Actor, AuditEvent, Db, OnceKey, Tier, Tx, Write};
use crate::state::Shared;

mod elsewhere;
mod steps;

pub(super) use elsewhere::{Told, enter_figure, figures, look_at_figure, void_figure};
pub(super) use steps::{approve, audit, publish, reject};

/// Drafts of one year, at most (disclosure.md §3.5).
pub(super) const GENERATIONS: i32 = 3;

const OBJECT: &str = "release";

/// A release and who looks at it.
pub(super) struct Seen {
    pub(super) row: ReleaseRow,
    pub(super) state: State,
    pub(super) audience: Audience,
}

impl<M> From<ReleaseScope<'_, M>> for Seen {
    fn from(scope: ReleaseScope<'_, M>) -> Self {
        Self {
            row: scope.row,
            state: scope.state,
            audience: scope.audience,
        }
    }
}

/// What a draft is asked for.
pub(super) struct Wanted {
    pub(super) id: ReleaseId,
    pub(super) statistic: Statistic,
    pub(super) period: Period,
    pub(super) funders: Vec<FunderId>,
    pub(super) created_mac: [u8; 16],
}

/// A step on one release: which, at which version, and the key of a repeated request.
pub(super) struct Step {
    pub(super) id: ReleaseId,
    pub(super) row_version: i32,
    pub(super) once: Option<OnceKey>,
}

/// A published file and its kind.
pub(super) struct Fetched {
    pub(super) body: String,
    pub(super) indicator: String,
    pub(super) period: String,
}

/// A page of releases, with one row more than asked for.
pub(super) async fn list(
    db: &Db,
    actor: &Actor,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    db.read(actor, async |tx| {
        let ledger = LedgerScope::open(tx)?;
        // Staff see all; a funder only what is published for her, and nothing at all without a funder to her name.
        let funder = match ledger.audience {
            Audience::House => None,
            Audience::Funder => Some(tx.context().funder.unwrap_or_default()),
        };
        let rows = ledger.list(funder, after, limit).await?;
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(OBJECT, shown, Tier::C1));
        Ok(rows)
    })
    .await
}

/// Years and what has happened to them as far as this is counted, with today.
pub(super) async fn years(db: &Db, actor: &Actor, statistic: Statistic) -> Result<(Vec<YearRow>, NaiveDate), Error> {
    db.read(actor, async |tx| {
        let ledger = LedgerScope::open(tx)?;
        ledger.require(Action::SeeReleases)?;
        let today = tx.now().date_naive();
        let rows = ledger.years(statistic, chrono::Datelike::year(&today)).await?;
        tx.audit(AuditEvent::shown(OBJECT, Vec::new(), Tier::C1));
        Ok((rows, today))
    })
    .await
}

/// One release.
pub(super) async fn look(db: &Db, actor: &Actor, id: ReleaseId) -> Result<Seen, Error> {
    db.read(actor, async |tx| {
        let scope = ReleaseScope::open(tx, id).await?;
        tx.audit(AuditEvent::on("read", OBJECT, id.uuid(), Tier::C1));
        Ok(scope.into())
    })
    .await
}

/// Drafts a release. The same creation sent again gives the row that exists; the caller compares the MACs.
pub(super) async fn draft(db: &Db, actor: &Actor, shared: Arc<Shared>, wanted: Wanted) -> Result<(Seen, bool), Error> {
    db.write(actor, async move |tx| {
        let ledger = LedgerScope::open(tx)?;
        ledger.require(Action::DraftRelease)?;
        store::lock(tx).await?;
        if store::find(tx, wanted.id).await?.is_some() {
            let scope = ReleaseScope::open(tx, wanted.id).await?;
            tx.audit(AuditEvent::on("read", OBJECT, wanted.id.uuid(), Tier::C1));
            return Ok((scope.into(), false));
        }
        let generation = next_generation(&ledger, wanted.statistic, wanted.period).await?;
        let known = ledger.known_funders(&wanted.funders).await?;
        if let Some(place) = wanted.funders.iter().position(|funder| !known.contains(funder)) {
            return Err(Error::UnknownFunder { place });
        }
        let drawn = count(tx, shared, wanted.statistic, wanted.period).await?;
        ledger
            .add(NewRelease {
                id: wanted.id,
                period: wanted.period,
                generation,
                funders: known.into_iter().collect(),
                created_mac: wanted.created_mac,
                drawn,
            })
            .await?;
        let scope = ReleaseScope::open(tx, wanted.id).await?;
        scope.add_event("drafted", None, None).await?;
        tx.audit(AuditEvent::on("draft", OBJECT, wanted.id.uuid(), Tier::C2));
        Ok((scope.into(), true))
    })
    .await
}

/// The number of the next draft, if one may be made today.
async fn next_generation(ledger: &LedgerScope<'_, Write>, statistic: Statistic, period: Period) -> Result<i32, Error> {
    if !period.is_publishable(ledger.tx.now().date_naive()) {
        let from = period.publishable_from();
        return Err(Error::NotPublishableYet { period, from });
    }
    let so_far = ledger.period(statistic, period).await?;
    if so_far.released {
        return Err(Error::PeriodReleased(period));
    }
    if so_far.generations >= GENERATIONS {
        return Err(Error::NoGenerationLeft(period));
    }
    Ok(so_far.generations + 1)
}

/// The published bytes, and a record of who fetched them.
pub(super) async fn fetch(db: &Db, actor: &Actor, id: ReleaseId, format: Format) -> Result<Fetched, Error> {
    db.write(actor, async move |tx| {
        let scope = ReleaseScope::open(tx, id).await?;
        scope.require(&[Action::SeeReleases, Action::FetchRelease])?;
        let stored = scope.row.file.as_ref().filter(|_| scope.state == State::Published);
        let stored = stored.ok_or(Error::NotPublished)?;
        let body = match format {
            Format::Json => stored.clone(),
            Format::Csv => {
                let unreadable = || Error::Internal(Some(id), "its file cannot be read");
                let file: ReleaseFile = serde_json::from_str(stored).map_err(|_error| unreadable())?;
                table::csv(&file).map_err(|_error| unreadable())?
            }
        };
        scope.add_download(format.as_str(), &body).await?;
        tx.audit(AuditEvent::on("download", OBJECT, id.uuid(), Tier::C1));
        Ok(Fetched {
            body,
            indicator: scope.row.indicator,
            period: scope.row.period,
        })
    })
    .await
}

/// Counts again and runs the gates. Data that changed since the draft end the step.
async fn held_against_the_data(scope: &ReleaseScope<'_, Write>, shared: Arc<Shared>) -> Result<(Report, Drawn), Error> {
    let (tx, row) = (scope.tx, &scope.row);
    let period: Period = row
        .period
        .parse()
        .map_err(|_error| Error::Internal(Some(row.id), "its period cannot be read"))?;
    let statistic = Statistic::parse(&row.indicator);
    let statistic = statistic.ok_or(Error::Internal(Some(row.id), "what it counts cannot be read"))?;
    if LedgerScope::open(tx)?.period(statistic, period).await?.released {
        return Err(Error::PeriodReleased(period));
    }
    let drawn = count(tx, shared, statistic, period).await?;
    let stored = Stored {
        period,
        programme_version: row.programme_version.clone(),
        tag: row.snapshot_tag.clone(),
        content: row.content.clone(),
        content_sha256: row.content_sha256.clone(),
        geography: store::geography_of(&row.geography)?,
        cells: store::cells(tx, row.id).await?,
    };
    let ledger = gates::Ledger {
        spent: store::spent(tx, statistic, &drawn.people).await?,
        counted: store::counted_with(tx, statistic, &drawn.people).await?,
        today: tx.now().date_naive(),
    };
    // G4 is plain computing, and not little: off the worker's thread.
    let judged = move || (gates::run(&stored, &drawn, &ledger), drawn);
    let (report, drawn) = tokio::task::spawn_blocking(judged)
        .await
        .map_err(|_panicked| Error::Internal(Some(row.id), "the gates broke off"))?;
    if report.is_fresh() {
        Ok((report, drawn))
    } else {
        Err(Error::DataChanged)
    }
}

/// Counts and draws. The drawing is plain computing, off the worker's thread.
async fn count<M>(tx: &Tx<M>, shared: Arc<Shared>, statistic: Statistic, period: Period) -> Result<Drawn, Error> {
    let facts = Facts {
        organisation: OrganisationName {
            id: tx.context().org.uuid(),
            name: store::organisation_name(tx).await?,
        },
        statistic,
        period,
        people: store::people(tx, statistic, period).await?,
        sites: store::sites(tx).await?,
        earlier: store::earlier_geographies(tx, period, YEARS_OF_ONE_GEOGRAPHY).await?,
        elsewhere: elsewhere::known(tx, statistic, period).await?,
    };
    tokio::task::spawn_blocking(move || snapshot::draw(facts, &shared.keys.snapshot, &shared.keys.noise))
        .await
        .map_err(|_panicked| Error::Internal(None, "the drawing broke off"))?
        .map_err(|error| {
            tracing::error!(error = %error, "a release could not be drawn");
            Error::Internal(None, "it could not be drawn")
        })
}
