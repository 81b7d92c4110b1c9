//! Restoring a backup into an empty database.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use age::x25519::Identity;
use diesel::QueryableByName;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use pglocal::{Cluster, Stop};

use super::super::database::{self, cluster_options, runtime};
use super::super::progress::Progress;
use super::super::{Failure, say};
use super::RestoreArguments;
use super::container::{Kind, Manifest, Reader};
use super::dump::count_rows;
use super::postgres::{Place, finish, program, start};
use crate::erasure::{self, Entry, Ledger, Replayed};
use crate::platform::clock::SystemClock;
use crate::platform::config::Settings;
use crate::platform::db::{Db, Pool, PoolOptions, connect, migrate};
use crate::platform::ids::RandomIds;
use crate::platform::keys::Keys;

/// Where it is restored to, with an administrator's rights.
struct Target {
    admin_url: String,
    app_url: String,
    auth_url: String,
    pg_bin: Option<std::path::PathBuf>,
    cluster: Option<Cluster>,
}

/// What is to be restored, opened and found to belong together before anything is written.
struct Parts {
    main: Reader,
    keys: Option<Reader>,
    entries: Vec<Entry>,
}

pub(super) fn run(arguments: &RestoreArguments, identities: &[Identity], settings: &Settings) -> Result<(), Failure> {
    let keys = Keys::load(&settings.keys_dir).map_err(Failure::of)?;
    let parts = parts(arguments, identities, settings, &keys)?;
    let manifest = parts.main.manifest().clone();
    let target = Target::open(arguments, settings)?;
    let done = restore(&target, parts, &manifest, &keys);
    if done.is_err() && target.cluster.is_some() {
        // A half restored database is no database.
        drop(runtime()?.block_on(drop_database(&target)));
    }
    if let Some(cluster) = &target.cluster {
        cluster.stop(Stop::Fast).map_err(Failure::of)?;
    }
    say(&done?);
    Ok(())
}

fn parts(
    arguments: &RestoreArguments,
    identities: &[Identity],
    settings: &Settings,
    keys: &Keys,
) -> Result<Parts, Failure> {
    let main = Reader::open(&arguments.file, identities)?;
    let of_main = main.manifest();
    if of_main.kind != Kind::Database {
        return Err(Failure::of(format!(
            "{} holds people's keys only: give the backup itself, and this file with --keys",
            arguments.file.display()
        )));
    }
    check_schema(of_main)?;
    let second = match &arguments.keys {
        None => None,
        Some(path) => {
            let second = Reader::open(path, identities)?;
            let of_second = second.manifest();
            if of_second.kind != Kind::Keys || of_second.id != of_main.id {
                return Err(Failure::of(format!(
                    "{} does not belong to this backup: give the file that was made with it",
                    path.display()
                )));
            }
            Some(second)
        }
    };
    Ok(Parts {
        entries: entries(arguments, settings, keys, of_main)?,
        main,
        keys: second,
    })
}

/// The entries of every ledger given. One of them must reach as far as the backup knows.
fn entries(
    arguments: &RestoreArguments,
    settings: &Settings,
    keys: &Keys,
    manifest: &Manifest,
) -> Result<Vec<Entry>, Failure> {
    let configured = [settings.ledger_file()];
    let paths = if arguments.ledger.is_empty() {
        configured.as_slice()
    } else {
        &arguments.ledger
    };
    let (mut entries, mut short, mut reaches) = (Vec::new(), None, false);
    for path in paths {
        let ledger = Ledger::at(path);
        match ledger.read_from(&keys.erasure, &manifest.ledger) {
            Ok(read) => {
                reaches = true;
                entries.extend(read.entries);
            }
            Err(error @ erasure::LedgerError::Older { .. }) => {
                entries.extend(ledger.read(&keys.erasure).map_err(Failure::of)?.entries);
                short = short.or(Some(error));
            }
            Err(error) => return Err(Failure::of(error)),
        }
    }
    match short {
        Some(error) if !reaches => Err(Failure::of(error)),
        _ => Ok(entries),
    }
}

/// A backup of a later schema cannot be read by this program.
fn check_schema(manifest: &Manifest) -> Result<(), Failure> {
    let known = MigrationSource::<Pg>::migrations(&migrate::MIGRATIONS).map_err(Failure::of)?;
    if known
        .iter()
        .any(|step| step.name().version().to_string() == manifest.schema)
    {
        return Ok(());
    }
    Err(Failure::of(format!(
        "this backup was made by a later Causeway ({}): restore it with that version or a newer one",
        manifest.version
    )))
}

