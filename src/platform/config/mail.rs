//! Sending mail: how, from where, and where its links lead.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

use super::{ConfigError, ServerSettings};
use crate::platform::mail::{MailFrom, SmtpUrl, Transport};

/// How mail leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailKind {
    /// Not at all: mails wait in the outbox.
    None,
    /// Into `DATA_DIR/mail`, a file each.
    File,
    /// To a mail server.
    Smtp,
}

impl MailKind {
    /// The word in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::File => "file",
            Self::Smtp => "smtp",
        }
    }
}

/// Sending mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// How it leaves.
    pub transport: MailKind,
    /// The mail server, with name and password.
    pub smtp_url: Option<SecretString>,
    /// File that holds it instead.
    pub smtp_url_file: Option<PathBuf>,
    /// The address mails come from.
    pub from: Option<String>,
}

impl MailSettings {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |error: &dyn std::fmt::Display| ConfigError::Wrong(error.to_string());
        self.from().map_err(|error| wrong(&error))?;
        if self.transport != MailKind::Smtp {
            return Ok(());
        }
        if self.from.is_none() {
            return Err(wrong(&"mail.from is needed when mail.transport is smtp"));
        }
        self.smtp().map(drop)
    }

    fn smtp(&self) -> Result<SmtpUrl, ConfigError> {
        let url = self.smtp_url.clone().ok_or_else(|| {
            ConfigError::Wrong("mail.smtp_url (or mail.smtp_url_file) is needed when mail.transport is smtp".to_owned())
        })?;
        SmtpUrl::try_from(url).map_err(|error| ConfigError::Wrong(error.to_string()))
    }

    /// The address mails come from; without one, an address nobody can answer (RFC 2606).
    pub fn from(&self) -> Result<MailFrom, ConfigError> {
        let text = self.from.as_deref().unwrap_or("no-answer@house.invalid");
        text.parse().map_err(|error| ConfigError::Wrong(format!("{error}")))
    }

    /// How it leaves, ready to use.
    pub fn transport(&self, data_dir: &Path) -> Result<Transport, ConfigError> {
        Ok(match self.transport {
            MailKind::None => Transport::None,
            MailKind::File => Transport::Folder(data_dir.join("mail")),
            MailKind::Smtp => Transport::smtp(self.smtp()?),
        })
    }
}

impl ServerSettings {
    /// Where people reach the house, without a stroke at the end.
    pub fn public_url(&self) -> String {
        self.public_url
            .as_deref()
            .map_or_else(|| format!("http://{}:{}", self.host, self.port), str::to_owned)
            .trim_end_matches('/')
            .to_owned()
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let Some(url) = self.public_url.as_deref() else {
            return Ok(());
        };
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let sound = host.is_some_and(|host| {
            let host = host.trim_end_matches('/');
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        });
        if sound {
            Ok(())
        } else {
            Err(ConfigError::Wrong(
                "server.public_url must be where people reach the house, such as https://app.example.org, without a path"
                    .to_owned(),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;

    fn load(pairs: &[(&str, &str)]) -> Result<Settings, String> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (format!("CAUSEWAY__{name}"), (*value).to_owned()))
            .collect();
        Settings::load(None, &pairs).map_err(|error| error.to_string())
    }

    #[test]
    fn mail_to_another_machine_needs_tls_and_an_address_to_come_from() {
        let smtp = ("MAIL__TRANSPORT", "smtp");
        let from = ("MAIL__FROM", "post@example.org");
        for (wrong, says) in [
            (vec![smtp, from], "mail.smtp_url"),
            (vec![smtp, ("MAIL__SMTP_URL", "smtps://mail.example.org")], "mail.from"),
            (
                vec![smtp, from, ("MAIL__SMTP_URL", "smtp://mail.example.org")],
                "without TLS",
            ),
            (
                vec![("MAIL__FROM", "post@example.org\r\nBcc: x@example.org")],
                "mail.from",
            ),
            (vec![("MAIL__TRANSPORT", "pigeon")], "transport"),
        ] {
            let said = load(&wrong).unwrap_err();
            assert!(said.contains(says), "{wrong:?}: {said}");
            assert!(
                !said.contains("mail.example.org"),
                "an address may hold a password: {said}"
            );
        }
        let right = load(&[smtp, from, ("MAIL__SMTP_URL", "smtps://ana:secret@mail.example.org")]).unwrap();
        assert!(!right.describe().contains("secret"), "{}", right.describe());
    }

    #[test]
    fn links_lead_to_the_public_address() {
        assert_eq!(load(&[]).unwrap().server.public_url(), "http://127.0.0.1:8080");
        let set = load(&[("SERVER__PUBLIC_URL", "https://app.example.org/")]).unwrap();
        assert_eq!(set.server.public_url(), "https://app.example.org");
        for wrong in [
            "app.example.org",
            "https://",
            "https://app.example.org/x",
            "https://a b",
            "ftp://a",
        ] {
            assert!(load(&[("SERVER__PUBLIC_URL", wrong)]).is_err(), "{wrong}");
        }
    }
}
