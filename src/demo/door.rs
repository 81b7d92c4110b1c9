//! Doing things in the demo as people do them: through the API, signed in, at a moment of the simulated clock. What only
//! few do is made so: its rows are right because the API made them.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::http::header::{AUTHORIZATION, ETAG, HeaderValue, IF_MATCH};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service, try_call_service, try_read_body};
use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::error::Error;
use super::rows::{House, Staff};
use crate::app::API;
use crate::platform::clock::{Clock, FixedClock};
use crate::platform::db::Prepared;
use crate::platform::ids::{Ids, OrgId, RandomIds, SignInId, TokenId};
use crate::sql_file;
use crate::state::AppState;

sql_file!(AddSignIn, "sql/add_sign_in.sql");

/// What the API said.
pub(super) struct Said {
    status: StatusCode,
    etag: Option<HeaderValue>,
    pub(super) body: Value,
}

impl Said {
    /// The version it is of.
    pub(super) fn etag(&self) -> Option<HeaderValue> {
        self.etag.clone()
    }
}

type Calling = Pin<Box<dyn Future<Output = Result<Said, Error>>>>;

/// The API, and the clock everybody goes by.
pub(super) struct Door<'a> {
    call: Box<dyn Fn(TestRequest) -> Calling>,
    conn: &'a mut AsyncPgConnection,
    state: &'a AppState,
    clock: &'a FixedClock,
}

/// Somebody signed in, for an hour of the simulated time.
pub(super) struct Caller(HeaderValue);

impl<'a> Door<'a> {
    /// Opens the API of `state`, which goes by `clock`.
    pub(super) async fn open(conn: &'a mut AsyncPgConnection, state: &'a AppState, clock: &'a FixedClock) -> Self {
        // actix' in-process client lies in its module `test`; it is the only one, and made for more than tests.
        let app = Rc::new(init_service(crate::app::app(state.clone())).await);
        let call = move |request: TestRequest| -> Calling {
            let app = Rc::clone(&app);
            Box::pin(async move {
                let lost = |error: &dyn std::fmt::Display| Error::Lived(error.to_string());
                let answer = try_call_service(&*app, request.to_request())
                    .await
                    .map_err(|error| lost(&error))?;
                let (status, etag) = (answer.status(), answer.headers().get(ETAG).cloned());
                let bytes = try_read_body(answer).await.map_err(|error| lost(&error))?;
                let body = serde_json::from_slice(&bytes).unwrap_or_default();
                Ok(Said { status, etag, body })
            })
        };
        Self {
            call: Box::new(call),
            conn,
            state,
            clock,
        }
    }

    /// It is now `at`.
    pub(super) fn set(&self, at: DateTime<Utc>) {
        self.clock.set(at);
    }

    /// Signs a colleague in, now.
    pub(super) async fn sign_in(&mut self, house: &House, staff: &Staff) -> Result<Caller, Error> {
        let (id, now): (Uuid, _) = (RandomIds.next(), self.clock.now());
        Prepared::<AddSignIn>::new()
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(staff.account_id)
            .bind::<SqlUuid, _>(house.org)
            .bind::<SqlUuid, _>(staff.id)
            .bind::<Timestamptz, _>(now)
            .bind::<Timestamptz, _>(now + Duration::hours(1))
            .execute(self.conn)
            .await?;
        let (org, sign_in) = (OrgId::from_uuid(house.org), SignInId::from_uuid(id));
        let refused = |error: &dyn std::fmt::Display| Error::Lived(error.to_string());
        let (token, _ends) = self
            .state
            .tokens()
            .issue(org, sign_in, TokenId::of(RandomIds.next()), now)
            .map_err(|error| refused(&error))?;
        let header = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|error| refused(&error))?;
        Ok(Caller(header))
    }

    /// Signs in the first colleague of the house who has one of these roles, at that moment.
    pub(super) async fn as_one_of(
        &mut self,
        house: &House,
        roles: &[&str],
        at: DateTime<Utc>,
    ) -> Result<Caller, Error> {
        let nobody = || Error::Lived(format!("nobody is {} here", roles.join(" or ")));
        let of_role = |role: &&str| house.staff.iter().find(|staff| staff.role == *role);
        let staff = roles.iter().find_map(of_role).ok_or_else(nobody)?;
        self.set(at);
        self.sign_in(house, staff).await
    }

    /// Reads.
    pub(super) async fn get(&self, who: &Caller, path: &str) -> Result<Said, Error> {
        self.ask(who, Method::GET, path, None, None).await
    }

    /// Sends.
    pub(super) async fn post(&self, who: &Caller, path: &str, body: Value) -> Result<Said, Error> {
        self.ask(who, Method::POST, path, None, Some(body)).await
    }

    /// Takes a step on what `seen` showed.
    pub(super) async fn step(&self, who: &Caller, seen: Said, path: &str, body: Option<Value>) -> Result<Said, Error> {
        self.ask(who, Method::POST, path, seen.etag, body).await
    }

    /// Takes a step on what stands at `look_at` now.
    pub(super) async fn step_on(&self, who: &Caller, look_at: &str, path: &str, body: Value) -> Result<Said, Error> {
        let seen = self.get(who, look_at).await?;
        self.step(who, seen, path, Some(body)).await
    }

    /// Takes a step on what nobody has changed since it was made.
    pub(super) async fn first_step(&self, who: &Caller, path: &str, body: Option<Value>) -> Result<Said, Error> {
        let untouched = HeaderValue::from_static("\"v1\"");
        self.ask(who, Method::POST, path, Some(untouched), body).await
    }

    /// One request; what is refused ends the making of the demo, with what the API said.
    pub(super) async fn ask(
        &self,
        who: &Caller,
        method: Method,
        path: &str,
        etag: Option<HeaderValue>,
        body: Option<Value>,
    ) -> Result<Said, Error> {
        let mut request = TestRequest::with_uri(&format!("{API}{path}"))
            .method(method)
            .insert_header((AUTHORIZATION, who.0.clone()));
        if let Some(etag) = etag {
            request = request.insert_header((IF_MATCH, etag));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        let said = (self.call)(request).await?;
        if said.status.is_success() {
            Ok(said)
        } else {
            Err(Error::Lived(format!("{path} answered {}: {}", said.status, said.body)))
        }
    }
}
