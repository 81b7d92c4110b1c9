//! Starting, adopting, coming back from the dead.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;

use pglocal::{Cluster, Durability, Options, Origin, Stop};
use rustix::process::{Pid, Signal, geteuid, kill_process_group};

use crate::support::{Home, begin, give_to_server, kill_postmaster, mode, query, wait_for};

#[test]
fn what_was_stored_is_there_after_a_stop_and_a_start() {
    let home = Home::new();
    let cluster = Cluster::start(Options {
        durability: Durability::Durable,
        ..home.options()
    })
    .unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    query(
        &cluster,
        "create table kept (word text); insert into kept values ('straße')",
    );
    assert_eq!(query(&cluster, "show data_checksums"), "on");
    assert_eq!(query(&cluster, "show fsync"), "on");
    assert_eq!(query(&cluster, "show server_encoding"), "UTF8");
    assert_eq!(mode(cluster.socket_dir()), 0o700);

    cluster.stop(Stop::Fast).unwrap();
    assert!(!cluster.is_running());
    assert_eq!(cluster.postmaster_pid(), None);
    cluster.stop(Stop::Fast).unwrap();

    let again = home.start();
    assert_eq!(again.origin(), Origin::Started);
    assert_eq!(query(&again, "select upper(word) from kept"), "STRAßE");
    assert_eq!(query(&again, "show fsync"), "off");
}

#[test]
fn extra_settings_apply_but_cannot_weaken_the_promises() {
    let home = Home::new();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let cluster = Cluster::start(Options {
        settings: vec![
            pair("work_mem", "7MB"),
            pair("listen_addresses", "127.0.0.1"),
            pair("log_error_verbosity", "verbose"),
        ],
        ..home.options()
    })
    .unwrap();
    assert_eq!(query(&cluster, "show work_mem"), "7MB");
    assert_eq!(query(&cluster, "show listen_addresses"), "");
    assert_eq!(query(&cluster, "show log_error_verbosity"), "terse");
    assert_eq!(query(&cluster, "show max_connections"), "10");
}

#[test]
fn starts_at_the_same_moment_end_with_one_server() {
    let home = Home::new();
    let clusters: Vec<Cluster> = thread::scope(|scope| {
        let mut starts = Vec::new();
        starts.resize_with(4, || scope.spawn(|| home.start()));
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let started = clusters
        .iter()
        .filter(|cluster| cluster.origin() == Origin::Started)
        .count();
    assert_eq!(started, 1);
    let pid = clusters[0].postmaster_pid();
    assert!(pid.is_some());
    assert!(clusters.iter().all(|cluster| cluster.postmaster_pid() == pid));
}

#[test]
fn the_next_start_adopts_the_server_of_a_killed_process() {
    let home = Home::new();
    let mut parent = Command::new(env!("CARGO_BIN_EXE_pglocal-run"))
        .arg(home.data_dir())
        .stdout(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut seen = None;
    wait_for(|| {
        // Only once the folder is there: looking must not be what creates it.
        seen = Cluster::running(home.options()).unwrap();
        seen.as_ref().is_some_and(Cluster::accepts_connections)
    });
    let pid = seen.unwrap().postmaster_pid().unwrap();

    // The whole process group, as a terminal's Ctrl-C would reach it: the server is in a group of its own.
    kill_process_group(Pid::from_child(&parent), Signal::KILL).unwrap();
    parent.wait().unwrap();

    let adopted = home.start();
    assert_eq!(adopted.origin(), Origin::Adopted);
    assert_eq!(adopted.postmaster_pid(), Some(pid));
    assert_eq!(query(&adopted, "select 1"), "1");
    adopted.stop(Stop::Fast).unwrap();
    assert!(!adopted.is_running());
}

#[test]
fn a_killed_server_comes_back_with_every_commit_even_past_a_busy_orphan() {
    let home = Home::new();
    let cluster = Cluster::start(Options {
        durability: Durability::Durable,
        ..home.options()
    })
    .unwrap();
    query(&cluster, "create table kept (n int)");
    assert!(!cluster.restart_if_dead().unwrap());
    for round in 0..2 {
        let first = cluster.postmaster_pid();
        query(&cluster, &format!("insert into kept values ({round})"));
        // A backend that does not look up, and so outlives its postmaster, holding the shared memory.
        let (mut busy, _) = begin(&cluster, "select sum(sqrt(n)) from generate_series(1, 1000000000) n");
        kill_postmaster(&cluster);
        assert!(cluster.restart_if_dead().unwrap());
        assert_ne!(cluster.postmaster_pid(), first);
        assert_eq!(query(&cluster, "select count(*) from kept"), (round + 1).to_string());
        busy.wait().unwrap();
    }
}

#[test]
fn a_process_id_that_now_belongs_to_another_program_does_not_stop_a_start() {
    let home = Home::new();
    let cluster = home.start();
    let pid_file = cluster.data_dir().join("pg/postmaster.pid");
    let text = fs::read_to_string(&pid_file).unwrap();
    cluster.stop(Stop::Fast).unwrap();

    let owner = fs::metadata(home.data_dir().join("pg")).unwrap().uid();
    let mut command = Command::new("sleep");
    command.arg("60").current_dir("/");
    if geteuid().is_root() {
        command.uid(owner);
    }
    let mut other = command.spawn().unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(&pid_file, format!("{}\n{rest}", other.id())).unwrap();
    give_to_server(&pid_file, &home.data_dir());

    assert!(!cluster.is_running());
    let again = home.start();
    assert_eq!(again.origin(), Origin::Started);
    assert_eq!(query(&again, "select 1"), "1");
    assert_eq!(other.try_wait().unwrap(), None, "the other program was left alone");
    other.kill().unwrap();
    other.wait().unwrap();
}
