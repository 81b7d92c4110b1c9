//! What a long command shows of itself.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on a terminal, a line per step elsewhere.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:20} {wide_bar} {pos}/{len}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Begins a step of `of` parts.
    pub(super) fn step(&self, what: &'static str, of: usize) {
        self.0.set_length(u64::try_from(of).unwrap_or_default());
        self.0.set_position(0);
        self.0.set_message(what);
        if self.0.is_hidden() {
            note(&format!("{what} …\n"));
        }
    }

    /// One part is done.
    pub(super) fn one(&self) {
        self.0.inc(1);
    }

    /// So many more parts are done.
    pub(super) fn many(&self, parts: usize) {
        self.0.inc(u64::try_from(parts).unwrap_or_default());
    }

    /// A step whose parts are bytes, of an unknown number.
    pub(super) fn counting(what: &'static str) -> Self {
        let this = Self::new();
        if let Ok(style) = ProgressStyle::with_template("{msg:20} {bytes} {elapsed}") {
            this.0.set_style(style);
        }
        this.0.set_message(what);
        if this.0.is_hidden() {
            note(&format!("{what} …\n"));
        }
        this
    }

    /// A step whose parts are bytes, about as many as the file has.
    pub(super) fn bytes(what: &'static str, file: &std::path::Path) -> Self {
        let this = Self::counting(what);
        this.0.set_length(std::fs::metadata(file).map_or(0, |file| file.len()));
        this
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }

    /// Everything is done; says what was made.
    pub(super) fn done(&self, made: &str) {
        self.0.finish_and_clear();
        note(&format!("{made}\n"));
    }
}

/// Progress goes to standard error: standard output is for `ready`.
pub(super) fn note(text: &str) {
    use std::io::Write;
    drop(std::io::stderr().lock().write_all(text.as_bytes()));
}
