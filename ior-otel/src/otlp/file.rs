//! OTLP as JSON lines, the format of the Collector's file exporter: a request per line.

use std::{
    fs::File,
    io::{self, BufWriter, Seek as _, SeekFrom, Write},
    path::Path,
};

use anyhow::{Context as _, Result};
use opentelemetry_proto::tonic::metrics::v1::ResourceMetrics;

use super::{
    encode::{Requests, requests, requests_of},
    spans::{SpanBatch, message},
    stats::Destination,
};
use crate::{config::export::Protocol, output_file};

/// Longest line. A line is read whole, and so it is kept to what a person's tools take.
const MAX_LINE: usize = 8 * 1024 * 1024;

/// Writes JSON lines.
pub struct Lines {
    out: BufWriter<Box<dyn Write + Send>>,
    /// The same file once more, if it is one.
    file: Option<File>,
    account: Destination,
}

impl Lines {
    /// To a file, which is made or emptied.
    ///
    /// # Errors
    /// If it can't be opened.
    pub fn to_file(path: &Path) -> Result<Self> {
        let file =
            output_file::create(path).with_context(|| format!("cannot write to {}", path.display()))?;
        // What has no length, such as a pipe, is written to only.
        let again = file.try_clone().ok().filter(|file| file.metadata().is_ok_and(|about| about.is_file()));
        Ok(Self { file: again, ..Self::new(Box::new(file), path.display().to_string()) })
    }

    /// To standard output.
    pub fn to_stdout() -> Self {
        Self::new(Box::new(io::stdout()), "stdout".to_owned())
    }

    fn new(out: Box<dyn Write + Send>, name: String) -> Self {
        Self {
            out: BufWriter::with_capacity(64 * 1024, out),
            file: None,
            account: Destination { name, ..Destination::default() },
        }
    }

    /// Writes spans.
    pub fn spans(&mut self, spans: &[SpanBatch]) {
        let (written, lost) = self.write(requests(message(spans), Protocol::HttpJson, MAX_LINE));
        self.account.spans.exported += written;
        self.account.spans.unwritten += lost;
    }

    /// Writes metrics. Returns whether all were written.
    pub fn metrics(&mut self, metrics: &[ResourceMetrics]) -> bool {
        let (written, lost) = self.write(requests_of(metrics, Protocol::HttpJson, MAX_LINE));
        self.account.points += written;
        self.account.metrics_pending = lost != 0;
        lost == 0
    }

    /// Writes what is buffered.
    pub fn flush(&mut self) {
        if let Err(error) = self.out.flush() {
            self.failed(&error);
        }
    }

    /// The account.
    pub fn account(&self) -> Destination {
        self.account.clone()
    }

    /// Items that were written, and that were not. A line that fails is lost with its items, and the next is tried: there may be room
    /// again. Each request is flushed, so that the account is true.
    fn write(&mut self, encoded: Requests) -> (u64, u64) {
        let (mut written, mut lost) = (0, encoded.too_large);
        for request in encoded.requests {
            let result = self.out.write_all(&request.body).and_then(|()| self.out.write_all(b"\n"));
            match result.and_then(|()| self.out.flush()) {
                Ok(()) => {
                    written += request.items;
                    self.account.requests += 1;
                    self.account.bytes += request.body.len() as u64 + 1;
                }
                Err(error) => {
                    lost += request.items;
                    self.failed(&error);
                }
            }
        }
        (written, lost)
    }

    fn failed(&mut self, error: &io::Error) {
        if self.account.error.is_none() {
            tracing::error!(
                "cannot write to {}: {error}; what could not be written is counted",
                self.account.name
            );
        }
        self.account.error = Some(error.to_string());
        // What stays in the buffer would fail again with every later line.
        let (out, _) = std::mem::replace(&mut self.out, BufWriter::new(Box::new(io::sink()))).into_parts();
        self.out = BufWriter::with_capacity(64 * 1024, out);
        // Nor does half of a line stay where whole ones may follow.
        if let Some(file) = &mut self.file {
            let end = self.account.bytes;
            if let Err(error) = file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end))) {
                tracing::debug!("cannot take back half of a line: {error}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::trace::v1::Span;

    use crate::otlp::spans::Spans;

    use super::*;

    fn spans(count: usize) -> Vec<SpanBatch> {
        let mut spans = Spans::default();
        (0..count).for_each(|_| spans.push(&Span { name: "x".into(), ..Span::default() }));
        vec![SpanBatch::new(&Default::default(), &Default::default(), spans)]
    }

    #[test]
    fn a_full_disk_is_counted_and_survived() {
        let mut lines = Lines::to_file(Path::new("/dev/full")).expect("opened");
        lines.spans(&spans(3));
        lines.spans(&spans(2));
        let account = lines.account();
        assert_eq!((account.spans.exported, account.spans.unwritten), (0, 5));
        assert!(account.error.expect("an error").contains("No space left"));
    }

    #[test]
    fn a_line_is_a_request() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("out");
        let mut lines = Lines::to_file(&path).expect("opened");
        lines.spans(&spans(3));
        lines.spans(&spans(0));
        assert!(lines.metrics(&[]));
        let text = std::fs::read_to_string(path).expect("text");
        assert_eq!(text.lines().count(), 1, "nothing empty is written: {text}");
        assert_eq!(lines.account().spans.exported, 3);
    }

    #[test]
    fn what_cannot_be_opened_is_named() {
        let error = Lines::to_file(Path::new("/nonexistent/out")).err().expect("an error");
        assert_eq!(
            format!("{error:#}"),
            "cannot write to /nonexistent/out: No such file or directory (os error 2)"
        );
    }
}