impl Target {
    fn open(arguments: &RestoreArguments, settings: &Settings) -> Result<Self, Failure> {
        if let Some(path) = &arguments.admin_url_file {
            let (app_url, auth_url) = settings.database.outside().ok_or_else(|| {
                Failure::of("--admin-url-file is for an outside database: set database.url and database.auth_url too")
            })?;
            let target = Self {
                admin_url: database::read_url(path)?,
                app_url,
                auth_url,
                pg_bin: settings.database.pg_bin.clone(),
                cluster: None,
            };
            runtime()?.block_on(require_empty(&target.admin_url))?;
            return Ok(target);
        }
        if settings.database.outside().is_some() {
            return Err(Failure::of("an outside database needs --admin-url-file"));
        }
        let options = cluster_options(&settings.data_dir, settings.database.pg_bin.as_deref());
        if Cluster::running(options.clone()).map_err(Failure::of)?.is_some() {
            return Err(Failure::of(format!(
                "a database is running in {}: restore into another folder, or stop the server and move that one away",
                settings.data_dir.display()
            )));
        }
        let cluster = Cluster::start(options).map_err(Failure::of)?;
        let url = |role: &str| cluster.url(role, database::NAME);
        let target = Self {
            admin_url: url("postgres"),
            app_url: url("causeway_app"),
            auth_url: url("causeway_auth"),
            pg_bin: Some(cluster.binaries().dir().to_owned()),
            cluster: None,
        };
        let ready = runtime()?.block_on(async {
            database::create_if_missing(&cluster.url("postgres", "postgres")).await?;
            require_empty(&target.admin_url).await
        });
        if let Err(failure) = ready {
            cluster.stop(Stop::Fast).map_err(Failure::of)?;
            return Err(failure);
        }
        Ok(Self {
            cluster: Some(cluster),
            ..target
        })
    }
}

#[derive(QueryableByName)]
struct YesRow {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Integer)]
    postgres: i32,
}

