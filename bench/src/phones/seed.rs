//! Mentors with telephones: the caseloads of reference/sync.md §2.11, and what was noted of everybody for phones to fetch.

use causeway::cli::Failure;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::seed::{copy, of, run, site_of};
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
    sessions(client, world).await?;
    run(client, "set session_replication_role = origin").await?;
    // What triggers would have noted, had they been heard while everything was written.
    run(client, "select access.sync_backfill()").await?;
    run(client, "vacuum (analyze)").await?;
    run(client, "checkpoint").await
}

async fn owners(client: &Client, world: &World) -> Result<(), Failure> {
    let (org, at) = (world.org(), world.began().to_rfc3339());
    let now = world.now.to_rfc3339();
    let ends = (world.now + chrono::Duration::hours(12)).to_rfc3339();
    let supervisor = world.id(Kind::Staff, world.supervisor());
    let all = || (0..POLLING + EMPTY).map(|phone| owner(world, phone));
    let id = |kind, n| world.id(kind, n);
    let rows = all().map(|n| format!("{}\ts{n}@bench.invalid\t-\t{at}", id(Kind::Account, n)));
    copy(client, "auth.account (id, email, password_hash, recorded_at)", rows).await?;
    let rows = all().map(|n| {
        format!(
            "{org}\t{}\t{}\tStaff {n}\t{at}",
            id(Kind::Staff, n),
            id(Kind::Account, n)
        )
    });
    let target = "staff_member (org_id, id, account_id, display_name, recorded_at)";
    copy(client, target, rows).await?;
    let rows = all().map(|n| {
        format!(
            "{org}\t{}\t{}\tmentor\t{at}\t{at}",
            id(Kind::Grant, n),
            id(Kind::Staff, n)
        )
    });
    let target = "role_grant (org_id, id, staff_id, role, granted_at, recorded_at)";
    copy(client, target, rows).await?;
    let rows = all().map(|n| {
        let (sign_in, account, staff) = (id(Kind::SignIn, n), id(Kind::Account, n), id(Kind::Staff, n));
        format!("{sign_in}\t{account}\t{org}\t{staff}\t{now}\t{ends}\t{now}")
    });
    let target = "auth.sign_in (id, account_id, org_id, staff_id, issued_at, expires_at, second_factor_at)";
    copy(client, target, rows).await?;
    let rows = all().map(|n| {
        let (code, staff) = (id(Kind::FieldCode, n), id(Kind::Staff, n));
        let mac = "00".repeat(16);
        format!("{org}\t{code}\t{staff}\t{supervisor}\tABCD\t\\\\x{mac}\t{now}\t{ends}\t{now}")
    });
    let columns = "org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at, used_at";
    copy(client, &format!("auth.field_code ({columns})"), rows).await?;
    let rows = all().map(|n| {
        let (device, staff, account) = (id(Kind::Device, n), id(Kind::Staff, n), id(Kind::Account, n));
        let (sign_in, code) = (id(Kind::SignIn, n), id(Kind::FieldCode, n));
        let key = "00".repeat(32);
        format!("{org}\t{device}\t{staff}\t{account}\t{sign_in}\t{code}\tphone\ted25519\t\\\\x{key}\t{now}")
    });
    let columns = "org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm, public_key, enrolled_at";
    copy(client, &format!("auth.device ({columns})"), rows).await
}

async fn caseloads(client: &Client, world: &World) -> Result<(), Failure> {
    let (org, at) = (world.org(), world.began().to_rfc3339());
    let (programme, by) = (world.id(Kind::Programme, 0), world.id(Kind::Staff, world.supervisor()));
    let whose = |phone: u32| (0..PEOPLE).map(move |n| (phone, n));
    let rows = (0..POLLING + EMPTY).flat_map(whose).map(|(phone, n)| {
        let n = enrolment(world, phone, n);
        let (id, enrolment) = (world.id(Kind::Assignment, n), world.id(Kind::Enrolment, n));
        let (person, site) = (world.id(Kind::Person, n), site_of(world, n));
        let staff = world.id(Kind::Staff, owner(world, phone));
        format!("{org}\t{id}\t{enrolment}\t{person}\t{site}\t{programme}\t{staff}\tlead\t1\t{at}\t{at}\t{by}")
    });
    let columns = "org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at, \
                   recorded_at, recorded_by";
    copy(client, &format!("assignment ({columns})"), rows).await
}

/// A session of an empty phone's.
struct Held {
    number: u32,
    staff: Uuid,
    enrolled: u32,
    day: i64,
}

/// Every session of the empty phones. They are numbered after all others.
fn held(world: &World) -> impl Iterator<Item = Held> {
    let all = (0..EMPTY).flat_map(|phone| (0..PEOPLE).map(move |person| (phone, person)));
    all.flat_map(|whose| (0..SESSIONS).map(move |n| (whose, n)))
        .zip(world.sessions..)
        .map(|(((phone, person), n), number)| Held {
            number,
            staff: world.id(Kind::Staff, owner(world, phone)),
            enrolled: enrolment(world, phone, person),
            // One a week.
            day: 1 + 6 * i64::from(n) + i64::from(person % 6),
        })
}

async fn sessions(client: &Client, world: &World) -> Result<(), Failure> {
    let (org, programme) = (world.org(), world.id(Kind::Programme, 0));
    let moment = |held: &Held| {
        let at = world.now - chrono::Duration::days(held.day);
        (at.to_rfc3339(), at.date_naive())
    };
    let rows = held(world).map(|held| {
        let (id, site, staff) = (
            world.id(Kind::Session, held.number),
            site_of(world, held.enrolled),
            held.staff,
        );
        let (at, day) = moment(&held);
        format!(
            "{org}\t{id}\t{programme}\t{site}\tindividual_mentoring\tin_person_office\theld\t{at}\t{day}\t45\t{staff}\
             \t{at}\t{staff}\tmobile_offline"
        )
    });
    let columns = "org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, lead_staff_id, \
                   recorded_at, recorded_by, recorded_via";
    copy(client, &format!("session ({columns})"), rows).await?;
    let rows = held(world).map(|held| {
        let (id, session) = (world.id(Kind::Participation, held.number), world.id(Kind::Session, held.number));
        let (person, enrolment) = (world.id(Kind::Person, held.enrolled), world.id(Kind::Enrolment, held.enrolled));
        let (site, staff) = (site_of(world, held.enrolled), held.staff);
        let (at, day) = moment(&held);
        format!(
            "{org}\t{id}\t{session}\t{person}\t{enrolment}\t{programme}\t{site}\tmentoring\t{day}\tpresent\t45\t{at}\t{staff}"
        )
    });
    let columns = "org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on, attendance, \
                   minutes, recorded_at, recorded_by";
    copy(client, &format!("participation ({columns})"), rows).await
}

/// How many changes phones may fetch.
pub(crate) async fn entries(client: &Client) -> Result<i64, Failure> {
    let row = client.query_one("select count(*) from sync_entry", &[]).await;
    Ok(row.map_err(|error| of(&error))?.get(0))
}
