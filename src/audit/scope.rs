//! Proof that the caller may look into the log.

use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{Read, Tx};

/// The log of the caller's whole organisation, without content.
#[derive(Debug)]
pub struct LogScope<'t> {
    pub(super) tx: &'t Tx<Read>,
}

impl<'t> LogScope<'t> {
    /// Opens it for the auditor and the data-protection officer.
    pub fn open(tx: &'t Tx<Read>) -> Result<Self, Denied> {
        let spot = Spot::organisation();
        if Grants::of(tx.context()).allows(Action::ReadAudit, &spot, Relation::None) {
            Ok(Self { tx })
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

/// What was remembered about one person.
#[derive(Debug)]
pub struct OpeningsScope<'t> {
    pub(super) tx: &'t Tx<Read>,
    pub(super) person: PersonId,
}

impl<'t> OpeningsScope<'t> {
    /// Opens it for whoever answers for her data and her safety, and for those who work with her, who are shown their own
    /// acts. Whose acts are shown is decided once more behind the wall (`access.openings`).
    pub async fn open(tx: &'t Tx<Read>, person: PersonId) -> Result<Self, Denied> {
        let scope = PersonScope::open(tx, person, Action::SeeOpenings).await?;
        Ok(Self { tx, person: scope.id() })
    }
}
