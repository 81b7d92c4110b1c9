//! Calling who is on call: the gateway that turns a call into a text message.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{ConfigError, secret_from_file};
use crate::platform::webhook::{Webhook, WebhookUrl};

/// Shortest secret that is taken: 128 bits in base64 or hex, or more.
const SHORTEST_SECRET: usize = 22;

/// The gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertSettings {
    /// Where calls are posted to. None: who is on call is called by mail alone.
    pub webhook_url: Option<SecretString>,
    /// File that holds it instead.
    pub webhook_url_file: Option<PathBuf>,
    /// What calls are signed with; the gateway knows it too.
    pub webhook_secret: Option<SecretString>,
    /// File that holds it instead.
    pub webhook_secret_file: Option<PathBuf>,
    /// The gateway lies in a private network, or on this machine.
    pub webhook_private: bool,
}

impl AlertSettings {
    pub(super) fn read_files(&mut self) -> Result<(), ConfigError> {
        let (url, secret) = (&mut self.webhook_url, &mut self.webhook_secret);
        secret_from_file("alerts.webhook_url", url, self.webhook_url_file.as_deref())?;
        secret_from_file("alerts.webhook_secret", secret, self.webhook_secret_file.as_deref())
    }

    /// The gateway, ready to be called; `None`: there is none.
    pub fn webhook(&self) -> Result<Option<Webhook>, ConfigError> {
        let (url, secret) = match (&self.webhook_url, &self.webhook_secret) {
            (None, None) => return Ok(None),
            (Some(url), Some(secret)) => (url.expose_secret(), secret.expose_secret()),
            _ => {
                let half = "alerts.webhook_url and alerts.webhook_secret belong together; one of them is missing";
                return Err(ConfigError::Wrong(half.to_owned()));
            }
        };
        let url: WebhookUrl = url.parse().map_err(|error| ConfigError::Wrong(format!("{error}")))?;
        if secret.len() < SHORTEST_SECRET {
            let short = format!("alerts.webhook_secret must have at least {SHORTEST_SECRET} characters");
            return Err(ConfigError::Wrong(short));
        }
        Ok(Some(Webhook::new(url, secret.as_bytes(), self.webhook_private)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;

    fn load(pairs: &[(&str, &str)]) -> Result<Settings, String> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (format!("CAUSEWAY__ALERTS__{name}"), (*value).to_owned()))
            .collect();
        Settings::load(None, &pairs).map_err(|error| error.to_string())
    }

    #[test]
    fn a_gateway_needs_an_address_and_a_secret_that_nobody_is_shown() {
        assert!(load(&[]).unwrap().alerts.webhook().unwrap().is_none());
        let (url, secret) = (
            "https://gateway.example.org/key-in-path",
            "0123456789abcdef0123456789abcdef",
        );
        let right = load(&[("WEBHOOK_URL", url), ("WEBHOOK_SECRET", secret)]).unwrap();
        assert!(right.alerts.webhook().unwrap().is_some());
        for shown in [right.describe(), format!("{:?}", right.alerts.webhook())] {
            assert!(!shown.contains(secret) && !shown.contains("key-in-path"), "{shown}");
        }
        for wrong in [
            vec![("WEBHOOK_URL", url)],
            vec![("WEBHOOK_SECRET", secret)],
            vec![("WEBHOOK_URL", url), ("WEBHOOK_SECRET", "short")],
            vec![
                ("WEBHOOK_URL", "http://gateway.example.org/key-in-path"),
                ("WEBHOOK_SECRET", secret),
            ],
        ] {
            let said = load(&wrong).unwrap_err();
            assert!(said.contains("alerts.webhook"), "{said}");
            assert!(!said.contains("key-in-path") && !said.contains(secret), "{said}");
        }
    }
}
