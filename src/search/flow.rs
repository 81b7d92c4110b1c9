//! One search: counted, looked up, remembered.

use std::sync::Arc;

use sealed::PersonKey;
use zeroize::Zeroizing;

use super::error::Error;
use super::http::SearchPeople;
use super::model::{Found, FoundBy, MOST_PEOPLE, MOST_SHOWN, NameQuery};
use super::store::{self, SealedRow};
use crate::contacts::{self, Number, document_spelling, phone_spelling};
use crate::organisation::SiteId;
use crate::people::{PersonId, open_known_as, open_legal_name, person_key};
use crate::platform::db::{Actor, AuditEvent, Db, DbError, Read, Tier, Tx};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::state::Shared;

/// How many sealed names are fetched and opened at a time. Of each the key is unwrapped, used and wiped before the next.
const PAGE: usize = 2_000;

/// What is looked for.
pub(super) enum Wanted {
    Name(NameQuery),
    Number(Number),
}

impl Wanted {
    /// Reads what was asked for: exactly one thing.
    pub(super) fn of(asked: SearchPeople) -> Result<(Self, Option<SiteId>), Error> {
        let site = asked.site_id;
        let [name, phone, document] = [asked.name, asked.phone, asked.document].map(|text| text.map(Zeroizing::new));
        let wanted = match (name, phone, document) {
            (Some(name), None, None) => Self::Name(NameQuery::new(&name).ok_or(Error::TooShort)?),
            (None, Some(phone), None) => {
                let number = phone_spelling(&phone).ok_or(Error::NoSuchNumber("/phone"))?;
                Self::Number(Number::Phone(number))
            }
            (None, None, Some(document)) => {
                let number = document_spelling(&document).ok_or(Error::NoSuchNumber("/document"))?;
                Self::Number(Number::Document(number))
            }
            _ => return Err(Error::OneOf),
        };
        Ok((wanted, site))
    }

    /// Which fields are looked at.
    fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::Name(_) => &["known_as", "legal_name"],
            Self::Number(Number::Phone(_)) => &["phone"],
            Self::Number(Number::Document(_)) => &["document"],
        }
    }
}

/// Somebody who was found.
pub(super) struct Hit {
    pub(super) row: SealedRow,
    pub(super) known_as: Option<Zeroizing<String>>,
    pub(super) by: FoundBy,
    /// The words of the name that fit. None when a number did.
    pub(super) words: Vec<String>,
    found: Found,
}

/// What was found, and whether there was more.
pub(super) struct Hits {
    pub(super) hits: Vec<Hit>,
    pub(super) more: bool,
}

/// Counts one more search of the caller's sign-in, in a transaction of its own: what breaks off counts too.
pub(super) async fn count(db: &Db, actor: &Actor) -> Result<(), Error> {
    let count = db.auth_as(actor, async |tx, context| -> Result<_, Error> {
        Ok(store::count(tx, context).await?)
    });
    match count.await?.refuses() {
        Some(until) => Err(Error::TooOften(until)),
        None => Ok(()),
    }
}

/// Searches among the people whose names the caller may open. Remembered in one event, with the ids that were shown.
pub(super) async fn search(
    tx: &Tx<Read>,
    shared: &Arc<Shared>,
    wanted: Wanted,
    site: Option<SiteId>,
) -> Result<Hits, Error> {
    let fields = wanted.fields();
    let mut hits = match wanted {
        Wanted::Name(query) => by_name(tx, shared, query, site).await?,
        Wanted::Number(number) => by_number(tx, &shared.keys, &number, site).await?,
    };
    hits.sort_by_key(|hit| hit.found);
    let more = hits.len() > MOST_SHOWN;
    hits.truncate(MOST_SHOWN);
    let shown = hits.iter().map(|hit| hit.row.id.uuid()).collect();
    let mut event = AuditEvent::shown("person_identity", shown, Tier::C3).fields(fields);
    event.action = "search";
    tx.audit(event);
    Ok(Hits { hits, more })
}

async fn by_number(tx: &Tx<Read>, keys: &Keys, number: &Number, site: Option<SiteId>) -> Result<Vec<Hit>, Error> {
    let by = match number {
        Number::Phone(_) => FoundBy::Phone,
        Number::Document(_) => FoundBy::Document,
    };
    let org = tx.context().org;
    let found = contacts::known_by(tx, keys, number, MOST_SHOWN).await?;
    let rows = store::people(tx, found).await?;
    let hits = rows
        .into_iter()
        .filter(|row| site.is_none_or(|site| row.home_site_id == site))
        .map(|row| {
            let key = person_key(keys, org, row.id, &row.wrapped)?;
            Ok(Hit {
                known_as: open_known_as(&key, org, row.id, row.known_as_enc.as_deref())?,
                by,
                words: Vec::new(),
                found: Found::Whole,
                row,
            })
        });
    hits.collect()
}

/// Opens the caller's people's names page by page, off the thread that answers others meanwhile.
async fn by_name(
    tx: &Tx<Read>,
    shared: &Arc<Shared>,
    query: NameQuery,
    site: Option<SiteId>,
) -> Result<Vec<Hit>, Error> {
    let (org, query) = (tx.context().org, Arc::new(query));
    let (mut hits, mut before, mut looked_at) = (Vec::new(), None::<PersonId>, 0);
    loop {
        let rows = store::names(tx, site, before, i64::try_from(PAGE).unwrap_or(i64::MAX)).await?;
        looked_at += rows.len();
        before = rows.last().map(|row| row.id);
        let last = rows.len() < PAGE;
        if looked_at > MOST_PEOPLE {
            return Err(Error::TooWide);
        }
        let (shared, query) = (Arc::clone(shared), Arc::clone(&query));
        let found = tokio::task::spawn_blocking(move || -> Result<Vec<Hit>, DbError> {
            let looked = rows.into_iter().map(|row| fits(&shared.keys, org, &query, row));
            looked.filter_map(Result::transpose).collect()
        });
        hits.extend(found.await.map_err(|_lost| DbError::TaskLost)??);
        if last {
            return Ok(hits);
        }
    }
}

/// Opens one person's names and compares: what she is called first, then her name in the papers.
fn fits(keys: &Keys, org: OrgId, query: &NameQuery, row: SealedRow) -> Result<Option<Hit>, DbError> {
    let key: PersonKey = person_key(keys, org, row.id, &row.wrapped)?;
    let known_as = open_known_as(&key, org, row.id, row.known_as_enc.as_deref())?;
    let by_alias = known_as.as_ref().and_then(|name| query.finds(name));
    let (by, fit) = if by_alias.is_some() {
        (FoundBy::KnownAs, by_alias)
    } else {
        let legal_name = open_legal_name(&key, org, row.id, row.legal_name_enc.as_deref())?;
        (FoundBy::LegalName, legal_name.and_then(|name| query.finds(&name)))
    };
    Ok(fit.map(|(found, words)| Hit {
        row,
        known_as,
        by,
        words,
        found,
    }))
}
