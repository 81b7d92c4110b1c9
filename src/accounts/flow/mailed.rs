//! A new password and a new address, by links that are mailed.

use std::sync::Arc;

use chrono::Duration;
use secrecy::SecretString;
use uuid::Uuid;

use super::super::error::{Error, JoinError};
use super::super::model::mailed::{CANCEL_LIVES, CONFIRM_LIVES, MOST_RESETS, RESET_LIVES};
use super::super::model::throttle::{Guess, Outcome};
use super::super::model::{AccountId, Email, PasswordContext, check_new_password};
use super::super::store::accounts;
use super::super::store::joined::{self, EmailChangeRow, NewEmailChange};
use super::super::store::trace::{Who, remember};
use super::attempt::{Attempt, Claim, prove};
use super::link::{self, digest_of};
use crate::access::require_step_up;
use crate::platform::db::{Actor, AuditEvent, AuthTx, Db, DbError, Tier};
use crate::platform::http::Network;
use crate::platform::mail::{Mail, Template, To, seal};
use crate::state::Shared;

/// Sends a link to choose a new password. The same for an unknown address: the same rows are written for nobody, the same
/// seals made, and the mail is dropped by the sender.
pub(in crate::accounts) async fn ask_reset(
    db: &Db,
    shared: Arc<Shared>,
    email: Email,
    network: Network,
) -> Result<(), Error> {
    // Every question counts against the network it comes from: nothing here says whether it was a good one.
    let guess = Guess::at_the_door(&shared.keys.content_mac, network);
    let attempt = Attempt::begin(db, guess, Error::NoMatch).await?;
    attempt.end(db, Outcome::Wrong).await?;
    db.auth(async move |tx| {
        let found = accounts::find_account(tx, &email).await?;
        let account = found.filter(|account| !account.disabled).map(|account| account.id);
        let asked = joined::resets_since(tx, account, tx.now() - Duration::hours(1)).await?;
        let account = account.filter(|_| asked < MOST_RESETS);
        let to = account.map_or(To::Nobody, |account| To::Account(account.uuid()));
        let ends_at = tx.now() + RESET_LIVES;
        let link = link::make(&shared.keys, tx.new_id(), Template::PasswordReset, to, ends_at)?;
        joined::add_reset(tx, account, link.digest, ends_at).await?;
        tx.post(link.mail).await?;
        Ok(())
    })
    .await
}

/// Sets the new password, ends every sign-in, and tells the owner. Opens no sign-in, and leaves a second factor as it is.
pub(in crate::accounts) async fn reset(
    db: &Db,
    shared: Arc<Shared>,
    token: &str,
    password: SecretString,
    request_id: String,
) -> Result<(), JoinError> {
    let digest = digest_of(token).ok_or(JoinError::LinkOver)?;
    let found = db
        .auth(async move |tx| find_reset(tx, digest).await)
        .await?
        .ok_or(JoinError::LinkOver)?;
    check_new_password(&password, &found.judged_by).map_err(Error::from)?;
    let hash = shared.passwords.hash(password).await?;
    db.auth(async move |tx| {
        if !joined::use_reset(tx, found.id).await? {
            return Err(JoinError::LinkOver);
        }
        joined::set_password(tx, found.account, &hash).await?;
        joined::end_sign_ins(tx, found.account).await?;
        let notice = Mail::notice(Template::PasswordChanged, found.account.uuid());
        tx.post(seal(&shared.keys.kek_ring, tx.new_id(), notice)?).await?;
        Ok(remember_everywhere(tx, found.account, "reset_password", &request_id).await?)
    })
    .await
}

/// A link that works: whose password it changes, and what the new one is judged by.
struct Reset {
    id: Uuid,
    account: AccountId,
    judged_by: PasswordContext,
}

async fn find_reset(tx: &AuthTx, digest: [u8; 32]) -> Result<Option<Reset>, Error> {
    let Some(found) = joined::find_reset(tx, digest).await? else {
        return Ok(None);
    };
    let email = Email::try_from(found.email).map_err(|_wrong| Error::Internal("a stored e-mail is none"))?;
    let judged_by = if found.has_factor {
        PasswordContext::with_second_factor()
    } else {
        PasswordContext::alone()
    };
    let judged_by = accounts::near(tx, found.account_id, judged_by).await?.of(&email);
    Ok(Some(Reset {
        id: found.id,
        account: found.account_id,
        judged_by,
    }))
}

