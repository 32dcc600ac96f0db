//! Questions over HTTP.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// The JSON that a GET answers.
///
/// # Errors
/// If it can't be asked, or refuses: with what it says.
pub(super) fn get(url: &str, parameters: &[(&str, &str)]) -> Result<Value> {
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(20)))
        .http_status_as_error(false)
        .build()
        .new_agent();
    let mut response =
        agent.get(url).query_pairs(parameters.iter().copied()).call().with_context(|| url.to_owned())?;
    let text = response.body_mut().read_to_string()?;
    ensure!(response.status().is_success(), "{url} {parameters:?} answers {}: {text}", response.status());
    serde_json::from_str(&text).with_context(|| format!("{url} answers {text:.200}"))
}
