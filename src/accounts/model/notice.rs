//! What the owner of an account is told, by mail, when something happened to it.

use crate::code_list;

code_list!(
    NoticeKinds,
    "notice_kind",
    "what the owner of an account is told",
    [
        "sign_in_reused",
        "sign_in_limit",
        "sign_ins_ended",
        "password_changed",
        "factor_added",
        "recovery_code_used",
        "recovery_codes_made",
        "guessing",
    ]
);

/// Something the owner of an account should know of. The mail says so in words that name nobody and nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum Notice {
    /// A sign-in was ended: two people held secrets of it.
    SignInReused,
    /// The oldest sign-in made room for a new one.
    SignInLimit,
    /// The password was changed.
    PasswordChanged,
    /// A second factor was set up, perhaps in place of another.
    FactorAdded,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// So many wrong passwords were tried that new networks are turned away.
    Guessing,
}

impl Notice {
    /// Every one of them.
    #[cfg(test)]
    const ALL: [Self; 7] = [
        Self::SignInReused,
        Self::SignInLimit,
        Self::PasswordChanged,
        Self::FactorAdded,
        Self::RecoveryCodeUsed,
        Self::RecoveryCodesMade,
        Self::Guessing,
    ];

    /// The stored code.
    pub(in crate::accounts) const fn as_str(self) -> &'static str {
        match self {
            Self::SignInReused => "sign_in_reused",
            Self::SignInLimit => "sign_in_limit",
            Self::PasswordChanged => "password_changed",
            Self::FactorAdded => "factor_added",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::Guessing => "guessing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn notices_are_codes_of_their_list() {
        for notice in Notice::ALL {
            assert!(NoticeKinds::CODES.contains(&notice.as_str()), "{notice:?}");
        }
    }
}
