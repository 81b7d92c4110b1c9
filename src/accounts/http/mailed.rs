//! What is done with a link from a mail, and asking for one.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::flow::{invitations, mailed};
use super::super::model::Email;
use super::super::model::invitation::DisplayName;
use crate::platform::db::Actor;
use crate::platform::http::{ClientNetwork, Problem, ProblemBody, RequestId, Valid};
use crate::state::AppState;

/// The secret of a link: what stands behind the `#`.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRequest {
    /// As it stood in the link.
    #[schema(value_type = String, format = Password)]
    token: SecretString,
}

/// What an invitation opens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedInvitationView {
    /// Who invites.
    organisation: String,
    /// The address she will sign in with.
    email: String,
    /// The name that was given for her.
    display_name: String,
    /// The address has a sign-in: its password is asked for, not a new one.
    has_account: bool,
}

impl From<invitations::Opened> for OpenedInvitationView {
    fn from(opened: invitations::Opened) -> Self {
        Self {
            has_account: opened.has_account(),
            organisation: opened.row.organisation,
            email: opened.row.email,
            display_name: opened.row.display_name,
        }
    }
}

/// Accepting an invitation.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptRequest {
    /// As it stood in the link.
    #[schema(value_type = String, format = Password)]
    token: SecretString,
    /// A new password; or, when the address has a sign-in, the one it has.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// The name colleagues see; the one in the invitation when left out.
    display_name: Option<DisplayName>,
}

/// Whose password is to be chosen anew.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskResetRequest {
    /// The account's address.
    #[schema(value_type = String, example = "ana@example.org")]
    email: Email,
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetRequest {
    /// As it stood in the link.
    #[schema(value_type = String, format = Password)]
    token: SecretString,
    /// The new password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

/// Another address.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeEmailRequest {
    /// The new address.
    #[schema(value_type = String, example = "ana@example.org")]
    email: Email,
    /// The password, once more.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

fn text(secret: &SecretString) -> &str {
    use secrecy::ExposeSecret;
    secret.expose_secret()
}

/// Look at an invitation
///
/// Uses nothing up.
/// Permission: whoever has its link.
#[utoipa::path(tag = "accounts", operation_id = "openInvitation", request_body = LinkRequest, security(()), responses(
    (status = 200, body = OpenedInvitationView), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/invitations/open")]
pub(crate) async fn open_invitation(
    state: Data<AppState>,
    Valid(body): Valid<LinkRequest>,
) -> Result<HttpResponse, Problem> {
    let opened = invitations::open_link(state.db(), text(&body.token)).await?;
    Ok(HttpResponse::Ok().json(OpenedInvitationView::from(opened)))
}

/// Accept an invitation
///
/// Makes a sign-in, or joins with the one the address has after its password; it signs nobody in. A link that is wrong, used,
/// ended or cancelled is answered the same.
/// Permission: whoever has its link.
#[utoipa::path(tag = "accounts", operation_id = "acceptInvitation",
    request_body = AcceptRequest, security(()), responses(
    (status = 200, body = OpenedInvitationView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/invitations/accept")]
pub(crate) async fn accept_invitation(
    state: Data<AppState>,
    request_id: RequestId,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<AcceptRequest>,
) -> Result<HttpResponse, Problem> {
    let AcceptRequest {
        token,
        password,
        display_name,
    } = body;
    let coming = invitations::Coming {
        password,
        name: display_name,
        network,
        request_id: request_id.0,
    };
    let opened = invitations::accept(state.db(), state.shared(), text(&token), coming).await?;
    Ok(HttpResponse::Ok().json(OpenedInvitationView::from(opened)))
}

/// Ask for a new password
///
/// A mail with a link of 15 minutes goes to the address if it has a sign-in. The answer is the same if it has none.
/// Permission: anyone.
#[utoipa::path(tag = "accounts", operation_id = "askPasswordReset",
    request_body = AskResetRequest, security(()), responses((status = 202),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/password-resets")]
pub(crate) async fn ask_reset(
    state: Data<AppState>,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<AskResetRequest>,
) -> Result<HttpResponse, Problem> {
    mailed::ask_reset(state.db(), state.shared(), body.email, network).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Choose a new password
///
/// Ends every sign-in and opens none; a second factor stays as it is.
/// Permission: whoever has the link.
#[utoipa::path(tag = "accounts", operation_id = "resetPassword",
    request_body = ResetRequest, security(()), responses((status = 204),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/password-resets/complete")]
pub(crate) async fn reset_password(
    state: Data<AppState>,
    request_id: RequestId,
    Valid(body): Valid<ResetRequest>,
) -> Result<HttpResponse, Problem> {
    let ResetRequest { token, password } = body;
    mailed::reset(state.db(), state.shared(), text(&token), password, request_id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for another address
///
/// A link of 24 hours goes to the new address; with it the change is made. A link of 72 hours goes to the old one; with it
/// everything stays, or is put back, and every sign-in is ended.
/// Permission: whoever is signed in, with the password once more, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "askEmailChange",
    request_body = ChangeEmailRequest, responses((status = 202), (status = 401, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/me/email")]
pub(crate) async fn ask_email_change(
    state: Data<AppState>,
    actor: Actor,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<ChangeEmailRequest>,
) -> Result<HttpResponse, Problem> {
    let ChangeEmailRequest { email, password } = body;
    mailed::ask_email(state.db(), state.shared(), &actor, email, password, network).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Confirm another address
///
/// Permission: whoever has the link that went to it.
#[utoipa::path(tag = "accounts", operation_id = "confirmEmailChange",
    request_body = LinkRequest, security(()), responses((status = 204),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/email-changes/confirm")]
pub(crate) async fn confirm_email_change(
    state: Data<AppState>,
    request_id: RequestId,
    Valid(body): Valid<LinkRequest>,
) -> Result<HttpResponse, Problem> {
    mailed::confirm_email(state.db(), text(&body.token), request_id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Keep the old address
///
/// Nothing changes, or what changed is put back; every sign-in is ended.
/// Permission: whoever has the link that went to it.
#[utoipa::path(tag = "accounts", operation_id = "cancelEmailChange",
    request_body = LinkRequest, security(()), responses((status = 204),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/email-changes/cancel")]
pub(crate) async fn cancel_email_change(
    state: Data<AppState>,
    request_id: RequestId,
    Valid(body): Valid<LinkRequest>,
) -> Result<HttpResponse, Problem> {
    mailed::cancel_email(state.db(), text(&body.token), request_id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
