//! Asks an endpoint whether it takes what we send, without sending anything: an export request may be empty.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use prost::bytes::Bytes;
use tokio::runtime::Builder;

use super::{
    retry::Outcome,
    sender::{Client, SignalKind},
    settings::Endpoint,
};
use crate::config::export::Protocol;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends an empty request.
///
/// # Errors
/// What the endpoint, or the way to it, says against it.
pub fn ping(endpoint: &Endpoint, signal: SignalKind) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build().context("cannot start a runtime")?;
    let body = if endpoint.protocol == Protocol::HttpJson { "{}" } else { "" };
    let mut endpoint = endpoint.clone();
    endpoint.timeout = endpoint.timeout.min(PATIENCE);
    let outcome = runtime.block_on(async {
        // Connections want to know their runtime when they are made.
        anyhow::Ok(Client::new(&endpoint, signal)?.send(Bytes::from(body)).await)
    })?;
    match outcome {
        Outcome::Delivered { .. } => Ok(()),
        Outcome::Retry { error, .. } | Outcome::Refused { error } => {
            bail!("{error}{}", endpoint.hint().unwrap_or_default())
        }
    }
}
