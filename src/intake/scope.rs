//! Proof that the caller may do something in one referral, or with the rules of a programme.

use chrono_tz::Tz;

use super::model::ReferralId;
use super::store::{self, OpenRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::platform::db::Tx;
use crate::programmes::{ProgrammeId, ProgrammeScope};

/// One referral, opened for one kind of action.
#[derive(Debug)]
pub struct ReferralScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) row: OpenRow,
    relation: Relation,
}

impl<'t, M> ReferralScope<'t, M> {
    /// Opens a referral for `action`, or says that it is not there for this caller. A voided one opens too.
    ///
    /// ```compile_fail
    /// // A scope that only reads has no writers.
    /// async fn write_through_a_reader(scope: causeway::intake::ReferralScope<'_, causeway::platform::db::Read>) {
    ///     scope.void("duplicate", 1).await;
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, referral: ReferralId, action: Action) -> Result<Self, Denied> {
        let row = store::open_row(tx, referral).await?.ok_or(Denied::NotFound)?;
        let relation = if row.tied { Relation::Referral } else { Relation::None };
        let scope = Self { tx, row, relation };
        if !scope.allows(Action::SeeReferral) {
            return Err(Denied::NotFound);
        }
        if scope.allows(action) {
            Ok(scope)
        } else {
            Err(Denied::NotAllowed)
        }
    }

    /// May the caller do this here as well? At the site alone: a role in one programme reaches no referral.
    pub fn allows(&self, action: Action) -> bool {
        let spot = Spot::site(self.row.referral.site_id.uuid());
        Grants::of(self.tx.context()).allows(action, &spot, self.relation)
    }
    /// The referral.
    pub fn id(&self) -> ReferralId {
        self.row.referral.id
    }
    /// The transaction it was opened in.
    pub(crate) fn tx(&self) -> &'t Tx<M> {
        self.tx
    }
    /// The clock of its site.
    pub fn zone(&self) -> Tz {
        self.row.referral.time_zone.parse().unwrap_or(Tz::UTC)
    }
    /// Remembers that an action was asked for again and answered as before.
    pub(super) fn remember_repeat(&self, action: &'static str) {
        store::remember_repeat(self, action);
    }
}

/// The rules of one programme, opened to change them.
#[derive(Debug)]
pub(super) struct RulesScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) programme: ProgrammeId,
}

impl<'t, M> RulesScope<'t, M> {
    /// Opens them for who may change the programme itself.
    pub(super) async fn open(tx: &'t Tx<M>, programme: ProgrammeId) -> Result<Self, Denied> {
        ProgrammeScope::of(tx, Action::ManageProgrammes, programme).await?;
        Ok(Self { tx, programme })
    }
}