#[derive(QueryableByName)]
struct BrokenRow {
    #[diesel(sql_type = Text)]
    chain: String,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

async fn require_empty(url: &str) -> Result<(), Failure> {
    let mut conn = connect(url.to_owned()).await.map_err(Failure::of)?;
    let used: YesRow = diesel::sql_query(include_str!("../sql/has_tables.sql"))
        .get_result(&mut conn)
        .await
        .map_err(Failure::of)?;
    if used.yes {
        return Err(Failure::of(
            "there is data in this database already: restore into an empty one, and move the old one away first",
        ));
    }
    Ok(())
}

async fn drop_database(target: &Target) -> Result<(), Failure> {
    let Some(cluster) = &target.cluster else { return Ok(()) };
    let mut conn = connect(cluster.url("postgres", "postgres"))
        .await
        .map_err(Failure::of)?;
    conn.batch_execute(&format!("drop database {} with (force)", database::NAME))
        .await
        .map_err(Failure::of)
}

/// Restores, in this order: the mark that keeps servers away, the data, the keys, newer migrations, the checks, the ledger;
/// and then the mark is taken away. Gives the report.
fn restore(target: &Target, parts: Parts, manifest: &Manifest, keys: &Keys) -> Result<String, Failure> {
    let runtime = runtime()?;
    let postgres = runtime.block_on(async {
        migrate::ensure_roles(&target.admin_url).await.map_err(Failure::of)?;
        let mut conn = connect(target.admin_url.clone()).await.map_err(Failure::of)?;
        conn.batch_execute(include_str!("../sql/mark_restoring.sql"))
            .await
            .map_err(Failure::of)?;
        let version: VersionRow =
            diesel::sql_query("select current_setting('server_version_num')::integer as postgres")
                .get_result(&mut conn)
                .await
                .map_err(Failure::of)?;
        u32::try_from(version.postgres / 10_000).map_err(Failure::of)
    })?;
    let loader = Loader {
        place: Place::of(&target.admin_url)?,
        program: program("pg_restore", target.pg_bin.as_deref(), postgres)?,
    };
    let with_keys = parts.keys.as_ref().map(|keys| keys.manifest().rows.clone());
    loader.feed(parts.main, "restoring")?;
    if let Some(second) = parts.keys {
        loader.feed(second, "restoring keys")?;
    }
    let closed = runtime.block_on(async {
        let mut conn = connect(target.admin_url.clone()).await.map_err(Failure::of)?;
        let mut expected = manifest.rows.clone();
        expected.extend(with_keys.clone().unwrap_or_default());
        check_counts(&mut conn, &expected).await?;
        check_chains(&mut conn).await?;
        drop(conn);
        migrate::migrate(&target.admin_url).await.map_err(Failure::of)?;
        let mut conn = connect(target.admin_url.clone()).await.map_err(Failure::of)?;
        super::super::keys::cannot_be_opened(&mut conn, &keys.kek_ring.ring()).await
    })?;
    drop(runtime);
    let replayed = carry_out(target, parts.entries)?;
    self::runtime()?.block_on(async {
        let mut conn = connect(target.admin_url.clone()).await.map_err(Failure::of)?;
        conn.batch_execute("drop schema restoring cascade")
            .await
            .map_err(Failure::of)
    })?;
    Ok(report(manifest, with_keys.is_some(), closed, replayed))
}

fn report(manifest: &Manifest, with_keys: bool, closed: i64, replayed: Replayed) -> String {
    let keys = if with_keys && closed == 0 {
        "everybody's names and notes open with the keys of this folder".to_owned()
    } else if with_keys {
        format!("{closed} people cannot be opened: a key-encryption key is missing (`causeway keys status`)")
    } else {
        "without --keys nobody's names and notes can be opened; everything else works".to_owned()
    };
    format!(
        "restored: {} rows as of {}, every table counted, the chains of releases checked\n- keys: {keys}\n- erasures: {} in \
         the ledger, {} carried out anew\nThe server may start\n",
        manifest.rows.values().sum::<i64>(),
        manifest.made_at.format("%Y-%m-%d %H:%M:%S UTC"),
        replayed.entries,
        replayed.erased,
    )
}

/// Feeds a part to `pg_restore`.
struct Loader {
    place: Place,
    program: std::path::PathBuf,
}

impl Loader {
    fn feed(&self, part: Reader, what: &'static str) -> Result<(), Failure> {
        let progress = Progress::counting(what);
        let mut command = self.place.command(&self.program);
        // Whole or not at all.
        command.args([
            "--exit-on-error",
            "--single-transaction",
            "--no-password",
            "--dbname",
            database::NAME,
        ]);
        let mut child = start(&mut command, Stdio::piped(), Stdio::null())?;
        let copied = child
            .stdin
            .take()
            .map_or(Ok(0), |mut stdin| part.copy_to(&mut stdin, &progress));
        progress.clear();
        match copied {
            // What it says about its end is the cause when it stopped reading.
            Ok(_bytes) => finish(child, "pg_restore"),
            Err(failure) => finish(child, "pg_restore").and(Err(failure)),
        }
    }
}

async fn check_counts(
    conn: &mut AsyncPgConnection,
    expected: &std::collections::BTreeMap<String, i64>,
) -> Result<(), Failure> {
    let found = count_rows(conn).await?;
    for (table, rows) in expected {
        let restored = found.get(table).copied().unwrap_or_default();
        if restored != *rows {
            return Err(Failure::of(format!(
                "{table} has {restored} rows after restoring and had {rows}"
            )));
        }
    }
    Ok(())
}

/// Every link of the releases' chains hashes to what it says and follows the one before (disclosure.md §3.5).
async fn check_chains(conn: &mut AsyncPgConnection) -> Result<(), Failure> {
    let broken: Vec<BrokenRow> = diesel::sql_query(include_str!("../sql/broken_links.sql"))
        .load(conn)
        .await
        .map_err(Failure::of)?;
    match broken.as_slice().first() {
        None => Ok(()),
        Some(link) => Err(Failure::of(format!("{} is broken at link {}", link.chain, link.seq))),
    }
}

/// Carries the ledger out as the sign-in role, as a starting server does.
fn carry_out(target: &Target, entries: Vec<Entry>) -> Result<Replayed, Failure> {
    let pool = |url: &str| {
        Pool::new(&PoolOptions {
            url: url.to_owned(),
            size: 1,
            wait: Duration::from_secs(5),
        })
        .map_err(Failure::of)
    };
    let door = Db::new(
        pool(&target.app_url)?,
        pool(&target.auth_url)?,
        Arc::new(SystemClock),
        Arc::new(RandomIds),
    );
    actix_web::rt::System::new()
        .block_on(erasure::replay(&door, entries))
        .map_err(Failure::of)
}

/// Refuses a database whose restore has not come to its end.
pub(in crate::cli) async fn require_restored(url: &str) -> Result<(), Failure> {
    let mut conn = connect(url.to_owned()).await.map_err(Failure::of)?;
    let marked: YesRow = diesel::sql_query(include_str!("../sql/is_restoring.sql"))
        .get_result(&mut conn)
        .await
        .map_err(Failure::of)?;
    if marked.yes {
        return Err(Failure::of(
            "this database was not restored to the end: people who were erased may be in it. Empty it and run \
             `causeway restore` again",
        ));
    }
    Ok(())
}
