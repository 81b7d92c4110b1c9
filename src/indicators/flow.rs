//! Asking for a figure.

use chrono::{DateTime, NaiveDate, Utc};

use super::error::Error;
use super::model::{Count, Definition, Indicator, Split, Window, catalogue, estimate_beside};
use super::scope::FigureScope;
use super::store::Asked;
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::{Actor, Db, DbError};
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
        Ok(Answer {
            as_of: asked.window.as_of,
            counts,
            counted_at,
        })
    })
    .await
}
