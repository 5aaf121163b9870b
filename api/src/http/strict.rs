//! Lines of a head end with CR and LF. The HTTP library takes a bare LF for an end too; a proxy before it may not, and then the two
//! see different requests in the same bytes (RFC 9112 §2.2, §11.2). Here such a head is spoilt, so that it is answered with 400.

use std::io::IoSlice;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Which part of a request comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The request line and the headers.
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
#[derive(Debug)]
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
}

/// As much of a line as is needed to know the headers that say how long a body is.
const BEGINNING: usize = 128;

impl Default for Requests {
    fn default() -> Self {
        Self { part: Part::Head, line: Vec::new(), after_cr: false, begun: false, length: 0, chunked: false }
    }
}

impl Requests {
    /// Reads on; gives the place of a line end that is none, if there is one.
    fn bare_line_end(&mut self, bytes: &[u8]) -> Option<usize> {
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
                    } else if *byte != b'\r' && self.line.len() < BEGINNING {
                        self.line.push(byte.to_ascii_lowercase());
                    }
                    self.after_cr = *byte == b'\r';
                    at += 1;
                }
            }
        }
        None
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

/// A connection whose heads have no bare line ends.
#[derive(Debug)]
pub struct Strict<T> {
    inner: T,
    requests: Requests,
    /// Nothing more is read after a head was spoilt.
    spoilt: bool,
}

impl<T> Strict<T> {
    /// The same connection, read strictly.
    pub fn new(inner: T) -> Self {
        Self { inner, requests: Requests::default(), spoilt: false }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Strict<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.spoilt {
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, into))?;
        let fresh = into.filled().get(before..).unwrap_or_default();
        if let Some(at) = self.requests.bare_line_end(fresh) {
            self.spoilt = true;
            into.set_filled(before + at);
            // No head holds this.
            into.put_slice(&[0]);
        }
        Poll::Ready(Ok(()))
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

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the first bare line end is, however the bytes are cut into pieces.
    fn found(text: &str) -> Option<usize> {
        let whole = Requests::default().bare_line_end(text.as_bytes());
        for size in 1..text.len() {
            let mut requests = Requests::default();
            let mut at = 0;
            let in_pieces = text.as_bytes().chunks(size).find_map(|piece| {
                let found = requests.bare_line_end(piece).map(|place| at + place);
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
    }
}
