//! Files that are sent as they are kept: whole, in part or not at all (RFC 9110 §13, §14).

use std::io::{self, Seek, SeekFrom};
use std::pin::Pin;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentRange, ContentRangeSpec, Range};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::{Stream, stream};
use merzim_persistence::storage::StoreError;
use tokio::io::AsyncReadExt;

use super::edge::is_head;
use super::input::block;
use super::tags::{is_known, tag_of};
use crate::problem::{Fault, Problem};

/// A file as it is sent.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its strong tag.
    pub etag: String,
    /// Its length in bytes; there is at least one.
    pub length: u64,
}

impl Download {
    /// The answer, with what is asked for of the file that `open` opens; that waits for the disk. Else a 416 when the file has no
    /// such part.
    pub async fn answer(
        &self,
        request: &HttpRequest,
        open: impl FnOnce() -> Result<std::fs::File, StoreError> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let known = is_known(request, &self.etag);
        let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        answer
            .insert_header((header::ETAG, self.etag.as_str()))
            .insert_header((header::CACHE_CONTROL, "private, no-store"))
            .insert_header((header::ACCEPT_RANGES, "bytes"));
        if known {
            return Ok(answer.finish());
        }
        answer
            .insert_header((header::CONTENT_TYPE, self.media_type.as_str()))
            .insert_header((header::CONTENT_DISPOSITION, disposition(&self.name)))
            .insert_header((header::CONTENT_ENCODING, "identity"));
        let part = self.part(request)?;
        if let Some((first, last)) = part {
            let range = ContentRangeSpec::Bytes { range: Some((first, last)), instance_length: Some(self.length) };
            answer.status(StatusCode::PARTIAL_CONTENT).insert_header(ContentRange(range));
        }
        let (first, length) = part.map_or((0, self.length), |(first, last)| (first, last - first + 1));
        let file = block(move || {
            let mut file = open()?;
            file.seek(SeekFrom::Start(first)).map_err(Problem::internal)?;
            Ok(file)
        })
        .await?;
        Ok(answer.body(SizedStream::new(length, stream_file(file, length))))
    }

    /// The first and the last byte of the one part that is asked for. Of several parts all is sent.
    fn part(&self, request: &HttpRequest) -> Result<Option<(u64, u64)>, Problem> {
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        // A part is of use only to who has the rest of the same file.
        let same = text(header::IF_RANGE).is_none_or(|tag| tag == self.etag);
        let Some(range) = text(header::RANGE).filter(|_| same && !is_head(request)) else { return Ok(None) };
        let Ok(Range::Bytes(parts)) = range.to_ascii_lowercase().parse() else { return Ok(None) };
        let there: Vec<_> = parts.iter().filter_map(|part| part.to_satisfiable_range(self.length)).collect();
        match (there.as_slice(), parts.len()) {
            ([], _) => Err(Problem::from(Fault::NoSuchPart).of_length(self.length)),
            ([part], 1) => Ok(Some(*part)),
            _ => Ok(None),
        }
    }
}

/// The next bytes of a file, in chunks.
pub fn stream_file(file: std::fs::File, length: u64) -> Pin<Box<dyn Stream<Item = io::Result<Bytes>>>> {
    const CHUNK: usize = 64 * 1024;
    let file = tokio::fs::File::from_std(file).take(length);
    Box::pin(stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    }))
}

/// Sends a file that was made for the caller only, as it is at this moment: whole, in part, or not at all if they have it.
pub fn send_made(
    request: &HttpRequest,
    media_type: &'static str,
    name: &str,
    languages: &str,
    content: Vec<u8>,
) -> Result<HttpResponse, Problem> {
    let length = u64::try_from(content.len()).unwrap_or(u64::MAX);
    let file = Download { name: name.to_owned(), media_type: media_type.to_owned(), etag: tag_of(&content), length };
    let known = is_known(request, &file.etag);
    let mut answer = begin_private(media_type, name, languages);
    answer.insert_header((header::ETAG, file.etag.as_str())).insert_header((header::ACCEPT_RANGES, "bytes"));
    if known {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let Some((first, last)) = file.part(request)? else { return Ok(answer.body(content)) };
    let range = ContentRangeSpec::Bytes { range: Some((first, last)), instance_length: Some(length) };
    let [first, last] = [first, last].map(|place| usize::try_from(place).unwrap_or(usize::MAX));
    let part = content.get(first..=last).unwrap_or_default().to_vec();
    // A part of what is packed would be of use to nobody.
    answer.insert_header((header::CONTENT_ENCODING, "identity"));
    Ok(answer.status(StatusCode::PARTIAL_CONTENT).insert_header(ContentRange(range)).body(part))
}

/// Begins the answer that is a file for the caller only, as it is at this moment: of this media type, under this name, in these languages.
pub fn begin_private(kind: &'static str, name: &str, languages: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_LANGUAGE, languages))
        .insert_header((header::CONTENT_DISPOSITION, disposition(name)))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}

/// `Content-Disposition` for saving under a name in any script (RFC 6266, RFC 8187), and under one in ASCII for programs that
/// know no other.
pub fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|sign| if matches!(sign, ' '..='~') && !"\"\\%".contains(sign) { sign } else { '_' })
        .collect();
    let escaped: String = name
        .bytes()
        .map(|byte| match char::from(byte) {
            sign if sign.is_ascii_alphanumeric() || "!#$&+-.^_`|~".contains(sign) => sign.to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{escaped}")
}
