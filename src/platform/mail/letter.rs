//! From words to a message as it travels (RFC 5322).

use std::fmt;

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};

use super::model::{Language, MailId, Template};

/// The address mails come from. It carries no name.
#[derive(Clone, PartialEq, Eq)]
pub struct MailFrom(Address);

/// Not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("mail.from must be an address such as post@example.org")]
pub struct MailFromError;

impl std::str::FromStr for MailFrom {
    type Err = MailFromError;
    fn from_str(text: &str) -> Result<Self, MailFromError> {
        text.trim().parse().map(Self).map_err(|_error| MailFromError)
    }
}

impl fmt::Debug for MailFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[e-mail]")
    }
}

/// Why no message came about. The words are codes for `last_error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum LetterError {
    #[error("bad_address")]
    Address,
    #[error("no_text")]
    NoText,
    #[error("no_link")]
    NoLink,
    #[error("not_built")]
    NotBuilt,
}

impl LetterError {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Address => "bad_address",
            Self::NoText => "no_text",
            Self::NoLink => "no_link",
            Self::NotBuilt => "not_built",
        }
    }
}

/// What a message is made of.
pub(super) struct Letter<'a> {
    pub(super) id: MailId,
    pub(super) from: &'a MailFrom,
    pub(super) to: &'a str,
    pub(super) template: Template,
    pub(super) language: Language,
    /// Where the house is reached, without a stroke at the end.
    pub(super) public_url: &'a str,
    pub(super) token: Option<&'a str>,
    pub(super) written_at: DateTime<Utc>,
}

impl Letter<'_> {
    /// The message. The same mail is the same message, however often it is sent: `Message-ID` is its id and `Date` when
    /// it was written.
    pub(super) fn message(&self) -> Result<Message, LetterError> {
        let (subject, text) = self.template.words(self.language).ok_or(LetterError::NoText)?;
        // `Address` takes no blank and no control character, and so no second header.
        let to: Address = self.to.parse().map_err(|_error| LetterError::Address)?;
        let body = match (self.template.page(), self.token) {
            (None, _) => text.to_owned(),
            (Some(page), Some(token)) => text.replace("{link}", &format!("{}{page}#{token}", self.public_url)),
            (Some(_), None) => return Err(LetterError::NoLink),
        };
        let mut message = Message::builder()
            .from(Mailbox::new(None, self.from.0.clone()))
            .to(Mailbox::new(None, to))
            .subject(subject)
            .date(self.written_at.into())
            .message_id(Some(format!("<{}@{}>", self.id, self.from.0.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(format!("{body}\n"))
            .map_err(|_error| LetterError::NotBuilt)?;
        // No out-of-office answers (RFC 3834), and the language for who reads it aloud (RFC 3282).
        for (name, value) in [
            (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
            (
                HeaderName::new_from_ascii_str("Content-Language"),
                self.language.as_str(),
            ),
        ] {
            message
                .headers_mut()
                .insert_raw(HeaderValue::new(name, value.to_owned()));
        }
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn letter<'a>(from: &'a MailFrom, to: &'a str, token: Option<&'a str>) -> Letter<'a> {
        Letter {
            id: MailId::from_uuid(Uuid::from_u128(7)),
            from,
            to,
            template: Template::Invitation,
            language: Language::En,
            public_url: "https://example.org",
            token,
            written_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_message_is_the_same_however_often_it_is_made() {
        let from: MailFrom = "post@example.org".parse().unwrap();
        let letter = letter(&from, "ana@example.org", Some("s3cret"));
        let (once, twice) = (
            letter.message().unwrap().formatted(),
            letter.message().unwrap().formatted(),
        );
        assert_eq!(once, twice);
        let text = String::from_utf8(once).unwrap();
        assert!(
            text.contains("Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\r\n"),
            "{text}"
        );
        assert!(text.contains("Auto-Submitted: auto-generated\r\n"), "{text}");
        assert!(text.contains("https://example.org/account/accept#s3cret"), "{text}");
    }

    #[test]
    fn no_address_becomes_a_header() {
        let from: MailFrom = "post@example.org".parse().unwrap();
        for to in [
            "ana@example.org\r\nBcc: all@example.org",
            "ana@example.org\nSubject: other",
            "ana\r\n@example.org",
            "ana@example.org, bea@example.org",
            "Ana <ana@example.org>",
            "",
        ] {
            assert_eq!(
                letter(&from, to, Some("t")).message().unwrap_err(),
                LetterError::Address,
                "{to:?}"
            );
        }
        assert!("post@example.org\r\nBcc: x@example.org".parse::<MailFrom>().is_err());
        assert_eq!(
            letter(&from, "ana@example.org", None).message().unwrap_err(),
            LetterError::NoLink
        );
    }
}
