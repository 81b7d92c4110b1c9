//! Who is calling, and what the database said about them.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::platform::ids::{JobId, OrgId, SignInId, StaffId, TokenId};

/// Somebody whose token was verified: one sign-in to one organisation.
///
/// Carries no roles: those are read in the
/// request's own transaction, so that a revoked sign-in or an ended grant bites on the next request (design §4).
#[derive(Debug, Clone)]
pub struct Actor {
    sign_in: SignInId,
    org: OrgId,
    token: TokenId,
    request_id: String,
    even_limited: bool,
}

impl Actor {
    /// Only `access/extract.rs` may call this, after verifying a token; the architecture test checks it.
    pub(crate) fn verified(sign_in: SignInId, org: OrgId, token: TokenId, request_id: String) -> Self {
        Self {
            sign_in,
            org,
            token,
            request_id,
            even_limited: false,
        }
    }
    /// For what somebody may do who still has to set up her second factor: that, seeing who she is, and signing out.
    #[must_use]
    pub fn even_limited(&self) -> Self {
        Self {
            even_limited: true,
            ..self.clone()
        }
    }
    pub(super) fn may_lack_factor(&self) -> bool {
        self.even_limited
    }
    /// The sign-in.
    pub fn sign_in(&self) -> SignInId {
        self.sign_in
    }
    /// The organisation signed in to.
    pub fn org(&self) -> OrgId {
        self.org
    }
    /// The access token the request carried.
    pub fn token(&self) -> TokenId {
        self.token
    }
    /// The request this actor is making, as it stands in logs and audit rows.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// A background job that a worker of this server holds, in one organisation. It has no roles; `access.enter_job` believes
/// it only while the job's row says that this worker holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobActor {
    job: JobId,
    org: OrgId,
    worker: Uuid,
}

impl JobActor {
    /// The system at work on `job` in `org`, held by `worker`.
    pub fn system(job: JobId, org: OrgId, worker: Uuid) -> Self {
        Self { job, org, worker }
    }
    /// The job.
    pub fn job(self) -> JobId {
        self.job
    }
    /// Its organisation.
    pub fn org(self) -> OrgId {
        self.org
    }
    /// Who holds it.
    pub fn worker(self) -> Uuid {
        self.worker
    }
    /// What stands in audit rows where a request's id would: the policy on `audit_event` compares it.
    pub(super) fn request_id(self) -> String {
        format!("job:{}", self.job)
    }
}

/// A role at a place, as stored. `access` gives it meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawGrant {
    /// Code of list `staff_role`.
    pub role: String,
    /// The site, if the grant is for one.
    pub site: Option<Uuid>,
    /// The programme, if the grant is for one.
    pub programme: Option<Uuid>,
}

/// What `access.enter` answered for this transaction.
#[derive(Debug, Clone)]
pub struct Context {
    /// The organisation.
    pub org: OrgId,
    /// The caller's place in it.
    pub staff: StaffId,
    /// The caller's account.
    pub account: Uuid,
    /// The sign-in.
    pub sign_in: SignInId,
    /// Set for somebody who signs in for a funder.
    pub funder: Option<Uuid>,
    /// Live grants.
    pub grants: Vec<RawGrant>,
    /// Break-glasses of the caller's that are open now, each with its person.
    pub glass: Vec<(Uuid, Uuid)>,
    /// When password and factor were last given for this sign-in.
    pub stepped_up_at: Option<DateTime<Utc>>,
    /// A role she holds asks for a second factor, and this sign-in has shown none: she may set one up, and nothing else.
    pub is_limited: bool,
    /// For logs and audit rows.
    pub request_id: String,
    pub(super) checks: Checks,
}

/// Whether the application's own permission checks hold. They always do in a release build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Checks {
    /// They hold.
    #[default]
    On,
    /// They say yes to everything, so that a test can see what row-level security alone lets through.
    #[cfg(debug_assertions)]
    Off,
}

/// How long what is hard to undo may be done after password and factor were given (security.md §3.2).
const STEP_UP_LASTS: Duration = Duration::minutes(5);

impl Context {
    /// The break-glass the caller has open for this person.
    pub fn glass_over(&self, person: Uuid) -> Option<Uuid> {
        let mut over = self.glass.iter().filter(|(_, of)| *of == person);
        over.next().map(|(glass, _)| *glass)
    }
    /// Were password and factor given within the last five minutes?
    pub fn has_stepped_up(&self, now: DateTime<Utc>) -> bool {
        self.stepped_up_at.is_some_and(|at| now - at <= STEP_UP_LASTS)
    }
    /// Do the application's own checks hold?
    pub fn checks_on(&self) -> bool {
        self.checks == Checks::On
    }
}
