//! One pull: what a device is to forget, and the next page of what it is to hold.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::history::begin_history;
use super::limits::Filling;
use super::page::{self, Page, Room};
use super::report;
use crate::platform::db::{Actor, Db, DbError, Tx};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sync::error::Error;
use crate::sync::model::{Cursor, Digest, Entities, Epoch, Plan, Report, Scopes, View};
use crate::sync::scope::{DeviceScope, SyncDeviceId};
use crate::sync::store;

/// Most people and rows a device holds (reference/sync.md §2.7).
const MOST_PEOPLE: i64 = 400;
const MOST_ROWS: i64 = 20_000;

/// What a device asks.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Asked {
    /// What is synced.
    pub(in crate::sync) entities: Entities,
    /// How far it has come; `None`: it begins.
    pub(in crate::sync) cursor: Option<String>,
    /// Without a cursor: the scopes it still holds.
    pub(in crate::sync) held: Scopes,
    pub(in crate::sync) room: Room,
    /// What it holds in all.
    pub(in crate::sync) digest: Option<Digest>,
    /// What it says about what lies on it.
    pub(in crate::sync) report: Option<Report>,
}

/// What it gets.
#[derive(Debug)]
pub(in crate::sync) struct Pulled {
    pub(in crate::sync) epoch: Epoch,
    pub(in crate::sync) removed: Vec<Uuid>,
    pub(in crate::sync) page: Page,
    pub(in crate::sync) cursor: String,
    pub(in crate::sync) is_snapshot: bool,
    /// How many rows come, at the beginning of filling in.
    pub(in crate::sync) total: Option<i64>,
    pub(in crate::sync) digest_ok: Option<bool>,
    pub(in crate::sync) at: DateTime<Utc>,
}

/// Who asks, in which history.
pub(super) struct Standing {
    pub(super) device: SyncDeviceId,
    pub(super) staff: StaffId,
    pub(super) epoch: Epoch,
}

/// What one look at the database gave; `None`: no history was begun for it yet.
pub(super) type Looked<T> = Option<T>;

struct Read {
    standing: Standing,
    plan: Plan,
    /// The number of the view the device knows.
    view: u32,
    page: Page,
    total: Option<i64>,
    digest_ok: Option<bool>,
    /// Is what it says of itself to be kept?
    news: bool,
    at: DateTime<Utc>,
}

/// Answers a pull.
pub(in crate::sync) async fn pull(db: &Db, keys: &Keys, actor: &Actor, asked: &Asked) -> Result<Pulled, Error> {
    let look = async || db.snapshot(actor, async |tx| read(tx, keys, asked).await).await;
    let read = if let Some(read) = look().await? {
        read
    } else {
        begin_history(db).await?;
        look().await?.ok_or_else(no_epoch)?
    };
    let Read {
        standing,
        plan,
        view,
        page,
        ..
    } = read;
    if let (true, Some(told)) = (read.news, asked.report) {
        report::keep(db, actor, told).await;
    }
    let view = match plan.view {
        Some(other) => keep_view(db, actor, other).await?,
        None => view,
    };
    let cursor = Cursor {
        epoch: standing.epoch,
        view,
        at: page.at,
        join: page.join,
    };
    Ok(Pulled {
        epoch: standing.epoch,
        removed: plan.removed,
        cursor: seal(keys, actor, &standing, &cursor),
        page,
        is_snapshot: plan.is_snapshot,
        total: read.total,
        digest_ok: read.digest_ok,
        at: read.at,
    })
}

/// Signs a cursor for the device that asked.
pub(super) fn seal(keys: &Keys, actor: &Actor, standing: &Standing, cursor: &Cursor) -> String {
    let key = keys.content_mac.content_mac(actor.org().bytes());
    cursor.seal(&key, standing.staff, standing.device.uuid())
}

/// Keeps a view in a short transaction of its own.
pub(super) async fn keep_view(db: &Db, actor: &Actor, view: View) -> Result<u32, Error> {
    db.write(actor, async move |tx| -> Result<_, Error> {
        Ok(DeviceScope::open(tx).await?.keep_view(view).await?)
    })
    .await
}

pub(super) fn no_epoch() -> DbError {
    DbError::Unexpected("a history was begun and is not there".into())
}

/// Opens the caller's device for pulling, in the history the database is in.
pub(super) async fn open<M>(tx: &Tx<M>) -> Result<Looked<(DeviceScope<'_, M>, Epoch)>, Error> {
    let scope = DeviceScope::open(tx).await?;
    if scope.is_draining() {
        return Err(Error::Draining);
    }
    match store::epoch(tx).await? {
        Some(row) if row.is_current => Ok(Some((scope, Epoch::parse(&row.id).ok_or_else(no_epoch)?))),
        Some(_) | None => Ok(None),
    }
}

