//! The `causeway` command.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    match causeway::cli::run(causeway::cli::Cli::parse(), &environment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            use std::io::Write;
            drop(writeln!(std::io::stderr().lock(), "causeway: {failure}"));
            ExitCode::FAILURE
        }
    }
}
