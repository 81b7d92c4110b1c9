//! Signing in.

use chrono::{DateTime, Duration, Utc};
use secrecy::SecretString;
use std::sync::Arc;

use super::super::error::Error;
use super::super::model::Email;
use super::super::password::Matched;
use super::super::store::{accounts, sign_ins};
use crate::platform::db::Db;
use crate::platform::ids::{OrgId, SignInId, TokenId};
use crate::state::Shared;

/// A sign-in that came about.
pub(in crate::accounts) struct SignedIn {
    pub(in crate::accounts) token: String,
    pub(in crate::accounts) token_ends_at: DateTime<Utc>,
    pub(in crate::accounts) sign_in_ends_at: DateTime<Utc>,
    pub(in crate::accounts) org: OrgId,
    pub(in crate::accounts) organisation: String,
}

/// Checks e-mail and password and opens a sign-in to one organisation. Takes as long for an unknown e-mail.
pub(in crate::accounts) async fn sign_in(
    db: &Db,
    shared: Arc<Shared>,
    email: Email,
    password: SecretString,
    organisation: Option<OrgId>,
    request_id: String,
) -> Result<SignedIn, Error> {
    let account = db
        .auth(async move |tx| accounts::find_account(tx, &email).await.map_err(Error::from))
        .await?;
    let (id, stored, disabled) = match account {
        Some(row) => (Some(row.id), Some(row.password_hash), row.disabled),
        None => (None, None, false),
    };
    // The hash is computed outside any transaction: it takes longer than a connection may be held.
    let matched = shared.passwords.verify(password.clone(), stored.clone()).await?;
    let account = id
        .filter(|_| matched != Matched::No && !disabled)
        .ok_or(Error::NoMatch)?;
    if let (Matched::YesAsBefore, Some(old)) = (matched, stored) {
        let new = shared.passwords.hash(password).await?;
        db.auth(async move |tx| Ok::<_, Error>(accounts::replace_hash(tx, account, &old, &new).await?))
            .await?;
    }
    db.auth(async move |tx| {
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
        let (now, sign_in) = (tx.now(), SignInId::from_uuid(tx.new_id()));
        let sign_in_ends_at = now + Duration::hours(shared.sign_in_hours);
        let new = sign_ins::NewSignIn {
            id: sign_in,
            account,
            org: place.org_id,
            staff: place.staff_id,
            issued_at: now,
            expires_at: sign_in_ends_at,
            request_id,
        };
        sign_ins::issue_sign_in(tx, new).await?;
        let (token, token_ends_at) = shared
            .tokens
            .issue(place.org_id, sign_in, TokenId::of(tx.new_id()), now)
            .map_err(|_refused| Error::Internal("token"))?;
        Ok(SignedIn {
            token,
            token_ends_at,
            sign_in_ends_at,
            org: place.org_id,
            organisation: place.organisation,
        })
    })
    .await
}
