//! Fills the empty cluster, set-wise, past the foreign keys: what is written here fits together by construction.

use std::ops::Range;

use bytes::{BufMut, Bytes, BytesMut};
use causeway::cli::Failure;
use causeway::platform::keys::Keys;
use chrono::{DateTime, Utc};
use futures_util::SinkExt;
use sealed::{PersonKey, Place};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::world::{Kind, SITES, World};

/// Digits of `person.public_code`.
const CODE_DIGITS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Bytes gathered before they are sent.
const PACKET: usize = 256 * 1024;
/// About 200 characters, as caseworkers write them.
pub(crate) const NOTE: &str = "Came on time and stayed to the end. We went through the week and the two job offers; she \
    wants to try the bakery first. Her aunt may help with the bus fare. Next time: the letter to the school, and the form.";

/// Writes the whole organisation, then lets Postgres take stock of it.
pub(crate) async fn seed(client: &Client, world: &World, keys: &Keys) -> Result<(), Failure> {
    run(client, "set session_replication_role = replica").await?;
    house(client, world).await?;
    let people = sealed_people(world, keys)?;
    write_people(client, world, &people).await?;
    write_enrolments(client, world).await?;
    write_sessions(client, world, &people).await?;
    run(client, "set session_replication_role = origin").await?;
    run(client, "vacuum (analyze)").await?;
    run(client, "checkpoint").await
}

/// Runs statements that answer nothing.
pub(crate) async fn run(client: &Client, sql: &str) -> Result<(), Failure> {
    client.batch_execute(sql).await.map_err(|error| of(&error))
}

/// An error of Postgres with what Postgres said.
pub(crate) fn of(error: &tokio_postgres::Error) -> Failure {
    match error.as_db_error() {
        Some(said) => Failure::of(said),
        None => Failure::of(error),
    }
}

/// Sends rows to `target` (`table (columns)`): the columns of a row joined by tabs, as `COPY` reads them.
pub(crate) async fn copy(client: &Client, target: &str, rows: impl Iterator<Item = String>) -> Result<(), Failure> {
    let sink = client.copy_in::<_, Bytes>(&format!("copy {target} from stdin")).await;
    let mut sink = Box::pin(sink.map_err(|error| of(&error))?);
    let mut packet = BytesMut::with_capacity(PACKET + 4_096);
    for row in rows {
        packet.put_slice(row.as_bytes());
        packet.put_u8(b'\n');
        if packet.len() >= PACKET {
            sink.send(packet.split().freeze()).await.map_err(|error| of(&error))?;
        }
    }
    sink.send(packet.freeze()).await.map_err(|error| of(&error))?;
    sink.as_mut().finish().await.map_err(|error| of(&error))?;
    Ok(())
}

async fn house(client: &Client, world: &World) -> Result<(), Failure> {
    let (org, at) = (world.org(), world.began().to_rfc3339());
    let id = |kind, n| world.id(kind, n);
    let one = |row: String| std::iter::once(row);
    copy(
        client,
        "organisation (org_id, name, country, recorded_at)",
        one(format!("{org}\tBench\tCO\t{at}")),
    )
    .await?;
    let rows = (0..SITES).map(|n| format!("{org}\t{}\tSite {n}\tAmerica/Bogota\tCO\t{at}", id(Kind::Site, n)));
    copy(
        client,
        "site (org_id, id, name, time_zone, jurisdiction, recorded_at)",
        rows,
    )
    .await?;
    let row = format!(
        "{org}\t{}\tMentoring\tmentoring\tsecondary\t{at}",
        id(Kind::Programme, 0)
    );
    copy(
        client,
        "programme (org_id, id, name, strand, tier, recorded_at)",
        one(row),
    )
    .await?;
    write_staff(client, world, 0..world.staff()).await
}

