//! Who takes the money: a server on loopback, without any instrumentation. It answers each line after 5 ms.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};

/// Starts it.
pub fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::Builder::new().name("payment".to_owned()).spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    })?;
    Ok(address)
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    for line in BufReader::new(stream.try_clone()?).lines() {
        thread::sleep(Duration::from_millis(5));
        stream.write_all(format!("{} accepted\n", line?).as_bytes())?;
    }
    Ok(())
}

/// Asks it, and waits for the answer.
pub fn charge(server: SocketAddr, order: u64) -> io::Result<String> {
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(format!("charge {order}\n").as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer)
}

/// The same, without a thread that waits.
pub async fn quote(server: SocketAddr) -> io::Result<String> {
    let mut stream = tokio::net::TcpStream::connect(server).await?;
    stream.write_all(b"quote\n").await?;
    let mut answer = String::new();
    tokio::io::BufReader::new(stream).read_line(&mut answer).await?;
    Ok(answer)
}
