//! Proof that the caller may do something to one person.

use chrono::NaiveDate;
use uuid::Uuid;

use super::model::PersonId;
use super::store::{self, OpenRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, Tier, Tx};

/// One person, opened for one kind of action. Everything done to a person's record goes through it.
#[derive(Debug)]
pub struct PersonScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: OpenRow,
    relation: Relation,
}

impl<'t, M> PersonScope<'t, M> {
    /// Opens a person for `action`, or says that she is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, person: PersonId, action: Action) -> Result<Self, Denied> {
        match store::open_row(tx, person).await? {
            Some(row) => Self::of(tx, row, action, tx.context().glass_over(person.uuid())),
            None => Err(instead(tx, person).await),
        }
    }

    /// The same for whoever asks about many at once: glass that the caller broke over one of them opens nothing here.
    pub(crate) async fn open_by_right(tx: &'t Tx<M>, person: PersonId, action: Action) -> Result<Self, Denied> {
        let row = store::open_row(tx, person).await?.ok_or(Denied::NotFound)?;
        Self::of(tx, row, action, None)
    }

    fn of(tx: &'t Tx<M>, row: OpenRow, action: Action, glass: Option<Uuid>) -> Result<Self, Denied> {
        let person = row.id;
        let by_right = if row.assigned {
            Relation::Assigned
        } else if row.took_in {
            Relation::TookIn
        } else {
            Relation::None
        };
        let spot = Spot {
            sites: row.site_ids.clone(),
            programmes: row.programme_ids.clone(),
        };
        let grants = Grants::of(tx.context());
        // Who may do it by right does not do it under broken glass.
        let glass = glass.filter(|_| !grants.allows(action, &spot, by_right));
        let relation = if glass.is_some() && by_right == Relation::None {
            Relation::BreakGlass
        } else {
            by_right
        };
        if !grants.allows(Action::SeePerson, &spot, relation) {
            return Err(Denied::NotFound);
        }
        if !grants.allows(action, &spot, relation) {
            return Err(Denied::NotAllowed);
        }
        if let Some(glass) = glass {
            tx.under_break_glass(glass);
            tx.audit(AuditEvent::on("read", "person", person.uuid(), Tier::C2));
        }
        Ok(Self { tx, row, relation })
    }

    /// The person.
    pub fn id(&self) -> PersonId {
        self.row.id
    }
    /// The site she belongs to.
    pub fn home_site(&self) -> SiteId {
        self.row.home_site_id
    }
    /// First day on which she counts as of age; `None`: not known.
    pub fn minor_until(&self) -> Option<NaiveDate> {
        self.row.is_minor_until
    }
    /// The year she was born, if it is known.
    pub fn birth_year(&self) -> Option<i32> {
        self.row.birth_year
    }
    /// Her places: her own site and those of her enrolments.
    pub fn sites(&self) -> &[Uuid] {
        &self.row.site_ids
    }
    /// Programmes she is enrolled in.
    pub fn programmes(&self) -> &[Uuid] {
        &self.row.programme_ids
    }
    /// Was she erased?
    pub fn is_erased(&self) -> bool {
        self.row.erased
    }
    /// What ties the caller to her.
    pub fn relation(&self) -> Relation {
        self.relation
    }
    /// The transaction.
    pub(crate) fn tx(&self) -> &'t Tx<M> {
        self.tx
    }
    /// Her sealed data key; `None` when the caller may not open it, or it was destroyed.
    pub(crate) fn wrapped_key(&self) -> Option<&[u8]> {
        self.row.wrapped.as_deref()
    }
}

/// What is said of a record that is not there: that it was merged into another one which the caller may see, or nothing.
async fn instead<M>(tx: &Tx<M>, person: PersonId) -> Denied {
    let kept = match store::kept_instead(tx, person).await {
        Ok(Some(kept)) => store::open_row(tx, kept).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match kept {
        Ok(Some(row)) => {
            let glass = tx.context().glass_over(row.id.uuid());
            match PersonScope::of(tx, row, Action::SeePerson, glass) {
                Ok(kept) => Denied::Merged(kept.id().uuid()),
                Err(_) => Denied::NotFound,
            }
        }
        Ok(None) => Denied::NotFound,
        Err(error) => error.into(),
    }
}
