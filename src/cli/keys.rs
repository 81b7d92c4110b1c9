//! `causeway keys`: making keys, and changing the one that wraps people's keys.
//!
//! Rotation is four commands, each of them safe to repeat: `rotate-kek` makes the next key-encryption key, which wraps from
//! then on; `rewrap` wraps every person's key anew; `status` says which key wraps how many; `retire` takes the old key out
//! of use, once it wraps nothing. Servers go on all the while and learn of the new key by themselves
//! ([`key_ring`]).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use sealed::{KekId, KekRing, WrappedKey};
use uuid::Uuid;

use super::database::AdminDatabase;
use super::key_holders::{self, HOLDERS, Holder};
use super::progress::Progress;
use super::{Failure, say};
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::Settings;
use crate::platform::db::Prepared;
use crate::platform::key_ring::{self, LiveRing};
use crate::platform::keys;
use crate::sql_file;

sql_file!(SeesPastTheWall, "sql/sees_past_the_wall.sql");

/// Rows wrapped anew in one transaction: some tens of milliseconds, so that nobody waits for a row's lock.
const BATCH: i64 = 2_000;

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make every key a new installation needs. Never overwrites.
    Init {
        /// The folder: outside the data folder, outside backups.
        #[arg(long)]
        keys_dir: PathBuf,
    },
    /// Make the keys that this version needs and a folder from an older one lacks. Never overwrites, and never makes a lost
    /// key anew. Run it after an update that stopped at a missing key, then copy what was made to your key custody.
    Complete {
        /// The folder.
        #[arg(long)]
        keys_dir: PathBuf,
    },
    /// Add a key that signs access tokens. The old ones still check until you delete them.
    RotateToken {
        /// The folder.
        #[arg(long)]
        keys_dir: PathBuf,
    },
    /// Add a pepper for passwords. Each password moves to it when its owner signs in; old peppers are kept.
    RotatePepper {
        /// The folder.
        #[arg(long)]
        keys_dir: PathBuf,
    },
    /// Make the key pair that backups are encrypted to. On another machine than the server: who has the file reads them.
    BackupIdentity {
        /// The file for the secret key.
        #[arg(long)]
        out: PathBuf,
    },
    /// Make the next key-encryption key. It wraps from then on; the older ones still open.
    RotateKek,
    /// Wrap every person's key anew with the key that wraps now. May be stopped and repeated; servers go on meanwhile.
    Rewrap {
        /// File with an administrator's connection string, for an outside database.
        #[arg(long)]
        admin_url_file: Option<PathBuf>,
    },
    /// Say which key-encryption key wraps how many people's keys.
    Status {
        /// File with an administrator's connection string, for an outside database.
        #[arg(long)]
        admin_url_file: Option<PathBuf>,
    },
    /// Take an old key-encryption key out of use. Refused while it wraps anybody's key.
    Retire {
        /// The key, such as kek-1.
        id: String,
        /// File with an administrator's connection string, for an outside database.
        #[arg(long)]
        admin_url_file: Option<PathBuf>,
    },
}

/// `causeway keys init`.
fn init(keys_dir: &Path) -> Result<(), Failure> {
    keys::init(keys_dir).map_err(Failure::of)?;
    say(&format!(
        "keys made in {}: keep a copy apart from every backup of the data\n",
        keys_dir.display()
    ));
    Ok(())
}

fn complete(keys_dir: &Path) -> Result<(), Failure> {
    let made = keys::complete(keys_dir).map_err(Failure::of)?;
    say(&if made.is_empty() {
        "nothing was missing\n".to_owned()
    } else {
        format!(
            "made {}: copy to every server and to your key custody\n",
            made.join(", ")
        )
    });
    Ok(())
}

/// `load` reads the configuration: making keys comes before there is one.
pub(super) fn run(command: KeysCommand, load: impl FnOnce() -> Result<Settings, Failure>) -> Result<(), Failure> {
    match command {
        KeysCommand::Init { keys_dir } => init(&keys_dir),
        KeysCommand::Complete { keys_dir } => complete(&keys_dir),
        KeysCommand::BackupIdentity { out } => super::backup::make_identity(&out),
        KeysCommand::RotateToken { keys_dir } => {
            let number = keys::add_next(&keys_dir, "token").map_err(Failure::of)?;
            say(&format!(
                "token-{number}.key made: copy it to every server, then restart them one by one. Delete the older token \
                 keys 20 minutes after the last restart (the longest token life and 5 minutes)\n"
            ));
            Ok(())
        }
        KeysCommand::RotatePepper { keys_dir } => {
            let number = keys::add_next(&keys_dir, "pepper").map_err(Failure::of)?;
            say(&format!(
                "pepper-{number}.key made: copy it to every server and to your key custody, then restart them. Keep the \
                 older peppers: a password moves on when its owner next signs in\n"
            ));
            Ok(())
        }
        KeysCommand::RotateKek => rotate(&load()?),
        KeysCommand::Rewrap { admin_url_file } => with_ring(&load()?, admin_url_file.as_deref(), async |conn, ring| {
            rewrap(conn, ring).await
        }),
        KeysCommand::Status { admin_url_file } => with_ring(&load()?, admin_url_file.as_deref(), async |conn, ring| {
            status(conn, ring).await
        }),
        KeysCommand::Retire { id, admin_url_file } => retire_key(&id, admin_url_file.as_deref(), &load()?),
    }
}

