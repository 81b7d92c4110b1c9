//! Releases: from draft to a file anyone can verify.

mod cli;
mod completed;
mod decide;
mod draft;
mod elsewhere;
mod file;
mod ledger;
mod scene;
mod walk;
