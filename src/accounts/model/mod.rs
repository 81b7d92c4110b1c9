//! E-mail addresses and account ids; beside them the rules of signing in, one file per topic.

pub(super) mod device;
pub(super) mod factor;
pub(super) mod invitation;
pub(super) mod mailed;
mod new_password;
pub(super) mod notice;
pub(super) mod sealing;
pub(super) mod secret;
pub(super) mod sign_in;
pub(super) mod throttle;

use serde::Deserialize;

pub use self::device::{DeviceKinds, KeyAlgorithms};
pub use self::new_password::{PasswordContext, PasswordRefused, check_new_password};
pub use self::notice::NoticeKinds;
pub use self::sign_in::SignInKinds;

use crate::typed_id;

typed_id!(AccountId, "an account: one person who signs in, wherever she works");

/// An e-mail address in its one spelling: trimmed and lower-case. Never logged.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[e-mail]")
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim().to_lowercase();
        let sound = text.len() <= 254
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
            && text
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
        if sound {
            Ok(Self(text))
        } else {
            Err("must be an e-mail address such as name@example.org")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_and_no_nonsense() {
        assert_eq!(
            Email::try_from(" Ana@Example.ORG ".to_owned()).unwrap().as_str(),
            "ana@example.org"
        );
        for wrong in [
            "",
            "ana",
            "@example.org",
            "ana@example",
            "a@b@c.d",
            "a b@c.d",
            "a\n@c.d",
        ] {
            assert!(Email::try_from(wrong.to_owned()).is_err(), "{wrong:?}");
        }
        assert_eq!(
            format!("{:?}", Email::try_from("ana@example.org".to_owned()).unwrap()),
            "[e-mail]"
        );
    }
}
