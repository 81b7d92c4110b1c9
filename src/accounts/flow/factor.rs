//! Second factors: setting one up, and showing it.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::super::error::Error;
use super::super::model::AccountId;
use super::super::model::factor::{FactorCode, RECOVERY_CODES, RecoveryCode, TotpSecret};
use super::super::model::notice::Notice;
use super::super::model::sealing;
use super::super::model::throttle::{Guess, Outcome};
use super::super::store::accounts::{self, AccountRow};
use super::super::store::trace::{Who, remember};
use super::super::store::{factors, notices, sign_ins};
use super::attempt::Attempt;
use crate::access::{Denied, require_step_up};
use crate::platform::db::{Actor, AuditEvent, AuthTx, Context, Db, Tier};
use crate::platform::keys::Keys;
use crate::platform::random;
use crate::state::Shared;

/// A code that was shown, counted as a guess, and not looked at yet.
pub(super) struct Shown {
    pub(super) code: FactorCode,
    attempt: Attempt,
}

impl Shown {
    /// Counts the code as a guess, if the account asks for one.
    pub(super) async fn begin(
        db: &Db,
        shared: &Shared,
        account: &AccountRow,
        code: Option<&SecretString>,
    ) -> Result<Option<Self>, Error> {
        if !account.has_factor {
            return Ok(None);
        }
        let code = FactorCode::parse(code.ok_or(Error::SecondFactorNeeded)?);
        let guess = match code {
            FactorCode::App(_) => Guess::at_code,
            FactorCode::Recovery(_) => Guess::at_recovery_code,
        };
        let guess = guess(&shared.keys.content_mac, account.id);
        let attempt = Attempt::begin(db, guess, Error::SecondFactorWrong).await?;
        Ok(Some(Self { code, attempt }))
    }

    /// Settles it by what came of it.
    pub(super) async fn end<T>(self, db: &Db, came: &Result<T, Error>) -> Result<(), Error> {
        let outcome = match came {
            Ok(_) => Outcome::Right,
            Err(Error::SecondFactorWrong) => Outcome::Wrong,
            Err(_) => Outcome::Neither,
        };
        self.attempt.end(db, outcome).await
    }
}

/// Uses a code up, whichever kind it is. What is rolled back was not used.
pub(super) async fn use_up(tx: &AuthTx, keys: &Keys, account: AccountId, code: &FactorCode) -> Result<(), Error> {
    let is_good = match code {
        FactorCode::Recovery(code) => factors::use_recovery_code(tx, account, code).await?,
        FactorCode::App(code) => match factors::in_force(tx, account).await? {
            Some((id, kept)) => {
                let secret = sealing::open(&keys.kek_ring, account, &kept)?;
                match secret.step_of(code.expose_secret(), tx.now()) {
                    Some(step) => factors::use_step(tx, id, step).await?,
                    None => false,
                }
            }
            None => false,
        },
    };
    is_good.then_some(()).ok_or(Error::SecondFactorWrong)
}

/// Remembers a recovery code that was used, and tells its owner: ten of them are all there are.
pub(super) async fn remember_use(tx: &AuthTx, who: &Who, account: AccountId, code: &FactorCode) -> Result<(), Error> {
    if let FactorCode::Recovery(_) = code {
        let event = AuditEvent::on("use_recovery_code", "account", account.uuid(), Tier::C1);
        remember(tx, who, event).await?;
        notices::security(tx, account, None, Notice::RecoveryCodeUsed).await?;
    }
    Ok(())
}

/// A secret that waits for its first code.
pub(in crate::accounts) struct Begun {
    pub(in crate::accounts) id: Uuid,
    pub(in crate::accounts) secret: Zeroizing<String>,
    pub(in crate::accounts) uri: Zeroizing<String>,
}

/// Makes a new secret. The one in force, if there is one, stays in force until the new one is confirmed.
pub(in crate::accounts) async fn set_up(db: &Db, shared: Arc<Shared>, actor: &Actor) -> Result<Begun, Error> {
    db.auth_as(&actor.even_limited(), async move |tx, context| {
        require_step_up(context, tx.now())?;
        let account = AccountId::from_uuid(context.account);
        let secret = TotpSecret::new(random::bytes().map_err(|_none| Error::Internal("no random bytes"))?);
        let kept = sealing::seal(&shared.keys.kek_ring, account, &secret)?;
        let id = factors::add(tx, account, kept).await?;
        remember(
            tx,
            &context.into(),
            AuditEvent::on("begin_factor", "totp", id, Tier::C1),
        )
        .await?;
        Ok(Begun {
            id,
            secret: secret.text(),
            uri: secret.uri(),
        })
    })
    .await
}

/// Puts a new secret in force with its first code, and hands out recovery codes. The sign-in has shown its factor by this.
pub(in crate::accounts) async fn confirm(
    db: &Db,
    shared: Arc<Shared>,
    actor: &Actor,
    id: Uuid,
    code: SecretString,
) -> Result<Vec<RecoveryCode>, Error> {
    db.auth_as(&actor.even_limited(), async move |tx, context| {
        let account = AccountId::from_uuid(context.account);
        sign_ins::lock_account(tx, account).await?;
        let kept = factors::pending(tx, account, id).await?.ok_or(Denied::NotFound)?;
        let secret = sealing::open(&shared.keys.kek_ring, account, &kept)?;
        let FactorCode::App(code) = FactorCode::parse(&code) else {
            return Err(Error::CodeDoesNotMatch);
        };
        let step = secret
            .step_of(code.expose_secret(), tx.now())
            .ok_or(Error::CodeDoesNotMatch)?;
        factors::confirm(tx, account, id, step).await?;
        factors::shown_for(tx, context.sign_in).await?;
        remember(
            tx,
            &context.into(),
            AuditEvent::on("confirm_factor", "totp", id, Tier::C1),
        )
        .await?;
        notices::security(tx, account, None, Notice::FactorAdded).await?;
        make_codes(tx, account).await
    })
    .await
}

/// Hands out new recovery codes in place of those there were.
pub(in crate::accounts) async fn renew_codes(db: &Db, actor: &Actor) -> Result<Vec<RecoveryCode>, Error> {
    db.auth_as(actor, async move |tx: &AuthTx, context: &Context| {
        require_step_up(context, tx.now())?;
        let account = accounts::own_account(tx, context).await?;
        if !account.has_factor {
            return Err(Error::NoSecondFactor);
        }
        let event = AuditEvent::on("make_recovery_codes", "account", context.account, Tier::C1);
        remember(tx, &context.into(), event).await?;
        notices::security(tx, account.id, None, Notice::RecoveryCodesMade).await?;
        make_codes(tx, account.id).await
    })
    .await
}

async fn make_codes(tx: &AuthTx, account: AccountId) -> Result<Vec<RecoveryCode>, Error> {
    let codes = (0..RECOVERY_CODES)
        .map(|_| Ok(RecoveryCode::new(&random::bytes()?)))
        .collect::<Result<Vec<_>, random::NoRandom>>()
        .map_err(|_none| Error::Internal("no random bytes"))?;
    factors::replace_codes(tx, account, &codes).await?;
    Ok(codes)
}
