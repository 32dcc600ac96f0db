//! The report: one HTML page by which a person understands where a program's time went. It needs no server and loads nothing.
//!
//! [`kept`] keeps the spans that it shows, [`gather`] makes plain [`data`] of them and of the same totals and ledger that the summary prints, [`words`] says
//! the most important in sentences, [`page`] writes the page.

pub mod data;
pub mod gather;
pub mod interner;
pub mod kept;
pub mod page;
pub mod process;
pub mod words;

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{config::Config, output_file, session::Ended, summary::Summary};

/// What a report tells.
pub struct Told<'a> {
    /// What happened: goes before how long it took.
    pub what: &'a str,
    /// When it began, Unix nanoseconds.
    pub begin_ns: u64,
    /// How long it took, seconds.
    pub seconds: f64,
    /// What was traced.
    pub ended: &'a Ended,
    /// By which it was decided what becomes a span.
    pub config: &'a Config,
}

/// Tells a person what was traced, as far as that is wanted. What can't be told is no failure of what was traced.
pub fn tell(told: &Told<'_>, summary: bool, report: Option<Place>) {
    let Told { what, begin_ns: _, seconds, ended, config: _ } = *told;
    let Ended { overview, slowest, ledger, kept: _ } = ended;
    if summary {
        // Nobody may be there to read it.
        let _ = write!(io::stderr(), "{}", Summary { what, seconds, overview, slowest, ledger });
    }
    if let Some(Err(error)) = report.map(|place| place.write(told)) {
        tracing::error!("there is no report: {error:#}");
    }
}

/// Where the report goes.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    file: File,
}

impl Place {
    /// Opens the file, and leaves what is in it until there is a report. Open it early: once tracing has begun, we have no privilege any more by which root
    /// could write to a user's directory. For the same reason the file is written in place, and not replaced by another.
    ///
    /// # Errors
    /// If it can't be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let file = output_file::open(path).with_context(|| format!("cannot write to {}", path.display()))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes the report: all of it, made before, in the place of what was there. A part of one is taken away again.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn write(mut self, told: &Told<'_>) -> Result<()> {
        let page = page::page(&gather::gather(told))?;
        let written = self.empty().and_then(|()| self.file.write_all(page.as_bytes()));
        if written.is_err() {
            let _ = self.empty();
        }
        written.with_context(|| format!("cannot write to {}", self.path.display()))
    }

    /// A terminal or a pipe has nothing to be taken away.
    fn empty(&mut self) -> io::Result<()> {
        if self.file.metadata()?.is_file() { self.file.set_len(0) } else { Ok(()) }
    }
}
