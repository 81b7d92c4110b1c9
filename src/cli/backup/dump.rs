//! Making a backup.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use age::x25519::Recipient;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use pglocal::{Cluster, Options, Stop};

use super::super::database::{cluster_options, runtime};
use super::super::progress::Progress;
use super::super::{Failure, say};
use super::container::{CopyError, Kind, Manifest, Writer};
use super::file::{Draft, failed};
use super::postgres::{Place, finish, program, start};
use crate::erasure::Ledger;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::Settings;
use crate::platform::db::connect;
use crate::platform::ids::{Ids, RandomIds};
use crate::platform::keys::Keys;

/// The table whose rows go into the second file.
const KEYS: &str = "public.person_key";

/// The database to back up, reached as `causeway_backup`.
struct Source {
    url: String,
    pg_bin: Option<std::path::PathBuf>,
    /// A cluster that was not running and is stopped again.
    started: Option<Cluster>,
}

impl Source {
    fn open(settings: &Settings) -> Result<Self, Failure> {
        if settings.database.outside().is_some() {
            let url = settings.backup.url().ok_or_else(|| {
                Failure::of(
                    "backup.url_file is missing: name a file with the connection string of the role causeway_backup",
                )
            })?;
            return Ok(Self {
                url,
                pg_bin: settings.database.pg_bin.clone(),
                started: None,
            });
        }
        let options = || -> Options { cluster_options(&settings.data_dir, settings.database.pg_bin.as_deref()) };
        if !settings.data_dir.join("pg").exists() {
            return Err(Failure::of(format!(
                "there is no database in {}: nothing to back up",
                settings.data_dir.display()
            )));
        }
        let running = Cluster::running(options()).map_err(Failure::of)?;
        let was_running = running.is_some();
        let cluster = match running {
            Some(cluster) => cluster,
            None => Cluster::start(options()).map_err(Failure::of)?,
        };
        Ok(Self {
            url: cluster.url("causeway_backup", super::super::database::NAME),
            pg_bin: Some(cluster.binaries().dir().to_owned()),
            started: (!was_running).then_some(cluster),
        })
    }
}

pub(super) fn run(out: &Path, keys_out: Option<&Path>, settings: &Settings) -> Result<(), Failure> {
    let recipients = super::recipients(settings)?;
    let keys = Keys::load(&settings.keys_dir).map_err(Failure::of)?;
    let ledger = Ledger::at(settings.ledger_file())
        .read(&keys.erasure)
        .map_err(Failure::of)?
        .head();
    // Both names are taken before minutes are spent.
    let mut main = Draft::create(out)?;
    let mut second = keys_out.map(Draft::create).transpose()?;
    let source = Source::open(settings)?;
    let made = runtime()?.block_on(async {
        let mut conn = connect(source.url.clone()).await.map_err(Failure::of)?;
        let (snapshot, manifest) = show(&mut conn, ledger).await?;
        let dumper = Dumper {
            place: Place::of(&source.url)?,
            program: program("pg_dump", source.pg_bin.as_deref(), manifest.postgres)?,
            recipients: &recipients,
            snapshot: &snapshot,
        };
        dumper.write(
            &mut main,
            out,
            &without_keys(&manifest),
            &["--exclude-table-data", KEYS],
        )?;
        if let (Some(draft), Some(path)) = (second.as_mut(), keys_out) {
            dumper.write(draft, path, &only_keys(&manifest), &["--data-only", "--table", KEYS])?;
        }
        Ok::<_, Failure>(manifest)
    });
    if let Some(cluster) = source.started {
        cluster.stop(Stop::Fast).map_err(Failure::of)?;
    }
    let manifest = made?;
    main.keep()?;
    if let Some(second) = second {
        second.keep()?;
    }
    say(&report(out, keys_out, &manifest));
    Ok(())
}

fn report(out: &Path, keys_out: Option<&Path>, manifest: &Manifest) -> String {
    let rows: i64 = without_keys(manifest).rows.values().sum();
    let keys = match keys_out {
        Some(path) => format!(
            "{} people's keys in {}: destroy that file within 30 days\n",
            manifest.rows.get(KEYS).copied().unwrap_or_default(),
            path.display()
        ),
        None => {
            "people's keys are in no file (--keys-out): names and notes of this backup can never be opened\n".to_owned()
        }
    };
    format!("{rows} rows in {}, backup {}\n{keys}", out.display(), manifest.id)
}

