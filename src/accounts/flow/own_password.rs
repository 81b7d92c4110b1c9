//! What somebody who is signed in does with her own password: giving it once more, and changing it.

use std::sync::Arc;

use secrecy::SecretString;

use super::super::error::Error;
use super::super::model::notice::Notice;
use super::super::model::throttle::Outcome;
use super::super::model::{PasswordContext, check_new_password};
use super::super::store::accounts;
use super::super::store::trace::{Who, remember};
use super::super::store::{notices, sign_ins};
use super::attempt::{Claim, Proven, prove};
use super::factor::{Shown, remember_use, use_up};
use crate::access::require_step_up;
use crate::platform::db::{Actor, AuditEvent, Db, Tier};
use crate::platform::http::Network;
use crate::state::Shared;

/// Gives password and second factor once more for the sign-in at hand (security.md §3.2). Without a second factor the
/// password alone, where none is asked for.
pub(in crate::accounts) async fn step_up(
    db: &Db,
    shared: Arc<Shared>,
    actor: &Actor,
    password: SecretString,
    code: Option<SecretString>,
    network: Network,
) -> Result<(), Error> {
    let actor = actor.even_limited();
    let account = db.auth_as(&actor, async |tx, context| {
        Ok::<_, Error>(accounts::own_account(tx, context).await?)
    });
    let account = account.await?;
    let claim = Claim {
        email: account.email()?,
        account: Some(account),
        password,
        network,
        request_id: actor.request_id().to_owned(),
    };
    let Proven { account, attempt } = prove(db, &shared, claim).await?;
    let shown = match Shown::begin(db, &shared, &account, code.as_ref()).await {
        Ok(shown) => shown,
        Err(error) => {
            attempt.end(db, Outcome::Neither).await?;
            return Err(error);
        }
    };
    let (code, id) = (shown.as_ref().map(|shown| shown.code.clone()), account.id);
    let done = db.auth_as(&actor, async move |tx, context| {
        let who = Who::from(context);
        if let Some(code) = &code {
            use_up(tx, &shared.keys, id, code).await?;
            remember_use(tx, &who, id, code).await?;
        }
        sign_ins::step_up(tx, context.sign_in, code.is_some()).await?;
        let event = AuditEvent::on("step_up", "sign_in", context.sign_in.uuid(), Tier::C1);
        remember(tx, &who, event).await?;
        Ok::<_, Error>(())
    });
    let done = done.await;
    if let Some(shown) = shown {
        shown.end(db, &done).await?;
    }
    let outcome = if done.is_ok() { Outcome::Right } else { Outcome::Neither };
    attempt.end(db, outcome).await?;
    done
}

/// Changes the password and ends every other sign-in of the account.
pub(in crate::accounts) async fn change(
    db: &Db,
    shared: Arc<Shared>,
    actor: &Actor,
    old: SecretString,
    new: SecretString,
    network: Network,
) -> Result<(), Error> {
    let found = db.auth_as(actor, async |tx, context| {
        require_step_up(context, tx.now())?;
        let account = accounts::own_account(tx, context).await?;
        let judged_by = if account.has_factor {
            PasswordContext::with_second_factor()
        } else {
            PasswordContext::alone()
        };
        let judged_by = accounts::near(tx, account.id, judged_by).await?.of(&account.email()?);
        Ok::<_, Error>((account, judged_by))
    });
    let (account, judged_by) = found.await?;
    check_new_password(&new, &judged_by)?;
    let claim = Claim {
        email: account.email()?,
        account: Some(account),
        password: old,
        network,
        request_id: actor.request_id().to_owned(),
    };
    let Proven { account, attempt } = prove(db, &shared, claim).await?;
    attempt.end(db, Outcome::Right).await?;
    let hash = shared.passwords.hash(new).await?;
    db.auth_as(actor, async move |tx, context| {
        accounts::change_password(tx, &account, &hash, context.sign_in).await?;
        let event = AuditEvent::on("change_password", "account", context.account, Tier::C1);
        remember(tx, &context.into(), event).await?;
        notices::security(tx, account.id, None, Notice::PasswordChanged).await?;
        Ok(())
    })
    .await
}