/// Writes into the log of every organisation the account works in.
async fn remember_everywhere(
    tx: &AuthTx,
    account: AccountId,
    action: &'static str,
    request_id: &str,
) -> Result<(), DbError> {
    for place in accounts::memberships(tx, account).await? {
        let who = Who {
            org: place.org_id,
            staff: Some(place.staff_id),
            sign_in: None,
            request_id: request_id.to_owned(),
        };
        let event = AuditEvent::on(action, "account", account.uuid(), Tier::C1);
        remember(tx, &who, event).await?;
    }
    Ok(())
}

/// Asks for another address: a link to the new one confirms it, a link to the old one keeps things as they were.
pub(in crate::accounts) async fn ask_email(
    db: &Db,
    shared: Arc<Shared>,
    actor: &Actor,
    new: Email,
    password: SecretString,
    network: Network,
) -> Result<(), JoinError> {
    let own = db
        .auth_as(actor, async |tx, context| -> Result<_, Error> {
            require_step_up(context, tx.now())?;
            accounts::own_account(tx, context).await
        })
        .await?;
    let old = own.email()?;
    let claim = Claim {
        email: old.clone(),
        account: Some(own),
        password,
        network,
        request_id: actor.request_id().to_owned(),
    };
    let proven = prove(db, &shared, claim).await?;
    proven.attempt.end(db, Outcome::Right).await?;
    let account = proven.account.id;
    db.auth_as(actor, async move |tx, context| {
        let (ends_at, cancel_until) = (tx.now() + CONFIRM_LIVES, tx.now() + CANCEL_LIVES);
        let to = To::NewAddress {
            account: account.uuid(),
            address: new.as_str().to_owned(),
        };
        let confirm = link::make(&shared.keys, tx.new_id(), Template::EmailConfirm, to, ends_at)?;
        let cancel = link::make(
            &shared.keys,
            tx.new_id(),
            Template::EmailChanging,
            // The old address, whatever becomes of the account's own meanwhile.
            To::NewAddress {
                account: account.uuid(),
                address: old.as_str().to_owned(),
            },
            cancel_until,
        )?;
        let change = NewEmailChange {
            account,
            old: old.as_str(),
            new: &new,
            confirm: confirm.digest,
            confirm_until: ends_at,
            cancel: cancel.digest,
            cancel_until,
        };
        joined::add_email_change(tx, change).await?;
        tx.post(confirm.mail).await?;
        tx.post(cancel.mail).await?;
        let event = AuditEvent::on("ask_email_change", "account", account.uuid(), Tier::C1);
        Ok(remember(tx, &Who::from(context), event).await?)
    })
    .await
}

/// The link to the new address: it is the account's from now on. One that another account has by now is not taken.
pub(in crate::accounts) async fn confirm_email(db: &Db, token: &str, request_id: String) -> Result<(), JoinError> {
    let digest = digest_of(token).ok_or(JoinError::LinkOver)?;
    let confirmed = db
        .auth(async move |tx| {
            let change = joined::confirm_email(tx, digest).await?.ok_or(JoinError::LinkOver)?;
            if !joined::set_email(tx, change.account_id, &change.old_email, &change.new_email).await? {
                return Err(JoinError::LinkOver);
            }
            Ok(remember_everywhere(tx, change.account_id, "change_email", &request_id).await?)
        })
        .await;
    confirmed.map_err(|error: JoinError| {
        let taken = matches!(&error, JoinError::Db(error) if error.unique_constraint() == Some("account_email"));
        if taken { JoinError::LinkOver } else { error }
    })
}

/// The link to the old address: nothing changes, or what changed is taken back and every sign-in ended.
pub(in crate::accounts) async fn cancel_email(db: &Db, token: &str, request_id: String) -> Result<(), JoinError> {
    let digest = digest_of(token).ok_or(JoinError::LinkOver)?;
    db.auth(async move |tx| {
        let change: EmailChangeRow = joined::cancel_email(tx, digest).await?.ok_or(JoinError::LinkOver)?;
        if change.was_confirmed {
            joined::set_email(tx, change.account_id, &change.new_email, &change.old_email).await?;
        }
        joined::end_sign_ins(tx, change.account_id).await?;
        Ok(remember_everywhere(tx, change.account_id, "cancel", &request_id).await?)
    })
    .await
}
