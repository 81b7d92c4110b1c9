//! The server's processes: finding, asking, signalling them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// How often to look again while waiting.
const POLL: Duration = Duration::from_millis(10);

/// How long a server may take to answer one byte before it counts as not answering.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// `SSLRequest` of the wire protocol (`PostgreSQL` §55.7): its length, 8, and the code 80877103. The server answers one
/// byte before it asks who is there, so the question costs no login, works when all connections are taken, and leaves
/// no line in the log.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// What `postmaster.pid` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub(crate) pid: Pid,
    /// The server accepts connections (or did when it was last able to say so).
    pub(crate) ready: bool,
}

impl PidFile {
    pub(crate) fn path(pg: &Path) -> PathBuf {
        pg.join("postmaster.pid")
    }

    pub(crate) fn read(pg: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(Self::path(pg)).ok()?)
    }

    /// First line the process id, eighth the status (`miscadmin.h`, `LOCK_FILE_LINE_*`).
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?)?;
        let ready = lines.nth(6).is_some_and(|status| status.trim() == "ready");
        Some(Self { pid, ready })
    }
}

/// The processes of one cluster, known by the name every one of them carries on its command line. (Not by their working
/// folder: root without `CAP_SYS_PTRACE`, as in a container, may not look at that.) The name guards against process ids
/// that were given to another program since, which happens at once in containers.
#[derive(Debug, Clone)]
pub(crate) struct Family {
    tag: String,
    uid: u32,
}

impl Family {
    pub(crate) fn new(tag: String, uid: u32) -> Self {
        Self { tag, uid }
    }

    /// Whether `pid` is a living process of this cluster.
    pub(crate) fn has(&self, pid: Pid) -> bool {
        if !has_proc() {
            return test_kill_process(pid).is_ok();
        }
        let dir = Path::new("/proc").join(pid.as_raw_nonzero().to_string());
        // A process that has ended and waits for its parent to notice has an empty command line.
        fs::metadata(&dir).is_ok_and(|found| found.uid() == self.uid)
            && fs::read(dir.join("comm")).is_ok_and(|name| name.trim_ascii() == b"postgres")
            && fs::read(dir.join("cmdline"))
                .is_ok_and(|line| line.windows(self.tag.len()).any(|part| part == self.tag.as_bytes()))
    }

    /// All living processes of this cluster; none where the system has no `/proc`.
    pub(crate) fn members(&self) -> Vec<Pid> {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?))
            .filter(|pid| self.has(*pid))
            .collect()
    }

    /// Ends what a killed postmaster left behind. Its children notice by themselves, but one in the middle of a long
    /// query goes on until it looks up, and no server can start while it holds the shared memory. They write nothing
    /// more that counts: the next server replays the log.
    pub(crate) fn clear_orphans(&self) {
        for (signal, patience) in [(None, 1), (Some(Signal::QUIT), 2), (Some(Signal::KILL), 5)] {
            let left = self.members();
            if let Some(signal) = signal {
                for pid in left {
                    // It may have ended in this moment, which is what we want.
                    kill_process(pid, signal).ok();
                }
            }
            if wait_until(Duration::from_secs(patience), || self.members().is_empty()) {
                return;
            }
        }
    }

    /// Whether `postmaster.pid` is left from a server that is gone while its process id belongs to some other program
    /// now. `PostgreSQL` itself clears the file when the id is free, and refuses to start when it is not. Only called
    /// when the socket is silent; with members alive the file is never stale.
    pub(crate) fn is_stale(&self, file: PidFile) -> bool {
        has_proc() && test_kill_process(file.pid).is_ok() && self.members().is_empty()
    }
}

/// Whether a server answers on `socket`.
pub(crate) fn answers(socket: &Path) -> bool {
    let ask = || {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        stream.set_write_timeout(Some(ANSWER_TIMEOUT))?;
        stream.write_all(&SSL_REQUEST)?;
        let mut answer = [0];
        stream.read_exact(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    };
    ask().is_ok_and(|answer| matches!(&answer, b"S" | b"N"))
}

/// Waits until `done`, at most `patience`. Whether it was.
pub(crate) fn wait_until(patience: Duration, mut done: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if done() {
            return true;
        }
        if start.elapsed() >= patience {
            return false;
        }
        thread::sleep(POLL);
    }
}

fn has_proc() -> bool {
    Path::new("/proc/self/cmdline").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_says_who_and_whether_ready() {
        let text = "4242\n/srv/pg\n1700000000\n5432\n/srv/run\n\n  1234 5\nready   \n";
        let file = PidFile::parse(text).unwrap();
        assert_eq!(file.pid, Pid::from_raw(4242).unwrap());
        assert!(file.ready);
        assert!(
            !PidFile::parse("4242\n/srv/pg\n1\n5432\n/srv/run\n\n1 5\nstarting\n")
                .unwrap()
                .ready
        );
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("not a number\n"), None);
    }

    #[test]
    fn another_program_with_the_same_id_is_no_member() {
        let me = rustix::process::getpid();
        let uid = rustix::process::geteuid().as_raw();
        let family = Family::new("pglocal-0000000000000000".to_owned(), uid);
        assert!(!family.has(me));
        assert!(family.is_stale(PidFile { pid: me, ready: true }));
    }

    #[test]
    fn a_silent_or_foreign_socket_does_not_answer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s");
        assert!(!answers(&path));
        let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let other = thread::spawn(move || listener.accept().unwrap().0.write_all(b"HTTP/1.1").unwrap());
        assert!(!answers(&path));
        other.join().unwrap();
    }
}
