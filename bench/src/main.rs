//! `make bench`: the server beside pgbench running the same statements, in the same run, on the same cluster.
//!
//! A throw-away durable cluster is filled with invented people. Every request measured is made once while Postgres logs
//! what it is sent; those statements become pgbench scripts ([`script`]). Then pgbench and the server take turns, so that
//! a machine that is busy with something else is so for both: trust the ratios, not the rates.

mod capture;
mod cpu;
mod http;
mod pgbench;
mod phones;
mod plans;
mod report;
mod rows;
mod script;
mod seed;
mod sign_ins;
mod stage;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use causeway::access::{TokenLives, Tokens};
use causeway::cli::Failure;
use causeway::platform::clock::{Clock, SystemClock};
use causeway::platform::config::Settings;
use causeway::platform::ids::{Ids, OrgId, RandomIds, SignInId, TokenId};
use causeway::platform::keys::Keys;
use clap::Parser;
use pglocal::Cluster;
use tokio_postgres::{Client, NoTls};

use crate::http::Connection;
use crate::pgbench::Pgbench;
use crate::rows::{Bench, Round, Row};
use crate::script::Script;
use crate::stage::Stage;
use crate::world::{CASELOAD, Kind, SERVED, World};

/// Measures the server beside pgbench running the same statements.
#[derive(Debug, Parser)]
#[command(about)]
struct Arguments {
    /// The server's program.
    #[arg(long)]
    server: PathBuf,
    /// Where the run's folder goes: a disk, since commits wait for it.
    #[arg(long, default_value = "/var/tmp")]
    dir: PathBuf,
    /// People, and as many enrolments and notes.
    #[arg(long, default_value_t = 200_000)]
    people: u32,
    /// Sessions, spread over three years.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=4_000_000))]
    sessions: u32,
    /// Rounds; each figure is the median.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Where the plans are kept that Postgres made for the statements.
    #[arg(long, default_value = "bench/plans")]
    plans: PathBuf,
    /// Keeps the plans of this run, instead of comparing them with those that are kept.
    #[arg(long)]
    keep_plans: bool,
    /// Seconds of each turn.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program for the terminal")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a program for the terminal")]
fn complain(failure: &Failure) {
    eprintln!("bench: {failure}");
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let settings = Settings::load(None, &[]).map_err(Failure::of)?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let connections = u32::try_from(workers * settings.database.pool_size).map_err(Failure::of)?;
    let world = World {
        now: SystemClock.now(),
        people: arguments.people,
        sessions: arguments.sessions,
        workers: connections.max(32),
    };
    let least = (world.workers * CASELOAD * SERVED).max(phones::people_needed(&world));
    if world.people < least {
        return Err(Failure::of(format!("--people must be at least {least}")));
    }
    let mut stage = Stage::set(&arguments.dir, arguments.server.clone(), workers)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::of)?;
    let measured = runtime.block_on(async {
        tokio::select! {
            done = measure(arguments, &settings, world, connections, &mut stage) => done,
            _ = tokio::signal::ctrl_c() => Err(Failure::of("interrupted")),
        }
    });
    // An interrupted pgbench is not waited for: it ends with the cluster.
    runtime.shutdown_background();
    measured
}

async fn measure(
    arguments: &Arguments,
    settings: &Settings,
    world: World,
    connections: u32,
    stage: &mut Stage,
) -> Result<(), Failure> {
    let (address, server) = {
        let server = stage.start()?;
        (server.address.clone(), server.pid())
    };
    let cluster = stage.cluster()?;
    let keys = Keys::load(&stage.keys_dir()).map_err(Failure::of)?;
    let admin = connect(&cluster).await?;
    let began = Instant::now();
    seed::seed(&admin, &world, &keys).await?;
    say(&format!(
        "{} people with sealed names, as many enrolments, {} sessions in three years, written in {:.0} s to {}",
        world.people,
        world.sessions,
        began.elapsed().as_secs_f64(),
        stage.file("data").display()
    ));
    let mut bench = Bench {
        world,
        address,
        server,
        postmaster: cluster
            .postmaster_pid()
            .ok_or_else(|| Failure::of("the cluster has no process"))?,
        connections,
        pgbench: Pgbench::on(&cluster, usize::try_from(connections).map_err(Failure::of)?)?,
        tokens: tokens(&world, world.staff(), &keys)?,
    };
    let (scripts, plans) = capture(&bench, &admin, &cluster, stage).await?;
    for (row, found) in Row::ALL.iter().zip(&plans) {
        say(&plans::compare(
            &arguments.plans,
            row.name(),
            found,
            arguments.keep_plans,
        )?);
    }
    let before = sessions(&admin).await?;
    let mut logged = 0;
    let warm_up = Duration::from_secs(arguments.seconds.min(3));
    for (row, script) in &scripts {
        logged += answered(*row, &bench.round(*row, script.clone(), warm_up).await?);
    }
    let mut rounds: Vec<(Row, Vec<Round>)> = Row::ALL.map(|row| (row, Vec::new())).into();
    for _ in 0..arguments.rounds {
        // Tokens live for minutes.
        bench.tokens = tokens(&world, world.staff(), &keys)?;
        for ((row, script), (_, done)) in scripts.iter().zip(&mut rounds) {
            let round = bench
                .round(*row, script.clone(), Duration::from_secs(arguments.seconds))
                .await?;
            logged += answered(*row, &round);
            done.push(round);
        }
    }
    let rows = sessions(&admin).await? - before;
    if rows != logged {
        return Err(Failure::of(format!(
            "{logged} sessions were answered 201, but {rows} were written"
        )));
    }
    say(&format!(
        "{connections} connections; medians of {} rounds of {} s each; {logged} sessions acknowledged, as many written\n",
        arguments.rounds, arguments.seconds
    ));
    say(&report::heading());
    for (row, done) in &rounds {
        say(&report::line(*row, done));
    }
    let everybody = |staff| tokens(&world, staff, &keys);
    phones::measure(&admin, &world, &bench.address, everybody, say).await?;
    sign_ins::prepare(&admin, settings, &keys).await?;
    drop(admin);
    rest(stage).await
}

