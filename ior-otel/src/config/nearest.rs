//! What a person may have meant by a name that is not known.

/// The known name nearest to `word`: one that `word` begins, or else one that is a few slips of the keyboard away.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let slips = (word.len() / 3).max(1);
    known
        .into_iter()
        .filter_map(|name| {
            let distance = strsim::damerau_levenshtein(word, name);
            let begun = word.len() >= 2 && name.starts_with(word);
            (begun || distance <= slips).then_some((!begun, distance, name))
        })
        .min()
        .map(|(_, _, name)| name)
}

/// What to say about a `word` that is not a `what`: the nearest known name, or all of them.
pub fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    format!("`{word}` is not {what}; {}", suggestion(word, known))
}

/// The nearest known name as a question, or all of them.
pub fn suggestion(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_beginnings_are_understood() {
        let known = ["min_duration", "max_per_trace", "network", "futex", "futex_wait"];
        assert_eq!(nearest("min_duratoin", known), Some("min_duration"));
        assert_eq!(nearest("net", known), Some("network"));
        assert_eq!(nearest("fut", known), Some("futex"));
        assert_eq!(nearest("futexx", known), Some("futex"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn what_resembles_nothing_gets_the_list() {
        assert_eq!(
            unknown("a mode", "span", &["off", "spans"]),
            "`span` is not a mode; did you mean `spans`?"
        );
        assert_eq!(unknown("a mode", "x", &["off", "spans"]), "`x` is not a mode; known are off, spans");
    }
}
