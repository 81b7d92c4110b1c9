//! Consent is reached through the person it is about.

use chrono_tz::Tz;

use super::model::Decision;
use super::store::{self, ConsentRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::people::{PersonId, PersonScope};
use crate::platform::clock::local_day;
use crate::platform::db::{DbError, Tx};

/// The decisions of one person, opened for one kind of action.
#[derive(Debug)]
pub struct ConsentScope<'t, M> {
    pub(super) person: PersonScope<'t, M>,
}

impl<'t, M> ConsentScope<'t, M> {
    /// Opens a person's decisions.
    pub async fn open(tx: &'t Tx<M>, person: PersonId, action: Action) -> Result<Self, Denied> {
        Ok(Self {
            person: PersonScope::open(tx, person, action).await?,
        })
    }
}

/// The texts of the house, opened for one action. They concern no young person, so the role alone decides.
#[derive(Debug)]
pub(super) struct TextScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
}

impl<'t, M> TextScope<'t, M> {
    /// Opens the texts for `action`.
    pub(super) fn open(tx: &'t Tx<M>, action: Action) -> Result<Self, Denied> {
        if Grants::of(tx.context()).allows(action, &Spot::organisation(), Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

/// Every decision of a person in the order they were taken, for the rules of other features. `zone` is her site's.
pub async fn decisions<M>(person: &PersonScope<'_, M>, zone: Tz) -> Result<Vec<Decision>, DbError> {
    let rows = store::list(person.tx(), person.id()).await?;
    Ok(rows.iter().map(|row| as_decision(row, zone)).collect())
}

fn as_decision(row: &ConsentRow, zone: Tz) -> Decision {
    Decision {
        kind: row.kind,
        status: row.status,
        giver: row.giver,
        on: local_day(row.occurred_at, zone),
        expires_on: row.expires_on,
        limits_explained: row.limits_explained,
    }
}
