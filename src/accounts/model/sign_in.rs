//! Sign-ins: their kinds, how long they live, and what is made of a refresh secret that was used before.

use chrono::{DateTime, Duration, Utc};

use crate::access::Role;
use crate::code_list;
use crate::platform::codes::Code;

code_list!(
    SignInKinds,
    "sign_in_kind",
    "what somebody signs in with (design §6)",
    ["desk", "device"]
);

/// A code of list `sign_in_kind`, as it is shown.
pub(in crate::accounts) type SignInKindCode = Code<SignInKinds>;

/// What somebody signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum SignInKind {
    /// A browser that renews the sign-in with a cookie.
    Desk,
    /// An enrolled device that signs a request for each token.
    Device,
}

impl SignInKind {
    /// The stored code.
    pub(in crate::accounts) const fn as_str(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Device => "device",
        }
    }
}

/// Open sign-ins of one kind that an account may have in one organisation; the oldest makes room (security.md §3.2).
pub(in crate::accounts) const MOST_SIGN_INS: i64 = 5;

/// How long a lost answer to a refresh may be asked for again (security.md §3.2).
const REPAIR_WITHIN: Duration = Duration::seconds(60);

/// How long a sign-in at a desk lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) struct Lifetime {
    /// Without being renewed.
    pub(in crate::accounts) idle: Duration,
    /// At all.
    pub(in crate::accounts) absolute: Duration,
}

impl Lifetime {
    /// By the roles that are held, the strictest of them (security.md §3.2). Without any, or with one nobody knows, as
    /// for an administrator.
    pub(in crate::accounts) fn of(roles: &[String]) -> Self {
        let strictest = roles.iter().map(|role| strictness(Role::of(role))).max();
        match strictest.unwrap_or(2) {
            0 => Self {
                idle: Duration::hours(72),
                absolute: Duration::days(30),
            },
            1 => Self {
                idle: Duration::hours(8),
                absolute: Duration::days(7),
            },
            _ => Self {
                idle: Duration::minutes(30),
                absolute: Duration::hours(12),
            },
        }
    }
}

/// 0: caseworkers; 1: managers; 2: administrators, auditors, funders.
fn strictness(role: Option<Role>) -> u8 {
    match role {
        Some(Role::Field | Role::IntakeOfficer) => 0,
        Some(
            Role::Supervisor
            | Role::SafeguardingLead
            | Role::ProgrammeManager
            | Role::Reader
            | Role::Evaluator
            | Role::DataProtectionOfficer
            | Role::Director,
        ) => 1,
        Some(Role::OrgAdmin | Role::ItAdmin | Role::FunderViewer | Role::Auditor) | None => 2,
    }
}

/// A refresh secret that is presented again.
#[derive(Debug, Clone, Copy)]
pub(in crate::accounts) struct Reuse {
    /// When it was used first.
    pub(in crate::accounts) used_at: Option<DateTime<Utc>>,
    /// It was taken back: the answer that carried it was thought to be lost.
    pub(in crate::accounts) is_revoked: bool,
    /// Its child is the newest secret of the sign-in, and neither it nor the access token beside it was ever used.
    pub(in crate::accounts) child_is_untouched: bool,
}

impl Reuse {
    /// It was neither used nor taken back: it waited for longer than a sign-in may.
    pub(in crate::accounts) fn is_idle_too_long(self) -> bool {
        self.used_at.is_none() && !self.is_revoked
    }

    /// Was only the answer lost, on a bad line? Then the child is taken back and another made. Anything else means that
    /// two people hold secrets of one sign-in.
    pub(in crate::accounts) fn is_a_lost_answer(self, now: DateTime<Utc>) -> bool {
        !self.is_revoked
            && self.child_is_untouched
            && self.used_at.is_some_and(|used_at| now - used_at <= REPAIR_WITHIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::StaffRoles;
    use crate::platform::codes::CodeList;

    fn lifetime(roles: &[&str]) -> Lifetime {
        Lifetime::of(&roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_strictest_role_decides_how_long_a_sign_in_lives() {
        assert_eq!(lifetime(&["mentor"]).idle, Duration::hours(72));
        assert_eq!(lifetime(&["mentor", "supervisor"]).absolute, Duration::days(7));
        assert_eq!(lifetime(&["org_admin", "mentor"]).idle, Duration::minutes(30));
        assert_eq!(lifetime(&[]), lifetime(&["funder_viewer"]));
        assert_eq!(lifetime(&["king"]), lifetime(&["auditor"]));
        let longest = StaffRoles::CODES
            .iter()
            .filter(|role| lifetime(&[role]).absolute > Duration::days(7));
        assert_eq!(longest.count(), 8, "seven that meet young people, and intake");
    }

    #[test]
    fn only_an_untouched_child_of_the_last_minute_counts_as_lost() {
        let now: DateTime<Utc> = "2026-06-10T09:30:00Z".parse().unwrap();
        let lost = Reuse {
            used_at: Some(now - Duration::seconds(60)),
            is_revoked: false,
            child_is_untouched: true,
        };
        assert!(lost.is_a_lost_answer(now));
        assert!(!lost.is_a_lost_answer(now + Duration::seconds(1)));
        assert!(
            !Reuse {
                child_is_untouched: false,
                ..lost
            }
            .is_a_lost_answer(now)
        );
        assert!(
            !Reuse {
                is_revoked: true,
                ..lost
            }
            .is_a_lost_answer(now)
        );
        assert!(!Reuse { used_at: None, ..lost }.is_a_lost_answer(now));
    }

    #[test]
    fn kinds_are_codes_of_their_list() {
        assert!(SignInKinds::CODES.contains(&SignInKind::Desk.as_str()));
    }
}
