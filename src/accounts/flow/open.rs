//! What somebody is handed whose sign-in was opened or renewed.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::super::error::Error;
use super::super::model::secret::OneTimeSecret;
use super::super::model::sign_in::Lifetime;
use super::super::store::accounts::MembershipRow;
use super::super::store::refresh::{NewSecret, hand_out};
use crate::platform::db::AuthTx;
use crate::platform::ids::{OrgId, SignInId, TokenId};
use crate::platform::random;
use crate::state::Shared;

/// An open sign-in, with everything to go on.
pub(in crate::accounts) struct SignedIn {
    pub(in crate::accounts) token: String,
    pub(in crate::accounts) token_ends_at: DateTime<Utc>,
    /// Renews it, once.
    pub(in crate::accounts) secret: Zeroizing<String>,
    /// How long the secret is good for.
    pub(in crate::accounts) idle: Duration,
    pub(in crate::accounts) sign_in_ends_at: DateTime<Utc>,
    pub(in crate::accounts) org: OrgId,
    pub(in crate::accounts) organisation: String,
}

/// A sign-in, and the secret that was used for it.
pub(super) struct Renewed {
    pub(super) sign_in: SignInId,
    pub(super) parent: Option<Uuid>,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// Hands out an access token and the secret that renews it.
pub(super) async fn hand_over(
    tx: &AuthTx,
    shared: &Shared,
    of: Renewed,
    place: MembershipRow,
) -> Result<SignedIn, Error> {
    let secret = OneTimeSecret::new(random::bytes().map_err(|_none| Error::Internal("no random bytes"))?);
    let token = TokenId::of(tx.new_id());
    let new = NewSecret {
        sign_in: of.sign_in,
        parent: of.parent,
        secret: &secret,
        token,
        lifetime: Lifetime::of(&place.roles),
        issued_at: of.issued_at,
        expires_at: of.expires_at,
    };
    let (idle, sign_in_ends_at) = hand_out(tx, new).await?;
    let (token, token_ends_at) = shared
        .tokens
        .issue(place.org_id, of.sign_in, token, tx.now())
        .map_err(|_refused| Error::Internal("token"))?;
    Ok(SignedIn {
        token,
        token_ends_at,
        secret: secret.text(),
        idle,
        sign_in_ends_at,
        org: place.org_id,
        organisation: place.organisation,
    })
}
