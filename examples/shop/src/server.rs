//! Serves the shop over HTTP.

use std::{fs::OpenOptions, net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context as _, Result};
use axum::{Router, middleware, routing::get};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::spawn_blocking,
};

use crate::{
    payment,
    shop::{self, Shop},
    spans,
    telemetry::Telemetry,
};

/// Serves until a signal ends it.
pub async fn serve(listen: SocketAddr, orders: PathBuf, truth: Option<PathBuf>) -> Result<()> {
    let telemetry = Telemetry::start(truth)?;
    let file = OpenOptions::new().create(true).append(true).open(&orders);
    let file = file.with_context(|| format!("{} can't be opened", orders.display()))?;
    let shop = Shop::new(payment::start()?, file);
    let listener = TcpListener::bind(listen).await.with_context(|| format!("can't listen on {listen}"))?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new()
        .route("/checkout", get(shop::checkout))
        .route("/quote", get(shop::quote))
        .layer(middleware::from_fn(spans::of_request))
        .with_state(Arc::new(shop));
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let ended = async move {
        tokio::select! { _ = term.recv() => {}, _ = interrupt.recv() => {} }
    };
    axum::serve(listener, router).with_graceful_shutdown(ended).await?;
    spawn_blocking(|| telemetry.finish()).await?
}
