//! What is asked of the database: durability, roles, the wall, the schema, the clock, and whether the keys are those it was
//! written with.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use sealed::WrappedKey;

use super::Refusal;
use crate::cli::Database;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::db::{Prepared, connect, migrate};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(ReadState, "state.sql");
sql_file!(Lint, "lint.sql");
sql_file!(SchemaVersion, "schema_version.sql");
sql_file!(Probes, "probes.sql");
sql_file!(AddProbe, "add_probe.sql");

/// How far the clocks of server and database may be apart (security.md §3.16).
const SKEW_MS: i64 = 2_000;
/// Whose key the probe is: nobody's.
const NOBODY: [u8; 16] = [0; 16];

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = Text)]
    fsync: String,
    #[diesel(sql_type = Text)]
    full_page_writes: String,
    #[diesel(sql_type = Text)]
    synchronous_commit: String,
    #[diesel(sql_type = Text)]
    data_checksums: String,
    #[diesel(sql_type = BigInt)]
    clock_ms: i64,
    #[diesel(sql_type = Text)]
    wall: String,
}

#[derive(QueryableByName)]
struct HoleRow {
    #[diesel(sql_type = Text)]
    hole: String,
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct ProbeRow {
    #[diesel(sql_type = Text)]
    kek: String,
    #[diesel(sql_type = Binary)]
    wrapped: Vec<u8>,
}

/// Everything that is wrong with the database; `keys` are left out where they could not be read.
pub(in crate::cli) async fn database(database: &Database, keys: Option<&Keys>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (url, role) in [
        (&database.app_url, "causeway_app"),
        (&database.auth_url, "causeway_auth"),
    ] {
        if let Err(error) = migrate::check_role(url, role).await {
            let code = match error {
                migrate::RoleError::TooPowerful { .. } => "role_too_powerful",
                migrate::RoleError::Unreachable(_) => "database_unreachable",
            };
            refusals.push(Refusal::new(code, error.to_string()));
        }
    }
    if let (Ok(mut app), Ok(mut auth)) = (
        connect(database.app_url.clone()).await,
        connect(database.auth_url.clone()).await,
    ) {
        state(&mut app, &mut refusals).await;
        wall(&mut app, &mut refusals).await;
        schema(&mut app, &mut refusals).await;
        if let Some(keys) = keys {
            refusals.extend(probe(&mut auth, keys, SystemClock.now()).await);
        }
    }
    refusals
}

async fn state(conn: &mut AsyncPgConnection, refusals: &mut Vec<Refusal>) {
    let before = SystemClock.now();
    let row = Prepared::<ReadState>::new().get_result::<StateRow>(conn).await;
    let after = SystemClock.now();
    let Ok(row) = row else {
        refusals.push(unreachable_for("its settings"));
        return;
    };
    for (is_on, code, name, why) in [
        (
            &row.fsync,
            "fsync_off",
            "fsync",
            "a power cut loses what was acknowledged",
        ),
        (
            &row.full_page_writes,
            "full_page_writes_off",
            "full_page_writes",
            "a power cut tears pages",
        ),
        (
            &row.data_checksums,
            "checksums_off",
            "data checksums",
            "a disk that errs is not noticed; pg_checksums --enable switches them on while the server is stopped",
        ),
    ] {
        if is_on != "on" {
            refusals.push(Refusal::new(code, format!("{name} is off in the database: {why}")));
        }
    }
    if !["on", "remote_apply"].contains(&row.synchronous_commit.as_str()) {
        let value = &row.synchronous_commit;
        refusals.push(Refusal::new(
            "synchronous_commit",
            format!("synchronous_commit is {value} for this role: set it to on or remote_apply, or acknowledged work is lost"),
        ));
    }
    let middle = before.timestamp_millis().midpoint(after.timestamp_millis());
    let (skew, doubt) = (
        row.clock_ms - middle,
        after.timestamp_millis() - before.timestamp_millis(),
    );
    if skew.abs() > SKEW_MS + doubt / 2 {
        refusals.push(Refusal::new(
            "clock_skew",
            format!("the database's clock differs from this machine's by {skew} ms, and may by 2000: set both by NTP"),
        ));
    }
    if row.wall != migrate::wall_digest() {
        refusals.push(Refusal::new(
            "wall_version",
            "the policies in the database are not this program's: run `causeway migrate` with this version",
        ));
    }
}

async fn wall(conn: &mut AsyncPgConnection, refusals: &mut Vec<Refusal>) {
    match Prepared::<Lint>::new().load::<HoleRow>(conn).await {
        Ok(holes) if holes.is_empty() => {}
        Ok(holes) => {
            let said: Vec<String> = holes.into_iter().map(|hole| hole.hole).collect();
            let said = said.join(", ");
            refusals.push(Refusal::new(
                "wall_open",
                format!("row-level security has holes: {said}"),
            ));
        }
        Err(_unanswered) => refusals.push(unreachable_for("its policies")),
    }
}

async fn schema(conn: &mut AsyncPgConnection, refusals: &mut Vec<Refusal>) {
    let newest = migrate::newest_version();
    let found = Prepared::<SchemaVersion>::new().get_result::<VersionRow>(conn).await;
    let found = found.map_or_else(|_| "unknown".to_owned(), |row| row.version);
    if found != newest {
        refusals.push(Refusal::new(
            "schema_version",
            format!("the database's schema is {found}, and this program's is {newest}: run `causeway migrate` with this version"),
        ));
    }
}

/// Opens the probe of the key in use, or leaves one when there is none; refuses when a probe does not open.
async fn probe(conn: &mut AsyncPgConnection, keys: &Keys, now: DateTime<Utc>) -> Option<Refusal> {
    let Ok(probes) = Prepared::<Probes>::new().load::<ProbeRow>(conn).await else {
        return Some(unreachable_for("its key probes"));
    };
    let ring = keys.kek_ring.ring();
    let active = ring.active_id();
    // The probe of the key in use; after a rotation the newest there is, which a key of the ring must still open.
    let stored = probes.iter().find(|probe| probe.kek == active.as_str());
    if let Some(probe) = stored.or(probes.last()) {
        let opened = WrappedKey::from_stored(&probe.wrapped)
            .ok()
            .and_then(|wrapped| ring.unwrap(&wrapped, NOBODY, NOBODY).ok());
        if opened.is_none() {
            let kek = &probe.kek;
            return Some(Refusal::new(
                "kek_wrong",
                format!(
                    "the key folder's {active} does not open what this database was sealed with ({kek}): restore the right \
                     key files; with these, every name and note would be lost"
                ),
            ));
        }
    }
    if stored.is_some() {
        return None;
    }
    let Ok((_nobodys, wrapped)) = ring.new_person_key(NOBODY, NOBODY) else {
        return Some(Refusal::new("key_unusable", "the system gives no random bytes"));
    };
    let added = Prepared::<AddProbe>::new()
        .bind::<Text, _>(active.as_str().to_owned())
        .bind::<Binary, _>(wrapped.as_bytes().to_vec())
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await;
    added.err().map(|_error| unreachable_for("its key probes"))
}

fn unreachable_for(what: &str) -> Refusal {
    Refusal::new(
        "database_unreachable",
        format!("the database could not be asked about {what}: is it up, and migrated by this version?"),
    )
}
