//! Inviting, and coming.

use std::sync::Arc;

use secrecy::SecretString;

use super::super::error::{Error, JoinError};
use super::super::model::invitation::{DisplayName, InvitationId, InvitationState, LINK_LIVES};
use super::super::model::mailed::Link;
use super::super::model::throttle::Outcome;
use super::super::model::{AccountId, Email, PasswordContext, check_new_password};
use super::super::scope::JoiningScope;
use super::super::store::invitations::{self, InvitationRow, NewInvitation, OpenedRow};
use super::super::store::trace::{Who, remember};
use super::super::store::{accounts, joined};
use super::attempt::{Claim, prove};
use super::link::{self, digest_of};
use crate::access::{Denied, Spot, require_step_up};
use crate::organisation::{grant_spot, role_suits};
use crate::platform::db::{AuditEvent, Db, DbError, JobTx, Tier, Tx, Write};
use crate::platform::http::Network;
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::platform::mail::{Language, Mail, Template, To, seal};
use crate::state::Shared;

/// A link for an invitation.
pub(in crate::accounts) fn link(shared: &Shared, email: &str, language: impl Into<Language>) -> Result<Link, Error> {
    let to = To::Stranger {
        address: email.to_owned(),
        language: language.into(),
    };
    let ends_at = shared.clock.now() + LINK_LIVES;
    link::make(&shared.keys, shared.ids.next(), Template::Invitation, to, ends_at)
}

/// Invites somebody. With a link the mail goes out with it; without, other administrators are asked first.
pub(in crate::accounts) async fn invite(
    tx: &Tx<Write>,
    new: NewInvitation,
    link: Option<Link>,
) -> Result<InvitationRow, JoinError> {
    let place = grant_spot(tx, new.site, new.programme).await;
    // Whoever may not bring people in is told that, whatever place she named.
    let at = place.as_ref().map_or_else(|_| Spot::organisation(), Clone::clone);
    let scope = JoiningScope::open(tx, &at)?;
    require_step_up(tx.context(), tx.now())?;
    place?;
    if !role_suits(new.role, new.funder.is_some()) {
        return Err(crate::organisation::Error::RoleDoesNotSuit.into());
    }
    let (id, asks) = (new.id, link.is_none());
    let row = scope.add_invitation(new, link).await?;
    if asks {
        tx.enqueue("ask_approval", id.uuid(), tx.now()).await?;
    }
    Ok(row)
}

/// Opens an invitation at the place of its role; one that is not there and one that is not hers look the same.
pub(in crate::accounts) async fn open<M>(
    tx: &Tx<M>,
    id: InvitationId,
) -> Result<(JoiningScope<'_, M>, InvitationRow), JoinError> {
    let row = invitations::invitation(tx, id).await?;
    let Some(row) = row else {
        // Who brings nobody in is told that, and not whether there is such an invitation.
        JoiningScope::open(tx, &Spot::organisation())?;
        return Err(Denied::NotFound.into());
    };
    let at = grant_spot(tx, row.site_id, row.programme_id).await?;
    Ok((JoiningScope::open(tx, &at)?, row))
}

/// Says yes to a colleague's invitation, and sends it.
pub(in crate::accounts) async fn approve(
    tx: &Tx<Write>,
    scope: &JoiningScope<'_, Write>,
    row: &InvitationRow,
    link: Link,
) -> Result<InvitationRow, JoinError> {
    if row.recorded_by == tx.context().staff {
        let tried = AuditEvent::tried_alone("invitation", row.id.uuid(), Tier::C1).fields(&["approve"]);
        return Err(tx.refuse(tried, JoinError::OwnRequest));
    }
    require_step_up(tx.context(), tx.now())?;
    if row.state(tx.now()) != InvitationState::WaitsForApproval {
        return Err(JoinError::NotWaiting);
    }
    if !scope.approve_invitation(row.id).await? {
        return Err(Denied::NotAllowed.into());
    }
    Ok(scope.send_invitation(row.id, link).await?)
}

/// Sends it again with a new link.
pub(in crate::accounts) async fn resend(
    tx: &Tx<Write>,
    scope: &JoiningScope<'_, Write>,
    row: &InvitationRow,
    link: Link,
) -> Result<InvitationRow, JoinError> {
    match row.state(tx.now()) {
        InvitationState::Sent | InvitationState::Expired => Ok(scope.send_invitation(row.id, link).await?),
        InvitationState::WaitsForApproval => Err(JoinError::WaitsForApproval),
        InvitationState::Accepted | InvitationState::Cancelled => Err(JoinError::InvitationOver),
    }
}

