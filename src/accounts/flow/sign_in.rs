//! Signing in.

use std::sync::Arc;

use secrecy::SecretString;

use super::super::error::Error;
use super::super::model::sign_in::{Lifetime, SignInKind};
use super::super::model::throttle::Outcome;
use super::super::model::{AccountId, Email};
use super::super::store::{accounts, sign_ins};
use super::attempt::{Claim, Proven, prove};
use super::open::{Renewed, SignedIn, hand_over};
use crate::platform::db::{AuthTx, Db};
use crate::platform::http::Network;
use crate::platform::ids::{OrgId, SignInId};
use crate::state::Shared;

/// Who wants to sign in, to where, from where.
pub(in crate::accounts) struct Asked {
    pub(in crate::accounts) email: Email,
    pub(in crate::accounts) password: SecretString,
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
    let (organisation, request_id) = (asked.organisation, asked.request_id);
    let opened = db.auth(async move |tx| open(tx, &shared, account.id, organisation, request_id).await);
    let opened = opened.await;
    let outcome = if opened.is_ok() {
        Outcome::Right
    } else {
        Outcome::Neither
    };
    attempt.end(db, outcome).await?;
    opened
}

async fn open(
    tx: &AuthTx,
    shared: &Shared,
    account: AccountId,
    organisation: Option<OrgId>,
    request_id: String,
) -> Result<SignedIn, Error> {
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
        two_factors: false,
        expires_at,
        request_id,
    };
    sign_ins::issue_sign_in(tx, new).await?;
    let opened = Renewed {
        sign_in: id,
        parent: None,
        issued_at: now,
        expires_at,
    };
    hand_over(tx, shared, opened, place).await
}
