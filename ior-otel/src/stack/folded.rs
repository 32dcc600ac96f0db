//! Stacks folded by time: a line for each, `program;outermost;...;innermost;syscall nanoseconds`, as flame graph viewers take them. The total is that
//! of the spans' durations.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::File,
    io::{self, Write as _},
    path::Path,
};

use super::Stack;
use crate::{config::redact::Class, output_file, printable::printable, redact::Redactor};

/// Stacks that are told apart.
const MAX: usize = 100_000;

/// Time by stack.
#[derive(Debug)]
pub struct Folded {
    file: File,
    times: BTreeMap<String, u64>,
}

impl Folded {
    /// To be written to a file, which is made now: so that it is known early whether that can be.
    ///
    /// # Errors
    /// If it can't.
    pub fn to(path: &Path) -> io::Result<Self> {
        Ok(Self { file: output_file::create(path)?, times: BTreeMap::new() })
    }

    /// Adds a call.
    pub fn add(
        &mut self,
        program: &str,
        stack: Option<&Stack>,
        syscall: &str,
        duration_ns: u64,
        redactor: &Redactor,
    ) {
        let told = |name: &str| redactor.text(Class::Name, name).unwrap_or_else(|| "[dropped]".to_owned());
        let mut key = told(&printable(program).replace(';', ":"));
        match stack {
            Some(Stack { names, is_truncated }) => {
                if *is_truncated {
                    key.push_str(";[truncated]");
                }
                for name in names.iter().rev() {
                    let _ = write!(key, ";{}", told(&name.folded()));
                }
            }
            None => key.push_str(";[unknown]"),
        }
        let _ = write!(key, ";{syscall}");
        if self.times.len() >= MAX && !self.times.contains_key(&key) {
            key = format!("[other];{syscall}");
        }
        *self.times.entry(key).or_default() += duration_ns;
    }

    /// Writes what there is.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn write(&mut self) -> io::Result<()> {
        let mut text = String::new();
        for (stack, time) in &self.times {
            let _ = writeln!(text, "{stack} {time}");
        }
        self.file.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::stack::symbols::Name;

    #[test]
    fn the_same_stack_is_one_line() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let mut folded = Folded::to(file.path()).expect("made");
        let redactor = Redactor::new(&Default::default()).expect("nothing to read");
        let name = |function: &str, offset| {
            Arc::new(Name { function: Some(function.to_owned()), offset, file: "app".to_owned() })
        };
        let stack = |offset, is_truncated| Stack {
            names: vec![name("inner;x", offset), name("main", 1)],
            is_truncated,
        };
        folded.add("app", Some(&stack(1, false)), "fsync", 5, &redactor);
        folded.add("app", Some(&stack(2, false)), "fsync", 7, &redactor);
        folded.add("app", Some(&stack(2, true)), "fsync", 1, &redactor);
        folded.add("app", None, "read", 2, &redactor);
        folded.write().expect("written");
        let text = std::fs::read_to_string(file.path()).expect("written");
        assert_eq!(
            text,
            "app;[truncated];main;inner:x;fsync 1\napp;[unknown];read 2\napp;main;inner:x;fsync 12\n"
        );
    }
}
