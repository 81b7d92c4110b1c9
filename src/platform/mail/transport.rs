//! How a message leaves the house: to a mail server, into a folder, or not at all.

use std::fs;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use super::model::MailId;

/// How long the mail server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The address of a mail server: `smtps://name:password@host:465`, or `smtp://name:password@host:587?tls=required`.
/// Without TLS only on this machine: passwords and links travel on this line.
#[derive(Debug, Clone)]
pub struct SmtpUrl(SecretString);

/// Why an address of a mail server is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// Not understood.
    #[error(
        "mail.smtp_url must look like smtps://name:password@host:465 or smtp://name:password@host:587?tls=required"
    )]
    NotAnAddress,
    /// Another machine, without TLS.
    #[error(
        "mail.smtp_url goes to another machine without TLS: use smtps://, or smtp:// with ?tls=required at its end"
    )]
    NoTls,
}

impl TryFrom<SecretString> for SmtpUrl {
    type Error = SmtpUrlError;
    fn try_from(url: SecretString) -> Result<Self, SmtpUrlError> {
        let text = url.expose_secret();
        let (scheme, rest) = text.split_once("://").ok_or(SmtpUrlError::NotAnAddress)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let place = place.split('/').next().unwrap_or(place);
        let place = place.rsplit_once('@').map_or(place, |(_, host)| host);
        let bracketed = place.strip_prefix('[').and_then(|inner| inner.split_once(']'));
        let host = bracketed.map_or_else(|| place.split(':').next().unwrap_or(place), |(host, _)| host);
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let safe = match (scheme, query) {
            ("smtps", "") | ("smtp", "tls=required") => true,
            ("smtp", "") => here,
            ("smtp", "tls=opportunistic") => return Err(SmtpUrlError::NoTls),
            _ => return Err(SmtpUrlError::NotAnAddress),
        };
        if !safe {
            return Err(SmtpUrlError::NoTls);
        }
        if host.is_empty() || AsyncSmtpTransport::<Tokio1Executor>::from_url(text).is_err() {
            return Err(SmtpUrlError::NotAnAddress);
        }
        Ok(Self(url))
    }
}

/// How messages leave.
#[derive(Debug, Clone)]
pub enum Transport {
    /// They do not: mails wait in the outbox.
    None,
    /// Each becomes a file `<id>.eml`, mode 0600: the demo.
    Folder(PathBuf),
    /// To a mail server, which may take so long for one answer.
    Smtp(SmtpUrl, Duration),
}

/// Why a message did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undelivered {
    /// For `last_error`.
    pub(super) code: String,
    /// Trying again cannot help: the server says that there is no such mailbox, or that it takes no such mail.
    pub(super) for_good: bool,
}

impl Undelivered {
    pub(super) fn for_now(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            for_good: false,
        }
    }
}

impl Transport {
    /// To this mail server.
    pub fn smtp(url: SmtpUrl) -> Self {
        Self::Smtp(url, PATIENCE)
    }

    /// Its name, as configuration and `/operations` say it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Folder(_) => "file",
            Self::Smtp(..) => "smtp",
        }
    }

    /// Hands one message over. When this returns, somebody else answers for it.
    pub(super) async fn deliver(&self, id: MailId, message: &Message) -> Result<(), Undelivered> {
        match self {
            Self::None => Err(Undelivered::for_now("no_transport")),
            Self::Folder(folder) => {
                let (folder, bytes) = (folder.clone(), message.formatted());
                tokio::task::spawn_blocking(move || write(&folder, id, &bytes))
                    .await
                    .map_err(|_lost| Undelivered::for_now("task_lost"))?
                    .map_err(|_error| Undelivered::for_now("not_written"))
            }
            Self::Smtp(SmtpUrl(url), patience) => {
                // One connection per message: a house sends few, and a kept one would have died in between.
                let transport: AsyncSmtpTransport<Tokio1Executor> =
                    AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                        .map_err(|_error| Undelivered::for_now("bad_url"))?
                        .timeout(Some(*patience))
                        .build();
                let sent = tokio::time::timeout(*patience * 3, transport.send(message.clone())).await;
                match sent {
                    Ok(Ok(_accepted)) => Ok(()),
                    Ok(Err(error)) => Err(refusal(&error)),
                    Err(_elapsed) => Err(Undelivered::for_now("smtp_slow")),
                }
            }
        }
    }
}

/// The server's reason as a code. Its words may quote the address.
fn refusal(error: &lettre::transport::smtp::Error) -> Undelivered {
    let Some(status) = error.status() else {
        let code = if error.is_timeout() {
            "smtp_slow"
        } else if error.is_tls() {
            "smtp_tls"
        } else {
            "smtp_unreachable"
        };
        return Undelivered::for_now(code);
    };
    let status = u16::from(status);
    // 530 to 538 say that the server does not know us: ours to mend, not the mail's fault.
    let about_us = (530..=538).contains(&status) || status == 504;
    Undelivered {
        code: format!("smtp_{status}"),
        for_good: error.is_permanent() && !about_us,
    }
}

/// Whole or not at all, and once: the name is the mail's id.
fn write(folder: &Path, id: MailId, bytes: &[u8]) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let (unfinished, done) = (folder.join(format!(".{id}.part")), folder.join(format!("{id}.eml")));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, &done)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<(), SmtpUrlError> {
        SmtpUrl::try_from(SecretString::from(text.to_owned())).map(drop)
    }

    #[test]
    fn without_tls_only_on_this_machine() {
        for right in [
            "smtps://ana:pw@mail.example.org:465",
            "smtps://mail.example.org",
            "smtp://ana:pw@mail.example.org:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
        ] {
            assert_eq!(url(right), Ok(()), "{right}");
        }
        for open in [
            "smtp://mail.example.org",
            "smtp://mail.example.org:587?tls=opportunistic",
            "smtp://127.0.0.1@mail.example.org",
            "smtp://10.0.0.7:25",
        ] {
            assert_eq!(url(open), Err(SmtpUrlError::NoTls), "{open}");
        }
        for wrong in [
            "",
            "mail.example.org",
            "http://mail.example.org",
            "smtps://",
            "smtp://h?tls=none",
        ] {
            assert_eq!(url(wrong), Err(SmtpUrlError::NotAnAddress), "{wrong}");
        }
    }
}
