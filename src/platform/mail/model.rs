//! What can be written to somebody, and in which language. Pure.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(MailId, "a mail in the outbox; its Message-ID too");

code_list!(
    Languages,
    "language",
    "languages the house writes in",
    ["en", "es", "fr", "pt", "ar"]
);
code_list!(
    Templates,
    "mail_template",
    "what a mail says",
    [
        "invitation",
        "approval_asked",
        "password_reset",
        "password_changed",
        "email_confirm",
        "email_changing",
        "device_added",
        "security_notice",
        "on_call",
    ]
);

/// A code of list `language`.
pub type LanguageCode = Code<Languages>;
/// A code of list `mail_template`.
pub type TemplateCode = Code<Templates>;

/// A language the house writes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Portuguese.
    Pt,
    /// Arabic.
    Ar,
}

impl Language {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::En, Self::Es, Self::Fr, Self::Pt, Self::Ar];

    /// The language of a stored code; English for one nobody knows.
    pub fn of(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|language| language.as_str() == code)
            .unwrap_or(Self::En)
    }

    /// The stored code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Pt => "pt",
            Self::Ar => "ar",
        }
    }

    /// Every text in this language.
    const fn texts(self) -> &'static str {
        match self {
            Self::En => include_str!("templates/en.txt"),
            Self::Es => include_str!("templates/es.txt"),
            Self::Fr => include_str!("templates/fr.txt"),
            Self::Pt => include_str!("templates/pt.txt"),
            Self::Ar => include_str!("templates/ar.txt"),
        }
    }
}

impl From<LanguageCode> for Language {
    fn from(code: LanguageCode) -> Self {
        Self::of(code.as_str())
    }
}

/// What a mail says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// You may set up a sign-in: link of 72 hours.
    Invitation,
    /// A request waits for you: sign in to see it.
    ApprovalAsked,
    /// Choose a new password: link of 15 minutes.
    PasswordReset,
    /// Your password was changed.
    PasswordChanged,
    /// Is this your address? Link of 24 hours.
    EmailConfirm,
    /// Your address is being changed: link of 72 hours to stop it.
    EmailChanging,
    /// A device was added.
    DeviceAdded,
    /// Something about your sign-in changed: look.
    SecurityNotice,
    /// You are on call, and something needs you now.
    OnCall,
}

impl Template {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Invitation,
        Self::ApprovalAsked,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::EmailConfirm,
        Self::EmailChanging,
        Self::DeviceAdded,
        Self::SecurityNotice,
        Self::OnCall,
    ];

    /// The stored code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::ApprovalAsked => "approval_asked",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::EmailConfirm => "email_confirm",
            Self::EmailChanging => "email_changing",
            Self::DeviceAdded => "device_added",
            Self::SecurityNotice => "security_notice",
            Self::OnCall => "on_call",
        }
    }

    pub(super) fn of(code: TemplateCode) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|template| template.as_str() == code.as_str())
    }

    /// The page its link opens, with the secret behind the `#`; `None`: it has no link.
    pub const fn page(self) -> Option<&'static str> {
        match self {
            Self::Invitation => Some("/account/accept"),
            Self::PasswordReset => Some("/account/reset"),
            Self::EmailConfirm => Some("/account/email"),
            Self::EmailChanging => Some("/account/email-cancel"),
            Self::ApprovalAsked | Self::PasswordChanged | Self::DeviceAdded | Self::SecurityNotice | Self::OnCall => {
                None
            }
        }
    }

    /// Subject and text in a language, `{link}` standing where the link goes.
    ///
    /// A text begins with a line `== code`, then its subject, an empty line, and the text up to the next such line.
    pub fn words(self, language: Language) -> Option<(&'static str, &'static str)> {
        let (_, text) = language.texts().split_once(&format!("== {}\n", self.as_str()))?;
        let text = text.split("\n== ").next().unwrap_or(text);
        let (subject, body) = text.split_once("\n\n")?;
        Some((subject.trim(), body.trim()))
    }
}

/// To whom.
#[derive(Clone)]
pub enum To {
    /// The mailbox of an account, as it is when the mail is sent, in the account's language.
    Account(Uuid),
    /// An address that is not the account's yet, in the account's language.
    NewAddress {
        /// Whose it is to become.
        account: Uuid,
        /// The address.
        address: String,
    },
    /// An address no account has.
    Stranger {
        /// The address.
        address: String,
        /// In which language.
        language: Language,
    },
    /// Nobody: the mail is written and dropped, so that asking for an unknown address takes as long as for a known one.
    Nobody,
}

/// A mail about to be sealed.
#[derive(Clone)]
pub struct Mail {
    /// What it says.
    pub template: Template,
    /// To whom.
    pub to: To,
    /// The secret of its link; only for templates with a page.
    pub token: Option<SecretString>,
    /// Of no use after this.
    pub useful_until: Option<DateTime<Utc>>,
}

impl Mail {
    /// A mail without a link.
    pub fn notice(template: Template, account: Uuid) -> Self {
        Self {
            template,
            to: To::Account(account),
            token: None,
            useful_until: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn every_mail_has_its_words_in_every_language() {
        for language in Language::ALL {
            for template in Template::ALL {
                let (subject, body) = template
                    .words(language)
                    .unwrap_or_else(|| panic!("{} has no text in {}", template.as_str(), language.as_str()));
                assert!((5..=60).contains(&subject.chars().count()), "{subject:?}");
                assert!(!subject.contains(['\n', '{']), "{subject:?}");
                let links = body.matches("{link}").count();
                let wants = usize::from(template.page().is_some());
                assert_eq!(links, wants, "{} in {}", template.as_str(), language.as_str());
                assert_eq!(body.matches('{').count(), wants, "nothing else is filled in");
                assert!(!body.contains("=="), "{} ends where the next begins", template.as_str());
            }
        }
    }

    #[test]
    fn codes_and_types_are_the_same() {
        let templates: Vec<_> = Template::ALL.iter().map(|template| template.as_str()).collect();
        assert_eq!(templates, Templates::CODES);
        let languages: Vec<_> = Language::ALL.iter().map(|language| language.as_str()).collect();
        assert_eq!(languages, Languages::CODES);
        assert_eq!(Language::of("xx"), Language::En);
    }
}
