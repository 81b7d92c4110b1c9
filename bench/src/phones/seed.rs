//! Mentors with telephones: the caseloads of reference/sync.md §2.11, and what was noted of everybody for phones to fetch.

use causeway::cli::Failure;
use tokio_postgres::Client;

use crate::seed::{Held, assign, copy, of, run, write_held, write_staff};
use crate::world::{CASELOAD, Kind, World};

/// Phones that hold everything they should, and ask whether anything is new (sync.md T7).
pub(crate) const POLLING: u32 = 500;
/// Phones that hold nothing yet: fifty beside those (T7), and one alone.
pub(crate) const EMPTY: u32 = 51;
/// Young people of each (sync.md §2.11).
pub(crate) const PEOPLE: u32 = 60;
/// Sessions of each person of an empty phone, in the last 180 days: 60 people have 1,560.
pub(crate) const SESSIONS: u32 = 26;

/// The number on the staff of a phone's owner: after everybody else.
pub(crate) const fn owner(world: &World, phone: u32) -> u32 {
    world.staff() + phone
}

/// A young person of a phone's owner, counted from the last: those have no other sessions.
pub(crate) const fn enrolment(world: &World, phone: u32, n: u32) -> u32 {
    world.people - 1 - phone * PEOPLE - n
}

/// How many people there must be.
pub(crate) const fn people_needed(world: &World) -> u32 {
    world.workers * CASELOAD + (POLLING + EMPTY) * PEOPLE
}

/// Writes all of it. The first [`EMPTY`] phones are the empty ones.
pub(crate) async fn seed(client: &Client, world: &World) -> Result<(), Failure> {
    run(client, "set session_replication_role = replica").await?;
    owners(client, world).await?;
    caseloads(client, world).await?;
    write_held(client, world, || held(world)).await?;
    run(client, "set session_replication_role = origin").await?;
    // What triggers would have noted, had they been heard while everything was written.
    run(client, "select access.sync_backfill()").await?;
    run(client, "vacuum (analyze)").await?;
    run(client, "checkpoint").await
}

/// The owners, and the phone each of them holds.
async fn owners(client: &Client, world: &World) -> Result<(), Failure> {
    let numbers = owner(world, 0)..owner(world, POLLING + EMPTY);
    write_staff(client, world, numbers.clone()).await?;
    let (org, now) = (world.org(), world.now.to_rfc3339());
    let ends = (world.now + chrono::Duration::hours(12)).to_rfc3339();
    let supervisor = world.id(Kind::Staff, world.supervisor());
    let id = |kind, n| world.id(kind, n);
    let rows = numbers.clone().map(|n| {
        let (code, staff) = (id(Kind::FieldCode, n), id(Kind::Staff, n));
        let mac = "00".repeat(16);
        format!("{org}\t{code}\t{staff}\t{supervisor}\tABCD\t\\\\x{mac}\t{now}\t{ends}\t{now}")
    });
    let columns = "org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at, used_at";
    copy(client, &format!("auth.field_code ({columns})"), rows).await?;
    let rows = numbers.map(|n| {
        let (device, staff, account) = (id(Kind::Device, n), id(Kind::Staff, n), id(Kind::Account, n));
        let (sign_in, code) = (id(Kind::SignIn, n), id(Kind::FieldCode, n));
        let key = "00".repeat(32);
        format!("{org}\t{device}\t{staff}\t{account}\t{sign_in}\t{code}\tphone\ted25519\t\\\\x{key}\t{now}")
    });
    let columns = "org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm, public_key, enrolled_at";
    copy(client, &format!("auth.device ({columns})"), rows).await
}

async fn caseloads(client: &Client, world: &World) -> Result<(), Failure> {
    let whose = (0..POLLING + EMPTY).flat_map(|phone| (0..PEOPLE).map(move |n| (phone, n)));
    let whose = whose.map(|(phone, n)| (enrolment(world, phone, n), owner(world, phone)));
    assign(client, world, whose).await
}

/// Every session of the empty phones. They are numbered after all others.
fn held(world: &World) -> impl Iterator<Item = Held> {
    let all = (0..EMPTY).flat_map(|phone| (0..PEOPLE).map(move |person| (phone, person)));
    all.flat_map(|whose| (0..SESSIONS).map(move |n| (whose, n)))
        .zip(world.sessions..)
        .map(|(((phone, person), n), number)| Held {
            number,
            enrolled: enrolment(world, phone, person),
            staff: owner(world, phone),
            // One a week.
            at: world.now - chrono::Duration::days(1 + 6 * i64::from(n) + i64::from(person % 6)),
            attendance: "present",
            via: "mobile_offline",
        })
}

/// How many changes phones may fetch.
pub(crate) async fn entries(client: &Client) -> Result<i64, Failure> {
    let row = client.query_one("select count(*) from sync_entry", &[]).await;
    Ok(row.map_err(|error| of(&error))?.get(0))
}
