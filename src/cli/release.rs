//! `causeway release verify`: checks a published file without us.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Failure, say};
use crate::releases::{Verified, csv, verify};

/// More than any release is long; keeps a wrong file from filling the memory.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum ReleaseCommand {
    /// Check a release you downloaded: its bytes, its figures, its chain and its signature. Needs no network.
    Verify {
        /// The release, as JSON.
        file: PathBuf,
        /// The organisation's public key, 64 hexadecimal digits, as you have it from the organisation itself.
        #[arg(long, value_name = "HEX")]
        public_key: Option<String>,
        /// A CSV of the same release, to be compared with the JSON.
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
}

pub(super) fn run(command: ReleaseCommand) -> Result<(), Failure> {
    let ReleaseCommand::Verify {
        file,
        public_key,
        csv: table,
    } = command;
    let key = public_key.as_deref().map(read_key).transpose()?;
    let bytes = read(&file)?;
    if bytes.starts_with(b"# ") {
        return Err(Failure::of(format!(
            "{} is a CSV, which holds the signature but not all that is signed: download the JSON of the same release \
             and run `causeway release verify RELEASE.json --csv {}`",
            file.display(),
            file.display()
        )));
    }
    let verified = verify(&bytes, key.as_ref()).map_err(|reason| Failure::of(format!("NOT VERIFIED: {reason}")))?;
    if let Some(path) = &table {
        let expected = csv(&verified.file).map_err(Failure::of)?;
        if read(path)? != expected.as_bytes() {
            return Err(Failure::of(format!(
                "NOT VERIFIED: {} is not the CSV of this release: it was changed, or belongs to another",
                path.display()
            )));
        }
    }
    say(&words(&verified, table.is_some()));
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::of(format!("{}: {error}", path.display()));
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST_FILE {
        return Err(Failure::of(format!("{} is too large to be a release", path.display())));
    }
    std::fs::read(path).map_err(failed)
}

fn read_key(text: &str) -> Result<[u8; 32], Failure> {
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key)
        .map_err(|_error| Failure::of("--public-key takes 64 hexadecimal digits"))?;
    Ok(key)
}

/// What was checked, and what was not.
fn words(verified: &Verified, with_csv: bool) -> String {
    let Verified { file, key_was_given } = verified;
    let content = &file.content;
    let mut lines = vec![
        format!(
            "VERIFIED: {} for {}, published by {}",
            content.indicator,
            content.period,
            content.organisation.name.escape_debug()
        ),
        "- form: the file is byte for byte in the one form a release has".to_owned(),
        format!("- content: matches its SHA-256 {}", file.content_sha256),
        format!(
            "- chain: {} published release(s), each linked to the one before; this one is the last",
            file.chain.len()
        ),
        "- signature: holds over the content and the whole chain".to_owned(),
    ];
    lines.push(if *key_was_given {
        "- key: the one you gave".to_owned()
    } else {
        format!(
            "- key: {} (from the file itself: compare it with the key the organisation gives out, or pass that with \
             --public-key)",
            file.public_key
        )
    });
    if with_csv {
        lines.push("- CSV: the same figures, byte for byte".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}
