//! Proof that the caller may do something in one enrolment.

use chrono_tz::Tz;

use super::model::{EnrolmentId, Stamps};
use super::store::{self, OpenRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, Tier, Tx};
use crate::programmes::ProgrammeId;

/// One enrolment, opened for one kind of action.
#[derive(Debug)]
pub struct EnrolmentScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: OpenRow,
    spot: Spot,
    relation: Relation,
}

impl<'t, M> EnrolmentScope<'t, M> {
    /// Opens an enrolment for `action`, or says that it is not there for this caller.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::enrolment::EnrolmentScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, enrolment: EnrolmentId, action: Action) -> Result<Self, Denied> {
        let row = store::open_row(tx, enrolment).await?.ok_or(Denied::NotFound)?;
        let by_right = if row.assigned {
            Relation::Assigned
        } else {
            Relation::None
        };
        let spot = Spot {
            sites: vec![row.site_id.uuid()],
            programmes: vec![row.programme_id.uuid()],
        };
        let grants = Grants::of(tx.context());
        // Who may do it by right does not do it under broken glass.
        let glass = tx.context().glass_over(row.person_id.uuid());
        let glass = glass.filter(|_| !grants.allows(action, &spot, by_right));
        let relation = if glass.is_some() && by_right == Relation::None {
            Relation::BreakGlass
        } else {
            by_right
        };
        if !grants.allows(Action::SeeEnrolment, &spot, relation) {
            return Err(Denied::NotFound);
        }
        if !grants.allows(action, &spot, relation) {
            return Err(Denied::NotAllowed);
        }
        if let Some(glass) = glass {
            tx.under_break_glass(glass);
            tx.audit(AuditEvent::on("read", "enrolment", enrolment.uuid(), Tier::C2));
        }
        Ok(Self {
            tx,
            row,
            spot,
            relation,
        })
    }

    /// May the caller do this here as well?
    pub fn allows(&self, action: Action) -> bool {
        Grants::of(self.tx.context()).allows(action, &self.spot, self.relation)
    }
    /// The enrolment.
    pub fn id(&self) -> EnrolmentId {
        self.row.id
    }
    /// Whose it is.
    pub fn person(&self) -> PersonId {
        self.row.person_id
    }
    /// In which programme.
    pub fn programme(&self) -> ProgrammeId {
        self.row.programme_id
    }
    /// At which site.
    pub fn site(&self) -> SiteId {
        self.row.site_id
    }
    /// The strand every reader may know.
    pub fn strand(&self) -> &str {
        &self.row.strand
    }
    /// The clock of its site.
    pub fn zone(&self) -> Tz {
        self.row.time_zone.parse().unwrap_or(Tz::UTC)
    }
    /// Where it stands.
    pub fn stamps(&self) -> Stamps {
        self.row.stamps()
    }
    /// Remembers that an action was asked for again and answered as before.
    pub(crate) fn remember_repeat(&self, action: &'static str) {
        self.tx
            .audit(AuditEvent::on(action, "enrolment", self.row.id.uuid(), Tier::C2).fields(&["repeated"]));
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
