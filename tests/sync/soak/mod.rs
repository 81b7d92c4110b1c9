//! The long form (reference/sync.md §3.1, T2): two servers on one Postgres, twelve phones, and everything is killed. Runs twenty
//! minutes, or as many seconds as `CAUSEWAY_SYNC_SOAK` says, and prints its figures; then every mutant is looked for anew.

mod desk;
mod town;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use causeway::platform::clock::{Clock, SystemClock};
use pglocal::Durability;
use tokio::task::JoinHandle;

use crate::check::Violation;
use crate::dice::Dice;
use crate::ground::Ground;
use crate::mutants::{Mutant, search};
use crate::restore::gathered;
use crate::scene::{Cast, Course, with_places_of};
use crate::support::{Ground as Lot, House, PROGRAM, Staff, new_id};
use crate::wire::enrol;
use crate::worker::{Figures, Way, Worker};
use town::Town;

/// How many phones, each of somebody else.
const PHONES: usize = 12;
/// How many young people.
const PEOPLE: usize = 36;
/// With how many of them somebody works at first.
const CASELOAD: usize = 6;
/// Operations that twenty minutes must have seen.
const LEAST: usize = 50_000;
/// Twenty minutes.
const LONG: Duration = Duration::from_mins(20);

fn length() -> Duration {
    let asked = std::env::var_os("CAUSEWAY_SYNC_SOAK");
    let seconds = asked.and_then(|seconds| seconds.to_str()?.parse().ok());
    seconds.map_or(LONG, Duration::from_secs)
}

/// The house, its people, and somebody for each phone.
async fn settled_in(town: &Town) -> (Cast, Vec<Staff>) {
    let ground = || async {
        Lot {
            sql: town.sql().await,
            now: SystemClock.now(),
            tokens: &town.tokens,
        }
    };
    let house = House::build(&ground().await, "First").await;
    let mut staff = Vec::new();
    for number in 0..PHONES {
        let grants = [("mentor", Some(house.north), None)];
        staff.push(
            house
                .hire(&ground().await, &format!("mentor{number}"), &grants, None)
                .await,
        );
    }
    let lead = house.who("worker").id;
    let limit = "insert into caseload_limit (org_id, id, role, cap, started_at, recorded_at, recorded_by)
                 values ($1, $2, 'mentor', 500, now(), now(), $3)";
    let sql = town.sql().await;
    sql.execute(limit, &[&house.org, &new_id(), &lead]).await.unwrap();
    let mut courses: Vec<Course> = Vec::new();
    for _ in 0..PEOPLE {
        courses.push(enrol(&house, town.any_address()).await.into());
    }
    let cast = Cast::of(house, sql, courses);
    for (number, who) in staff.iter().enumerate() {
        for place in 0..CASELOAD {
            let course = cast.courses[(number * 3 + place) % PEOPLE];
            crate::scene::desk::assign(&cast.sql, who.id, course, SystemClock.now())
                .await
                .unwrap();
        }
    }
    (cast, staff)
}

