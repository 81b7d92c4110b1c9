//! Postgres is killed, whole, while somebody is told that her work is taken in.

use pglocal::Cluster;
use rustix::process::Pid;

use super::Scene;
use crate::installation::kill_everything;
use crate::steps::Work;
use crate::{dice::Dice, network::WHOLE};

/// How often it is asked whether a killed server is gone, ten milliseconds apart.
const LOOKS: usize = 1_000;

/// Starts a server that was killed. A process is there for a moment after it was killed.
pub(crate) fn revive(cluster: &Cluster) {
    for _ in 0..LOOKS {
        if !cluster.is_running() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(cluster.restart_if_dead().unwrap(), "it was dead");
}

impl Scene<'_> {
    /// Somebody logs something and syncs; at that moment every process of Postgres is killed, and comes back.
    pub(crate) async fn kill_postgres(&mut self, seed: u64) {
        let mut dice = Dice::new(seed);
        for number in 0..self.phones.len() {
            self.mutate(number, Work::Session, &mut dice);
            self.sync(number, &[], WHOLE).await;
        }
        let postgres = std::sync::Arc::clone(self.world.db.cluster());
        let cluster: &Cluster = postgres.cluster().unwrap();
        kill_everything(Pid::from_raw(cluster.postmaster_pid().unwrap()).unwrap());
        revive(cluster);
        self.was_killed = true;
        for slow in std::mem::take(&mut self.slow) {
            for session in slow.sessions {
                self.by_hand.remove(&session);
            }
        }
        self.sql = self.world.sql().await;
    }
}
