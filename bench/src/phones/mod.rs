//! What phones ask (reference/sync.md §2.6, §2.11 and T7): is anything new, ten sessions sent, an empty phone filled, and five
//! hundred of the first beside fifty of the last.

#[expect(
    clippy::indexing_slicing,
    reason = "an index into JSON answers null where there is nothing, and makes what is set"
)]
mod phone;
mod seed;

pub(crate) use seed::people_needed;

use std::sync::Arc;
use std::time::{Duration, Instant};

use causeway::cli::Failure;
use tokio::sync::Mutex;
use tokio_postgres::Client;

use self::phone::{Filled, Phone};
use self::seed::{EMPTY, PEOPLE, POLLING, SESSIONS};
use crate::http::percentile;
use crate::report::verdict;
use crate::world::World;

/// How many phones are filled at once.
const AT_ONCE: usize = 6;
/// Every phone asks once in this time.
const ROUND: Duration = Duration::from_mins(1);
/// How often one phone asks, or sends, while nothing else is going on.
const ALONE: usize = 200;

/// Everybody's token, by number of the staff.
type Tokens = Arc<Vec<String>>;

/// Measures all of it, and says so line by line.
pub(crate) async fn measure(
    admin: &Client,
    world: &World,
    address: &str,
    tokens: impl Fn(u32) -> Result<Tokens, Failure>,
    say: impl Fn(&str),
) -> Result<(), Failure> {
    seed::seed(admin, world).await?;
    let entries = seed::entries(admin).await?;
    let tokens = tokens(seed::owner(world, POLLING + EMPTY))?;
    say(&format!("\nphones, with {entries} changes noted of everybody"));
    let token = |phone: u32| token(&tokens, seed::owner(world, phone));
    let mut alone = Phone::empty(address, token(0)?);
    say(&first(&alone.fill().await?));
    let mut polling = Vec::new();
    for phone in EMPTY..EMPTY + POLLING {
        let mut filled = Phone::empty(address, token(phone)?);
        filled.fill().await?;
        polling.push(filled);
    }
    let (mut polls, mut bytes) = (Vec::new(), 0);
    for phone in polling.iter_mut().take(ALONE) {
        let (took, of_answer) = phone.poll().await?;
        polls.push(took);
        bytes = bytes.max(of_answer);
    }
    let idle = format!("is anything new ({bytes} B)");
    say(&line(&idle, polls, None));
    say(&line(
        "ten sessions sent",
        pushes(world, &mut polling).await?,
        Some(300),
    ));
    let empty: Vec<String> = (1..EMPTY)
        .map(|phone| token(phone).map(ToOwned::to_owned))
        .collect::<Result<_, _>>()?;
    crowd(address, polling, empty, say).await
}

fn token(tokens: &Tokens, staff: u32) -> Result<&str, Failure> {
    let at = usize::try_from(staff).map_err(Failure::of)?;
    tokens
        .get(at)
        .map(String::as_str)
        .ok_or_else(|| Failure::of("a phone's owner has no token"))
}

async fn pushes(world: &World, polling: &mut [Phone]) -> Result<Vec<Duration>, Failure> {
    let mut pushes = Vec::new();
    for (phone, number) in polling.iter_mut().zip(EMPTY..).take(ALONE) {
        pushes.push(phone.push_ten(world, seed::enrolment(world, number, 0)).await?);
        // What it sent comes back to it once: from then on nothing is new.
        phone.fill().await?;
    }
    Ok(pushes)
}

/// Fills the empty ones while the others ask whether anything is new, each once in a minute.
async fn crowd(address: &str, polling: Vec<Phone>, empty: Vec<String>, say: impl Fn(&str)) -> Result<(), Failure> {
    let begun = Instant::now();
    let waiting = Arc::new(Mutex::new(empty));
    let fillers: Vec<_> = (0..AT_ONCE)
        .map(|_| tokio::spawn(fill_all(address.to_owned(), Arc::clone(&waiting))))
        .collect();
    let pause = ROUND / POLLING;
    let polls = tokio::spawn(async move {
        let mut polls = Vec::new();
        for (mut phone, turn) in polling.into_iter().zip(0_u32..) {
            tokio::time::sleep_until((begun + pause * turn).into()).await;
            polls.push(tokio::spawn(async move { phone.poll().await }));
        }
        let mut took = Vec::new();
        for poll in polls {
            took.push(poll.await.map_err(Failure::of)??.0);
        }
        Ok::<_, Failure>(took)
    });
    let mut filled = Vec::new();
    for filler in fillers {
        filled.extend(filler.await.map_err(Failure::of)??);
    }
    let all_filled = begun.elapsed();
    say(&line(
        &format!("{POLLING} ask in a minute, beside"),
        polls.await.map_err(Failure::of)??,
        Some(50),
    ));
    let waits: u32 = filled.iter().map(|one| one.waits).sum();
    let what = format!("{} filled, in {:.0} s", filled.len(), all_filled.as_secs_f64());
    say(&line(&what, filled.iter().map(|one| one.took).collect(), Some(60_000)));
    say(&format!("{:<25} told to come later {waits} times", ""));
    Ok(())
}

async fn fill_all(address: String, waiting: Arc<Mutex<Vec<String>>>) -> Result<Vec<Filled>, Failure> {
    let mut filled = Vec::new();
    loop {
        let next = waiting.lock().await.pop();
        let Some(token) = next else {
            return Ok(filled);
        };
        filled.push(Phone::empty(&address, &token).fill().await?);
    }
}

fn first(filled: &Filled) -> String {
    let sessions = PEOPLE * SESSIONS;
    format!(
        "{:<25} {:.0} ms, usable after {:.0} ms: {} rows in {} pages, {} kB packed, {} kB unpacked ({PEOPLE} people, \
         {sessions} sessions; sync.md: 142 kB in 17 pages)",
        "an empty phone filled",
        filled.took.as_secs_f64() * 1e3,
        filled.usable.unwrap_or(filled.took).as_secs_f64() * 1e3,
        filled.rows,
        filled.pages,
        filled.sent / 1_000,
        filled.plain / 1_000,
    )
}

/// A line of the table; the target is for the 95th of a hundred, in milliseconds.
fn line(what: &str, mut took: Vec<Duration>, target: Option<u32>) -> String {
    took.sort_unstable();
    let at = |percent| percentile(&took, percent);
    let verdict = target.map_or_else(String::new, |target| {
        format!("   target p95 {target} ms {}", verdict(at(95) <= f64::from(target)))
    });
    format!(
        "{what:<25} p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms{verdict}",
        at(50),
        at(95),
        at(99)
    )
}
