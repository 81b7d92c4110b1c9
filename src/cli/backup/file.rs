//! A file that is there whole or not at all.

use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::super::Failure;

/// A file being written, under another name until it is whole. Dropped before that, nothing of it is left.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    partial: PathBuf,
    file: File,
    kept: bool,
}

impl Draft {
    /// Begins a file that only its owner may read. Refuses one that is there.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        if path.exists() {
            return Err(Failure::of(format!(
                "{} is there already and is not overwritten: choose another name",
                path.display()
            )));
        }
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        // Left by a run that was killed.
        drop(fs::remove_file(&partial));
        let file = File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&partial)
            .map_err(|error| failed(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            partial,
            file,
            kept: false,
        })
    }

    /// Where to write.
    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives the file its name, once all of it is on the disk.
    pub(super) fn keep(mut self) -> Result<(), Failure> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        self.file
            .sync_all()
            .and_then(|()| fs::rename(&self.partial, &self.path))
            .and_then(|()| File::open(folder.unwrap_or(Path::new(".")))?.sync_all())
            .map_err(|error| failed(&self.path, &error))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            drop(fs::remove_file(&self.partial));
        }
    }
}

/// What went wrong with a file, in one line.
pub(super) fn failed(path: &Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    if matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
        return Failure::of(format!(
            "there is no room for {}: nothing of it was left there; free some space and run this again",
            path.display()
        ));
    }
    Failure::of(format!("{}: {error}", path.display()))
}
