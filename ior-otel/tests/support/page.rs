//! What is in a page that `--report` wrote.

use serde_json::Value;

/// The data of a page.
pub(crate) fn embedded(page: &str) -> Value {
    let after = page.split_once("<script id=\"data\" type=\"application/json\">").expect("data").1;
    let data = after.split_once("</script>").expect("an end").0;
    serde_json::from_str(data).expect("JSON")
}
