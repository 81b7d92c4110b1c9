//! What can go wrong with sites, grants and jurisdiction policies.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a step in the house was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller may not, or it is not there.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Sessions of this site were dated by its clock.
    #[error("the site has sessions, so its time zone is fixed")]
    ZoneFixed,
    /// Nobody decides about her own rights.
    #[error("nobody gives or ends a role of her own")]
    OwnGrant,
    /// The person has left.
    #[error("this person does not work here any more")]
    StaffLeft,
    /// A funder's people hold `funder_viewer`, and nobody else does.
    #[error("the role does not suit the person")]
    RoleDoesNotSuit,
    /// She holds the role at this place already.
    #[error("the role is held already")]
    HeldAlready,
    /// A grant is for one place.
    #[error("a grant is for a site or for a programme")]
    TwoPlaces,
    /// No such site.
    #[error("no such site")]
    NoSuchSite,
    /// No such programme.
    #[error("no such programme")]
    NoSuchProgramme,
    /// The grant is over.
    #[error("the grant has ended")]
    GrantEnded,
    /// Somebody vouched for these ages before.
    #[error("the policy is confirmed already")]
    ConfirmedAlready,
    /// The jurisdiction has a policy that begins on this day.
    #[error("the jurisdiction has a policy from this day on")]
    DayTaken,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
