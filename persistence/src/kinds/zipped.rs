//! Which document stands in a ZIP archive: the newer office formats are archives, and the directory at the end tells which.

use std::fs::File;
use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveEntryWayfinder};

/// How each archive begins: with a file, or with the end of an empty one.
pub const MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// An archive that is no document.
pub const PLAIN: &str = "application/zip";

/// Where Office Open XML has the document itself, and the media type.
const OFFICE: [(&str, &str); 3] = [
    ("word/document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];
/// What Office Open XML always has.
const CONTENT_TYPES: &str = "[content_types].xml";
/// Programs in a document: then it is of another kind, with a name of its own.
const PROGRAMS: &str = "vbaproject.bin";

/// Where OpenDocument says what it is: in so many words, or in the list of its files.
const SAY: [&str; 2] = ["mimetype", "meta-inf/manifest.xml"];
/// How much of that is read, at most.
const MOST: u64 = 64 * 1024;

/// The kinds of OpenDocument.
const OPEN: [&str; 2] = ["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"];

/// The media type of the document in an archive; a plain archive when there is none, or when its directory cannot be read.
pub fn media_type(file: File) -> &'static str {
    document(file).ok().flatten().unwrap_or(PLAIN)
}

fn document(file: File) -> Result<Option<&'static str>, rawzip::Error> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer)?;
    let mut office: [bool; OFFICE.len()] = Default::default();
    let (mut has_types, mut has_programs, mut says) = (false, false, [None, None]);
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry()? {
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).to_ascii_lowercase().replace('\\', "/");
        has_types |= name == CONTENT_TYPES;
        has_programs |= name.ends_with(PROGRAMS);
        for (found, (place, _)) in office.iter_mut().zip(OFFICE) {
            *found |= name.strip_prefix(place).is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/'));
        }
        for (found, place) in says.iter_mut().zip(SAY) {
            if name == place {
                *found = Some((entry.wayfinder(), entry.compression_method()));
            }
        }
    }
    if has_types && !has_programs {
        let mut found = office.iter().zip(OFFICE).filter(|(found, _)| **found).map(|(_, (_, kind))| kind);
        if let (Some(kind), None) = (found.next(), found.next()) {
            return Ok(Some(kind));
        }
    }
    for found in says.into_iter().flatten() {
        let said = read(&archive, found)?;
        // Of the list the document itself comes first, then what is embedded.
        let at = |kind: &str| said.find(kind).filter(|at| !said[at + kind.len()..].starts_with(['-', '.']));
        if let Some((_, kind)) = OPEN.iter().filter_map(|kind| Some((at(kind)?, *kind))).min() {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

/// The beginning of a file in an archive, as text.
fn read(
    archive: &ZipArchive<rawzip::FileReader>,
    (wayfinder, method): (ZipArchiveEntryWayfinder, CompressionMethod),
) -> Result<String, rawzip::Error> {
    let entry = archive.get_entry(wayfinder)?;
    let mut bytes = Vec::new();
    let whole: io::Result<usize> = if method == CompressionMethod::DEFLATE {
        DeflateDecoder::new(entry.reader()).take(MOST).read_to_end(&mut bytes)
    } else {
        entry.reader().take(MOST).read_to_end(&mut bytes)
    };
    whole?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
