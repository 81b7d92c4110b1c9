//! Comparing what a device holds with what it should, scope by scope (reference/sync.md §2.8).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::history::begin_history;
use super::pull::{Looked, Standing, keep_view, no_epoch, open, seal, unseal};
use crate::platform::db::{Actor, Db, Tx};
use crate::platform::keys::Keys;
use crate::sync::error::Error;
use crate::sync::model::{Cursor, Digest, Entities, Join, Place, Tier, View};

/// What a device says it holds.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Claim {
    /// What is synced.
    pub(in crate::sync) entities: Entities,
    pub(in crate::sync) cursor: String,
    /// The day it last dropped what is too old: rows from before are left out on both sides.
    pub(in crate::sync) as_of: NaiveDate,
    pub(in crate::sync) scopes: BTreeMap<Uuid, Digest>,
}

/// What comes of it.
#[derive(Debug)]
pub(in crate::sync) struct Verified {
    /// Something is on its way to the device: pull first, then ask again.
    pub(in crate::sync) pending: bool,
    /// Scopes to be dropped and filled in again.
    pub(in crate::sync) different: Vec<Uuid>,
    /// Scopes that are not the device's at all.
    pub(in crate::sync) removed: Vec<Uuid>,
    /// From where to go on.
    pub(in crate::sync) cursor: String,
}

struct Compared {
    standing: Standing,
    cursor: Cursor,
    view: View,
    pending: bool,
    different: Vec<Uuid>,
    removed: Vec<Uuid>,
}

/// Compares, and lets what differs be filled in anew.
pub(in crate::sync) async fn verify(db: &Db, keys: &Keys, actor: &Actor, claim: &Claim) -> Result<Verified, Error> {
    let look = async || db.snapshot(actor, async |tx| compare(tx, keys, claim).await).await;
    let compared = if let Some(compared) = look().await? {
        compared
    } else {
        begin_history(db).await?;
        look().await?.ok_or_else(no_epoch)?
    };
    let Compared {
        standing,
        cursor,
        view,
        pending,
        different,
        removed,
    } = compared;
    let cursor = if different.is_empty() {
        cursor
    } else {
        metrics::counter!("sync_divergence_total").increment(1);
        tracing::warn!(scopes = different.len(), "a device holds something else than it should");
        let base = view.scopes.iter().filter(|scope| !different.contains(scope));
        let next = View {
            base: base.copied().collect(),
            scopes: view.scopes,
        };
        Cursor {
            view: keep_view(db, actor, next).await?,
            join: Some(Join {
                tier: Tier::First,
                at: Place::START,
            }),
            ..cursor
        }
    };
    Ok(Verified {
        pending,
        different,
        removed,
        cursor: seal(keys, actor, &standing, &cursor),
    })
}

async fn compare<M>(tx: &Tx<M>, keys: &Keys, claim: &Claim) -> Result<Looked<Compared>, Error> {
    let Some((scope, epoch)) = open(tx).await? else {
        return Ok(None);
    };
    let cursor = unseal(keys, &scope, epoch, &claim.cursor)?;
    let view = scope.view(cursor.view).await?.ok_or(Error::ViewUnknown)?;
    let (now, _below) = scope.standing().await?;
    let removed = claim
        .scopes
        .keys()
        .filter(|held| !now.contains(held))
        .copied()
        .collect();
    let mut pending = cursor.join.is_some();
    let mut different = Vec::new();
    if !pending {
        let scopes: Vec<Uuid> = view.scopes.intersection(&now).copied().collect();
        for (id, digest) in scope.digests(claim.entities, &scopes, &cursor.at, claim.as_of).await? {
            match digest {
                None => pending = true,
                Some(digest) if digest != claim.scopes.get(&id).copied().unwrap_or_default() => different.push(id),
                Some(_) => {}
            }
        }
    }
    Ok(Some(Compared {
        standing: Standing {
            device: scope.id(),
            staff: tx.context().staff,
            epoch,
        },
        cursor,
        view,
        pending,
        different,
        removed,
    }))
}