fn without_keys(manifest: &Manifest) -> Manifest {
    let mut of_main = manifest.clone();
    of_main.rows.remove(KEYS);
    of_main
}

fn only_keys(manifest: &Manifest) -> Manifest {
    let mut of_keys = manifest.clone();
    of_keys.kind = Kind::Keys;
    of_keys.rows.retain(|table, _| table == KEYS);
    of_keys
}

struct Dumper<'d> {
    place: Place,
    program: std::path::PathBuf,
    recipients: &'d [Recipient],
    snapshot: &'d str,
}

impl Dumper<'_> {
    fn write(&self, draft: &mut Draft, path: &Path, manifest: &Manifest, what: &[&str]) -> Result<(), Failure> {
        let progress = Progress::counting(match manifest.kind {
            Kind::Database => "backing up",
            Kind::Keys => "backing up keys",
        });
        let wrong = |error: std::io::Error| failed(path, &error);
        let mut writer = Writer::begin(draft.file(), self.recipients, manifest).map_err(wrong)?;
        let mut command = self.place.command(&self.program);
        command
            .args(["--format=custom", "--no-password", "--snapshot", self.snapshot])
            .args(what);
        let mut child = start(&mut command, Stdio::null(), Stdio::piped())?;
        let copied = child
            .stdout
            .take()
            .map_or(Ok(()), |mut stdout| writer.copy(&mut stdout, &progress));
        match copied {
            Ok(()) => finish(child, "pg_dump")?,
            Err(error) => {
                // It ends by itself once nobody reads.
                drop(child.kill());
                drop(child.wait());
                return Err(match error {
                    CopyError::Read(error) => Failure::of(format!("pg_dump broke off: {error}")),
                    CopyError::Write(error) => wrong(error),
                });
            }
        }
        writer.end().map_err(wrong)?;
        progress.clear();
        Ok(())
    }
}

#[derive(QueryableByName)]
struct SnapshotRow {
    #[diesel(sql_type = Text)]
    snapshot: String,
    #[diesel(sql_type = Text)]
    cluster: String,
    #[diesel(sql_type = Text)]
    schema: String,
    #[diesel(sql_type = Integer)]
    postgres: i32,
}

#[derive(QueryableByName)]
struct TableRow {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Freezes what is seen, so that both files and all counts are of one moment. It stays frozen while the connection lives.
async fn show(conn: &mut AsyncPgConnection, ledger: crate::erasure::Head) -> Result<(String, Manifest), Failure> {
    conn.batch_execute("begin isolation level repeatable read read only")
        .await
        .map_err(Failure::of)?;
    let row: SnapshotRow = diesel::sql_query(include_str!("../sql/export_snapshot.sql"))
        .get_result(conn)
        .await
        .map_err(Failure::of)?;
    let manifest = Manifest {
        kind: Kind::Database,
        id: RandomIds.next(),
        made_at: SystemClock.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema: row.schema,
        postgres: u32::try_from(row.postgres).map_err(Failure::of)? / 10_000,
        cluster: row.cluster,
        rows: count_rows(conn).await?,
        ledger,
    };
    Ok((row.snapshot, manifest))
}

/// Rows of every table of ours, partitions through their parent.
pub(super) async fn count_rows(conn: &mut AsyncPgConnection) -> Result<BTreeMap<String, i64>, Failure> {
    let tables: Vec<TableRow> = diesel::sql_query(include_str!("../sql/our_tables.sql"))
        .load(conn)
        .await
        .map_err(Failure::of)?;
    let mut rows = BTreeMap::new();
    for TableRow { name } in tables {
        // The name is quoted by Postgres itself.
        let count: CountRow = diesel::sql_query(format!("select count(*) as rows from {name}"))
            .get_result(conn)
            .await
            .map_err(Failure::of)?;
        rows.insert(name, count.rows);
    }
    Ok(rows)
}
