//! Errors of the configuration, in words for the person who wrote it.

use std::{io, path::PathBuf};

use super::nearest::suggestion;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The file says something that does not hold.
    #[error("{file}{}: {message}", line.map(|line| format!(":{line}")).unwrap_or_default())]
    Invalid {
        /// The file, as the person named it.
        file: String,
        /// The line, from 1, where there is one to blame.
        line: Option<usize>,
        /// What is wrong with which key, and what may have been meant.
        message: String,
    },
}

impl ConfigError {
    /// `text` is no YAML document as we need one.
    pub(super) fn syntax(name: &str, text: &str, error: &serde_yaml::Error) -> Self {
        Self::at(name, text, error, |message| match message.split_once("duplicate key `") {
            Some((path, key)) => format!("the key `{}{key} is there twice", dotted(path)),
            None if message.contains("more than one document") => "holds more than one document".to_owned(),
            None => format!("not valid YAML: {message}"),
        })
    }

    /// `text` says something that cannot be.
    pub(super) fn meaning(name: &str, text: &str, error: &serde_yaml::Error) -> Self {
        Self::at(name, text, error, reword)
    }

    fn at(name: &str, text: &str, error: &serde_yaml::Error, reword: impl FnOnce(&str) -> String) -> Self {
        let (message, line) = split_position(&error.to_string(), error.location(), text);
        Self::Invalid { file: name.to_owned(), line, message: reword(&message) }
    }
}

/// Takes the position off the message. The parser names it by line and column, or by the byte for what is no
/// YAML character at all, or not at all for the first byte of the file. What is missing at the end of the file is
/// missing in its last line, not in one after it.
fn split_position(
    message: &str,
    location: Option<serde_yaml::Location>,
    text: &str,
) -> (String, Option<usize>) {
    if let Some((start, byte)) = message.rsplit_once(" at position ")
        && let Some(before) = byte.parse().ok().and_then(|byte| text.get(..byte))
    {
        return (start.to_owned(), Some(lines(before)));
    }
    let Some(location) = location else { return (message.to_owned(), None) };
    let position = format!(" at line {} column {}", location.line(), location.column());
    (message.replacen(&position, "", 1), Some(location.line().min(lines(text.trim_end()))))
}

/// Lines of a text; one more than it has line breaks of YAML 1.1 (section 5.4).
fn lines(text: &str) -> usize {
    text.replace("\r\n", "\n").split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count()
}

/// Says what serde says in our words, with the whole path of an unknown key and the nearest known one.
fn reword(message: &str) -> String {
    if let Some((path, rest)) = message.split_once("unknown field `") {
        let (key, known) = word_and_known(rest);
        return format!("unknown key `{}{key}`; {}", dotted(path), suggestion(key, &known));
    }
    if let Some((path, rest)) = message.split_once("unknown variant `") {
        let (word, known) = word_and_known(rest);
        return format!("{path}`{word}` is not a known value; {}", suggestion(word, &known));
    }
    if let Some((wrong, _type)) = message.split_once(", expected struct ") {
        return format!("{wrong}, expected a mapping");
    }
    message.replace("missing field `", "missing key `")
}

/// The parser's path before a message, `spans: `, as the beginning of a key, `spans.`.
fn dotted(path: &str) -> String {
    path.replace(": ", ".")
}

/// Of serde's "x`, expected one of `a`, `b`" the x and the others.
fn word_and_known(rest: &str) -> (&str, Vec<&str>) {
    let mut parts = rest.split('`');
    let word = parts.next().unwrap_or_default();
    (word, parts.skip(1).step_by(2).collect())
}
