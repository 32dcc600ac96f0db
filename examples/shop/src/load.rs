//! Makes requests, several at once, alternately for a checkout and for a quote.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, Result};
use tokio::task::JoinSet;

/// Makes so many requests of a service, so many at once.
pub async fn load(url: &str, requests: usize, concurrency: usize) -> Result<()> {
    let (client, made) = (reqwest::Client::new(), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..concurrency {
        let (client, made, url) = (client.clone(), Arc::clone(&made), url.to_owned());
        clients.spawn(async move {
            loop {
                let number = made.fetch_add(1, Ordering::Relaxed);
                if number >= requests {
                    return Ok(());
                }
                let path = ["checkout", "quote"][number % 2];
                client.get(format!("{url}/{path}")).send().await?.error_for_status()?.bytes().await?;
            }
        });
    }
    while let Some(ended) = clients.join_next().await {
        let made: reqwest::Result<()> = ended?;
        made.with_context(|| format!("a request of {url} failed"))?;
    }
    eprintln!("{requests} requests in {:.1?}", begun.elapsed());
    Ok(())
}
