//! Environment variables by OpenTelemetry's rules (specification, "Environment Variable Specification"): an empty
//! variable is an unset one, and what is not understood is left aside with a warning.

use std::{fmt, time::Duration};

/// What is meant by no limit: long enough for that, and short enough to be added to any time.
pub(super) const NO_LIMIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// The environment, and what was not understood in it.
pub(super) struct Environment<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    /// A sentence each.
    pub(super) warnings: Vec<String>,
}

impl<'a> Environment<'a> {
    pub(super) fn new(get: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { get, warnings: Vec::new() }
    }

    /// A variable's text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A variable's value; `None` also where `parse` says what is wrong with it.
    pub(super) fn value<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        parse(&self.text(name)?).map_err(|wrong| self.warn(format!("{name} is ignored: {wrong}"))).ok()
    }

    /// The value of the first of the variables that has one.
    pub(super) fn first<T, E: fmt::Display>(
        &mut self,
        names: [&str; 2],
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        names.into_iter().find_map(|name| self.value(name, &parse))
    }

    /// The first of the variables that is set, as a boolean: all but `true` is false.
    pub(super) fn first_bool(&mut self, names: [&str; 2]) -> Option<bool> {
        names.into_iter().find_map(|name| self.bool(name))
    }

    /// A variable as a boolean: all but `true` is false.
    pub(super) fn bool(&mut self, name: &str) -> Option<bool> {
        let text = self.text(name)?;
        if !["true", "false"].iter().any(|known| text.eq_ignore_ascii_case(known)) {
            self.warn(format!("{name} is taken for false: {text:?} is neither true nor false"));
        }
        Some(text.eq_ignore_ascii_case("true"))
    }

    /// Says it once, though both signals read the general variables.
    pub(super) fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// A duration, in milliseconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    text.parse()
        .map(|millis| Duration::from_millis(millis).min(NO_LIMIT))
        .map_err(|_| format!("{text:?} is not a whole number of milliseconds"))
}

/// A time limit, in milliseconds; 0 is none.
pub(super) fn timeout(text: &str) -> Result<Duration, String> {
    duration(text).map(limit)
}

/// A time limit of which 0 means none.
pub(super) fn limit(duration: Duration) -> Duration {
    if duration.is_zero() { NO_LIMIT } else { duration.min(NO_LIMIT) }
}

/// A number of things, 1 or more.
pub(super) fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|count| *count > 0)
        .ok_or_else(|| format!("{text:?} is not a whole number above 0"))
}

/// One of some words, whatever its case.
pub(super) fn word<T: Copy>(text: &str, known: &[(&str, T)]) -> Result<T, String> {
    known.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = known.iter().map(|(word, _)| *word).collect();
        format!("{text:?} is none of {}", words.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(name: &str) -> Option<String> {
        match name {
            "EMPTY" => Some(" ".to_owned()),
            "FIVE" => Some(" 5 ".to_owned()),
            "WORD" => Some("five".to_owned()),
            "TRUE" => Some("True".to_owned()),
            "FALSE" => Some("FALSE".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn empty_is_unset() {
        let mut environment = Environment::new(&variables);
        assert_eq!(environment.value("EMPTY", count), None);
        assert_eq!(environment.bool("EMPTY"), None);
        assert_eq!(environment.first(["EMPTY", "FIVE"], count), Some(5));
        assert_eq!(environment.warnings, [""; 0]);
    }

    #[test]
    fn what_is_not_understood_is_ignored_and_said_once() {
        let mut environment = Environment::new(&variables);
        assert_eq!(environment.first(["WORD", "FIVE"], count), Some(5));
        assert_eq!(environment.value("WORD", count), None);
        assert_eq!(environment.warnings, ["WORD is ignored: \"five\" is not a whole number above 0"]);
    }

    #[test]
    fn only_true_is_true() {
        let mut environment = Environment::new(&variables);
        assert_eq!(environment.first_bool(["TRUE", "FALSE"]), Some(true));
        assert_eq!(environment.first_bool(["UNSET", "FALSE"]), Some(false));
        assert_eq!(environment.warnings, [""; 0]);
        assert_eq!(environment.first_bool(["WORD", "TRUE"]), Some(false));
        assert_eq!(environment.warnings, ["WORD is taken for false: \"five\" is neither true nor false"]);
    }

    #[test]
    fn times_are_whole_milliseconds() {
        assert_eq!(duration("1500"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        assert_eq!(duration("18446744073709551615"), Ok(NO_LIMIT));
        assert_eq!(timeout("0"), Ok(NO_LIMIT));
        for text in ["-1", "10s", "1.5"] {
            let wrong = format!("{text:?} is not a whole number of milliseconds");
            assert_eq!(timeout(text), Err(wrong));
        }
    }

    #[test]
    fn words_have_no_case() {
        let known = [("one", 1), ("two", 2)];
        assert_eq!(word("TWO", &known), Ok(2));
        assert_eq!(word("three", &known), Err("\"three\" is none of one, two".to_owned()));
    }
}
