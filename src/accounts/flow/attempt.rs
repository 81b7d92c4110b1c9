//! A guess, from being let through to being settled.

use secrecy::SecretString;

use super::super::error::Error;
use super::super::model::notice::Notice;
use super::super::model::throttle::{Counted, Guess, Outcome};
use super::super::model::{AccountId, Email};
use super::super::password::Matched;
use super::super::store::accounts::{self, AccountRow};
use super::super::store::notices;
use super::super::store::throttle::{self, Admission};
use crate::platform::db::Db;
use crate::platform::http::Network;
use crate::state::Shared;

/// A guess that is under way: counted, and not settled yet. One that is never settled stops counting after a minute.
#[derive(Debug)]
pub(super) struct Attempt(Guess);

impl Attempt {
    /// Counts the guess, in a transaction of its own, before anything is looked at. `refused` is what the caller hears
    /// who has guessed too often: the same as for a wrong guess.
    pub(super) async fn begin(db: &Db, guess: Guess, refused: Error) -> Result<Self, Error> {
        let counted = guess.clone();
        let admission = db.auth(async move |tx| {
            let admission = throttle::admit(tx, &counted).await?;
            Ok::<_, Error>((admission, tx.now()))
        });
        match admission.await? {
            (Admission::Yes, _) => Ok(Self(guess)),
            (Admission::NotFromHere(until), now) => {
                let seconds = (until - now).num_seconds().max(1);
                Err(Error::TooManyTries(u32::try_from(seconds).unwrap_or(u32::MAX)))
            }
            (Admission::No, _) => Err(refused),
        }
    }

    /// Settles it.
    pub(super) async fn end(self, db: &Db, outcome: Outcome) -> Result<(), Error> {
        db.auth(async move |tx| {
            throttle::settle(tx, &self.0, outcome).await?;
            Ok(())
        })
        .await
    }

    /// Settles a wrong password, remembers it, and tells the owner of an account that is being guessed at.
    async fn end_wrong(self, db: &Db, account: Option<AccountId>, request_id: String) -> Result<(), Error> {
        db.auth(async move |tx| {
            let full = throttle::settle(tx, &self.0, Outcome::Wrong).await?;
            throttle::remember_failed(tx, account, &request_id).await?;
            if let Some(account) = account.filter(|_| full.contains(&Counted::Account)) {
                notices::security(tx, account, None, Notice::Guessing).await?;
            }
            Ok(())
        })
        .await
    }
}

/// A password to be checked.
pub(super) struct Claim {
    pub(super) email: Email,
    pub(super) account: Option<AccountRow>,
    pub(super) password: SecretString,
    pub(super) network: Network,
    pub(super) request_id: String,
}

/// A password that was right, and the guess it was, which is still to be settled.
pub(super) struct Proven {
    pub(super) account: AccountRow,
    pub(super) attempt: Attempt,
}

/// Checks a password. Takes as long, and says the same, when there is no account.
pub(super) async fn prove(db: &Db, shared: &Shared, claim: Claim) -> Result<Proven, Error> {
    let Claim {
        email,
        account,
        password,
        network,
        request_id,
    } = claim;
    let guess = Guess::at_password(&shared.keys.content_mac, &email, network);
    let attempt = Attempt::begin(db, guess, Error::NoMatch).await?;
    let stored = account.as_ref().map(|row| row.password_hash.clone());
    // The hash is computed outside any transaction: it takes longer than a connection may be held.
    let matched = match shared.passwords.verify(password.clone(), stored).await {
        Ok(matched) => matched,
        Err(error) => {
            attempt.end(db, Outcome::Neither).await?;
            return Err(error);
        }
    };
    let known = account.as_ref().map(|row| row.id);
    let Some(mut account) = account.filter(|row| matched != Matched::No && !row.disabled) else {
        attempt.end_wrong(db, known, request_id).await?;
        return Err(Error::NoMatch);
    };
    if matched == Matched::YesAsBefore {
        account.password_hash = hash_anew(db, shared, &account, password).await?;
    }
    Ok(Proven { account, attempt })
}

/// Costs or pepper have changed since the password was hashed: its new hash.
async fn hash_anew(db: &Db, shared: &Shared, account: &AccountRow, password: SecretString) -> Result<String, Error> {
    let new = shared.passwords.hash(password).await?;
    let (id, old, kept) = (account.id, account.password_hash.clone(), new.clone());
    db.auth(async move |tx| Ok::<_, Error>(accounts::replace_hash(tx, id, &old, &kept).await?))
        .await?;
    Ok(new)
}