/// Colleagues of these numbers, each with an account, a role and an open sign-in.
pub(crate) async fn write_staff(client: &Client, world: &World, numbers: Range<u32>) -> Result<(), Failure> {
    let (org, at) = (world.org(), world.began().to_rfc3339());
    let now = world.now.to_rfc3339();
    let ends = (world.now + chrono::Duration::hours(12)).to_rfc3339();
    let id = |kind, n| world.id(kind, n);
    let staff = || numbers.clone();
    let rows = staff().map(|n| format!("{}\ts{n}@bench.invalid\t-\t{at}", id(Kind::Account, n)));
    copy(client, "auth.account (id, email, password_hash, recorded_at)", rows).await?;
    let rows = staff().map(|n| {
        format!(
            "{org}\t{}\t{}\tStaff {n}\t{at}",
            id(Kind::Staff, n),
            id(Kind::Account, n)
        )
    });
    copy(
        client,
        "staff_member (org_id, id, account_id, display_name, recorded_at)",
        rows,
    )
    .await?;
    let rows = staff().map(|n| {
        let role = world.role(n);
        format!(
            "{org}\t{}\t{}\t{role}\t{at}\t{at}",
            id(Kind::Grant, n),
            id(Kind::Staff, n)
        )
    });
    copy(
        client,
        "role_grant (org_id, id, staff_id, role, granted_at, recorded_at)",
        rows,
    )
    .await?;
    let rows = staff().map(|n| {
        let (account, member) = (id(Kind::Account, n), id(Kind::Staff, n));
        format!(
            "{}\t{account}\t{org}\t{member}\t{now}\t{ends}\t{now}",
            id(Kind::SignIn, n)
        )
    });
    copy(
        client,
        "auth.sign_in (id, account_id, org_id, staff_id, issued_at, expires_at, second_factor_at)",
        rows,
    )
    .await
}

/// One person's sealed columns, as `COPY` reads them, and the key that notes about her are sealed with.
struct Sealed {
    key: PersonKey,
    wrapped: String,
    legal_name: String,
    known_as: String,
}

fn sealed_people(world: &World, keys: &Keys) -> Result<Vec<Sealed>, Failure> {
    let org = world.org().into_bytes();
    (0..world.people)
        .map(|n| {
            let row = world.id(Kind::Person, n).into_bytes();
            let (key, wrapped) = keys.kek_ring.new_person_key(org, row).map_err(Failure::of)?;
            let place = |column| Place {
                table: "person_identity",
                column,
                org,
                row,
            };
            let legal_name = seal(&key, &place("legal_name_enc"), &format!("Person {n} of the Bench"))?;
            let known_as = seal(&key, &place("known_as_enc"), &format!("Person {n}"))?;
            let wrapped = bytea(wrapped.as_bytes());
            Ok(Sealed {
                key,
                wrapped,
                legal_name,
                known_as,
            })
        })
        .collect()
}

fn seal(key: &PersonKey, place: &Place, text: &str) -> Result<String, Failure> {
    Ok(bytea(&key.seal(place, text).map_err(Failure::of)?))
}

fn bytea(bytes: &[u8]) -> String {
    format!("\\\\x{}", hex::encode(bytes))
}

/// Where somebody is served.
fn site_of(world: &World, person: u32) -> Uuid {
    world.id(Kind::Site, person % SITES)
}

async fn write_people(client: &Client, world: &World, people: &[Sealed]) -> Result<(), Failure> {
    let (org, at) = (world.org(), world.began().to_rfc3339());
    let by = world.id(Kind::Staff, world.supervisor());
    let place = |n: u32| format!("{org}\t{}\t{}", world.id(Kind::Person, n), site_of(world, n));
    let rows = (0..world.people).map(|n| {
        let code = public_code(n);
        format!(
            "{}\t{code}\t2008\t17\t2029-01-01\twoman\tes\tidentified\t{at}\t{by}\tweb",
            place(n)
        )
    });
    let columns = "org_id, id, home_site_id, public_code, birth_year, age_on_entry, is_minor_until, gender_identity, \
                   language, identity_tier, recorded_at, recorded_by, recorded_via";
    copy(client, &format!("person ({columns})"), rows).await?;
    let rows = (0..)
        .zip(people)
        .map(|(n, sealed)| format!("{}\t{}\t{at}", place(n), sealed.wrapped));
    copy(
        client,
        "person_key (org_id, person_id, site_id, wrapped, recorded_at)",
        rows,
    )
    .await?;
    let rows = (0..).zip(people).map(|(n, sealed)| {
        let Sealed {
            legal_name, known_as, ..
        } = sealed;
        format!("{}\t{legal_name}\t{known_as}\texact\t{at}\t{by}", place(n))
    });
    let columns =
        "org_id, person_id, site_id, legal_name_enc, known_as_enc, birth_date_quality, recorded_at, recorded_by";
    copy(client, &format!("person_identity ({columns})"), rows).await
}

