//! Texts of traced processes, where a person reads them: paths, names of threads and functions may hold anything.

use std::borrow::Cow;

/// A text in one line, without what a terminal would obey: control characters, and those that change the direction of the text or are not seen
/// (Unicode's bidirectional and zero-width ones), are escaped.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_escaped) {
        return Cow::Borrowed(text);
    }
    let escape = |c: char| if is_escaped(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(escape).collect())
}

/// What a server says, in a line of at most 300 characters.
pub fn short(text: &str) -> String {
    const MOST: usize = 300;
    let cut = text.char_indices().nth(MOST).map_or(text, |(end, _)| &text[..end]);
    let more = if cut.len() < text.len() { "..." } else { "" };
    format!("{}{more}", printable(cut))
}

fn is_escaped(c: char) -> bool {
    // Line and paragraph separators, U+2028 and U+2029, are among them.
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(printable("/srv/ein Weg/ä"), "/srv/ein Weg/ä");
        assert_eq!(printable("a\nb\r\tc"), "a\\nb\\r\\tc");
        assert_eq!(printable("\x1b]0;title\x07"), "\\u{1b}]0;title\\u{7}");
        assert_eq!(printable("\u{9b}2J"), "\\u{9b}2J", "C1: one character is what ESC [ is");
        assert_eq!(short(&"ä\n".repeat(1000)), "ä\\n".repeat(150) + "...");
        assert_eq!(printable("gpj.\u{202e}exe"), "gpj.\\u{202e}exe");
    }
}
