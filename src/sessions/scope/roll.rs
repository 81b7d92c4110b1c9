//! Proof that the caller may do something with one group session.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::{AuditEvent, DbError, Tier, Tx};
use crate::platform::ids::StaffId;
use crate::programmes;
use crate::sessions::error::Error;
use crate::sessions::model::{Editing, RollLineId, RollState, SessionId, WalkInId, called_off, edit_until};
use crate::sessions::store::rolls::{self, GroupRow};
use crate::sessions::store::{lines, walk_ins};

/// One group session, opened for one kind of action.
#[derive(Debug)]
pub(in crate::sessions) struct RollScope<'t, M> {
    pub(in crate::sessions) tx: &'t Tx<M>,
    pub(in crate::sessions) row: GroupRow,
    spot: Spot,
    relation: Relation,
}

/// The spot of a group: one site, one programme.
pub(in crate::sessions) fn spot(site: Uuid, programme: Uuid) -> Spot {
    Spot {
        sites: vec![site],
        programmes: vec![programme],
    }
}

impl<'t, M> RollScope<'t, M> {
    /// Opens a group session for `action`, or says that it is not there for this caller.
    pub(in crate::sessions) async fn open(tx: &'t Tx<M>, session: SessionId, action: Action) -> Result<Self, Denied> {
        let row = rolls::find(tx, session).await?.ok_or(Denied::NotFound)?;
        let relation = if row.lead_staff_id == tx.context().staff {
            Relation::Leads
        } else {
            Relation::None
        };
        let spot = spot(row.site_id.uuid(), row.programme_id.uuid());
        let grants = Grants::of(tx.context());
        if !grants.allows(Action::SeeRoll, &spot, relation) {
            return Err(Denied::NotFound);
        }
        if !grants.allows(action, &spot, relation) {
            return Err(Denied::NotAllowed);
        }
        Ok(Self {
            tx,
            row,
            spot,
            relation,
        })
    }

    /// Opens the roll a line is on, to keep it.
    pub(in crate::sessions) async fn of_line(tx: &'t Tx<M>, line: RollLineId) -> Result<Self, Denied> {
        let session = lines::session_of(tx, line).await?.ok_or(Denied::NotFound)?;
        Self::open(tx, session, Action::KeepRoll).await
    }

    /// Opens the roll somebody came to without being on it, to keep it.
    pub(in crate::sessions) async fn of_walk_in(tx: &'t Tx<M>, walk_in: WalkInId) -> Result<Self, Denied> {
        let session = walk_ins::session_of(tx, walk_in).await?.ok_or(Denied::NotFound)?;
        Self::open(tx, session, Action::KeepRoll).await
    }

    /// May the caller do this here as well?
    pub(in crate::sessions) fn allows(&self, action: Action) -> bool {
        Grants::of(self.tx.context()).allows(action, &self.spot, self.relation)
    }

    /// How the caller stands to something recorded at this group: since when, and by whom, if by anybody.
    pub(in crate::sessions) async fn editing(
        &self,
        recorded_at: DateTime<Utc>,
        by: Option<StaffId>,
    ) -> Result<Editing, DbError> {
        let hours = programmes::edit_hours(self.tx, self.row.programme_id).await?;
        Ok(Editing {
            own: by == Some(self.tx.context().staff),
            supervises: self.allows(Action::CorrectOthersSession),
            until: edit_until(recorded_at, self.row.starts_at, hours),
        })
    }

    /// How the caller stands to a line of this version that is marked; `None`: nobody has marked it. Who leads the group
    /// answers for its roll, whoever marked her.
    pub(in crate::sessions) async fn editing_line(
        &self,
        line: RollLineId,
        version: i32,
    ) -> Result<Option<Editing>, Error> {
        let (stands, first) = lines::marked(self.tx, line).await?.ok_or(Denied::NotFound)?;
        // Whoever saw it unmarked edits nothing: she looks again.
        if stands != version {
            return Err(Error::ChangedMeanwhile);
        }
        let Some((at, by)) = first else { return Ok(None) };
        let mut editing = self.editing(at, Some(by)).await?;
        editing.own |= self.relation == Relation::Leads;
        Ok(Some(editing))
    }

    /// When the session is over.
    pub(in crate::sessions) fn ends_at(&self) -> DateTime<Utc> {
        self.row.starts_at + Duration::minutes(i64::from(self.row.minutes))
    }

    /// Where the roll stands.
    pub(in crate::sessions) fn state(&self) -> RollState {
        RollState {
            starts_at: self.row.starts_at,
            closed_at: self.row.closed_at,
            cancelled: called_off(self.row.status),
            voided: self.row.voided,
        }
    }

    /// Remembers that an action was asked for again and answered as before.
    pub(in crate::sessions) fn remember_repeat(&self, action: &'static str) {
        self.tx
            .audit(AuditEvent::on(action, "session", self.row.id.uuid(), Tier::C2).fields(&["repeated"]));
    }
}
