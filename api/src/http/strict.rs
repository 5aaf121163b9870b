//! How requests are read from a connection, before the HTTP library sees them.
//!
//! Lines of a head end with CR and LF. The HTTP library takes a bare LF for an end too; a proxy before it may not, and then the two
//! see different requests in the same bytes (RFC 9112 §2.2, §11.2). Here such a head is spoilt, so that it is answered with 400.
//!
//! A body is not waited for without end, and what comes of it after the answer is not read for long: the HTTP library would
//! read and drop a chunked body for as long as somebody sends.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::places::TakenPlace;

/// Which part of a request comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// The request line and the headers.
    #[default]
    Head,
    /// So many bytes of a body.
    Body(u64),
    /// The line before a chunk.
    ChunkSize,
    /// So many bytes of a chunk, with its line end.
    Chunk(u64),
    /// Headers after the last chunk.
    Trailer,
}

/// Follows the requests on a connection, as far as is needed to tell heads from bodies.
#[derive(Debug, Default)]
struct Requests {
    part: Part,
    /// The line that is being read: its beginning, in lower case.
    line: Vec<u8>,
    /// Whether the last byte was CR.
    after_cr: bool,
    /// Whether a line of this head has been read.
    begun: bool,
    /// What the head says of the body.
    length: u64,
    chunked: bool,
    /// How many heads have been read.
    heads: u64,
    /// Whether a line that says how long a body is was longer than anybody needs: then it could be understood in two ways.
    padded: bool,
}

/// As much of a line as is needed to know the headers that say how long a body is.
const BEGINNING: usize = 128;

impl Requests {
    /// Whether the body of a request is still to come, or a part of it.
    const fn is_in_body(&self) -> bool {
        !matches!(self.part, Part::Head)
    }

    /// Reads on; gives the place of what no head may hold, if there is such: a line end that is none, or a padded length.
    fn fault(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match self.part {
                Part::Body(left) | Part::Chunk(left) => {
                    let here = u64::try_from(bytes.len() - at).unwrap_or(u64::MAX).min(left);
                    at += usize::try_from(here).unwrap_or(bytes.len());
                    self.part = match self.part {
                        Part::Body(_) if here < left => Part::Body(left - here),
                        Part::Chunk(_) if here < left => Part::Chunk(left - here),
                        Part::Chunk(_) => Part::ChunkSize,
                        _ => Part::Head,
                    };
                }
                Part::Head | Part::ChunkSize | Part::Trailer => {
                    if *byte == b'\n' {
                        if !self.after_cr {
                            return Some(at);
                        }
                        self.end_line();
                    } else if *byte != b'\r' {
                        self.add(*byte);
                        if self.padded {
                            return Some(at);
                        }
                    }
                    self.after_cr = *byte == b'\r';
                    at += 1;
                }
            }
        }
        None
    }

    fn add(&mut self, byte: u8) {
        if self.line.len() < BEGINNING {
            self.line.push(byte.to_ascii_lowercase());
        } else {
            let says_length = |name: &&str| self.line.starts_with(name.as_bytes());
            self.padded = self.part == Part::Head && ["content-length:", "transfer-encoding:"].iter().any(says_length);
        }
    }

    fn end_line(&mut self) {
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        match self.part {
            Part::Head if !line.is_empty() => {
                self.begun = true;
                match line.split_once(':') {
                    Some(("content-length", length)) => self.length = length.trim().parse().unwrap_or_default(),
                    Some(("transfer-encoding", coding)) => self.chunked = coding.contains("chunked"),
                    _ => {}
                }
            }
            // Empty lines before a request are passed over.
            Part::Head if self.begun => {
                self.part = match (self.chunked, self.length) {
                    (true, _) => Part::ChunkSize,
                    (false, 0) => Part::Head,
                    (false, length) => Part::Body(length),
                };
                (self.begun, self.chunked, self.length) = (false, false, 0);
                self.heads += 1;
            }
            Part::ChunkSize => {
                let size = line.split(';').next().unwrap_or_default().trim();
                self.part = match u64::from_str_radix(size, 16).unwrap_or_default() {
                    0 => Part::Trailer,
                    size => Part::Chunk(size.saturating_add(2)),
                };
            }
            Part::Trailer if line.is_empty() => self.part = Part::Head,
            _ => {}
        }
    }
}

/// How patient one is with a body.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long a body may take to begin with.
    pub first: Duration,
    /// How many bytes a second it must bring, on the whole, after that.
    pub slowest: u64,
    /// For how long it is read after the answer.
    pub farewell: Duration,
}

/// How many requests of a connection are answered, for whoever reads on.
#[derive(Debug, Default)]
pub struct Answers {
    count: AtomicU64,
    /// Who reads.
    reader: AtomicWaker,
}

