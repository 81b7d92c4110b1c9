//! Configuration: embedded defaults, then a file, then the environment. Secrets come from files.
//!
//! Environment names are the file's keys in capitals with two underscores between parts: `CAUSEWAY__SERVER__PORT=9000`.
//! `DATABASE_URL` is understood as `database.url`, `PG_BIN` as `database.pg_bin`. A key nobody knows is an error: a mistyped switch must not be ignored.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::platform::http::TrustedProxies;

pub use alerts::AlertSettings;
pub use mail::{MailKind, MailSettings};

mod alerts;
mod mail;

const DEFAULTS: &str = include_str!("defaults.toml");

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the server listens.
    pub server: ServerSettings,
    /// Sending mail.
    pub mail: MailSettings,
    /// Calling who is on call.
    pub alerts: AlertSettings,
    /// Which database.
    pub database: DatabaseSettings,
    /// Signing in.
    pub sign_in: SignInSettings,
    /// Erasing people.
    pub erasure: ErasureSettings,
    /// Backups.
    pub backup: BackupSettings,
    /// The audit log.
    pub audit: AuditSettings,
    /// Where the embedded cluster and its sockets live.
    pub data_dir: PathBuf,
    /// Where the key files live; outside `data_dir` and outside backups.
    pub keys_dir: PathBuf,
    /// The key-encryption key that wraps, such as `kek-2`; none: the one with the highest number. Where several servers
    /// share a database, name the old one here until each of them has the new key file.
    pub active_kek: Option<String>,
    /// What is logged: a level or a directive list.
    pub log: String,
}

/// Where the server listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address to bind.
    pub host: String,
    /// Port; 0 picks a free one.
    pub port: u16,
    /// Metrics (Prometheus text) have their own port, on loopback; 0 switches them off.
    pub metrics_port: u16,
    /// Worker threads; 0 is one per core.
    pub workers: usize,
    /// Seconds that requests under way get to finish when the server is asked to stop.
    pub stop_seconds: u64,
    /// API pages are open to strangers only in the demo.
    pub public_api_pages: bool,
    /// Where people reach the house, for links in mails: `https://host`. None: the address it listens on.
    pub public_url: Option<String>,
    /// Addresses and ranges of the proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
}

/// Which database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Connection string as `causeway_app`. None: a private cluster under `data_dir`.
    pub url: Option<SecretString>,
    /// File that holds it instead.
    pub url_file: Option<PathBuf>,
    /// Connection string as `causeway_auth`.
    pub auth_url: Option<SecretString>,
    /// File that holds it instead.
    pub auth_url_file: Option<PathBuf>,
    /// Connections per worker.
    pub pool_size: usize,
    /// Milliseconds a request waits for a free connection before it is answered 503.
    pub pool_wait_ms: u64,
    /// Folder of the Postgres server binaries for the private cluster; found by itself when left out.
    pub pg_bin: Option<PathBuf>,
}

/// Backups.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupSettings {
    /// Public keys (`age1…`) that backups are encrypted to. In the environment: separated by commas.
    pub recipients: Vec<String>,
    /// File with the connection string of the role `causeway_backup`, for an outside database.
    pub url_file: Option<PathBuf>,
    /// What the file holds.
    #[serde(skip)]
    url: Option<SecretString>,
}

impl BackupSettings {
    /// The connection string, when one was given.
    pub fn url(&self) -> Option<String> {
        self.url.as_ref().map(|url| url.expose_secret().to_owned())
    }
}

/// Erasing people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasureSettings {
    /// The erasure ledger; none: `erasure.ledger` in `data_dir`. Outside the database and its backups, best on another disk.
    pub ledger_file: Option<PathBuf>,
}

/// The audit log.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// The second place of signed heads: a folder on another volume than the database. None: they are kept in the
    /// database alone, where whoever owns it can cut off the log's end unseen.
    pub checkpoint_dir: Option<PathBuf>,
}

