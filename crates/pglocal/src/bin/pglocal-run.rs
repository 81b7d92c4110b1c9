//! Runs a throwaway cluster in the folder given as the only argument and waits to be ended. What it started outlives it:
//! the tests kill it to see the next start adopt the server.

use std::process::ExitCode;

use pglocal::{Cluster, Durability, Options};

fn main() -> ExitCode {
    let Some(data_dir) = std::env::args_os().nth(1) else {
        return ExitCode::from(2);
    };
    let options = Options {
        durability: Durability::Throwaway,
        ..Options::new(data_dir)
    };
    if Cluster::start(options).is_err() {
        return ExitCode::FAILURE;
    }
    loop {
        std::thread::park();
    }
}
