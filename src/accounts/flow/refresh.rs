//! Renewing a sign-in at a desk (security.md §3.2).

use std::sync::Arc;

use super::super::error::Error;
use super::super::model::notice::Notice;
use super::super::model::secret::OneTimeSecret;
use super::super::store::refresh::RefreshRow;
use super::super::store::trace::{Who, remember};
use super::super::store::{accounts, notices, refresh, sign_ins};
use super::open::{Renewed, SignedIn, hand_over};
use crate::platform::db::{AuditEvent, AuthTx, Db, Tier};
use crate::state::Shared;

/// What came of a secret.
enum Presented {
    Renewed(Box<SignedIn>),
    /// Nothing: unknown, over, or used by two. What was written about that must stand, so it is no error.
    Refused,
}

/// Uses a secret up and hands out the next. Presented twice it ends the sign-in, unless the first answer was lost.
pub(in crate::accounts) async fn renew(
    db: &Db,
    shared: Arc<Shared>,
    secret: OneTimeSecret,
    request_id: String,
) -> Result<SignedIn, Error> {
    let presented = db.auth(async move |tx| present(tx, &shared, &secret, request_id).await);
    match presented.await? {
        Presented::Renewed(signed_in) => Ok(*signed_in),
        Presented::Refused => Err(Error::SignInOver),
    }
}

async fn present(tx: &AuthTx, shared: &Shared, secret: &OneTimeSecret, request_id: String) -> Result<Presented, Error> {
    let Some(found) = refresh::find(tx, secret).await? else {
        return Ok(Presented::Refused);
    };
    let mut places = accounts::memberships(tx, found.account_id).await?;
    places.retain(|place| place.org_id == found.org_id);
    let Some(place) = places.pop() else {
        return Ok(Presented::Refused);
    };
    if !refresh::use_up(tx, found.id).await? {
        let (reuse, child) = refresh::reuse(tx, found.id).await?;
        if reuse.is_idle_too_long() {
            return Ok(Presented::Refused);
        }
        let Some(child) = child.filter(|_| reuse.is_a_lost_answer(tx.now())) else {
            end(tx, &found, request_id).await?;
            return Ok(Presented::Refused);
        };
        refresh::take_back(tx, child).await?;
    }
    let of = Renewed {
        sign_in: found.sign_in_id,
        parent: Some(found.id),
        issued_at: found.issued_at,
        expires_at: found.expires_at,
    };
    let signed_in = hand_over(tx, shared, of, place).await?;
    Ok(Presented::Renewed(Box::new(signed_in)))
}

/// Two people hold secrets of this sign-in: neither goes on with it, and its owner is told.
async fn end(tx: &AuthTx, found: &RefreshRow, request_id: String) -> Result<(), Error> {
    sign_ins::revoke(tx, found.sign_in_id).await?;
    let who = Who {
        org: found.org_id,
        staff: Some(found.staff_id),
        sign_in: Some(found.sign_in_id),
        request_id,
    };
    let event = AuditEvent::on("sign_in_reused", "sign_in", found.sign_in_id.uuid(), Tier::C1);
    remember(tx, &who, event).await?;
    notices::security(tx, found.account_id, Some(found.org_id), Notice::SignInReused).await?;
    tracing::warn!("a refresh secret was used twice: its sign-in was ended");
    Ok(())
}
