//! The steps of a release. Each is one transaction, one at a time in an organisation, and counts again what it decides
//! on.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::content::{Content, OrganisationName, sha256};
use super::error::Error;
use super::file::ReleaseFile;
use super::gates::{self, Report, Stored};
use super::model::{Format, FunderId, Period, ReleaseId, State, YEARS_OF_ONE_GEOGRAPHY};
use super::scope::{Audience, LedgerScope, ReleaseScope};
use super::snapshot::{self, Drawn, Facts};
use super::store::{self, Decision, ListedRow, NewRelease, Publication, ReleaseRow, YearRow};
use super::table;
use crate::access::Action;
use crate::platform::db::{Actor, AuditEvent, Db, OnceKey, Tier, Tx, Write};
use crate::state::Shared;

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

/// Years and what has happened to them, with today.
pub(super) async fn years(db: &Db, actor: &Actor) -> Result<(Vec<YearRow>, NaiveDate), Error> {
    db.read(actor, async |tx| {
        let ledger = LedgerScope::open(tx)?;
        ledger.require(Action::SeeReleases)?;
        let today = tx.now().date_naive();
        let rows = ledger.years(chrono::Datelike::year(&today)).await?;
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
        let generation = next_generation(&ledger, wanted.period).await?;
        let known = ledger.known_funders(&wanted.funders).await?;
        if let Some(place) = wanted.funders.iter().position(|funder| !known.contains(funder)) {
            return Err(Error::UnknownFunder { place });
        }
        let drawn = count(tx, shared, wanted.period).await?;
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
async fn next_generation(ledger: &LedgerScope<'_, Write>, period: Period) -> Result<i32, Error> {
    if !period.is_publishable(ledger.tx.now().date_naive()) {
        let from = period.publishable_from();
        return Err(Error::NotPublishableYet { period, from });
    }
    let so_far = ledger.period(period).await?;
    if so_far.released {
        return Err(Error::PeriodReleased(period));
    }
    if so_far.generations >= GENERATIONS {
        return Err(Error::NoGenerationLeft(period));
    }
    Ok(so_far.generations + 1)
}

/// Runs the gates and keeps their report.
pub(super) async fn audit(db: &Db, actor: &Actor, shared: Arc<Shared>, step: Step) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let begun = begin(tx, &step, &[Action::DraftRelease, Action::DecideRelease]).await?;
        let scope = match begun {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        in_state(&scope, &[State::Draft, State::Audited])?;
        let (report, _drawn) = held_against_the_data(&scope, shared).await?;
        let internal = |_error| Error::Internal(Some(step.id), "the gate report could not be written");
        let hash = sha256(serde_jcs::to_string(&report).map_err(internal)?);
        let value = serde_json::to_value(&report).map_err(internal)?;
        scope.save_audit(value, &hash, report.passed).await?;
        scope.add_event("audited", Some(&hex::encode(hash)), None).await?;
        end(tx, step, "audit").await
    })
    .await
}

/// Approves: the gates run again, and somebody other than the drafter says yes.
pub(super) async fn approve(db: &Db, actor: &Actor, shared: Arc<Shared>, step: Step) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let scope = match begin(tx, &step, &[Action::DecideRelease]).await? {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        not_by_the_drafter(&scope)?;
        in_state(&scope, &[State::Audited])?;
        let (report, _drawn) = held_against_the_data(&scope, shared).await?;
        if !report.passed {
            return Err(Error::GateClosed);
        }
        let decision = Decision {
            state: State::Approved,
            reason: None,
        };
        scope.decide(&decision).await?;
        scope.add_event("approved", None, None).await?;
        end(tx, step, "approve").await
    })
    .await
}

/// Rejects a draft that is not out yet.
pub(super) async fn reject(db: &Db, actor: &Actor, step: Step, reason: &'static str) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let scope = match begin(tx, &step, &[Action::DecideRelease]).await? {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        not_by_the_drafter(&scope)?;
        in_state(&scope, &[State::Draft, State::Audited, State::Approved])?;
        let decision = Decision {
            state: State::Rejected,
            reason: Some(reason),
        };
        scope.decide(&decision).await?;
        scope.add_event("rejected", None, Some(reason)).await?;
        end(tx, step, "reject").await
    })
    .await
}