impl Answers {
    /// One more is.
    pub fn add(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.reader.wake();
    }
}

/// A body on its way.
#[derive(Clone, Copy, Debug)]
struct Coming {
    /// Which request it belongs to.
    of: u64,
    since: Instant,
    bytes: u64,
    /// Since when it is answered already.
    answered: Option<Instant>,
}

/// A connection that is read strictly.
#[derive(Debug)]
pub struct Strict<T> {
    inner: T,
    requests: Requests,
    patience: Patience,
    coming: Option<Coming>,
    /// Rings when that has taken too long.
    bell: Pin<Box<Sleep>>,
    answers: Arc<Answers>,
    /// Nothing more is read after a head was spoilt, or from whoever sends too slowly or too long.
    ended: bool,
    /// Its place among those of its address.
    _place: Option<TakenPlace>,
}

impl<T> Strict<T> {
    /// The same connection, read strictly.
    pub fn new(inner: T, patience: Patience, place: Option<TakenPlace>) -> Self {
        Self {
            inner,
            requests: Requests::default(),
            patience,
            coming: None,
            bell: Box::pin(tokio::time::sleep(Duration::ZERO)),
            answers: Arc::default(),
            ended: false,
            _place: place,
        }
    }

    /// The count of answers, for whoever gives them.
    pub fn answers(&self) -> Arc<Answers> {
        Arc::clone(&self.answers)
    }

    /// Notes that so many bytes have come.
    fn comes(&mut self, bytes: usize) {
        if !self.requests.is_in_body() {
            self.coming = None;
            return;
        }
        let (of, now) = (self.requests.heads, Instant::now());
        let answered = self.answers.count.load(Ordering::Relaxed) >= of;
        let mut coming = self.coming.filter(|coming| coming.of == of);
        let coming = coming.get_or_insert(Coming { of, since: now, bytes: 0, answered: None });
        coming.bytes = coming.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        if answered {
            coming.answered.get_or_insert(now);
        }
        self.coming = Some(*coming);
    }

    /// Until when the body that is on its way may take.
    fn due(&self) -> Option<Instant> {
        let Coming { since, bytes, answered, .. } = self.coming?;
        let in_time = since + self.patience.first + Duration::from_secs(bytes / self.patience.slowest.max(1));
        Some(answered.map_or(in_time, |answered| in_time.min(answered + self.patience.farewell)))
    }

    /// Whether the body that is on its way has taken too long; else the bell rings when it will have.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let Some(due) = self.due() else { return false };
        self.bell.as_mut().reset(due.into());
        self.bell.as_mut().poll(context).is_ready()
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Strict<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.ended {
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, into)?;
        let fresh = into.filled().get(before..).unwrap_or_default();
        let length = fresh.len();
        if let Some(at) = self.requests.fault(fresh) {
            self.ended = true;
            into.set_filled(before + at);
            // No head holds this.
            into.put_slice(&[0]);
            return Poll::Ready(Ok(()));
        }
        self.comes(length);
        if self.is_late(context) {
            self.ended = true;
            into.set_filled(before);
            return Poll::Ready(Ok(()));
        }
        self.answers.reader.register(context.waker());
        read.map(Ok)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Strict<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the first bare line end is, however the bytes are cut into pieces.
    fn found(text: &str) -> Option<usize> {
        let whole = Requests::default().fault(text.as_bytes());
        for size in 1..text.len() {
            let mut requests = Requests::default();
            let mut at = 0;
            let in_pieces = text.as_bytes().chunks(size).find_map(|piece| {
                let found = requests.fault(piece).map(|place| at + place);
                at += piece.len();
                found
            });
            assert_eq!(in_pieces, whole, "in pieces of {size}: {text:?}");
        }
        whole
    }

    #[test]
    fn only_heads_are_read_strictly() {
        let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let body = "POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\na\nb\n\n\n";
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\na\nb\r\n1\r\n\n\r\n0\r\n\r\n";
        for good in [get, body, chunked] {
            assert_eq!(found(&format!("{good}{get}{good}")), None, "{good}");
            assert_eq!(found(&format!("{good}GET / HTTP/1.1\n")), Some(good.len() + 14));
        }
        assert_eq!(found("GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"), Some(23));
        assert_eq!(found("\r\n\r\nGET / HTTP/1.1\r\n\n"), Some(20));
        assert_eq!(found("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc"), Some(48));
        // A length that is padded beyond what anybody reads.
        for padded in
            [format!("Transfer-Encoding:{}chunked", " ".repeat(140)), format!("Content-Length: {}5", "0".repeat(140))]
        {
            assert_eq!(found(&format!("POST / HTTP/1.1\r\n{padded}\r\n\r\n")), Some(17 + BEGINNING));
        }
        assert_eq!(found(&format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "y".repeat(500))), None);
    }
}
