//! What is never overwritten, never trusted, never logged.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};

use pglocal::{Cluster, Error, Options, Origin, Stop};
use rustix::process::{Signal, geteuid, kill_process};

use crate::support::{Home, begin, mode, psql, query, wait_for};

/// Not a test: the process that the next test starts and kills.
#[test]
fn half_a_cluster_left_by_a_killed_initdb_is_cleared_away() {
    let home = Home::new();
    let left = home.data_dir().join("pg.unfinished");
    fs::create_dir_all(left.join("base")).unwrap();
    fs::set_permissions(home.data_dir(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(left.join("PG_VERSION"), "15\n").unwrap();
    let cluster = home.start();
    assert_eq!(query(&cluster, "select 1"), "1");
    assert!(!left.exists());
}

#[test]
fn a_folder_of_another_major_version_is_left_alone_with_advice() {
    let home = Home::new();
    let cluster = home.start();
    cluster.stop(Stop::Fast).unwrap();
    fs::write(home.data_dir().join("pg/PG_VERSION"), "12\n").unwrap();
    let error = Cluster::start(home.options()).unwrap_err();
    assert!(
        matches!(&error, Error::OtherMajorVersion { found, .. } if found == "12"),
        "{error}"
    );
    let text = error.to_string();
    for word in ["backup", "initdb", "restore"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn something_else_in_the_clusters_place_is_never_overwritten() {
    let home = Home::new();
    let precious = home.data_dir().join("pg/precious");
    fs::create_dir_all(precious.parent().unwrap()).unwrap();
    fs::write(&precious, "keep me").unwrap();
    let found = fs::metadata(home.data_dir()).unwrap();
    if geteuid().is_root() {
        // As if the server's user had made it; else ownership is the first complaint.
        let text = fs::read_to_string("/etc/passwd").unwrap();
        let line = text.lines().find(|line| line.starts_with("postgres:")).unwrap();
        let uid = line.split(':').nth(2).unwrap().parse().unwrap();
        let error = Cluster::start(home.options()).unwrap_err();
        assert!(
            matches!(error, Error::OwnedByAnother { owner, .. } if owner == found.uid()),
            "{error}"
        );
        lchown(precious.parent().unwrap(), Some(uid), None).unwrap();
    }
    let error = Cluster::start(home.options()).unwrap_err();
    assert!(matches!(error, Error::NotACluster { .. }), "{error}");
    assert_eq!(fs::read_to_string(&precious).unwrap(), "keep me");
}

#[test]
fn a_data_directory_too_long_for_a_socket_gets_a_short_one_and_remembers_it() {
    let home = Home::new();
    let long = home.0.path().join("x".repeat(120));
    let options = || Options {
        data_dir: long.clone(),
        ..home.options()
    };
    let cluster = Cluster::start(options()).unwrap();
    let socket_dir = cluster.socket_dir().to_owned();
    assert!(!socket_dir.starts_with(&long), "{}", socket_dir.display());
    assert_eq!(mode(&socket_dir), 0o700);
    assert_eq!(query(&cluster, "select 1"), "1");
    let again = Cluster::start(options()).unwrap();
    assert_eq!(again.origin(), Origin::Adopted);
    assert_eq!(again.socket_dir(), socket_dir);

    // A folder that others can enter is no longer ours to trust: the next start takes another.
    again.stop(Stop::Fast).unwrap();
    fs::set_permissions(&socket_dir, fs::Permissions::from_mode(0o777)).unwrap();
    let third = Cluster::start(options()).unwrap();
    assert_ne!(third.socket_dir(), socket_dir);
    third.stop(Stop::Immediate).unwrap();
    fs::remove_dir_all(&socket_dir).unwrap();
    fs::remove_dir_all(third.socket_dir()).unwrap();
}

#[test]
fn the_log_holds_no_value_of_a_failing_statement() {
    const CANARY: &str = "Katarina-Zrinski-1999";
    let home = Home::new();
    let cluster = home.start();
    query(
        &cluster,
        "create table person (name text primary key check (name <> 'x'), born int); create role causeway_app login",
    );
    query(&cluster, &format!("insert into person values ('{CANARY}', 1999)"));
    let failing = [
        format!("insert into person values ('{CANARY}', 1999)"),
        format!("insert into person values ('other', '{CANARY}')"),
        format!("insert into person values ('{CANARY}', 99999999999)"),
        format!("select '{CANARY}'::uuid"),
        format!("select * from {CANARY}"),
        format!("do $$ begin raise exception '{CANARY}'; end $$"),
    ];
    for sql in &failing {
        assert!(!psql(&cluster, sql).status.success(), "{sql}");
    }
    query(&cluster, &format!("do $$ begin raise warning '{CANARY}'; end $$"));
    let as_app = |sql: &str| psql(&cluster, &format!("set role causeway_app; {sql}"));
    assert!(!as_app("set log_min_messages = 'debug1'").status.success());

    // The statement a crashed process was at is what the server would most like to tell.
    let (mut psql, backend) = begin(&cluster, &format!("select pg_sleep(60), '{CANARY}'"));
    kill_process(backend, Signal::KILL).unwrap();
    psql.wait().unwrap();
    // The client knows of the crash before the server says so, and the log is written by a process of its own.
    let written = || {
        let files = fs::read_dir(cluster.log_dir()).unwrap();
        let log = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
        log.collect::<String>() + &fs::read_to_string(home.data_dir().join("start.log")).unwrap()
    };
    wait_for(|| written().contains("was terminated by signal 9"));
    wait_for(|| cluster.accepts_connections());

    let log = written();
    assert!(!log.contains(CANARY), "{log}");
    assert!(!log.contains("99999999999"), "{log}");
}

#[test]
fn a_data_directory_out_of_reach_is_named() {
    let home = Home::new();
    let closed = home.0.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(
        &closed,
        fs::Permissions::from_mode(if geteuid().is_root() { 0o700 } else { 0o500 }),
    )
    .unwrap();
    let error = Cluster::start(Options::new(closed.join("data"))).unwrap_err();
    if geteuid().is_root() {
        let named = matches!(&error, Error::NotEnterable { blocked_by, .. } if *blocked_by == closed);
        assert!(named, "{error}");
    } else {
        assert!(matches!(&error, Error::Io { doing: "create", .. }), "{error}");
    }
    assert!(error.to_string().contains(&closed.display().to_string()), "{error}");
    assert!(!closed.join("data/pg").exists());
}

#[test]
fn looking_for_a_server_creates_nothing() {
    let home = Home::new();
    assert!(Cluster::running(home.options()).unwrap().is_none());
    assert!(!home.data_dir().exists());
}