/// Works and syncs until it is told to stop.
fn at_work(mut worker: Worker, stop: &Arc<AtomicBool>) -> JoinHandle<Worker> {
    let stop = Arc::clone(stop);
    tokio::spawn(async move {
        while !stop.load(Ordering::Relaxed) {
            for _ in 0..worker.dice.between(2, 16) {
                worker.work();
            }
            worker.sync().await;
            let pause = worker.dice.between(200, 2_200).unsigned_abs();
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        worker
    })
}

fn of(figure: &AtomicUsize) -> usize {
    figure.load(Ordering::Relaxed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twelve_phones_two_servers_and_everything_is_killed() {
    let (length, began) = (length(), Instant::now());
    let mut town = Town::new().await;
    let (mut cast, staff) = settled_in(&town).await;
    let figures = Arc::new(Figures::default());
    let way = Way {
        servers: town.addresses(),
        tokens: Arc::clone(&town.tokens),
        figures: Arc::clone(&figures),
    };
    let forms = Lot {
        sql: town.sql().await,
        now: SystemClock.now(),
        tokens: &town.tokens,
    };
    // What phones need of a house is which sites there are; the same one twice would be two owners of it.
    let forms = Arc::new(with_places_of(House::build(&forms, "Forms").await, &cast.house));
    let stop = Arc::new(AtomicBool::new(false));
    let mut workers = Vec::new();
    for (number, who) in staff.iter().enumerate() {
        let worker = Worker {
            phone: cast.enrol(who, SystemClock.now(), None).await,
            made: Vec::new(),
            dice: Dice::new(u64::try_from(number).unwrap()),
            house: Arc::clone(&forms),
            way: way.clone(),
        };
        workers.push(at_work(worker, &stop));
    }
    let lead = cast.house.who("worker").id;
    let desks = desk::open(&town, &cast.courses, &staff, lead, length, &stop);
    town.begin_killing(length);
    tokio::time::sleep(length).await;
    stop.store(true, Ordering::Relaxed);
    let kills = town.end_killing();
    let mut back = Vec::new();
    for worker in workers {
        back.push(worker.await.unwrap());
    }
    for written in desks {
        let written = written.await.unwrap();
        cast.by_hand.extend(written.certain);
        cast.unsure.extend(written.unsure);
    }
    // What was late has arrived by now.
    tokio::time::sleep(Duration::from_secs(5)).await;
    cast.sql = town.sql().await;
    for _ in 0..2 {
        for worker in &mut back {
            worker.rest().await;
        }
    }
    let mut disagree = 0;
    for worker in &mut back {
        disagree += usize::from(!worker.agrees().await);
    }
    let found = gathered(cast, back).violations(SystemClock.now().date_naive()).await;
    println!(
        "sync under kills ({PROGRAM}), {} s: {} operations, {} requests ({} lost, {} answers lost, {} doubled, {} late, {} \
         unanswered), {} phones died, {} servers and Postgres {} times killed; {}; digests that differ {disagree}",
        began.elapsed().as_secs(),
        of(&figures.operations),
        of(&figures.requests),
        of(&figures.requests_lost),
        of(&figures.answers_lost),
        of(&figures.doubled),
        of(&figures.late),
        of(&figures.unanswered),
        of(&figures.crashes),
        kills.servers,
        kills.postgres,
        verdict(&found),
    );
    for violation in found.iter().take(20) {
        println!("    {:?}: {}", violation.of, violation.what);
    }
    assert!(found.is_empty() && disagree == 0);
    assert!(kills.servers > 0 && kills.postgres > 0);
    assert!(length < LONG || of(&figures.operations) >= LEAST);
}

fn verdict(found: &[Violation]) -> String {
    use crate::check::Invariant::{I1, I2, I3, I4, I5};
    let of = |invariants: &[_]| {
        found
            .iter()
            .filter(|violation| invariants.contains(&violation.of))
            .count()
    };
    format!(
        "lost {}, doubled {}, diverged {}, leaked {}, anything else {}",
        of(&[I1, I2]),
        of(&[I3]),
        of(&[I4]),
        of(&[I5]),
        found
            .iter()
            .filter(|violation| ![I1, I2, I3, I4, I5].contains(&violation.of))
            .count()
    )
}

/// Each mutant with a seed that shows it, looked for from a place that no other run began at.
#[actix_web::test]
async fn every_mutant_is_caught_from_anywhere() {
    let from = u64::from(std::process::id()) * 1_000;
    let living = Ground::new(Durability::Throwaway).await;
    let durable = Ground::new(Durability::Durable).await;
    let mut survivors = Vec::new();
    for (mutant, by, _) in Mutant::ALL {
        let ground = if mutant == Mutant::ForgetfulPostgres {
            &durable
        } else {
            &living
        };
        match search(ground, mutant, by, from).await {
            Some((seed, _)) => println!("{mutant:?}: caught by {by:?}, seed {seed}"),
            None => survivors.push(mutant),
        }
    }
    assert!(survivors.is_empty(), "not caught: {survivors:?}");
}

/// More random histories: three hundred of them.
#[actix_web::test]
async fn three_hundred_random_histories_converge() {
    let from = u64::from(std::process::id()) * 1_000;
    println!("histories from seed {from}");
    crate::histories::all_hold(from..from + 300).await;
}
