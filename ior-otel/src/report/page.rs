//! The page: one file, with its style, its script and its data in it. What traced processes say (paths, names of threads) is data, and stays text.

use anyhow::{Context as _, Result};

use super::data::Data;

const PAGE: &str = include_str!("assets/page.html");
const STYLE: &str = include_str!("assets/style.css");
/// One module, whose parts know each other. What is used while it is loaded stands first.
const SCRIPT: &str = concat!(
    include_str!("assets/format.js"),
    include_str!("assets/element.js"),
    include_str!("assets/model.js"),
    include_str!("assets/filter.js"),
    include_str!("assets/colours.js"),
    include_str!("assets/latencies.js"),
    include_str!("assets/details.js"),
    include_str!("assets/rows.js"),
    include_str!("assets/concurrency.js"),
    include_str!("assets/draw.js"),
    include_str!("assets/timeline.js"),
    include_str!("assets/hands.js"),
    include_str!("assets/tables.js"),
    include_str!("assets/page.js"),
);

/// Makes the page. Its policy (Content Security Policy level 3) lets only the script and style that carry the nonce do anything, and nothing be loaded.
///
/// # Errors
/// If the data can't be JSON.
pub fn page(data: &Data) -> Result<String> {
    let data = serde_json::to_string(data).context("cannot make JSON of the report")?;
    let nonce = hex::encode(rand::random::<[u8; 16]>());
    Ok(fill(PAGE, &[("nonce", &nonce), ("style", STYLE), ("script", SCRIPT), ("data", &in_script(&data))]))
}

/// JSON that may stand in a `<script>`: what could end it, or begin a comment, is escaped as JSON does it. Outside of strings these characters do not occur.
fn in_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

/// Puts values in the place of `{{name}}`, once: what looks like one in a value stays as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out =
        String::with_capacity(template.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut pieces = template.split("{{");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        let value = values.iter().find(|(other, _)| *other == name);
        out.push_str(value.map_or("", |(_, value)| value));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_processes_say_can_not_end_the_data() {
        let text = "</script><img src=x onerror=alert(1)><!-- & {{nonce}} \u{2028}\u{2029}";
        let json = serde_json::to_string(text).expect("JSON");
        let embedded = in_script(&json);
        assert!(!embedded.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{embedded}");
        assert_eq!(serde_json::from_str::<String>(&embedded).expect("JSON still"), text);
        let page = fill("<p nonce={{nonce}}>{{data}}</p>", &[("nonce", "n"), ("data", &embedded)]);
        assert_eq!(page, format!("<p nonce=n>{embedded}</p>"));
    }

    #[test]
    fn every_place_of_the_page_is_filled_and_its_script_does_not_end_early() {
        let names: Vec<&str> =
            PAGE.split("{{").skip(1).map(|piece| piece.split_once("}}").expect("an end").0).collect();
        for name in &names {
            assert!(["nonce", "style", "script", "data"].contains(name), "{name}");
        }
        assert_eq!(names.iter().filter(|name| **name == "nonce").count(), 4);
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("<!--") && !STYLE.contains("</style"));
        for never in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "fetch(",
            "http:",
            "https:",
        ] {
            assert!(!SCRIPT.contains(never), "{never}");
        }
    }
}
