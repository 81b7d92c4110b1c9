//! What is asked before the database: keys, secrets, the second place of checkpoints.

use secrecy::{ExposeSecret, SecretString};

use super::Refusal;
use crate::audit::SecondPlace;
use crate::platform::config::Settings;
use crate::platform::keys::{self, KeyError};

/// Passwords that stand in examples.
const DEFAULTS: [&str; 12] = [
    "",
    "admin",
    "causeway",
    "change-me",
    "changeme",
    "default",
    "example",
    "password",
    "postgres",
    "root",
    "secret",
    "test",
];

/// Everything that is wrong with files and configured secrets.
pub(in crate::cli) fn files(settings: &Settings) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = keys::problems(&settings.keys_dir).iter().map(key).collect();
    for (name, url) in [
        ("database.url", &settings.database.url),
        ("database.auth_url", &settings.database.auth_url),
    ] {
        refusals.extend(url.as_ref().and_then(|url| default_password(name, url)));
    }
    if let Some(folder) = &settings.audit.checkpoint_dir
        && let Err(error) = SecondPlace::new(folder.clone()).check()
    {
        let folder = folder.display();
        refusals.push(Refusal::new(
            "checkpoints_unwritable",
            format!("the second place of the audit log's checkpoints, {folder}, cannot be written: {error}"),
        ));
    }
    refusals
}

fn key(error: &KeyError) -> Refusal {
    let code = match error {
        KeyError::Missing { .. } => "key_missing",
        KeyError::TooOpen { .. } => "key_too_open",
        KeyError::NotRandom { .. } => "default_secret",
        KeyError::NotAKey { .. }
        | KeyError::NotAKek { .. }
        | KeyError::NoSuchKek { .. }
        | KeyError::Unreadable { .. }
        | KeyError::Exists { .. }
        | KeyError::NoRandom => "key_unusable",
    };
    Refusal::new(code, error.to_string())
}

fn default_password(name: &str, url: &SecretString) -> Option<Refusal> {
    let config: tokio_postgres::Config = url.expose_secret().parse().ok()?;
    let password = std::str::from_utf8(config.get_password()?).ok()?;
    let known = DEFAULTS.contains(&password.to_lowercase().as_str()) || Some(password) == config.get_user();
    known.then(|| {
        Refusal::new(
            "default_secret",
            format!("the password in {name} is one that stands in examples: give the role one of its own"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_examples_are_refused_and_never_said() {
        let refused = |url: &str| default_password("database.url", &SecretString::from(url.to_owned()));
        for url in [
            "postgresql://causeway_app:causeway_app@db/x",
            "postgresql://causeway_app:ChangeMe@db/x",
            "host=db user=causeway_app password=postgres",
        ] {
            let refusal = refused(url).unwrap();
            assert_eq!(refusal.code, "default_secret");
            assert!(
                !refusal.what.contains("ChangeMe") && !refusal.what.contains("postgres "),
                "{refusal}"
            );
        }
        for url in [
            "postgresql://causeway_app:tq8-Fjw2-own@db/x",
            "postgresql://causeway_app@%2Frun/x",
        ] {
            assert_eq!(refused(url), None);
        }
    }
}