/// Publishes: counts a last time, marks everyone counted, signs, chains and freezes.
pub(super) async fn publish(db: &Db, actor: &Actor, shared: Arc<Shared>, step: Step) -> Result<Seen, Error> {
    db.write(actor, async move |tx| {
        let scope = match begin(tx, &step, &[Action::DecideRelease]).await? {
            Begun::Done(seen) => return Ok(seen),
            Begun::First(scope) => scope,
        };
        not_by_the_drafter(&scope)?;
        in_state(&scope, &[State::Approved])?;
        let (report, drawn) = held_against_the_data(&scope, Arc::clone(&shared)).await?;
        if !report.passed {
            return Err(Error::GateClosed);
        }
        scope.mark_counted(&drawn.people).await?;
        let content: Content = serde_json::from_str(&drawn.content)
            .map_err(|_error| Error::Internal(Some(step.id), "its content cannot be read"))?;
        let chain = scope
            .add_publication(content.period, &hex::encode(drawn.content_sha256))
            .await?;
        let publication =
            signed(&shared, content, chain).ok_or(Error::Internal(Some(step.id), "its file could not be written"))?;
        scope.save_publication(publication).await?;
        scope.add_event("published", None, None).await?;
        end(tx, step, "publish").await
    })
    .await
}

fn signed(shared: &Shared, content: Content, chain: Vec<super::Link>) -> Option<Publication> {
    let file = ReleaseFile::sign(content, chain, &shared.keys.release)?;
    Some(Publication {
        public_key: hex::decode(&file.public_key).ok()?,
        signature: hex::decode(&file.signature).ok()?,
        file: file.canonical().ok()?,
    })
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

enum Begun<'t> {
    /// The same request was answered before.
    Done(Seen),
    First(ReleaseScope<'t, Write>),
}

async fn begin<'t>(tx: &'t Tx<Write>, step: &Step, actions: &[Action]) -> Result<Begun<'t>, Error> {
    store::lock(tx).await?;
    let again = tx.done_before(step.once.as_ref(), Error::KeyUsedOtherwise).await;
    let scope = ReleaseScope::open(tx, step.id).await?;
    scope.require(actions)?;
    // Only now: who may not know of the release learns nothing of its keys.
    if again? {
        tx.audit(AuditEvent::on("read", OBJECT, step.id.uuid(), Tier::C1));
        return Ok(Begun::Done(scope.into()));
    }
    if scope.row.row_version != step.row_version {
        let row_version = scope.row.row_version;
        return Err(Error::ChangedMeanwhile { row_version });
    }
    Ok(Begun::First(scope))
}

/// Remembers the step and gives the release as it is now.
async fn end(tx: &Tx<Write>, step: Step, action: &'static str) -> Result<Seen, Error> {
    let scope = ReleaseScope::open(tx, step.id).await?;
    let (_name, etag) = crate::platform::http::etag(scope.row.row_version);
    tx.keep_answer(step.once.as_ref(), 200, step.id.uuid(), Some(etag))
        .await?;
    tx.audit(AuditEvent::on(action, OBJECT, step.id.uuid(), Tier::C1));
    Ok(scope.into())
}

fn in_state(scope: &ReleaseScope<'_, Write>, states: &[State]) -> Result<(), Error> {
    if states.contains(&scope.state) {
        Ok(())
    } else {
        Err(Error::WrongState(scope.state))
    }
}

/// Nobody decides about their own draft; the database refuses it too (`release_four_eyes`).
fn not_by_the_drafter(scope: &ReleaseScope<'_, Write>) -> Result<(), Error> {
    if scope.row.drafted_by == scope.tx.context().staff {
        return Err(Error::OwnDraft);
    }
    Ok(())
}

/// Counts again and runs the gates. Data that changed since the draft end the step.
async fn held_against_the_data(scope: &ReleaseScope<'_, Write>, shared: Arc<Shared>) -> Result<(Report, Drawn), Error> {
    let (tx, row) = (scope.tx, &scope.row);
    let period: Period = row
        .period
        .parse()
        .map_err(|_error| Error::Internal(Some(row.id), "its period cannot be read"))?;
    if LedgerScope::open(tx)?.period(period).await?.released {
        return Err(Error::PeriodReleased(period));
    }
    let drawn = count(tx, shared, period).await?;
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
        spent: store::spent(tx, &drawn.people).await?,
        counted: store::counted_with(tx, &drawn.people).await?,
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
async fn count<M>(tx: &Tx<M>, shared: Arc<Shared>, period: Period) -> Result<Drawn, Error> {
    let facts = Facts {
        organisation: OrganisationName {
            id: tx.context().org.uuid(),
            name: store::organisation_name(tx).await?,
        },
        period,
        people: store::people(tx, period).await?,
        sites: store::sites(tx).await?,
        earlier: store::earlier_geographies(tx, period, YEARS_OF_ONE_GEOGRAPHY).await?,
    };
    tokio::task::spawn_blocking(move || snapshot::draw(facts, &shared.keys.snapshot, &shared.keys.noise))
        .await
        .map_err(|_panicked| Error::Internal(None, "the drawing broke off"))?
        .map_err(|error| {
            tracing::error!(error = %error, "a release could not be drawn");
            Error::Internal(None, "it could not be drawn")
        })
}
