//! What has gone out already: in the first house the year before the last publishable one is released, and the last one
//! has a draft that nobody has decided about. Done through the API itself, by those who would have done it, when they would
//! have: a release is signed and chained, and rows put beside that would not verify.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, ETAG, HeaderValue, IF_MATCH};
use actix_web::test::{TestRequest, init_service, try_call_service, try_read_body};
use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::calendar::last_publishable_year;
use super::error::Error;
use super::rows::{House, Network};
use crate::app::API;
use crate::platform::clock::{Clock, FixedClock};
use crate::platform::db::Prepared;
use crate::platform::ids::{Ids, OrgId, RandomIds, SignInId, TokenId};
use crate::releases::Period;
use crate::sql_file;
use crate::state::AppState;

sql_file!(AddSignIn, "sql/add_sign_in.sql");

/// Releases one year of the first house and drafts the next. `clock` is the one `state` goes by; it is left where it was.
/// A house too small for a release has none.
pub async fn release_history(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    clock: &FixedClock,
    network: &Network,
) -> Result<(), Error> {
    let Some(house) = network.houses.as_slice().first() else {
        return Ok(());
    };
    let now = clock.now();
    let next = last_publishable_year(now.date_naive());
    clock.set(drafted_at(next - 1, now)?);
    let released = release(conn, state, house, next - 1, true).await;
    clock.set(drafted_at(next, now)?);
    let drafted = if released.is_ok() {
        release(conn, state, house, next, false).await
    } else {
        Ok(())
    };
    clock.set(now);
    released.and(drafted)
}

/// A day after a year may be drafted for the first time, in the afternoon.
fn drafted_at(year: i32, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let period: Period = year
        .to_string()
        .parse()
        .map_err(|error| Error::Release(format!("{error}")))?;
    let day = period
        .publishable_from()
        .and_hms_opt(15, 0, 0)
        .unwrap_or_default()
        .and_utc();
    Ok((day + Duration::days(1)).min(now))
}

/// Drafts a year and, if it is to go out, audits, approves and publishes it.
async fn release(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    house: &House,
    year: i32,
    publish: bool,
) -> Result<(), Error> {
    let evaluator = sign_in(conn, state, house, "mel_officer").await?;
    let protection = sign_in(conn, state, house, "data_protection_officer").await?;
    let id = RandomIds.next();
    let wanted = json!({
        "id": id, "indicator": "enrolled_first", "period": year.to_string(), "funder_ids": [house.funder.0],
    });
    // actix' in-process client lies in its module `test`; it is the only one, and made for more than tests.
    let app = init_service(crate::app::app(state.clone())).await;
    let ask = async |token: &HeaderValue, path: String, body: Value, etag: Option<HeaderValue>| {
        let mut request = TestRequest::post()
            .uri(&path)
            .insert_header((AUTHORIZATION, token.clone()));
        if let Some(etag) = etag {
            request = request.insert_header((IF_MATCH, etag));
        } else {
            request = request.set_json(body);
        }
        let lost = |error: &dyn std::fmt::Display| Error::Release(error.to_string());
        let answer = try_call_service(&app, request.to_request())
            .await
            .map_err(|error| lost(&error))?;
        let (status, etag) = (answer.status(), answer.headers().get(ETAG).cloned());
        let said = try_read_body(answer).await.map_err(|error| lost(&error))?;
        Ok::<_, Error>((status, etag, String::from_utf8_lossy(&said).into_owned()))
    };
    let (status, mut etag, said) = ask(&evaluator, format!("{API}/releases"), wanted, None).await?;
    if status != StatusCode::CREATED {
        return Err(Error::Release(said));
    }
    let steps = [
        (&evaluator, "audit"),
        (&protection, "approve"),
        (&protection, "publish"),
    ];
    for (who, step) in steps.into_iter().filter(|_| publish) {
        let (status, version, said) = ask(who, format!("{API}/releases/{id}/{step}"), Value::Null, etag).await?;
        if status != StatusCode::OK {
            return Err(Error::Release(said));
        }
        etag = version;
    }
    Ok(())
}

/// Signs the house's first colleague with this role in, for that day, and answers her `Authorization` header.
async fn sign_in(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    house: &House,
    role: &'static str,
) -> Result<HeaderValue, Error> {
    let nobody = || Error::Release(format!("nobody is {role} here"));
    let staff = house.staff.iter().find(|staff| staff.role == role).ok_or_else(nobody)?;
    let (id, now): (Uuid, _) = (RandomIds.next(), state.clock().now());
    Prepared::<AddSignIn>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(staff.account_id)
        .bind::<SqlUuid, _>(house.org)
        .bind::<SqlUuid, _>(staff.id)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(now + Duration::hours(1))
        .execute(conn)
        .await?;
    let (org, sign_in) = (OrgId::from_uuid(house.org), SignInId::from_uuid(id));
    let refused = |error: &dyn std::fmt::Display| Error::Release(error.to_string());
    let (token, _ends) = state
        .tokens()
        .issue(org, sign_in, TokenId::of(RandomIds.next()), now)
        .map_err(|error| refused(&error))?;
    HeaderValue::from_str(&format!("Bearer {token}")).map_err(|error| refused(&error))
}
