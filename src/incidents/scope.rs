//! Proof that the caller may know of an incident, read what was written about it, or handle it.

use super::model::{Course, Hand, IncidentActionId, IncidentId, IncidentPartyId};
use super::store::{self, ActionRow, OpenRow, PartyRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::{AuditEvent, Tier, Tx};

/// One incident. Everything done about it goes through it.
#[derive(Debug)]
pub struct IncidentScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: OpenRow,
    /// Does she handle it?
    pub(super) handles: bool,
}

impl<'t, M> IncidentScope<'t, M> {
    /// Opens an incident, or says that it is not there for this caller. A voided one opens too.
    ///
    /// ```compile_fail
    /// // A scope that only reads has no writers.
    /// async fn write_through_a_reader(scope: causeway::incidents::IncidentScope<'_, causeway::platform::db::Read>) {
    ///     scope.void("duplicate", 1).await;
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, incident: IncidentId) -> Result<Self, Denied> {
        let row = store::open_row(tx, incident).await?.ok_or(Denied::NotFound)?;
        let (grants, at) = (Grants::of(tx.context()), Spot::site(row.incident.site_id.uuid()));
        let handles = row.ties.handles && grants.allows(Action::HandleIncident, &at, Relation::None);
        let hears =
            row.incident.severity == *"s1_critical" && grants.allows(Action::HearOfCritical, &at, Relation::None);
        if handles || hears || row.ties.is_reporter || row.ties.through {
            Ok(Self { tx, row, handles })
        } else {
            Err(Denied::NotFound)
        }
    }

    /// Opens it for who handles it.
    pub(super) async fn open_to_handle(tx: &'t Tx<M>, incident: IncidentId) -> Result<Self, Denied> {
        let scope = Self::open(tx, incident).await?;
        if scope.handles {
            Ok(scope)
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Opens it for who adds what she knows: who handles it, or reported it.
    pub(super) async fn open_to_add(tx: &'t Tx<M>, incident: IncidentId) -> Result<Self, Denied> {
        let scope = Self::open(tx, incident).await?;
        if scope.handles || scope.row.ties.is_reporter {
            Ok(scope)
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// Opens the incident somebody is named in, with her line.
    pub(super) async fn of_party(tx: &'t Tx<M>, party: IncidentPartyId) -> Result<(Self, PartyRow), Denied> {
        let row = store::find_party(tx, party).await?.ok_or(Denied::NotFound)?;
        Ok((Self::open_to_handle(tx, row.incident_id).await?, row))
    }

    /// Opens the incident of an action, for who handles it and for whose action it is.
    pub(super) async fn of_action(tx: &'t Tx<M>, action: IncidentActionId) -> Result<(Self, ActionRow), Denied> {
        let row = store::find_action(tx, action).await?.ok_or(Denied::NotFound)?;
        let scope = Self::open(tx, row.incident_id).await?;
        if scope.handles || row.owner_id == tx.context().staff {
            Ok((scope, row))
        } else {
            Err(Denied::NotFound)
        }
    }

    /// The same, where the action itself is not asked for.
    pub(crate) async fn open_by_action(tx: &'t Tx<M>, action: IncidentActionId) -> Result<Self, Denied> {
        Ok(Self::of_action(tx, action).await?.0)
    }

    /// The transaction it was opened in.
    pub(crate) fn tx(&self) -> &'t Tx<M> {
        self.tx
    }

    /// Does the caller handle it?
    pub fn handles(&self) -> bool {
        self.handles
    }

    /// The incident.
    pub fn id(&self) -> IncidentId {
        self.row.incident.id
    }

    /// The caller, as who acts on it.
    pub(super) fn hand(&self) -> Hand {
        Hand {
            staff: self.tx.context().staff,
            named: self.row.is_named,
        }
    }

    /// Where it stands.
    pub(super) fn course(&self) -> Course {
        let row = &self.row.incident;
        Course {
            state: row.state,
            moved_at: row.moved_at,
            severity: row.severity,
            triaged_at: row.triaged_at,
            reported_by: row.recorded_by,
            close_asked_by: row.close_asked_by,
            left_to_do: self.row.left_to_do,
        }
    }

    /// Remembers that an action was asked for again and answered as before.
    pub(super) fn remember_repeat(&self, action: &'static str) {
        let event = AuditEvent::on(action, store::TABLE, self.id().uuid(), Tier::C2);
        self.tx.audit(event.fields(&["repeated"]));
    }
}
