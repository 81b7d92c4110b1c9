//! Invitations: their life, and which of them want a second person's yes.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Role, StaffRoles};
use crate::platform::codes::Code;
use crate::platform::text::one_line;
use crate::typed_id;

typed_id!(InvitationId, "an invitation to work here");

/// How long an invitation's link works (security.md §3.7).
pub(in crate::accounts) const LINK_LIVES: Duration = Duration::hours(72);

/// The name colleagues see: 1 to 120 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "Ana B.", min_length = 1, max_length = 120)]
pub struct DisplayName(String);

impl DisplayName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DisplayName {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        one_line(&text, 120)
            .map(Self)
            .ok_or("must be 1 to 120 characters on one line")
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

/// Does a second administrator have to say yes before the mail goes out? For roles that administer, decide about data, or
/// read the log (security.md §3.7). The table has the same rule as a constraint.
pub(in crate::accounts) fn needs_approval(role: Code<StaffRoles>) -> bool {
    matches!(
        Role::of(role.as_str()),
        None | Some(Role::OrgAdmin | Role::ItAdmin | Role::DataProtectionOfficer | Role::Auditor | Role::Director)
    )
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InvitationState {
    /// A second administrator has not said yes yet; no mail has gone out.
    WaitsForApproval,
    /// The mail went out, and its link works.
    Sent,
    /// The link has ended unused; it can be sent again.
    Expired,
    /// Somebody came.
    Accepted,
    /// It was cancelled.
    Cancelled,
}

/// What decides where an invitation stands.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "times say _at")]
pub(in crate::accounts) struct Dates {
    pub(in crate::accounts) expires_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) accepted_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) cancelled_at: Option<DateTime<Utc>>,
}

impl Dates {
    pub(in crate::accounts) fn state(self, now: DateTime<Utc>) -> InvitationState {
        if self.accepted_at.is_some() {
            return InvitationState::Accepted;
        }
        if self.cancelled_at.is_some() {
            return InvitationState::Cancelled;
        }
        match self.expires_at {
            None => InvitationState::WaitsForApproval,
            Some(end) if end > now => InvitationState::Sent,
            Some(_) => InvitationState::Expired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn roles_that_administer_decide_or_watch_want_a_second_yes() {
        let wanting: Vec<_> = StaffRoles::CODES
            .iter()
            .filter(|code| Code::parse(code).is_some_and(needs_approval))
            .copied()
            .collect();
        assert_eq!(
            wanting,
            [
                "org_admin",
                "data_protection_officer",
                "director",
                "it_admin",
                "auditor"
            ]
        );
    }

    #[test]
    fn an_invitation_stands_where_its_dates_say() {
        let at = |hour: i64| DateTime::from_timestamp(hour * 3_600, 0);
        let state = |expires_at, accepted_at, cancelled_at| {
            let dates = Dates {
                expires_at,
                accepted_at,
                cancelled_at,
            };
            dates.state(at(10).unwrap())
        };
        assert_eq!(state(None, None, None), InvitationState::WaitsForApproval);
        assert_eq!(state(at(11), None, None), InvitationState::Sent);
        assert_eq!(
            state(at(10), None, None),
            InvitationState::Expired,
            "at the hour it ends"
        );
        assert_eq!(state(at(9), at(8), None), InvitationState::Accepted);
        assert_eq!(state(at(11), None, at(9)), InvitationState::Cancelled);
    }
}
