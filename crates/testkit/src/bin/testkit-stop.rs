//! Stops the shared test cluster of this checkout and removes its files.

use std::process::ExitCode;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
fn main() -> ExitCode {
    match testkit::stop() {
        Ok(true) => println!("the test cluster is stopped and its files are removed"),
        Ok(false) => println!("there is no test cluster"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
