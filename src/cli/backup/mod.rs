//! `causeway backup` and `causeway restore`: the whole database in one encrypted file, people's wrapped keys in another.
//!
//! The machine that makes a backup cannot read it: it knows public keys only (`backup.recipients`). People's wrapped keys go
//! into a file of their own (`--keys-out`), which is kept 30 days at most: the day the last of them is gone, everybody who
//! was erased is gone from every backup (security.md §3.12). Key files are in neither.
//!
//! Restoring ends with the erasure ledger: while it is not carried out the database is marked, and no server starts on it.

mod container;
mod dump;
mod file;
mod postgres;
mod restore;

use std::path::{Path, PathBuf};

use age::x25519::{Identity, Recipient};

pub(super) use restore::require_restored;

use super::progress::Progress;
use super::{Failure, say};
use crate::platform::config::Settings;
use container::Manifest;

/// Which file to write, or to look into.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["out", "check"]))]
pub(super) struct BackupArguments {
    /// The file to write. Never overwrites one.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A second file, for people's wrapped keys. Without it names and notes of this backup can never be opened.
    #[arg(long, value_name = "FILE", requires = "out")]
    keys_out: Option<PathBuf>,
    /// A backup to verify, without restoring it.
    #[arg(long, value_name = "FILE", requires = "identity")]
    check: Option<PathBuf>,
    /// The file with the secret key that opens the backup.
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

/// What to restore from.
#[derive(Debug, clap::Args)]
pub(super) struct RestoreArguments {
    /// The backup.
    file: PathBuf,
    /// The file with the secret key that opens it.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// The file of people's wrapped keys made with it. Without it names and notes stay closed.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The newest copy of the erasure ledger; one for each server there was. Left out: the configured one.
    #[arg(long, value_name = "FILE")]
    ledger: Vec<PathBuf>,
    /// File with an administrator's connection string, to restore into an empty outside database.
    #[arg(long, value_name = "FILE")]
    admin_url_file: Option<PathBuf>,
}

pub(super) fn backup(arguments: &BackupArguments, settings: &Settings) -> Result<(), Failure> {
    match (&arguments.out, &arguments.check) {
        (Some(out), _) => dump::run(out, arguments.keys_out.as_deref(), settings),
        (None, Some(check)) => {
            let identity = arguments.identity.as_deref().unwrap_or(Path::new(""));
            look_into(check, &read_identities(identity)?)
        }
        (None, None) => Err(Failure::of(
            "say which file to write with --out, or to verify with --check",
        )),
    }
}

pub(super) fn restore(arguments: &RestoreArguments, settings: &Settings) -> Result<(), Failure> {
    let identities = read_identities(&arguments.identity)?;
    restore::run(arguments, &identities, settings)
}

/// Reads a backup from its first byte to its last, and keeps nothing of it.
fn look_into(path: &Path, identities: &[Identity]) -> Result<(), Failure> {
    let progress = Progress::bytes("verifying", path);
    let reader = container::Reader::open(path, identities)?;
    let manifest = reader.manifest().clone();
    let bytes = reader.copy_to(&mut std::io::sink(), &progress)?;
    progress.clear();
    say(&format!(
        "VERIFIED: {} bytes of {}\n{}",
        bytes,
        path.display(),
        words(&manifest)
    ));
    Ok(())
}

fn words(manifest: &Manifest) -> String {
    format!(
        "- made: {} by Causeway {} from PostgreSQL {}\n- content: {}, {} rows\n- backup: {}\n- erasures known then: {}\n",
        manifest.made_at.format("%Y-%m-%d %H:%M:%S UTC"),
        manifest.version,
        manifest.postgres,
        manifest.kind.words(),
        manifest.rows.values().sum::<i64>(),
        manifest.id,
        manifest.ledger.lines,
    )
}

/// The secret keys of an identity file, in the form of `age-keygen`: one a line, `#` begins a remark.
fn read_identities(path: &Path) -> Result<Vec<Identity>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::of(format!("{}: {error}", path.display())))?;
    let text = zeroize::Zeroizing::new(text);
    let keys = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let identities: Result<Vec<Identity>, _> = keys.map(str::parse).collect();
    identities
        .ok()
        .filter(|identities| !identities.is_empty())
        .ok_or_else(|| {
            Failure::of(format!(
                "{} does not hold a secret key for backups (AGE-SECRET-KEY-1…)",
                path.display()
            ))
        })
}

/// The public keys that backups are encrypted to.
fn recipients(settings: &Settings) -> Result<Vec<Recipient>, Failure> {
    if settings.backup.recipients.is_empty() {
        return Err(Failure::of(
            "backup.recipients is empty: make a key pair with `causeway keys backup-identity --out FILE` on another machine, \
             keep the file there, and put the public key it prints into the configuration",
        ));
    }
    let keys = settings.backup.recipients.iter();
    keys.map(|key| {
        key.parse()
            .map_err(|_error| Failure::of("backup.recipients holds something that is no public key (age1…)"))
    })
    .collect()
}

/// Makes the key pair that backups are encrypted to and opened with.
pub(super) fn make_identity(out: &Path) -> Result<(), Failure> {
    use age::secrecy::ExposeSecret;
    use std::io::Write;
    let identity = Identity::generate();
    let public = identity.to_public();
    let mut draft = file::Draft::create(out)?;
    let secret = identity.to_string();
    writeln!(draft.file(), "# public key: {public}\n{}", secret.expose_secret())
        .map_err(|error| file::failed(out, &error))?;
    draft.keep()?;
    say(&format!(
        "{public}\nPut this public key into backup.recipients. Keep {} away from this machine, in two places\n",
        out.display()
    ));
    Ok(())
}
