//! Places, and what ties a caller to whom something is about.

use uuid::Uuid;

/// Where and about whom: the places of a row.
#[derive(Debug, Clone, Default)]
pub struct Spot {
    /// The sites: of an enrolment one, of a person her own and those of all her enrolments.
    pub sites: Vec<Uuid>,
    /// The programmes: of an enrolment one, of a person all she is enrolled in.
    pub programmes: Vec<Uuid>,
}

impl Spot {
    /// A site.
    pub fn site(site: Uuid) -> Self {
        Self {
            sites: vec![site],
            programmes: Vec::new(),
        }
    }
    /// The organisation as a whole: only grants without a narrower place reach it.
    pub fn organisation() -> Self {
        Self::default()
    }
}

/// The places at which an action is allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// In the whole organisation.
    pub everywhere: bool,
    /// At these sites.
    pub sites: Vec<Uuid>,
    /// In these programmes.
    pub programmes: Vec<Uuid>,
}

/// What ties the caller to this person or enrolment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Relation {
    /// Nothing.
    #[default]
    None,
    /// Live assignment.
    Assigned,
    /// Leads this group session.
    Leads,
    /// Took the person in and has not enrolled her yet.
    TookIn,
    /// Took in who was referred, or received the referral and works with her: `access.tied_referrals` has asked whether
    /// she still works there.
    Referral,
    /// Has broken the glass for her: an hour's reading, at any place.
    BreakGlass,
}