/// Signing in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInSettings {
    /// Minutes an access token lives at a desk (security.md §3.1).
    pub token_minutes: i64,
    /// Minutes an access token lives on an enrolled device (design §6).
    pub device_token_minutes: i64,
    /// Number of the token key that signs; the newest when left out. Named while a new one is on its way to every server.
    pub token_key: Option<u32>,
    /// Whoever works at a desk, administers or holds keys must have a second factor (design §6). Only the demo says no.
    pub require_second_factor: bool,
    /// Argon2id memory in KiB.
    pub argon2_kib: u32,
    /// Argon2id passes.
    pub argon2_passes: u32,
}

/// Why the configuration is not usable, in one line.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value or key is wrong.
    #[error("configuration: {0}. `causeway config check` shows what is in force; docs/OPERATIONS.md lists every key.")]
    Wrong(String),
    /// A secret's file cannot be read.
    #[error("configuration: the file {} named by {key} cannot be read: {reason}", path.display())]
    SecretFile {
        /// Which key names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A value and its file are both given.
    #[error("configuration: set either {key} or {key}_file, not both")]
    Twice {
        /// Which key.
        key: &'static str,
    },
    /// Half of the database settings.
    #[error(
        "configuration: database.url (role causeway_app) and database.auth_url (role causeway_auth) belong together; one of them is missing"
    )]
    HalfDatabase,
}

