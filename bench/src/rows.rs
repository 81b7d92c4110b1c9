//! The rows of the table: what is asked of the server, and how a round is measured.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use causeway::cli::Failure;
use causeway::platform::clock::{Clock, SystemClock};
use causeway::platform::ids::{Ids, RandomIds};
use uuid::Uuid;

use crate::cpu;
use crate::http::{self, Load, count};
use crate::pgbench::Pgbench;
use crate::seed::NOTE;
use crate::world::{HISTORY_DAYS, Kind, World};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// A worker logs a session with a note.
    LogSession,
    /// A director reads a page of people.
    Page,
    /// A supervisor reads the same page with names opened.
    PageWithNames,
    /// A director asks how many come, for the last quarter.
    Quarter,
    /// The same for all of the history.
    History,
}

impl Row {
    /// Every row, in the order of the table.
    pub(crate) const ALL: [Self; 5] = [
        Self::LogSession,
        Self::Page,
        Self::PageWithNames,
        Self::Quarter,
        Self::History,
    ];

    /// In the table.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::LogSession => "log one session",
            Self::Page => "page of 50",
            Self::PageWithNames => "page of 50, names opened",
            Self::Quarter => "attendance, a quarter",
            Self::History => "attendance, three years",
        }
    }
    /// In files and tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::LogSession => "log_session",
            Self::Page => "page",
            Self::PageWithNames => "page_with_names",
            Self::Quarter => "quarter",
            Self::History => "history",
        }
    }
    /// Share of pgbench's rate to reach (design: figures to reach), if one is set.
    pub(crate) const fn target(self) -> Option<f64> {
        match self {
            Self::LogSession => Some(0.50),
            Self::Page => Some(0.35),
            Self::PageWithNames => None,
            // "No slower than the same question in psql", which sends no values and prepares nothing: what a rate that
            // is taken in turns strays by is allowed for.
            Self::Quarter | Self::History => Some(0.95),
        }
    }
    /// The answer to every request.
    pub(crate) const fn expected(self) -> u16 {
        match self {
            Self::LogSession => 201,
            Self::Page | Self::PageWithNames | Self::Quarter | Self::History => 200,
        }
    }
    /// Who asks, as a number of the staff, when client `client` does.
    pub(crate) fn asker(self, world: &World, client: u32) -> u32 {
        match self {
            Self::LogSession => client,
            Self::Page | Self::Quarter | Self::History => world.director(),
            Self::PageWithNames => world.supervisor(),
        }
    }

    /// Makes one client's requests. Client `client` is a worker of that number and logs for one enrolment of hers.
    pub(crate) fn requests(self, world: &World, client: u32, token: &str) -> Box<dyn FnMut() -> String + Send> {
        let head = |what: &str| format!("{what} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n");
        let read = |what: &str| {
            let request = format!("{}\r\n", head(&format!("GET /api/v1/{what}")));
            Box::new(move || request.clone())
        };
        let attendance = |days: i64| {
            let to = world.held_at(world.sessions).date_naive();
            let from = to - chrono::Duration::days(days);
            read(&format!("indicators/DOS-01?from={from}&to={to}&by=strand"))
        };
        match self {
            Self::LogSession => {
                let enrolment = world.id(Kind::Enrolment, client);
                let head = head(&format!("POST /api/v1/enrolments/{enrolment}/sessions"));
                let starts_at = (world.now - chrono::Duration::hours(1)).to_rfc3339();
                Box::new(move || {
                    let body = session(RandomIds.next(), RandomIds.next(), &starts_at);
                    let length = body.len();
                    format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
                })
            }
            Self::Page => read("people?limit=50"),
            Self::PageWithNames => read("people?limit=50&with_names=true"),
            Self::Quarter => attendance(90),
            Self::History => attendance(i64::from(HISTORY_DAYS)),
        }
    }
}

fn session(id: Uuid, note: Uuid, starts_at: &str) -> String {
    format!(
        r#"{{"id":"{id}","kind":"individual_mentoring","mode":"in_person_office","starts_at":"{starts_at}","minutes":45,"attendance":"present","note":{{"id":"{note}","kind":"factual_contact","text":"{NOTE}"}}}}"#
    )
}

/// One round of one row: pgbench, then the server.
#[derive(Debug)]
pub(crate) struct Round {
    /// pgbench's transactions per second.
    pub(crate) pgbench_rate: f64,
    /// Processor milliseconds of Postgres for each of them.
    pub(crate) pgbench_cpu: f64,
    /// What the server answered.
    pub(crate) load: Load,
    /// Processor milliseconds of the server per request.
    pub(crate) server_cpu: f64,
    /// Processor milliseconds of Postgres per request.
    pub(crate) postgres_cpu: f64,
}

/// What a round needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Bench {
    pub(crate) world: World,
    pub(crate) address: String,
    pub(crate) server: i32,
    pub(crate) postmaster: i32,
    pub(crate) connections: u32,
    pub(crate) pgbench: Pgbench,
    /// Tokens by number of the staff.
    pub(crate) tokens: Arc<Vec<String>>,
}

impl Bench {
    /// The requests of every client.
    pub(crate) fn clients(&self, row: Row) -> Vec<Box<dyn FnMut() -> String + Send>> {
        (0..self.connections)
            .map(|client| {
                let asker = usize::try_from(row.asker(&self.world, client)).unwrap_or_default();
                let token = self.tokens.get(asker).map_or("", String::as_str);
                row.requests(&self.world, client, token)
            })
            .collect()
    }

    /// pgbench with the row's script, then the server with the row's requests, each for `time`.
    pub(crate) async fn round(&self, row: Row, script: PathBuf, time: Duration) -> Result<Round, Failure> {
        let since = |before: Duration, now: Duration| now.saturating_sub(before);
        let before = cpu::of_family(self.postmaster);
        let (pgbench, moment) = (self.pgbench.clone(), SystemClock.now().timestamp_millis());
        let counted = tokio::task::spawn_blocking(move || pgbench.run(&script, time, moment))
            .await
            .map_err(Failure::of)??;
        let pgbench_cpu = since(before, cpu::of_family(self.postmaster)).as_secs_f64() * 1e3 / counted.transactions;
        let (server, postgres) = (cpu::of_process(self.server), cpu::of_family(self.postmaster));
        let load = http::load(&self.address, self.clients(row), time, row.expected()).await?;
        let each = |spent: Duration| spent.as_secs_f64() * 1e3 / count(load.latencies.len());
        Ok(Round {
            pgbench_rate: counted.rate,
            pgbench_cpu,
            server_cpu: each(since(server, cpu::of_process(self.server))),
            postgres_cpu: each(since(postgres, cpu::of_family(self.postmaster))),
            load,
        })
    }
}
