//! Keeping what a phone says about what lies on it.

use crate::platform::db::{Actor, Db, Tx};
use crate::sync::error::Error;
use crate::sync::model::Report;
use crate::sync::store::reports;

/// Is what the phone of this sign-in says worth keeping?
pub(super) async fn is_news<M>(tx: &Tx<M>, report: Option<&Report>) -> Result<bool, Error> {
    match report {
        Some(report) => Ok(report.is_news(reports::last(tx).await?, tx.now())),
        None => Ok(false),
    }
}

/// Keeps it, in a short transaction of its own. What a phone said of itself takes nothing back of what it sent: where it
/// cannot be kept it says so in the log, and is said again with the next request.
pub(super) async fn keep(db: &Db, actor: &Actor, report: Report) {
    let kept = db
        .write(actor, async move |tx| -> Result<_, Error> {
            Ok(reports::keep(tx, &report).await?)
        })
        .await;
    if let Err(error) = kept {
        tracing::error!(error = %error, "what a phone said of itself could not be kept");
    }
}