impl Settings {
    /// Reads the configuration. `file` may be left out; `environment` is given by the caller.
    pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Self, ConfigError> {
        let wrong = |error: config::ConfigError| ConfigError::Wrong(error.to_string());
        let mut builder =
            config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        if let Some(file) = file {
            builder = builder.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        for (name, value) in environment {
            let key = if name == "DATABASE_URL" {
                "database.url".to_owned()
            } else if name == "PG_BIN" {
                "database.pg_bin".to_owned()
            } else if let Some(rest) = name.strip_prefix("CAUSEWAY__") {
                rest.to_lowercase().replace("__", ".")
            } else {
                continue;
            };
            builder = if ["server.trusted_proxies", "backup.recipients"].contains(&key.as_str()) {
                // Lists: with commas between.
                let list: Vec<&str> = value
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .collect();
                builder.set_override(key, list)
            } else {
                builder.set_override(key, value.as_str())
            }
            .map_err(wrong)?;
        }
        let mut settings: Self = builder
            .build()
            .map_err(wrong)?
            .try_deserialize()
            .map_err(|error| ConfigError::Wrong(error.to_string()))?;
        let database = &mut settings.database;
        secret_from_file("database.url", &mut database.url, database.url_file.as_deref())?;
        secret_from_file(
            "database.auth_url",
            &mut database.auth_url,
            database.auth_url_file.as_deref(),
        )?;
        let backup = &mut settings.backup;
        secret_from_file("backup.url", &mut backup.url, backup.url_file.as_deref())?;
        let mail = &mut settings.mail;
        secret_from_file("mail.smtp_url", &mut mail.smtp_url, mail.smtp_url_file.as_deref())?;
        settings.alerts.read_files()?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |text: &str| Err(ConfigError::Wrong(text.to_owned()));
        if self.database.url.is_some() != self.database.auth_url.is_some() {
            return Err(ConfigError::HalfDatabase);
        }
        if let Err(why) = TrustedProxies::parse(&self.server.trusted_proxies) {
            return wrong(&format!("server.trusted_proxies {why}"));
        }
        if !(1..=64).contains(&self.database.pool_size) {
            return wrong("database.pool_size must be between 1 and 64 connections per worker");
        }
        for (key, minutes) in [
            ("token_minutes", self.sign_in.token_minutes),
            ("device_token_minutes", self.sign_in.device_token_minutes),
        ] {
            if !(1..=15).contains(&minutes) {
                return wrong(&format!("sign_in.{key} must be between 1 and 15"));
            }
        }
        if self.sign_in.argon2_kib < 19_456 || self.sign_in.argon2_passes < 1 {
            return wrong("sign_in.argon2_kib must be at least 19456 and sign_in.argon2_passes at least 1");
        }
        self.server.check()?;
        self.alerts.webhook()?;
        self.mail.check()
    }

    /// Where the erasure ledger lies.
    pub fn ledger_file(&self) -> PathBuf {
        let beside = || self.data_dir.join("erasure.ledger");
        self.erasure.ledger_file.clone().unwrap_or_else(beside)
    }

    /// The configuration in force, secrets hidden, one `key = value` per line.
    pub fn describe(&self) -> String {
        let shown = |secret: &Option<SecretString>| {
            secret
                .as_ref()
                .map_or("(none: private cluster)", |_| "(set, hidden)")
                .to_owned()
        };
        [
            ("server.host", self.server.host.clone()),
            ("server.port", self.server.port.to_string()),
            ("server.metrics_port", self.server.metrics_port.to_string()),
            ("server.workers", self.server.workers.to_string()),
            ("server.stop_seconds", self.server.stop_seconds.to_string()),
            ("server.public_api_pages", self.server.public_api_pages.to_string()),
            ("server.public_url", self.server.public_url()),
            ("mail.transport", self.mail.transport.as_str().to_owned()),
            (
                "mail.smtp_url",
                self.mail
                    .smtp_url
                    .as_ref()
                    .map_or("(none)", |_| "(set, hidden)")
                    .to_owned(),
            ),
            (
                "mail.from",
                self.mail.from.clone().unwrap_or_else(|| "(none)".to_owned()),
            ),
            (
                "alerts.webhook_url",
                self.alerts
                    .webhook_url
                    .as_ref()
                    .map_or("(none: mail alone)", |_| "(set, hidden)")
                    .to_owned(),
            ),
            ("alerts.webhook_private", self.alerts.webhook_private.to_string()),
            ("server.trusted_proxies", self.server.trusted_proxies.join(", ")),
            ("database.url", shown(&self.database.url)),
            ("database.auth_url", shown(&self.database.auth_url)),
            (
                "database.pg_bin",
                self.database
                    .pg_bin
                    .as_ref()
                    .map_or_else(|| "(found by itself)".to_owned(), |dir| dir.display().to_string()),
            ),
            ("database.pool_size", self.database.pool_size.to_string()),
            ("database.pool_wait_ms", self.database.pool_wait_ms.to_string()),
            ("sign_in.token_minutes", self.sign_in.token_minutes.to_string()),
            (
                "sign_in.device_token_minutes",
                self.sign_in.device_token_minutes.to_string(),
            ),
            (
                "sign_in.token_key",
                self.sign_in
                    .token_key
                    .map_or_else(|| "(the newest)".to_owned(), |number| number.to_string()),
            ),
            (
                "sign_in.require_second_factor",
                self.sign_in.require_second_factor.to_string(),
            ),
            ("sign_in.argon2_kib", self.sign_in.argon2_kib.to_string()),
            ("sign_in.argon2_passes", self.sign_in.argon2_passes.to_string()),
            ("backup.recipients", self.backup.recipients.join(", ")),
            ("backup.url", shown(&self.backup.url)),
            ("erasure.ledger_file", self.ledger_file().display().to_string()),
            (
                "audit.checkpoint_dir",
                self.audit
                    .checkpoint_dir
                    .as_ref()
                    .map_or_else(|| "(none: no second place)".to_owned(), |dir| dir.display().to_string()),
            ),
            ("data_dir", self.data_dir.display().to_string()),
            ("keys_dir", self.keys_dir.display().to_string()),
            (
                "active_kek",
                self.active_kek.clone().unwrap_or_else(|| "(the newest)".to_owned()),
            ),
            ("log", self.log.clone()),
        ]
        .map(|(key, value)| format!("{key} = {value}\n"))
        .concat()
    }
}

impl DatabaseSettings {
    /// Both connection strings of an outside database, application first; `None` for a private cluster.
    pub fn outside(&self) -> Option<(String, String)> {
        let url = self.url.as_ref()?.expose_secret().to_owned();
        let auth_url = self.auth_url.as_ref()?.expose_secret().to_owned();
        Some((url, auth_url))
    }
}

fn secret_from_file(
    key: &'static str,
    value: &mut Option<SecretString>,
    file: Option<&Path>,
) -> Result<(), ConfigError> {
    let Some(path) = file else { return Ok(()) };
    if value.is_some() {
        return Err(ConfigError::Twice { key });
    }
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError::SecretFile {
        key,
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    *value = Some(SecretString::from(text.trim().to_owned()));
    Ok(())
}

#[cfg(test)]
mod tests;