/// Does something with the keys of the folder and an administrator's connection.
fn with_ring(
    settings: &Settings,
    admin_url_file: Option<&Path>,
    work: impl AsyncFnOnce(&mut AsyncPgConnection, &KekRing) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let ring = ring(settings)?.ring();
    AdminDatabase::open(settings, admin_url_file)?.run(async |conn| work(conn, &ring).await)
}

fn retire_key(id: &str, admin_url_file: Option<&Path>, settings: &Settings) -> Result<(), Failure> {
    let id: KekId = id.parse().map_err(Failure::of)?;
    if ring(settings)?.ring().active_id() == id {
        return Err(Failure::of(format!(
            "{id} is the key that wraps: make the next one first with `causeway keys rotate-kek`"
        )));
    }
    AdminDatabase::open(settings, admin_url_file)?.run(async |conn| retire(conn, id).await)?;
    let aside = key_ring::set_aside(&settings.keys_dir, id).map_err(Failure::of)?;
    say(&format!(
        "{id} is retired: it wraps nothing, and nothing can be wrapped with it. Its file is {} now. Keep it until the last \
         backup of wrapped keys made before today is gone (30 days), then destroy every copy\n",
        aside.display()
    ));
    Ok(())
}

fn ring(settings: &Settings) -> Result<LiveRing, Failure> {
    LiveRing::load(&settings.keys_dir)
        .and_then(|ring| ring.pin(settings.active_kek.as_deref()))
        .map_err(Failure::of)
}

fn rotate(settings: &Settings) -> Result<(), Failure> {
    let made = key_ring::make_next(&settings.keys_dir).map_err(Failure::of)?;
    let next = if settings.active_kek.is_some() {
        "Copy it to every server's key folder, then take active_kek out of the configuration"
    } else {
        "Put a copy into key custody, then run `causeway keys rewrap`"
    };
    say(&format!("{made} made in {}. {next}\n", settings.keys_dir.display()));
    Ok(())
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    org_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    row_id: Uuid,
    #[diesel(sql_type = Binary)]
    wrapped: Vec<u8>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Binary)]
    kek: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    people: i64,
}

#[derive(QueryableByName)]
struct LeftRow {
    #[diesel(sql_type = BigInt)]
    people: i64,
}

#[derive(QueryableByName)]
struct WallRow {
    #[diesel(sql_type = Bool)]
    past_the_wall: bool,
}

/// An owner without the right to look past row-level security would see no rows and call that done.
async fn require_sight(conn: &mut AsyncPgConnection) -> Result<(), Failure> {
    let row: WallRow = Prepared::<SeesPastTheWall>::new()
        .get_result(conn)
        .await
        .map_err(Failure::of)?;
    if row.past_the_wall {
        return Ok(());
    }
    Err(Failure::of(
        "this role does not see past row-level security: give the connection string of a superuser or BYPASSRLS role",
    ))
}

async fn counts(conn: &mut AsyncPgConnection) -> Result<Vec<(String, i64)>, Failure> {
    require_sight(conn).await?;
    let rows: Vec<CountRow> = diesel::sql_query(key_holders::count())
        .load(conn)
        .await
        .map_err(Failure::of)?;
    let named = rows.into_iter().map(|row| {
        let id = <&[u8; 16]>::try_from(row.kek.as_slice()).ok().map(KekId::from_padded);
        let name = id
            .and_then(Result::ok)
            .map_or_else(|| "(damaged)".to_owned(), |id| id.to_string());
        (name, row.people)
    });
    Ok(named.collect())
}

/// How many people's keys need a key-encryption key that is not in the ring.
pub(super) async fn cannot_be_opened(conn: &mut AsyncPgConnection, ring: &KekRing) -> Result<i64, Failure> {
    let missing = counts(conn)
        .await?
        .into_iter()
        .filter(|(name, _)| !ring.ids().any(|id| id.as_str() == name));
    Ok(missing.map(|(_, people)| people).sum())
}

