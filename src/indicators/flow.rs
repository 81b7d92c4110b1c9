//! Asking for a figure.

use chrono::{DateTime, NaiveDate, Utc};

use super::error::Error;
use super::http::SetTarget;
use super::model::{Count, Definition, Indicator, Split, Window, can_be, catalogue, estimate_beside};
use super::scope::{FigureScope, TargetScope};
use super::store::{Asked, NewTarget, TargetRow};
use crate::organisation::{SiteId, site_place};
use crate::platform::codes::Code;
use crate::platform::db::{Actor, Db, DbError, Tx, Write};
use crate::programmes::Strands;

/// A question about one indicator.
pub(super) struct Question {
    pub(super) window: Window,
    pub(super) site: Option<SiteId>,
    pub(super) strand: Option<Code<Strands>>,
    pub(super) split: Split,
    pub(super) known_at: Option<DateTime<Utc>>,
}

/// The answer: what was counted, what was known of it, and up to when. The total comes first, then its parts in order.
pub(super) struct Answer {
    pub(super) as_of: NaiveDate,
    pub(super) counts: Vec<Count>,
    pub(super) targets: Vec<TargetRow>,
    pub(super) counted_at: DateTime<Utc>,
}

/// Every indicator and what it is, for anyone whose sign-in still holds.
pub(super) async fn definitions(db: &Db, actor: &Actor) -> Result<Vec<&'static Definition>, Error> {
    db.read(actor, async |_tx| -> Result<(), DbError> { Ok(()) }).await?;
    let catalogue = catalogue().map_err(Clone::clone)?;
    Ok(catalogue.iter().map(|(_, definition)| definition).collect())
}

/// The indicator with this code.
pub(super) fn find(code: &str) -> Result<(Indicator, &'static Definition), Error> {
    let mut catalogue = catalogue().map_err(Clone::clone)?.iter();
    let found = catalogue.find(|(_, definition)| definition.code == code);
    found
        .map(|(indicator, definition)| (*indicator, definition))
        .ok_or(Error::UnknownIndicator)
}

/// Counts one indicator for the place and the days asked for.
pub(super) async fn count(db: &Db, actor: &Actor, indicator: Indicator, question: &Question) -> Result<Answer, Error> {
    db.read(actor, async |tx| {
        let scope = FigureScope::open(tx, question.site).await?;
        // What lies ahead is not known yet: that is now.
        let known_at = question.known_at.filter(|at| *at < tx.now());
        let counted_at = known_at.unwrap_or_else(|| tx.now());
        let asked = Asked {
            indicator,
            window: question.window.known_at(counted_at),
            strand: question.strand,
            split: question.split,
            known_at,
        };
        let mut counts = scope.count(asked).await?;
        if indicator == Indicator::Ret01 {
            estimate_beside(&mut counts, &scope.stays(asked).await?);
        }
        let code = indicator.audit_name().concat();
        let targets = scope.targets(&code, question.window, known_at).await?;
        Ok(Answer {
            as_of: asked.window.as_of,
            counts,
            targets,
            counted_at,
        })
    })
    .await
}

/// Every target that was set for an indicator at a place.
pub(super) async fn targets(
    db: &Db,
    actor: &Actor,
    definition: &Definition,
    site: Option<SiteId>,
) -> Result<Vec<TargetRow>, Error> {
    db.read(actor, async |tx| {
        let scope = FigureScope::open(tx, site).await?;
        Ok(scope.target_history(&definition.code).await?)
    })
    .await
}

/// Says what a figure is to be.
pub(super) async fn set_target(
    tx: &Tx<Write>,
    definition: &'static Definition,
    body: SetTarget,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = TargetScope::open(tx, body.site_id)?;
    if let Some(site) = body.site_id {
        site_place(tx, site)
            .await
            .map_err(|denied| denied.or_unknown(Error::UnknownSite))?;
    }
    let kind = definition.value_of(&body.variant).ok_or(Error::UnknownVariant)?;
    if body.target.is_some_and(|target| !can_be(kind, target)) {
        return Err(Error::TargetOutOfRange);
    }
    let new = NewTarget {
        id: body.id,
        indicator: &definition.code,
        variant: body.variant,
        strand: body.strand,
        window: Window::new(body.from, body.to, None).map_err(Error::TargetWindow)?,
        target: body.target,
        created_mac,
    };
    Ok(scope.set(new).await?)
}
