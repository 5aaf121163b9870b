//! Whether a file ends where its kind says. What follows is shown by nobody, and may be a file of another kind to somebody else.
//!
//! It is refused where it is sure. Phones add films, second pictures and notes of their own to JPEG, PDF allows for a little of
//! anything, and what pads a file is nothing.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// How much is read of a file from its end, and of what follows its end.
const PIECE: u64 = 64 * 1024 + 22;
/// How far from its end a PDF says that it ends, as readers look for it.
const PDF: usize = 1024;
/// How long the mark of a PNG is.
const PNG_HEAD: u64 = 8;

/// Whether a file of this media type ends as it must.
///
/// # Errors
/// [`io::Error`] when the file cannot be read.
pub fn as_it_must(mut file: impl Read + Seek, media_type: &str, is_archive: bool) -> io::Result<bool> {
    let size = file.seek(SeekFrom::End(0))?;
    // With as much of what pads it as may belong to the end of an archive.
    let end = (padded_from(&mut file, size)? + 22).min(size);
    let tail = before(&mut file, end)?;
    let said = tail.iter().rposition(|byte| !is_padding(*byte)).map_or(0, |last| last + 1);
    // Who opens an archive looks for its end only.
    let ends_archive = |at: usize| {
        let comment = tail.get(at + 20..at + 22).and_then(|length| Some(u16::from_le_bytes(length.try_into().ok()?)));
        comment.is_some_and(|length| (said..=tail.len()).contains(&(at + 22 + usize::from(length))))
    };
    let mut archives = tail.windows(4).enumerate().filter(|(_, bytes)| bytes == b"PK\x05\x06");
    if archives.any(|(at, _)| ends_archive(at)) != is_archive {
        return Ok(false);
    }
    let mut file = BufReader::new(file);
    let after = match media_type {
        "application/pdf" => {
            let last = tail.get(said.saturating_sub(PDF)..said).unwrap_or_default();
            return Ok(last.windows(5).any(|bytes| bytes == b"%%EOF"));
        }
        "image/png" => png_end(&mut file)?.map(|end| file.seek(SeekFrom::Start(end))),
        "image/jpeg" => jpeg_end(&mut file)?.map(|end| file.seek(SeekFrom::Start(end))),
        _ => return Ok(true),
    };
    let Some(end) = after.transpose()? else { return Ok(false) };
    let mut rest = Vec::new();
    file.take(PIECE).read_to_end(&mut rest)?;
    let rest = rest.iter().position(|byte| !is_padding(*byte)).and_then(|first| rest.get(first..));
    Ok(match rest {
        None => (end..=end + PIECE).contains(&size),
        Some(rest) => media_type == "image/jpeg" && is_of_a_camera(rest),
    })
}

/// The piece of a file that ends there.
fn before(file: &mut (impl Read + Seek), end: u64) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    file.seek(SeekFrom::Start(end.saturating_sub(PIECE)))?;
    file.take(end.min(PIECE)).read_to_end(&mut piece)?;
    Ok(piece)
}

/// From where on nothing but padding stands in a file of this size.
fn padded_from(file: &mut (impl Read + Seek), size: u64) -> io::Result<u64> {
    let mut end = size;
    while end > 0 {
        let piece = before(file, end)?;
        let padding = piece.iter().rev().take_while(|byte| is_padding(**byte)).count();
        end -= u64::try_from(padding).unwrap_or_default();
        if padding < piece.len().max(1) {
            break;
        }
    }
    Ok(end)
}

const fn is_padding(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

/// Whether what follows a picture is no file that somebody else would open: cameras add pictures, films and what only they can read.
fn is_of_a_camera(rest: &[u8]) -> bool {
    use infer::MatcherType::{Audio, Image, Video};
    infer::get(rest).is_none_or(|found| matches!(found.matcher_type(), Audio | Image | Video))
        && std::str::from_utf8(rest).is_err()
}

/// Where a picture in PNG ends.
fn png_end(file: &mut (impl BufRead + Seek)) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(PNG_HEAD))?;
    loop {
        let mut chunk = Vec::new();
        file.by_ref().take(8).read_to_end(&mut chunk)?;
        let [a, b, c, d, name @ ..] = chunk.as_slice() else { return Ok(None) };
        // Its checksum stands behind it.
        let length = i64::from(u32::from_be_bytes([*a, *b, *c, *d])) + 4;
        file.seek_relative(length)?;
        if name == b"IEND" {
            return Ok(Some(file.stream_position()?));
        }
    }
}

/// Where a picture in JPEG ends; nowhere, if it is none or is cut off. Before the picture stands its frame, and before that
/// nothing but marks and what they measure.
fn jpeg_end(file: &mut (impl BufRead + Seek)) -> io::Result<Option<u64>> {
    file.rewind()?;
    let (mut has_frame, mut in_picture) = (false, false);
    loop {
        let skipped = if in_picture { file.skip_until(0xFF)? > 0 } else { next(file)? == Some(0xFF) };
        if !skipped {
            return Ok(None);
        }
        let mark = loop {
            match next(file)? {
                Some(0xFF) => {}
                Some(mark) => break mark,
                None => return Ok(None),
            }
        };
        match mark {
            0xD9 if in_picture => return file.stream_position().map(Some),
            // What stands for a byte, and marks without content.
            0x00 | 0xD0..=0xD7 if in_picture => continue,
            0x01 | 0xD8 => continue,
            0xC4 | 0xC8 | 0xCC | 0xDB..=0xFE => {}
            0xDA if has_frame => in_picture = true,
            0xC0..=0xCF => has_frame = true,
            _ => return Ok(None),
        }
        let (Some(high), Some(low)) = (next(file)?, next(file)?) else { return Ok(None) };
        file.seek_relative(i64::from(u16::from_be_bytes([high, low]).saturating_sub(2)))?;
    }
}

/// The next byte, if there is one.
fn next(file: &mut impl BufRead) -> io::Result<Option<u8>> {
    let byte = file.fill_buf()?.first().copied();
    file.consume(usize::from(byte.is_some()));
    Ok(byte)
}
