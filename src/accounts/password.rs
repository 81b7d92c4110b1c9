//! Hashing passwords: Argon2id, two at a time, with a pepper. Which passwords are taken: `model/new_password.rs`.

use std::sync::Arc;

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, KeyId, Params, ParamsBuilder, PasswordHasher as _, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::error::Error;
use crate::platform::keys::NumberedKeys;

/// Hashes at once; each takes its memory and gives it back (security.md §3.3).
const AT_ONCE: usize = 2;
/// Callers who may wait for their turn.
const QUEUE: usize = 20;

/// Does a password match?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// It does not, or there is no account.
    No,
    /// It does.
    Yes,
    /// It does, and its hash was made with parameters or a pepper of before: hash it again while it is known.
    YesAsBefore,
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct PasswordHasher {
    params: Params,
    peppers: NumberedKeys,
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked when there is no account, so that both answers take the same time.
    nobody: String,
}

impl std::fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHasher")
    }
}

impl PasswordHasher {
    /// With Argon2id memory in KiB and passes; parallelism is 1. The newest pepper goes into every new hash, which names
    /// it (`keyid`); the older ones still check theirs, and a hash without one was made before there were peppers.
    pub fn new(memory_kib: u32, passes: u32, peppers: &NumberedKeys) -> Result<Self, Error> {
        let wrong = |_error: argon2::Error| Error::Internal("argon2 parameters");
        let pepper = peppers.newest().0.to_string();
        let params = ParamsBuilder::new()
            .m_cost(memory_kib)
            .t_cost(passes)
            .p_cost(1)
            .output_len(32)
            .keyid(KeyId::new(pepper.as_bytes()).map_err(wrong)?)
            .build()
            .map_err(wrong)?;
        let nobody = hash_now(&params, peppers, "a password nobody has")?;
        Ok(Self {
            params,
            peppers: peppers.clone(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(QUEUE)),
            nobody,
        })
    }

    /// A PHC string for a new password.
    pub async fn hash(&self, password: SecretString) -> Result<String, Error> {
        let (params, peppers) = (self.params.clone(), self.peppers.clone());
        self.in_turn(move || hash_now(&params, &peppers, password.expose_secret()))
            .await?
    }

    /// Does the password match the stored PHC string? `None`: there is no account; takes as long and says no.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<Matched, Error> {
        let known = stored.is_some();
        let phc = stored.unwrap_or_else(|| self.nobody.clone());
        let (params, peppers) = (self.params.clone(), self.peppers.clone());
        let matched = self
            .in_turn(move || check_now(&params, &peppers, &phc, password.expose_secret()))
            .await??;
        Ok(if known { matched } else { Matched::No })
    }

    async fn in_turn<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R, Error> {
        let place = Arc::clone(&self.waiting).try_acquire_owned();
        let place = place.map_err(|_full| Error::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_closed| Error::Internal("password hasher closed"))?;
        // The turn goes with the work, which runs to its end even when whoever asked has hung up: otherwise hanging up
        // would be a way to start a hundred hashes at once.
        tokio::task::spawn_blocking(move || {
            let _until_done = (place, turn);
            work()
        })
        .await
        .map_err(|_lost| Error::Internal("password task lost"))
    }
}

/// Argon2id with the pepper its parameters name.
fn argon2<'k>(params: &Params, peppers: &'k NumberedKeys) -> Result<Argon2<'k>, Error> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    if params.keyid().is_empty() {
        return Ok(Argon2::new(algorithm, version, params.clone()));
    }
    let pepper = std::str::from_utf8(params.keyid())
        .ok()
        .and_then(|number| peppers.get(number.parse().ok()?))
        .ok_or(Error::Internal("a password's pepper is not in the key folder"))?;
    Argon2::new_with_secret(pepper, algorithm, version, params.clone())
        .map_err(|_error| Error::Internal("argon2 pepper"))
}

fn hash_now(params: &Params, peppers: &NumberedKeys, password: &str) -> Result<String, Error> {
    argon2(params, peppers)?
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_error| Error::Internal("argon2"))
}

fn check_now(current: &Params, peppers: &NumberedKeys, phc: &str, password: &str) -> Result<Matched, Error> {
    let Ok(hash) = PasswordHash::new(phc) else {
        return Ok(Matched::No);
    };
    let made_with = Params::try_from(&hash).map_err(|_error| Error::Internal("stored argon2 parameters"))?;
    if argon2(&made_with, peppers)?
        .verify_password(password.as_bytes(), &hash)
        .is_err()
    {
        return Ok(Matched::No);
    }
    let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    let as_now = costs(&made_with) == costs(current) && made_with.keyid() == current.keyid();
    Ok(if as_now { Matched::Yes } else { Matched::YesAsBefore })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn peppers(numbers: std::ops::RangeInclusive<u8>) -> NumberedKeys {
        NumberedKeys::from_bytes(numbers.map(|number| (u32::from(number), [number; 32]))).unwrap()
    }

    #[actix_web::test]
    async fn a_password_matches_its_hash_and_nothing_else() {
        let hasher = PasswordHasher::new(256, 1, &peppers(1..=1)).unwrap();
        let phc = hasher.hash(secret("kettle moss argue tin")).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=256,t=1,p=1,keyid="), "{phc}");
        let check = async |password: &str, stored: Option<&str>| {
            let stored = stored.map(str::to_owned);
            hasher.verify(secret(password), stored).await.unwrap()
        };
        assert_eq!(check("kettle moss argue tin", Some(&phc)).await, Matched::Yes);
        assert_eq!(check("kettle moss argue ton", Some(&phc)).await, Matched::No);
        assert_eq!(check("kettle moss argue tin", Some("none")).await, Matched::No);
        assert_eq!(check("a password nobody has", None).await, Matched::No, "no account");
    }

    #[actix_web::test]
    async fn older_costs_older_peppers_and_none_still_match_and_are_told_apart() {
        let password = || secret("kettle moss argue tin");
        let now = PasswordHasher::new(512, 1, &peppers(1..=2)).unwrap();
        let unpeppered = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(512, 1, 1, Some(32)).unwrap(),
        );
        let before = [
            PasswordHasher::new(256, 1, &peppers(2..=2))
                .unwrap()
                .hash(password())
                .await
                .unwrap(),
            PasswordHasher::new(512, 1, &peppers(1..=1))
                .unwrap()
                .hash(password())
                .await
                .unwrap(),
            unpeppered.hash_password(b"kettle moss argue tin").unwrap().to_string(),
        ];
        for phc in before {
            assert_eq!(now.verify(password(), Some(phc)).await.unwrap(), Matched::YesAsBefore);
        }
        let phc = now.hash(password()).await.unwrap();
        assert_eq!(now.verify(password(), Some(phc.clone())).await.unwrap(), Matched::Yes);
        // A dump without the key folder tells nothing, not even to somebody who guesses right.
        let stranger = PasswordHasher::new(512, 1, &NumberedKeys::from_bytes([(2, [9; 32])]).unwrap()).unwrap();
        assert_eq!(
            stranger.verify(password(), Some(phc.clone())).await.unwrap(),
            Matched::No
        );
        let without = PasswordHasher::new(512, 1, &peppers(1..=1)).unwrap();
        assert!(
            without.verify(password(), Some(phc)).await.is_err(),
            "the pepper is lost"
        );
    }
}
