//! Exact figures that went out by another way: entered so that gate G4 can hold them against a release.

use std::collections::BTreeMap;

use disclosure::{Categories, Dims, Predicate, Word};

use super::super::error::Error;
use super::super::model::{self, FAMILIES, FigureElsewhereId, Period, YEARS_OF_ONE_GEOGRAPHY};
use super::super::scope::LedgerScope;
use super::super::statistic::Statistic;
use super::super::store::{self, FigureRow, NewFigure};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::platform::db::{Actor, AuditEvent, Db, OnceKey, Tier, Tx, Write};

const OBJECT: &str = "external_figure";

/// What somebody says was published elsewhere.
pub(in crate::releases) struct Told {
    pub(in crate::releases) id: FigureElsewhereId,
    pub(in crate::releases) statistic: Statistic,
    pub(in crate::releases) period: Period,
    /// The category of each dimension; nothing for everybody.
    pub(in crate::releases) of: BTreeMap<String, String>,
    pub(in crate::releases) people: i32,
    pub(in crate::releases) source: String,
    pub(in crate::releases) created_mac: [u8; 16],
}

/// Every figure of a year that stands.
pub(in crate::releases) async fn figures(
    db: &Db,
    actor: &Actor,
    statistic: Statistic,
    period: Period,
) -> Result<Vec<FigureRow>, Error> {
    db.read(actor, async |tx| {
        LedgerScope::open(tx)?.require(Action::SeeReleases)?;
        let rows = store::figures(tx, statistic, period).await?;
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(OBJECT, shown, Tier::C1));
        Ok(rows)
    })
    .await
}

/// One figure.
pub(in crate::releases) async fn look_at_figure(
    db: &Db,
    actor: &Actor,
    id: FigureElsewhereId,
) -> Result<FigureRow, Error> {
    db.read(actor, async |tx| {
        LedgerScope::open(tx)?.require(Action::SeeReleases)?;
        let row = store::figure(tx, id).await?;
        tx.audit(AuditEvent::on("read", OBJECT, id.uuid(), Tier::C1));
        row.ok_or(Denied::NotFound.into())
    })
    .await
}

/// Enters a figure. A draft that was made without it is stale from then on (gate G7).
pub(in crate::releases) async fn enter_figure(tx: &Tx<Write>, told: Told) -> Result<(), Error> {
    let ledger = LedgerScope::open(tx)?;
    ledger.require_any(&[Action::DraftRelease, Action::DecideRelease])?;
    store::lock(tx).await?;
    let predicate = cell(tx, &told).await?;
    let entered = ledger
        .enter_figure(NewFigure {
            id: told.id,
            statistic: told.statistic,
            period: told.period,
            predicate: predicate.to_string(),
            people: told.people,
            source: told.source,
            created_mac: told.created_mac,
        })
        .await;
    match entered {
        Err(error) if error.unique_constraint() == Some("external_figure_once") => Err(Error::FigureEntered),
        other => Ok(other?),
    }
}

/// It was not so, or not published after all.
pub(in crate::releases) async fn void_figure(
    tx: &Tx<Write>,
    id: FigureElsewhereId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let ledger = LedgerScope::open(tx)?;
    ledger.require(Action::DecideRelease)?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("void", OBJECT, id.uuid(), Tier::C1).fields(&["repeated"]));
        return Ok(());
    }
    store::lock(tx).await?;
    let row = store::figure(tx, id).await?.ok_or(Denied::NotFound)?;
    if row.voided_at.is_some() {
        return Err(Error::FigureVoided);
    }
    if !ledger.void_figure(id, version, reason).await? {
        let row_version = row.row_version;
        return Err(Error::ChangedMeanwhile { row_version });
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// What is known from elsewhere of one year, as the gates take it.
pub(super) async fn known<M>(tx: &Tx<M>, statistic: Statistic, period: Period) -> Result<Vec<(Predicate, u32)>, Error> {
    let rows = store::figures(tx, statistic, period).await?;
    let known = rows
        .iter()
        .map(|row| row.predicate.parse().ok().zip(u32::try_from(row.people).ok()));
    known
        .collect::<Option<_>>()
        .ok_or(Error::Internal(None, "a figure from elsewhere cannot be read"))
}

/// The cell of the table programme that is meant: one category of each dimension of one of its tables, of several
/// tables together, or of none. What an outsider can add up is no less known for not being one of our cells.
async fn cell(tx: &Tx<Write>, told: &Told) -> Result<Predicate, Error> {
    let sites = store::sites(tx).await?;
    let earlier = store::earlier_geographies(tx, told.period, YEARS_OF_ONE_GEOGRAPHY).await?;
    let unreadable = || Error::Internal(None, "the categories of this organisation cannot be read");
    let families = FAMILIES.into_iter().map(str::parse).collect::<Result<_, _>>();
    let regions = model::fixed_regions(&sites, &earlier);
    let categories =
        Categories::new(regions, families.map_err(|_error| unreadable())?).map_err(|_error| unreadable())?;
    let dimensions = told.statistic.tables().dimensions();
    let mut dims: Vec<(Word, Word)> = Vec::new();
    for (key, category) in &told.of {
        let dimension = dimensions.iter().find(|dimension| dimension.key().as_str() == key);
        let found = dimension.and_then(|dimension| {
            let mut all = categories.of(*dimension).iter();
            let category = all.find(|known| known.as_str() == category)?;
            Some((dimension.key().clone(), category.clone()))
        });
        dims.push(found.ok_or_else(|| Error::NoSuchCell { key: key.clone() })?);
    }
    let period = told.period.word().map_err(|_error| unreadable())?;
    let dims = Dims::new(dims).map_err(|_error| unreadable())?;
    let indicator = told.statistic.tables().indicator().clone();
    Ok(Predicate::new(indicator, period, dims))
}