fn public_code(n: u32) -> String {
    (0..6)
        .rev()
        .filter_map(|digit| CODE_DIGITS.get(usize::try_from((n >> (5 * digit)) & 31).ok()?))
        .map(|digit| char::from(*digit))
        .collect()
}

async fn write_enrolments(client: &Client, world: &World) -> Result<(), Failure> {
    let (org, at, day) = (world.org(), world.began().to_rfc3339(), world.first_day());
    let programme = world.id(Kind::Programme, 0);
    let by = world.id(Kind::Staff, world.supervisor());
    let rows = (0..world.people).map(|n| {
        let (id, person, site) = (
            world.id(Kind::Enrolment, n),
            world.id(Kind::Person, n),
            site_of(world, n),
        );
        let served = if n < world.served() {
            day.to_string()
        } else {
            "\\N".to_owned()
        };
        format!("{org}\t{id}\t{person}\t{programme}\t{site}\tmentoring\t{day}\t{served}\t{at}\t{by}\tweb")
    });
    let columns = "org_id, id, person_id, programme_id, site_id, strand, enrolled_on, first_service_on, recorded_at, \
                   recorded_by, recorded_via";
    copy(client, &format!("enrolment ({columns})"), rows).await?;
    let rows = (0..world.people).map(|n| {
        let (id, enrolment, site) = (
            world.id(Kind::Event, n),
            world.id(Kind::Enrolment, n),
            site_of(world, n),
        );
        format!("{org}\t{id}\t{enrolment}\t{site}\t{programme}\tenrolled\t{day}\t{at}\t{by}")
    });
    let columns = "org_id, id, enrolment_id, site_id, programme_id, to_status, occurred_on, recorded_at, recorded_by";
    copy(client, &format!("enrolment_event ({columns})"), rows).await?;
    assign(
        client,
        world,
        (0..world.people).filter_map(|n| Some((n, world.worker_of(n)?))),
    )
    .await
}

/// Puts enrolments into somebody's hands: number of the enrolment, and of the colleague who leads.
pub(crate) async fn assign(
    client: &Client,
    world: &World,
    whose: impl Iterator<Item = (u32, u32)>,
) -> Result<(), Failure> {
    let (org, at) = (world.org(), world.began().to_rfc3339());
    let (programme, by) = (world.id(Kind::Programme, 0), world.id(Kind::Staff, world.supervisor()));
    let rows = whose.map(|(n, staff)| {
        let (id, enrolment) = (world.id(Kind::Assignment, n), world.id(Kind::Enrolment, n));
        let (person, site, staff) = (
            world.id(Kind::Person, n),
            site_of(world, n),
            world.id(Kind::Staff, staff),
        );
        format!("{org}\t{id}\t{enrolment}\t{person}\t{site}\t{programme}\t{staff}\tlead\t1\t{at}\t{at}\t{by}")
    });
    let columns = "org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at, \
                   recorded_at, recorded_by";
    copy(client, &format!("assignment ({columns})"), rows).await
}

/// A session that was held with one person.
pub(crate) struct Held {
    pub(crate) number: u32,
    /// The number of the enrolment it was for.
    pub(crate) enrolled: u32,
    /// The number of the colleague who held it and wrote it down.
    pub(crate) staff: u32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) attendance: &'static str,
    /// A code of the list `recorded_via`.
    pub(crate) via: &'static str,
}