/// Memory after the load, a cold start on the database as it is now, and memory after many sign-ins.
async fn rest(stage: &mut Stage) -> Result<(), Failure> {
    let after_load = stage.server_memory()?;
    stage.stop()?;
    let server = stage.start()?;
    let (address, ready_after) = (server.address.clone(), server.ready_after);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let at_rest = stage.server_memory()?;
    sign_ins::all(&address).await?;
    let memory = report::Memory {
        at_rest,
        after_load,
        after_sign_ins: stage.server_memory()?,
    };
    say(&report::rest(&memory, ready_after));
    stage.stop()
}

/// How many sessions a round logged.
fn answered(row: Row, round: &Round) -> u64 {
    if row == Row::LogSession {
        u64::try_from(round.load.latencies.len()).unwrap_or_default()
    } else {
        0
    }
}

async fn connect(cluster: &Cluster) -> Result<Client, Failure> {
    let url = cluster.url("postgres", "causeway");
    let (client, connection) = tokio_postgres::connect(&url, NoTls)
        .await
        .map_err(|error| seed::of(&error))?;
    // It ends with the client.
    drop(tokio::spawn(connection));
    Ok(client)
}

/// Sessions logged by the server: the digest that recognises a repeated request differs in each. Those of the start have
/// none, and pgbench's carry those of the requests they are copies of.
async fn sessions(client: &Client) -> Result<u64, Failure> {
    let row = client
        .query_one("select count(distinct created_mac) from session", &[])
        .await;
    let count: i64 = row.map_err(|error| seed::of(&error))?.get(0);
    u64::try_from(count).map_err(Failure::of)
}

/// A token for each of the first so many on the staff.
fn tokens(world: &World, staff: u32, keys: &Keys) -> Result<Arc<Vec<String>>, Failure> {
    let long = chrono::Duration::minutes(15);
    let lives = TokenLives {
        desk: long,
        device: long,
    };
    let maker = Tokens::new(&keys.token, None, lives).map_err(Failure::of)?;
    let org = OrgId::from_uuid(world.org());
    let tokens = (0..staff).map(|n| {
        let sign_in = SignInId::from_uuid(world.id(Kind::SignIn, n));
        let (token, _ends) = maker.issue(org, sign_in, TokenId::of(RandomIds.next()), SystemClock.now())?;
        Ok(token)
    });
    tokens
        .collect::<Result<_, _>>()
        .map(Arc::new)
        .map_err(|error: causeway::access::TokenError| Failure::of(error))
}

/// Makes every client's request once while Postgres logs it, and turns what was logged into a script per row, and the
/// plans of its statements.
async fn capture(
    bench: &Bench,
    admin: &Client,
    cluster: &Cluster,
    stage: &Stage,
) -> Result<(Vec<(Row, PathBuf)>, Vec<String>), Failure> {
    capture::begin(admin).await?;
    let mut connection = Connection::open(&bench.address).await?;
    let mut request_ids = Vec::new();
    for row in Row::ALL {
        for mut client in bench.clients(row) {
            let answer = connection.exchange(&client()).await?;
            if answer.status != row.expected() {
                return Err(Failure::of(format!(
                    "{}: {} {}",
                    row.title(),
                    answer.status,
                    answer.text()
                )));
            }
            request_ids.extend(answer.header("x-request-id").map(ToOwned::to_owned));
        }
    }
    let clients = usize::try_from(bench.connections).map_err(Failure::of)?;
    let captured = capture::transactions(&cluster.log_dir(), clients * Row::ALL.len()).await?;
    capture::end(admin).await?;
    let (mut scripts, mut plans) = (Vec::new(), Vec::new());
    for (row, transactions) in Row::ALL.into_iter().zip(captured.chunks(clients)) {
        let script = Script::of(row.name(), transactions, &request_ids, &bench.world)?;
        script.store(admin).await?;
        let first = transactions.first().map(Vec::as_slice).unwrap_or_default();
        plans.push(plans::explain(admin, first, &request_ids).await?);
        let path = stage.file(&format!("{}.sql", row.name()));
        std::fs::write(&path, &script.text).map_err(Failure::of)?;
        scripts.push((row, path));
    }
    Ok((scripts, plans))
}
