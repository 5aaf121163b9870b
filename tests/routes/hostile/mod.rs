//! What a stranger sends to slow the program down, to fill it up or to lock it: bounded in count and time.

mod bodies;
mod files;
mod filings;
mod lanes;
mod streams;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use merzim_tests::{Server, eventually, number_of};

/// A connection on which a request was sent, and its answer not read.
fn sent(server: &Server, method: &str, path: &str, headers: &str) -> TcpStream {
    let address = server.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").unwrap();
    stream
}

/// The status of an answer, and what comes after it.
fn answered(stream: TcpStream) -> (u16, BufReader<TcpStream>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let _ = reader.read_line(&mut line).unwrap();
    (line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default(), reader)
}

/// Whether a stream ends within so many seconds.
fn ends(reader: &mut BufReader<TcpStream>, seconds: u64) -> bool {
    let started = Instant::now();
    reader.get_ref().set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut some = [0; 1024];
    while started.elapsed() < Duration::from_secs(seconds) {
        if let Ok(0) = reader.read(&mut some) {
            return true;
        }
    }
    false
}

/// A number that the program tells for monitoring.
fn number(server: &Server, name: &str) -> u64 {
    number_of(&server.get("", "//metrics").send().expect(200).text, name)
}
