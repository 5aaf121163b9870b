//! What a PDF does besides being read. Its names are looked at, wherever they stand, in object streams too; what is encrypted is not.
//!
//! A name may be written with numbers for its letters (`/J#61vaScript`). An action that runs a script is always called
//! `/JavaScript`, so the source alone, `/JS`, need not be looked for: in compressed pictures it stands by chance.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::read::ZlibDecoder;

use super::Unfit;

/// Its media type.
pub const MEDIA_TYPE: &str = "application/pdf";

/// Names of what acts (ISO 32000-2, 7.11.4, 12.6.4, 13.6.2): scripts, the start of a program, files and films brought along.
const ACTS: [&[u8]; 5] = [b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia"];
/// The kind of stream that holds objects.
const OBJECTS: &[u8] = b"ObjStm";
/// No name that is looked for is longer, even if each letter is written as a number.
const LONGEST: u64 = 48;
/// How far from its kind a stream of objects begins.
const BEFORE: u64 = 4096;
/// How much is read of all object streams, at most.
const MOST: u64 = 128 * 1024 * 1024;

/// What is against a PDF.
///
/// # Errors
/// [`io::Error`] when the file cannot be read.
pub fn look(file: impl Read + Seek) -> io::Result<Option<Unfit>> {
    let (mut file, mut left) = (BufReader::new(file), MOST);
    file.rewind()?;
    while let Some(name) = next_name(&mut file)? {
        if ACTS.contains(&name.as_slice()) {
            return Ok(Some(Unfit::Acts));
        }
        if name == OBJECTS {
            let here = file.stream_position()?;
            if in_objects(&mut file, here, &mut left)? {
                return Ok(Some(Unfit::Acts));
            }
            if left == 0 {
                return Ok(Some(Unfit::Unknown));
            }
            file.seek(SeekFrom::Start(here))?;
        }
    }
    Ok(None)
}

/// Whether the stream of objects whose kind was said `here` has something that acts.
fn in_objects(file: &mut (impl Read + Seek), here: u64, left: &mut u64) -> io::Result<bool> {
    const BEGINS: &[u8] = b"stream";
    let mut head = Vec::new();
    file.take(BEFORE).read_to_end(&mut head)?;
    *left = left.saturating_sub(BEFORE);
    let Some(at) = head.windows(BEGINS.len()).position(|word| word == BEGINS) else { return Ok(false) };
    let line_end = head.iter().skip(at + BEGINS.len()).take_while(|byte| b"\r\n".contains(byte)).count().min(2);
    let begins = u64::try_from(at + BEGINS.len() + line_end).unwrap_or_default();
    file.seek(SeekFrom::Start(here + begins))?;
    let mut objects = Vec::new();
    // What cannot be unpacked, or not to its end, is read as far as it can be.
    let _ = ZlibDecoder::new(file).take(*left).read_to_end(&mut objects);
    *left = left.saturating_sub(u64::try_from(objects.len()).unwrap_or(u64::MAX));
    let mut objects = objects.as_slice();
    while let Some(name) = next_name(&mut objects)? {
        if ACTS.contains(&name.as_slice()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The next name, with its numbers read as letters; the beginning of one that is too long.
fn next_name(file: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    if file.skip_until(b'/')? == 0 {
        return Ok(None);
    }
    let mut name = Vec::new();
    for _ in 0..LONGEST {
        let Some(byte) = file.fill_buf()?.first().copied() else { break };
        if byte.is_ascii_whitespace() || byte == 0 || b"()<>[]{}/%".contains(&byte) {
            break;
        }
        file.consume(1);
        name.push(byte);
        if let [.., b'#', high, low] = name.as_slice()
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            name.truncate(name.len() - 3);
            name.extend(u8::try_from(high * 16 + low));
        }
    }
    Ok(Some(name))
}