/// Writes sessions, and who came.
pub(crate) async fn write_held<H: Iterator<Item = Held>>(
    client: &Client,
    world: &World,
    held: impl Fn() -> H,
) -> Result<(), Failure> {
    let (org, programme) = (world.org(), world.id(Kind::Programme, 0));
    let rows = held().map(|held| {
        let (id, staff) = (world.id(Kind::Session, held.number), world.id(Kind::Staff, held.staff));
        let (site, at, day) = (
            site_of(world, held.enrolled),
            held.at.to_rfc3339(),
            held.at.date_naive(),
        );
        let via = held.via;
        format!(
            "{org}\t{id}\t{programme}\t{site}\tindividual_mentoring\tin_person_office\theld\t{at}\t{day}\t45\t{staff}\
             \t{at}\t{staff}\t{via}"
        )
    });
    let columns = "org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, lead_staff_id, \
                   recorded_at, recorded_by, recorded_via";
    copy(client, &format!("session ({columns})"), rows).await?;
    let rows = held().map(|held| {
        let (id, session) = (world.id(Kind::Participation, held.number), world.id(Kind::Session, held.number));
        let (person, enrolment) = (world.id(Kind::Person, held.enrolled), world.id(Kind::Enrolment, held.enrolled));
        let (site, staff) = (site_of(world, held.enrolled), world.id(Kind::Staff, held.staff));
        let (at, day, attendance) = (held.at.to_rfc3339(), held.at.date_naive(), held.attendance);
        format!(
            "{org}\t{id}\t{session}\t{person}\t{enrolment}\t{programme}\t{site}\tmentoring\t{day}\t{attendance}\t45\t{at}\t{staff}"
        )
    });
    let columns = "org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on, attendance, \
                   minutes, recorded_at, recorded_by";
    copy(client, &format!("participation ({columns})"), rows).await
}

async fn write_sessions(client: &Client, world: &World, people: &[Sealed]) -> Result<(), Failure> {
    let org = world.org();
    let (programme, org_bytes) = (world.id(Kind::Programme, 0), org.into_bytes());
    let staff = |n: u32| world.worker_of(world.enrolment_of(n)).unwrap_or(world.supervisor());
    let held = |n: u32| Held {
        number: n,
        enrolled: world.enrolment_of(n),
        staff: staff(n),
        at: world.held_at(n),
        attendance: if n % 7 == 3 { "absent_excused" } else { "present" },
        via: "web",
    };
    write_held(client, world, || (0..world.sessions).map(held)).await?;
    let bodies = (0..world.people.min(world.sessions))
        .filter_map(|n| Some((n, people.get(usize::try_from(world.enrolment_of(n)).ok()?)?)));
    let bodies = bodies.map(|(n, person)| {
        let row = world.id(Kind::Note, n).into_bytes();
        let place = Place {
            table: "session_note",
            column: "body_enc",
            org: org_bytes,
            row,
        };
        Ok((n, seal(&person.key, &place, NOTE)?))
    });
    let bodies: Vec<(u32, String)> = bodies.collect::<Result<_, Failure>>()?;
    let rows = bodies.into_iter().map(|(n, body)| {
        let (id, enrolled, staff) = (
            world.id(Kind::Note, n),
            world.enrolment_of(n),
            world.id(Kind::Staff, staff(n)),
        );
        let at = world.held_at(n).to_rfc3339();
        let (person, enrolment) = (world.id(Kind::Person, enrolled), world.id(Kind::Enrolment, enrolled));
        let (session, site) = (world.id(Kind::Session, n), site_of(world, enrolled));
        format!(
            "{org}\t{id}\t{session}\t{enrolment}\t{person}\t{site}\t{programme}\tfactual_contact\t{body}\t{at}\t{staff}"
        )
    });
    let columns = "org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, body_enc, recorded_at, \
                   recorded_by";
    copy(client, &format!("session_note ({columns})"), rows).await
}

#[cfg(test)]
mod tests {
    use super::public_code;

    #[test]
    fn codes_are_six_digits_of_the_alphabet_and_differ() {
        assert_eq!(public_code(0), "AAAAAA");
        assert_eq!(public_code(33), "AAAABB");
    }
}
