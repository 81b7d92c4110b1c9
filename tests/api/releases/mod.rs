//! Releases: from draft to a file anyone can verify.

mod cli;
mod decide;
mod draft;
mod file;
mod ledger;
mod scene;