/// Reads a cursor of this device in this history.
pub(super) fn unseal<M>(keys: &Keys, scope: &DeviceScope<'_, M>, epoch: Epoch, token: &str) -> Result<Cursor, Error> {
    let context = scope.tx.context();
    let key = keys.content_mac.content_mac(context.org.bytes());
    let cursor = Cursor::open(token, &key, context.staff, scope.id().uuid()).ok_or(Error::NotYourCursor)?;
    if cursor.epoch == epoch {
        Ok(cursor)
    } else {
        Err(Error::EpochChanged)
    }
}

/// Is this cursor of a history that the database is no longer in? What such a phone made meanwhile must not come before what
/// it sends again: of its own changes to one row the older would stand (reference/sync.md §2.8, I7).
pub(super) async fn is_of_another_history<M>(tx: &Tx<M>, keys: &Keys, token: &str) -> Result<bool, Error> {
    let Some(row) = store::epoch(tx).await?.filter(|row| row.is_current) else {
        return Ok(true);
    };
    let epoch = Epoch::parse(&row.id).ok_or_else(no_epoch)?;
    match unseal(keys, &DeviceScope::open(tx).await?, epoch, token) {
        // Of a cursor that is none of hers pulling says so; what was sent is taken in all the same.
        Ok(_) | Err(Error::NotYourCursor) => Ok(false),
        Err(Error::EpochChanged) => Ok(true),
        Err(other) => Err(other),
    }
}

async fn read<M>(tx: &Tx<M>, keys: &Keys, asked: &Asked) -> Result<Looked<Read>, Error> {
    let Some((scope, epoch)) = open(tx).await? else {
        return Ok(None);
    };
    let token = asked.cursor.as_deref();
    let cursor = token.map(|token| unseal(keys, &scope, epoch, token)).transpose()?;
    let (now, below) = scope.standing().await?;
    let plan = match &cursor {
        None => Plan::anew(&asked.held, now, below),
        Some(cursor) => {
            let view = scope.view(cursor.view).await?.ok_or(Error::ViewUnknown)?;
            Plan::from(cursor, &view, now)
        }
    };
    let total = total(&scope, &plan).await?;
    let _place = plan.is_snapshot.then(Filling::begin).transpose()?;
    let page = page::read(&scope, keys, asked.entities, &plan, below, asked.room).await?;
    let digest_ok = match asked.digest {
        Some(claimed) if plan.view.is_none() => compare(&scope, asked.entities, &plan, &page, claimed).await?,
        Some(_) | None => None,
    };
    Ok(Some(Read {
        standing: Standing {
            device: scope.id(),
            staff: tx.context().staff,
            epoch,
        },
        view: cursor.map_or(0, |cursor| cursor.view),
        plan,
        page,
        total,
        digest_ok,
        news: report::is_news(tx, asked.report.as_ref()).await?,
        at: tx.now(),
    }))
}

/// How many rows are about to be filled in; refuses more than a device may hold.
async fn total<M>(scope: &DeviceScope<'_, M>, plan: &Plan) -> Result<Option<i64>, Error> {
    if plan.view.is_none() || plan.join.is_none() {
        return Ok(None);
    }
    let today = scope.tx.now().date_naive();
    let (people, rows) = scope.count(&plan.scopes, today).await?;
    if people > MOST_PEOPLE || rows > MOST_ROWS {
        return Err(Error::TooMuch { people });
    }
    let joining = plan.joining.iter().copied().collect();
    Ok(Some(scope.count(&joining, today).await?.1))
}

/// Does the device hold what it should? Only where nothing is on its way.
async fn compare<M>(
    scope: &DeviceScope<'_, M>,
    entities: Entities,
    plan: &Plan,
    page: &Page,
    claimed: Digest,
) -> Result<Option<bool>, DbError> {
    if page.more || page.join.is_some() || !page.sent.is_empty() {
        return Ok(None);
    }
    let scopes: Vec<Uuid> = plan.scopes.iter().copied().collect();
    let mut whole = Digest::default();
    for digest in scope
        .digests(entities, &scopes, &page.at, scope.tx.now().date_naive())
        .await?
        .values()
    {
        let Some(digest) = digest else {
            return Ok(None);
        };
        whole.rows += digest.rows;
        whole.mixed ^= digest.mixed;
    }
    Ok(Some(whole == claimed))
}
