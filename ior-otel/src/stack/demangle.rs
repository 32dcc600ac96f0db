//! Names of functions as people write them. What a name of a few bytes stands for can be without end, so that it has one here.

use std::fmt::{self, Write};

use cpp_demangle::Symbol;
use rustc_demangle::try_demangle;

use crate::printable::printable;

/// Longest name, bytes.
const MAX: usize = 4096;
/// How deep a name may be nested.
const DEPTH: u32 = 96;

/// The name of a function, by its symbol: of C++ and Rust as it is in the source, of others as it is. In one line, without what a terminal would obey.
pub fn demangle(symbol: &[u8]) -> String {
    printable(&source(symbol).unwrap_or_else(|| String::from_utf8_lossy(symbol).into_owned())).into_owned()
}

fn source(symbol: &[u8]) -> Option<String> {
    let mut name = Short::default();
    if let Some(rust) = str::from_utf8(symbol).ok().and_then(|symbol| try_demangle(symbol).ok()) {
        // Without the hash at its end.
        write!(name, "{rust:#}").ok()?;
    } else {
        let options = cpp_demangle::ParseOptions::default().recursion_limit(DEPTH);
        let written = cpp_demangle::DemangleOptions::default().recursion_limit(DEPTH);
        Symbol::new_with_options(symbol, &options).ok()?.structured_demangle(&mut name, &written).ok()?;
    }
    Some(name.0)
}

/// A text that takes no more than [`MAX`] bytes.
#[derive(Default)]
struct Short(String);

impl Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_those_of_the_source() {
        assert_eq!(demangle(b"fsync"), "fsync");
        assert_eq!(demangle(b"_ZN3foo3barEv"), "foo::bar()");
        assert_eq!(demangle(b"_ZN4core3fmt5write17h0123456789abcdefE"), "core::fmt::write");
        assert_eq!(demangle(b"_RNvCskwGfYPst2Cb_3foo16example_function"), "foo::example_function");
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(demangle(b"a\nmain\x1b[2J\xff"), "a\\nmain\\u{1b}[2J\u{fffd}");
    }

    #[test]
    fn a_name_has_an_end() {
        // Each argument is a function of the one before and of itself: twice as long.
        let mut symbol = b"_Z1fPFvvE".to_vec();
        (0..40).for_each(|n: u32| {
            let digit = char::from_digit(n, 36).map_or('0', |digit| digit.to_ascii_uppercase());
            symbol.extend(format!("PFS{digit}_S{digit}_E").bytes());
        });
        assert!(demangle(&symbol).len() <= MAX);
    }

    proptest! {
        #[test]
        fn any_symbol(symbol in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!demangle(&symbol).contains(char::is_control));
        }

        #[test]
        fn any_that_looks_mangled(symbol in "_(Z|R)[A-Za-z0-9_]{0,200}") {
            prop_assert!(demangle(symbol.as_bytes()).len() <= MAX);
        }
    }
}
