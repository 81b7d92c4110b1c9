//! Signing in.

use std::sync::Arc;

use secrecy::SecretString;

use super::super::error::Error;
use super::super::model::factor::FactorCode;
use super::super::model::sign_in::{Lifetime, SignInKind};
use super::super::model::throttle::Outcome;
use super::super::model::{AccountId, Email};
use super::super::store::trace::Who;
use super::super::store::{accounts, sign_ins};
use super::attempt::{Claim, Proven, prove};
use super::factor::{Shown, remember_use, use_up};
use super::open::{Renewed, SignedIn, hand_over};
use crate::platform::db::{AuthTx, Db};
use crate::platform::http::Network;
use crate::platform::ids::{OrgId, SignInId};
use crate::state::Shared;

/// Who wants to sign in, to where, from where.
pub(in crate::accounts) struct Asked {
    pub(in crate::accounts) email: Email,
    pub(in crate::accounts) password: SecretString,
    pub(in crate::accounts) code: Option<SecretString>,
    pub(in crate::accounts) organisation: Option<OrgId>,
    pub(in crate::accounts) network: Network,
    pub(in crate::accounts) request_id: String,
}

/// Checks e-mail and password and opens a sign-in to one organisation. Takes as long for an unknown e-mail.
pub(in crate::accounts) async fn sign_in(db: &Db, shared: Arc<Shared>, asked: Asked) -> Result<SignedIn, Error> {
    let email = asked.email.clone();
    let account = db.auth(async move |tx| Ok::<_, Error>(accounts::find_account(tx, &email).await?));
    let claim = Claim {
        email: asked.email,
        account: account.await?,
        password: asked.password,
        network: asked.network,
        request_id: asked.request_id.clone(),
    };
    let Proven { account, attempt } = prove(db, &shared, claim).await?;
    let shown = match Shown::begin(db, &shared, &account, asked.code.as_ref()).await {
        Ok(shown) => shown,
        Err(error) => {
            attempt.end(db, Outcome::Neither).await?;
            return Err(error);
        }
    };
    let opening = Opening {
        account: account.id,
        code: shown.as_ref().map(|shown| shown.code.clone()),
        organisation: asked.organisation,
        request_id: asked.request_id,
    };
    let opened = db.auth(async move |tx| open(tx, &shared, opening).await);
    let opened = opened.await;
    if let Some(shown) = shown {
        shown.end(db, &opened).await?;
    }
    let outcome = if opened.is_ok() {
        Outcome::Right
    } else {
        Outcome::Neither
    };
    attempt.end(db, outcome).await?;
    opened
}

/// A sign-in whose password was right.
struct Opening {
    account: AccountId,
    code: Option<FactorCode>,
    organisation: Option<OrgId>,
    request_id: String,
}

/// Uses the code up and opens the sign-in. Where that ends in a question (which organisation?) the code is not used up.
async fn open(tx: &AuthTx, shared: &Shared, opening: Opening) -> Result<SignedIn, Error> {
    let Opening {
        account,
        code,
        organisation,
        request_id,
    } = opening;
    if let Some(code) = &code {
        use_up(tx, &shared.keys, account, code).await?;
    }
    let mut places = accounts::memberships(tx, account).await?;
    if let Some(organisation) = organisation {
        places.retain(|place| place.org_id == organisation);
    }
    if places.len() > 1 {
        let list = places
            .into_iter()
            .map(|place| (place.org_id.uuid(), place.organisation))
            .collect();
        return Err(Error::SeveralOrganisations(list));
    }
    let place = places.pop().ok_or(Error::NoPlace)?;
    let (now, id) = (tx.now(), SignInId::from_uuid(tx.new_id()));
    let expires_at = now + Lifetime::of(&place.roles).absolute;
    let new = sign_ins::NewSignIn {
        id,
        account,
        org: place.org_id,
        staff: place.staff_id,
        kind: SignInKind::Desk,
        two_factors: code.is_some(),
        expires_at,
        request_id: request_id.clone(),
    };
    sign_ins::issue_sign_in(tx, new).await?;
    if let Some(code) = &code {
        let who = Who {
            org: place.org_id,
            staff: Some(place.staff_id),
            sign_in: Some(id),
            request_id,
        };
        remember_use(tx, &who, account, code).await?;
    }
    let opened = Renewed {
        sign_in: id,
        parent: None,
        issued_at: now,
        expires_at,
    };
    hand_over(tx, shared, opened, place).await
}
