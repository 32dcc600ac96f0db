//! The shop: a checkout, whose parts each wait for something else, and a quote, which leaves no thread waiting.

use std::{
    fs::File,
    io::{self, Write as _},
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use axum::{extract::State, http::StatusCode};

use crate::{payment, spans};

/// What requests share.
pub struct Shop {
    payment: SocketAddr,
    orders: File,
    last_order: AtomicU64,
    /// Pieces that were taken. One customer at a time may take one.
    taken: Mutex<u64>,
}

impl Shop {
    /// A shop that is paid there, and writes its orders to that file.
    pub fn new(payment: SocketAddr, orders: File) -> Self {
        Self { payment, orders, last_order: AtomicU64::new(0), taken: Mutex::new(0) }
    }
}

/// Takes a piece, charges the card and writes the order down; each in a thread that may wait.
pub async fn checkout(State(shop): State<Arc<Shop>>) -> Result<String, StatusCode> {
    order(shop).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn order(shop: Arc<Shop>) -> io::Result<String> {
    let order = shop.last_order.fetch_add(1, Ordering::Relaxed) + 1;
    let (reserved, server) = (Arc::clone(&shop), shop.payment);
    let taken = spans::of_blocking("reserve stock", move || Ok(reserve(&reserved))).await?;
    let receipt = spans::of_blocking("charge card", move || payment::charge(server, order)).await?;
    spans::of_blocking("write order", move || write(&shop.orders, order, &receipt)).await?;
    Ok(format!("order {order}: piece {taken}\n"))
}

/// Who has the lock waits in `clock_nanosleep`, who wants it in `futex`.
fn reserve(shop: &Shop) -> u64 {
    let mut taken = shop.taken.lock().unwrap_or_else(PoisonError::into_inner);
    let _active = spans::enter("count pieces");
    thread::sleep(Duration::from_millis(1));
    *taken += 1;
    *taken
}

fn write(mut orders: &File, order: u64, receipt: &str) -> io::Result<()> {
    orders.write_all(format!("{order}: {receipt}").as_bytes())?;
    orders.sync_all()
}

/// Asks for a price, and thinks about it. After each wait the task may go on in another thread.
pub async fn quote(State(shop): State<Arc<Shop>>) -> Result<String, StatusCode> {
    let price = spans::of("ask for price", payment::quote(shop.payment)).await;
    spans::of("consider", tokio::time::sleep(Duration::from_millis(2))).await;
    price.map_err(|_| StatusCode::BAD_GATEWAY)
}
