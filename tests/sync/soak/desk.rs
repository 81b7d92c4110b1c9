//! What goes on at desks while everything is killed.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use causeway::platform::clock::{Clock, SystemClock};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_postgres::{Client, Error, NoTls};
use uuid::Uuid;

use super::town::Town;
use crate::dice::Dice;
use crate::scene::Course;
use crate::scene::desk::{Added, assign, edit, relocate, unassign};
use crate::steps::Edit;
use crate::support::Staff;

/// Sessions of the one large import.
const IMPORT: usize = 2_000;

/// Sessions that were written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) certain: Vec<Uuid>,
    /// Postgres went away before it said that they are committed.
    pub(super) unsure: Vec<Uuid>,
}

/// What all desks know.
#[derive(Clone)]
struct Desk {
    url: String,
    courses: Vec<Course>,
    staff: Vec<Uuid>,
    lead: Uuid,
    stop: Arc<AtomicBool>,
}

/// Opens the desks: one that changes things and who works with whom, one that always commits late, one that imports two thousand
/// sessions at once, and one that ends other people's connections.
pub(super) fn open(
    town: &Town,
    courses: &[Course],
    staff: &[Staff],
    lead: Uuid,
    length: Duration,
    stop: &Arc<AtomicBool>,
) -> Vec<JoinHandle<Written>> {
    let desk = Desk {
        url: town.url(),
        courses: courses.to_vec(),
        staff: staff.iter().map(|who| who.id).collect(),
        lead,
        stop: Arc::clone(stop),
    };
    vec![
        tokio::spawn(desk.clone().churn()),
        tokio::spawn(desk.clone().late()),
        tokio::spawn(desk.clone().import(length)),
        tokio::spawn(desk.terminate()),
    ]
}

impl Desk {
    fn is_open(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// A connection, once Postgres is there.
    async fn connect(&self) -> Client {
        loop {
            if let Ok((client, connection)) = tokio_postgres::connect(&self.url, NoTls).await {
                tokio::spawn(connection);
                let ready = client
                    .batch_execute("set lock_timeout = '2s'; set statement_timeout = '60s'")
                    .await;
                if ready.is_ok() {
                    return client;
                }
            }
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// Does something again and again, on another connection where one broke. What a row's lock or another's death refused is
    /// let go.
    async fn again<F: Future<Output = Result<(), Error>>>(
        &self,
        pause: Duration,
        mut one: impl FnMut(Arc<Client>) -> F,
    ) {
        let mut client = Arc::new(self.connect().await);
        while self.is_open() {
            if one(Arc::clone(&client)).await.is_err() && client.is_closed() {
                client = Arc::new(self.connect().await);
            }
            sleep(pause).await;
        }
    }

    async fn churn(self) -> Written {
        let mut dice = Dice::new(100);
        let this = &self;
        this.again(Duration::from_millis(120), |client| {
            let [course, other] = [(); 2].map(|()| *dice.pick(&this.courses));
            let (staff, lines, what) = (*dice.pick(&this.staff), dice.between(1, 4), dice.below(10));
            let mut own = Dice::new(dice.word());
            async move {
                let now = SystemClock.now();
                match what {
                    0 => assign(&client, staff, course, now).await,
                    1 | 2 => unassign(&client, staff, course, now).await,
                    3 => relocate(&client, [course, other], lines).await,
                    4 => edit(&client, Edit::Gender, course, &mut own).await,
                    5 | 6 => edit(&client, Edit::Minutes, course, &mut own).await,
                    7 => edit(&client, Edit::VoidSession, course, &mut own).await,
                    _ => edit(&client, Edit::Language, course, &mut own).await,
                }
            }
        })
        .await;
        Written::default()
    }

    /// Adds sessions in one transaction and commits after a while.
    async fn add(&self, client: &Client, sessions: usize, wait: Duration, dice: &mut Dice, written: &mut Written) {
        let courses: Vec<Uuid> = self.courses.iter().map(|course| course.enrolment).collect();
        let added = Added::drawn(&courses, sessions, SystemClock.now(), dice);
        let begun = async {
            client.batch_execute("begin").await?;
            added.write(client, self.lead, SystemClock.now()).await?;
            Ok::<(), Error>(())
        };
        if begun.await.is_err() {
            client.batch_execute("rollback").await.ok();
            return;
        }
        sleep(wait).await;
        match client.batch_execute("commit").await {
            Ok(()) => written.certain.extend(added.sessions),
            Err(_) => written.unsure.extend(added.sessions),
        }
    }

    async fn late(self) -> Written {
        let (mut dice, mut written) = (Dice::new(200), Written::default());
        let mut client = self.connect().await;
        while self.is_open() {
            if client.is_closed() {
                client = self.connect().await;
            }
            let wait = Duration::from_millis(dice.between(300, 2_500).unsigned_abs());
            self.add(&client, 3, wait, &mut dice, &mut written).await;
        }
        written
    }

    async fn import(self, length: Duration) -> Written {
        let (mut dice, mut written, began) = (Dice::new(300), Written::default(), Instant::now());
        // Between the two deaths of Postgres.
        while self.is_open() && began.elapsed() < length / 2 {
            sleep(Duration::from_millis(200)).await;
        }
        while written.certain.is_empty() {
            let client = self.connect().await;
            self.add(&client, IMPORT, Duration::ZERO, &mut dice, &mut written).await;
        }
        written
    }

    async fn terminate(self) -> Written {
        self.again(Duration::from_secs(4), |client| async move {
            let end = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'causeway_app'
                       order by random() limit 1";
            client.batch_execute(end).await
        })
        .await;
        Written::default()
    }
}