/// Ends it; its link stops working at once.
pub(in crate::accounts) async fn cancel(
    tx: &Tx<Write>,
    scope: &JoiningScope<'_, Write>,
    row: &InvitationRow,
) -> Result<InvitationRow, JoinError> {
    match row.state(tx.now()) {
        InvitationState::Sent | InvitationState::Expired | InvitationState::WaitsForApproval => {
            Ok(scope.cancel_invitation(row.id).await?)
        }
        InvitationState::Accepted | InvitationState::Cancelled => Err(JoinError::InvitationOver),
    }
}

/// What a link opens, and whether its address has an account.
pub(in crate::accounts) struct Opened {
    pub(in crate::accounts) row: OpenedRow,
    digest: [u8; 32],
    account: Option<accounts::AccountRow>,
}

impl Opened {
    pub(in crate::accounts) fn has_account(&self) -> bool {
        self.account.is_some()
    }
}

/// Looks at what a link opens. A wrong, used, ended or cancelled one, and one to a closed account, are all the same.
pub(in crate::accounts) async fn open_link(db: &Db, token: &str) -> Result<Opened, JoinError> {
    let digest = digest_of(token).ok_or(JoinError::LinkOver)?;
    let found = db
        .auth(async move |tx| -> Result<_, DbError> {
            let Some(row) = invitations::find_by_link(tx, digest).await? else {
                return Ok(None);
            };
            let Ok(email) = Email::try_from(row.email.clone()) else {
                return Ok(None);
            };
            let account = accounts::find_account(tx, &email).await?;
            Ok(Some(Opened { row, digest, account }))
        })
        .await?;
    found
        .filter(|opened| !opened.account.as_ref().is_some_and(|account| account.disabled))
        .ok_or(JoinError::LinkOver)
}

/// Coming.
pub(in crate::accounts) struct Coming {
    pub(in crate::accounts) password: SecretString,
    pub(in crate::accounts) name: Option<DisplayName>,
    pub(in crate::accounts) network: Network,
    pub(in crate::accounts) request_id: String,
}

/// Uses a link up: makes an account, or joins the one there is after its password. Signs nobody in.
pub(in crate::accounts) async fn accept(
    db: &Db,
    shared: Arc<Shared>,
    token: &str,
    coming: Coming,
) -> Result<Opened, JoinError> {
    let mut opened = open_link(db, token).await?;
    let Coming {
        password,
        name,
        network,
        request_id,
    } = coming;
    let new_hash = if let Some(account) = opened.account.take() {
        let claim = Claim {
            email: Email::try_from(opened.row.email.clone()).map_err(|_stored| JoinError::LinkOver)?,
            account: Some(account),
            password,
            network,
            request_id: request_id.clone(),
        };
        let proven = prove(db, &shared, claim).await?;
        proven.attempt.end(db, Outcome::Right).await?;
        opened.account = Some(proven.account);
        None
    } else {
        // She has no second factor yet, and may never need one (security.md §3.4).
        let judged_by = PasswordContext::alone()
            .near(&opened.row.organisation)
            .near(&opened.row.display_name)
            .near(&opened.row.email);
        check_new_password(&password, &judged_by).map_err(Error::from)?;
        // Computed outside any transaction: it takes longer than a connection may be held.
        Some(shared.passwords.hash(password).await?)
    };
    db.auth(async move |tx| {
        let name = name.map_or_else(|| opened.row.display_name.clone(), String::from);
        let account = match (&opened.account, new_hash) {
            (Some(account), _) => account.id,
            (None, Some(hash)) => {
                let id = AccountId::from_uuid(tx.new_id());
                joined::add_account(tx, id, &opened.row.email, &hash, &opened.row.language).await?;
                id
            }
            (None, None) => return Err(JoinError::LinkOver),
        };
        let staff = invitations::accept(tx, &opened.row, opened.digest, account, name).await?;
        let staff = staff.ok_or(JoinError::LinkOver)?;
        let who = Who {
            org: opened.row.org_id,
            staff: Some(staff),
            sign_in: None,
            request_id,
        };
        let event = AuditEvent::on("accept", "invitation", opened.row.id.uuid(), Tier::C1);
        remember(tx, &who, event).await?;
        Ok(opened)
    })
    .await
}

/// The job `ask_approval`: writes to every administrator who may say yes, in words that say nothing.
pub(crate) async fn ask_approval(tx: &JobTx, job: Job, keys: &Keys) -> Result<(), JobError> {
    for account in invitations::approvers(tx, job.object).await? {
        let mail = Mail::notice(Template::ApprovalAsked, account);
        tx.post(seal(&keys.kek_ring, tx.new_id(), mail)?).await?;
    }
    tx.audit(AuditEvent::on("ask", "invitation", job.object, Tier::C1));
    Ok(())
}