async fn status(conn: &mut AsyncPgConnection, ring: &KekRing) -> Result<(), Failure> {
    let counts = counts(conn).await?;
    let of = |name: &str| {
        counts
            .iter()
            .find(|(found, _)| found == name)
            .map_or(0, |(_, people)| *people)
    };
    // Writing to a String does not fail.
    let mut text = String::new();
    for id in ring.ids() {
        let role = if id == ring.active_id() { "wraps" } else { "opens" };
        writeln!(text, "{id}\t{role}\t{} keys", of(id.as_str())).ok();
    }
    for (name, people) in &counts {
        if !ring.ids().any(|id| id.as_str() == name) {
            writeln!(text, "{name}\tKEY FILE MISSING\t{people} keys cannot be opened").ok();
        }
    }
    say(&text);
    Ok(())
}

/// Goes through the keys in the order of their ids. A row that is changed meanwhile, by an erasure, is left as it has
/// become; one that is added behind the cursor is met in the next round.
async fn rewrap(conn: &mut AsyncPgConnection, ring: &KekRing) -> Result<(), Failure> {
    let active = ring.active_id();
    let total: i64 = counts(conn)
        .await?
        .iter()
        .filter(|(name, _)| name != active.as_str())
        .map(|(_, people)| people)
        .sum();
    let progress = Progress::new();
    progress.step("wrapping keys anew", usize::try_from(total).unwrap_or_default());
    let mut done = 0;
    loop {
        let mut in_this_round = 0;
        for holder in &HOLDERS {
            in_this_round += round(conn, ring, holder, &progress).await?;
        }
        done += in_this_round;
        if in_this_round == 0 {
            break;
        }
    }
    let left: i64 = counts(conn)
        .await?
        .iter()
        .filter(|(name, _)| name != active.as_str())
        .map(|(_, people)| people)
        .sum();
    if left > 0 {
        return Err(Failure::of(format!(
            "{done} keys were wrapped anew with {active}, {left} could not be: `causeway keys status` says which key they need"
        )));
    }
    progress.done(&format!("{done} keys wrapped anew with {active}; none is left"));
    Ok(())
}

async fn round(
    conn: &mut AsyncPgConnection,
    ring: &KekRing,
    holder: &Holder,
    progress: &Progress,
) -> Result<usize, Failure> {
    let (mut after, mut done) = ((Uuid::nil(), Uuid::nil()), 0);
    loop {
        let rows: Vec<KeyRow> = diesel::sql_query(holder.next())
            .bind::<SqlUuid, _>(after.0)
            .bind::<SqlUuid, _>(after.1)
            .bind::<Binary, _>(ring.active_id().padded().to_vec())
            .bind::<BigInt, _>(BATCH)
            .load(conn)
            .await
            .map_err(Failure::of)?;
        let Some(last) = rows.last() else { return Ok(done) };
        after = (last.org_id, last.row_id);
        done += write(conn, ring, holder, rows).await?;
        progress.many(usize::try_from(BATCH).unwrap_or_default());
    }
}

/// Wraps one batch anew, in one transaction. Gives the rows that changed.
async fn write(
    conn: &mut AsyncPgConnection,
    ring: &KekRing,
    holder: &Holder,
    rows: Vec<KeyRow>,
) -> Result<usize, Failure> {
    let (mut orgs, mut people, mut old, mut new) = (vec![], vec![], vec![], vec![]);
    for row in rows {
        let rewrapped = WrappedKey::from_stored(&row.wrapped).ok().and_then(|wrapped| {
            ring.rewrap(&wrapped, row.org_id.into_bytes(), row.row_id.into_bytes())
                .ok()?
        });
        // One that does not open stays as it is, and is counted at the end.
        let Some(rewrapped) = rewrapped else { continue };
        orgs.push(row.org_id);
        people.push(row.row_id);
        old.push(row.wrapped);
        new.push(rewrapped.as_bytes().to_vec());
    }
    diesel::sql_query(holder.write())
        .bind::<Array<SqlUuid>, _>(orgs)
        .bind::<Array<SqlUuid>, _>(people)
        .bind::<Array<Binary>, _>(old)
        .bind::<Array<Binary>, _>(new)
        .execute(conn)
        .await
        .map_err(Failure::of)
}

/// Marks a key as retired, unless it still wraps something. Writers of keys wait meanwhile, so none slips in between.
async fn retire(conn: &mut AsyncPgConnection, id: KekId) -> Result<(), Failure> {
    require_sight(conn).await?;
    conn.batch_execute(&format!("begin; {}", key_holders::lock()))
        .await
        .map_err(Failure::of)?;
    let left: LeftRow = diesel::sql_query(key_holders::retire())
        .bind::<Binary, _>(id.padded().to_vec())
        .bind::<Text, _>(id.as_str())
        .bind::<Timestamptz, _>(SystemClock.now())
        .get_result(conn)
        .await
        .map_err(Failure::of)?;
    if left.people > 0 {
        conn.batch_execute("rollback").await.map_err(Failure::of)?;
        return Err(Failure::of(format!(
            "{id} still wraps {} keys: run `causeway keys rewrap` first",
            left.people
        )));
    }
    conn.batch_execute("commit").await.map_err(Failure::of)
}
