//! What a house is made of: places, offers, colleagues. Which ones there are: `houses.rs`.

use chrono_tz::Tz;

/// One organisation.
pub(super) struct HousePlan {
    pub(super) name: &'static str,
    /// Under which its mail addresses lie.
    pub(super) domain: &'static str,
    pub(super) country: &'static str,
    pub(super) funder: &'static str,
    /// Of 100 young people of the demo, how many come here.
    pub(super) share: usize,
    /// Fixed holidays, (month, day).
    pub(super) holidays: &'static [(u32, u32)],
    /// What people here speak, and how many of them.
    pub(super) languages: &'static [(&'static str, u32)],
    pub(super) sites: &'static [SitePlan],
    pub(super) programmes: &'static [ProgrammePlan],
    pub(super) staff: &'static [StaffPlan],
}

/// One place.
pub(super) struct SitePlan {
    pub(super) name: &'static str,
    pub(super) zone: Tz,
    pub(super) region: &'static str,
    /// How many come here, beside the others.
    pub(super) weight: u32,
}

/// One offer.
pub(super) struct ProgrammePlan {
    pub(super) name: &'static str,
    pub(super) strand: &'static str,
    pub(super) tier: &'static str,
    /// Code of list `session_type`: what its one-to-one sessions are.
    pub(super) kind: &'static str,
    /// Ages on entry, both included.
    pub(super) ages: (i32, i32),
    /// How many take it up, beside the others.
    pub(super) weight: u32,
    /// Days between sessions.
    pub(super) every: i64,
    /// The one site it runs at (position in `sites`); none: all of them.
    pub(super) site: Option<usize>,
}

/// Where a colleague's role holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// In the whole house.
    House,
    /// At these sites (positions in `sites`).
    Sites(&'static [usize]),
    /// For the house's funder.
    Funder,
}

/// One colleague with a sign-in.
pub(super) struct StaffPlan {
    /// Before the `@`.
    pub(super) mailbox: &'static str,
    pub(super) name: &'static str,
    pub(super) role: &'static str,
    pub(super) holds: Holds,
}

pub(super) const fn site(name: &'static str, zone: Tz, region: &'static str, weight: u32) -> SitePlan {
    SitePlan {
        name,
        zone,
        region,
        weight,
    }
}

pub(super) const fn staff(mailbox: &'static str, name: &'static str, role: &'static str, holds: Holds) -> StaffPlan {
    StaffPlan {
        mailbox,
        name,
        role,
        holds,
    }
}

pub(super) const fn programme(
    name: &'static str,
    strand: &'static str,
    tier: &'static str,
    kind: &'static str,
    ages: (i32, i32),
    (weight, every): (u32, i64),
) -> ProgrammePlan {
    ProgrammePlan {
        name,
        strand,
        tier,
        kind,
        ages,
        weight,
        every,
        site: None,
    }
}
