//! `causeway demo`: an invented network in a folder, and the server on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::database::runtime;
use super::progress::{Progress, note};
use super::{Database, Failure, ServeOptions, say, serve};
use crate::demo::{self, DemoAccount, State};
use crate::platform::clock::{Clock, FixedClock, SystemClock};
use crate::platform::config::{MailKind, Settings};
use crate::platform::db::{Db, Pool, connect};
use crate::platform::ids::RandomIds;
use crate::platform::keys::{self, Keys};
use crate::state::{AppState, Front, Shared};

/// Where the demo lives and how large it is.
#[derive(Debug, clap::Args)]
pub(super) struct DemoArguments {
    /// Port to serve on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the demo: its private cluster, its keys, its sign-ins. Made when missing, used again when there.
    #[arg(long)]
    data_dir: PathBuf,
    /// About how many young people to invent, for a folder that is made now.
    #[arg(long, default_value_t = demo::PEOPLE, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    people: u32,
}

pub(super) fn run(arguments: &DemoArguments, mut settings: Settings) -> Result<(), Failure> {
    let DemoArguments { port, data_dir, people } = arguments;
    if settings.database.outside().is_some() {
        return Err(Failure::of(
            "the demo runs its own private cluster: take DATABASE_URL away and start again",
        ));
    }
    // Before minutes are spent on it: can it be served at all? `serve` says why not, in its own words.
    drop(serve::listen(&settings.server.host, *port)?);
    settings.server.port = *port;
    settings.data_dir.clone_from(data_dir);
    settings.keys_dir = data_dir.join("keys");
    settings.server.public_api_pages = true;
    // Everybody is invented: what would be sent lies in the folder, to be looked at.
    settings.mail.transport = MailKind::File;
    // Its sign-ins are printed for everybody to look around with.
    settings.sign_in.require_second_factor = false;
    let (database, accounts) = prepare(&settings, usize::try_from(*people).map_err(Failure::of)?)?;
    say(&format!(
        "sign-ins: {} (only the demo asks nobody for a second factor: they are printed)\nkeys: {} (only the demo keeps them beside its data)\n",
        accounts_file(data_dir).display(),
        settings.keys_dir.display()
    ));
    let front = Front {
        public_api_pages: true,
        demo_accounts: accounts,
    };
    serve(
        &settings,
        ServeOptions {
            front,
            database: Some(database),
        },
    )
}

fn accounts_file(data_dir: &Path) -> PathBuf {
    data_dir.join("accounts.json")
}

/// A finished demo: the one in the folder, or a new one. A cluster started for nothing is stopped again.
fn prepare(settings: &Settings, people: usize) -> Result<(Database, Vec<DemoAccount>), Failure> {
    let database = Database::open(settings)?;
    match find_or_make(settings, &database, people) {
        Ok(accounts) => Ok((database, accounts)),
        Err(failure) => {
            database.stop()?;
            Err(failure)
        }
    }
}

fn find_or_make(settings: &Settings, database: &Database, people: usize) -> Result<Vec<DemoAccount>, Failure> {
    match runtime()?.block_on(state(database))? {
        State::Ready => {
            // A demo made by an older version: passwords are hashed anew as they are used.
            keys::complete(&settings.keys_dir).map_err(Failure::of)?;
            demo::read_accounts(&accounts_file(&settings.data_dir)).map_err(Failure::of)
        }
        State::Foreign => Err(Failure::of(demo::Error::NotADemo)),
        State::Empty => make(settings, database, people),
        State::Half => {
            note("the demo in this folder was not finished: making it anew\n");
            runtime()?.block_on(database.remove())?;
            // Opens the same cluster and builds the schema again.
            make(settings, &Database::open(settings)?, people)
        }
    }
}

async fn state(database: &Database) -> Result<State, Failure> {
    let mut conn = connect(admin_url(database)?).await.map_err(Failure::of)?;
    demo::state(&mut conn).await.map_err(Failure::of)
}

fn admin_url(database: &Database) -> Result<String, Failure> {
    database.admin_url().ok_or_else(|| Failure::of(demo::Error::NotADemo))
}

/// Invents the network, loads it, and lets its first releases go out.
fn make(settings: &Settings, database: &Database, people: usize) -> Result<Vec<DemoAccount>, Failure> {
    let now = SystemClock.now();
    let clock = Arc::new(FixedClock::at(now));
    let shared = Arc::new(Shared {
        clock: Arc::<FixedClock>::clone(&clock),
        ..serve::shared(settings, make_keys(&settings.keys_dir)?, Front::default())?
    });
    let progress = Progress::new();
    progress.step("inventing people", 1);
    let network = demo::invent(demo::SEED, people, now);
    // The API itself makes the releases, hence the runtime it runs on.
    actix_web::rt::System::new().block_on(async {
        let mut conn = connect(admin_url(database)?).await.map_err(Failure::of)?;
        demo::begin(&mut conn).await.map_err(Failure::of)?;
        progress.step("making sign-ins", network.sign_ins());
        let (accounts, hashes) = demo::hash_passwords(&network, &shared.passwords, || progress.one())
            .await
            .map_err(Failure::of)?;
        progress.step("loading", network.houses.len());
        demo::load(&mut conn, &shared.keys, &network, &hashes, || progress.one())
            .await
            .map_err(Failure::of)?;
        progress.step("living the last weeks", 1);
        let pool = |url: &str| Pool::new(&serve::pool_options(settings, url)).map_err(Failure::of);
        let door = Db::new(
            pool(&database.app_url)?,
            pool(&database.auth_url)?,
            Arc::<FixedClock>::clone(&clock),
            Arc::new(RandomIds),
        )
        .without_second_factors();
        let state = AppState::new(Arc::clone(&shared), door);
        demo::live(&mut conn, &state, &clock, &network)
            .await
            .map_err(Failure::of)?;
        demo::write_accounts(&accounts_file(&settings.data_dir), &accounts).map_err(Failure::of)?;
        demo::finish(&mut conn).await.map_err(Failure::of)?;
        progress.done(&network.describe());
        Ok(accounts)
    })
}

/// The folder's keys, all of them or none: made under another name and then renamed.
fn make_keys(dir: &Path) -> Result<Keys, Failure> {
    if !dir.exists() {
        let unfinished = dir.with_extension("unfinished");
        if unfinished.exists() {
            std::fs::remove_dir_all(&unfinished).map_err(Failure::of)?;
        }
        keys::init(&unfinished).map_err(Failure::of)?;
        std::fs::rename(&unfinished, dir).map_err(Failure::of)?;
    }
    Keys::load(dir).map_err(Failure::of)
}
