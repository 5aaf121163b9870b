//! Which document stands in a ZIP archive: the newer office formats are archives, and the directory at the end tells which.

use std::fs::File;
use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveEntryWayfinder};

use super::Unfit;

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
/// Where Office Open XML says what each of its parts is.
const CONTENT_TYPES: &str = "[content_types].xml";
/// How it names programs: in the kind of the document or of a part, or of the tie to a part. Sheets of macros are older programs.
const PROGRAMS: [&str; 4] = ["macroenabled", "vbaproject", "vbadata", "macrosheet"];
/// Folders of programs in OpenDocument.
const OPEN_PROGRAMS: [&str; 2] = ["basic", "scripts"];

/// Where OpenDocument says what it is: in so many words, or in the list of its files.
const SAY: [&str; 2] = ["mimetype", "meta-inf/manifest.xml"];
/// What the list says of each file that is encrypted.
const ENCRYPTED: &str = "encryption-data";

/// How much of a file is read, at most; no document says so much.
const MOST: u64 = 2 * 1024 * 1024;
/// How many files are read, at most.
const MANY: usize = 16;

/// The kinds of OpenDocument.
const OPEN: [&str; 2] = ["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"];

/// The media type of the document in an archive; a plain archive when there is none.
pub fn media_type(file: File) -> Result<&'static str, Unfit> {
    let found = Directory::read(file).and_then(|directory| directory.media_type());
    found.unwrap_or(Err(Unfit::EndsOtherwise))
}

type Place = (ZipArchiveEntryWayfinder, CompressionMethod);

/// What the directory of an archive tells.
struct Directory {
    archive: ZipArchive<rawzip::FileReader>,
    is_encrypted: bool,
    has_open_programs: bool,
    /// Which documents of Office Open XML are there.
    office: [bool; OFFICE.len()],
    /// Where it is said what the archive is, each by its name.
    said: Vec<(String, Place)>,
}

impl Directory {
    fn read(file: File) -> Result<Self, rawzip::Error> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file, &mut buffer)?;
        let (mut office, mut said) = ([false; OFFICE.len()], Vec::new());
        let (mut is_encrypted, mut has_open_programs) = (false, false);
        let mut entries = archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry()? {
            let name = String::from_utf8_lossy(entry.file_path().as_ref()).to_ascii_lowercase().replace('\\', "/");
            is_encrypted |= entry.flags().is_encrypted();
            has_open_programs |= name.split('/').rev().skip(1).any(|folder| OPEN_PROGRAMS.contains(&folder));
            for (found, (place, _)) in office.iter_mut().zip(OFFICE) {
                *found |= name.strip_prefix(place).is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/'));
            }
            let ties = |place: &str| {
                place.split_once('/').is_some_and(|(folder, part)| name.starts_with(&format!("{folder}/_rels/{part}")))
            };
            if name == CONTENT_TYPES || SAY.contains(&name.as_str()) || OFFICE.iter().any(|(place, _)| ties(place)) {
                said.push((name, (entry.wayfinder(), entry.compression_method())));
            }
        }
        Ok(Self { archive, is_encrypted, has_open_programs, office, said })
    }

    fn media_type(&self) -> Result<Result<&'static str, Unfit>, rawzip::Error> {
        if self.is_encrypted {
            return Ok(Err(Unfit::Encrypted));
        }
        let office = self.office_type()?;
        if office != Ok(PLAIN) {
            return Ok(office);
        }
        self.open_type()
    }

    /// What is said under a name. Nothing, if it is said twice, as others might believe the other, or too long.
    fn said(&self, name: &str) -> Result<Option<Vec<u8>>, rawzip::Error> {
        let mut found = self.said.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, place)), None) => read(&self.archive, *place),
            _ => Ok(None),
        }
    }

    fn office_type(&self) -> Result<Result<&'static str, Unfit>, rawzip::Error> {
        let types = self.said(CONTENT_TYPES)?.and_then(|types| values(&types, b"ContentType"));
        let Some(types) = types.filter(|_| self.said.len() <= MANY) else { return Ok(Ok(PLAIN)) };
        let mut all = types.clone();
        for (_, place) in self.said.iter().filter(|(name, _)| name.ends_with(".rels")) {
            let Some(ties) = read(&self.archive, *place)?.and_then(|ties| values(&ties, b"Type")) else {
                return Ok(Ok(PLAIN));
            };
            all.extend(ties);
        }
        if all.iter().any(|said| PROGRAMS.iter().any(|program| said.contains(program))) {
            return Ok(Err(Unfit::Programs));
        }
        let is_said = |kind: &str| types.iter().any(|said| said.strip_prefix(kind) == Some(".main+xml"));
        let mut found = self.office.iter().zip(OFFICE).filter(|(found, (_, kind))| **found && is_said(kind));
        Ok(Ok(match (found.next(), found.next()) {
            (Some((_, (_, kind))), None) => kind,
            _ => PLAIN,
        }))
    }

    fn open_type(&self) -> Result<Result<&'static str, Unfit>, rawzip::Error> {
        let mut types = Vec::new();
        for name in SAY {
            let said = String::from_utf8_lossy(&self.said(name)?.unwrap_or_default()).into_owned();
            if said.contains(ENCRYPTED) {
                return Ok(Err(Unfit::Encrypted));
            }
            // Of the list the document itself comes first, then what is embedded.
            let at = |kind: &str| {
                said.match_indices(kind)
                    .find(|(at, _)| !said[at + kind.len()..].starts_with(['-', '.']))
                    .map(|(at, _)| at)
            };
            types.extend(OPEN.iter().filter_map(|kind| Some((at(kind)?, *kind))).min());
        }
        Ok(match types.first() {
            Some(_) if self.has_open_programs => Err(Unfit::Programs),
            Some((_, kind)) => Ok(*kind),
            None => Ok(PLAIN),
        })
    }
}

/// The values of an attribute, wherever it stands, in lower case; none of what is no plain XML in UTF-8.
fn values(xml: &[u8], attribute: &[u8]) -> Option<Vec<String>> {
    let (mut reader, mut values) = (quick_xml::Reader::from_reader(xml), Vec::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                // Each is looked at once: whether one stands twice does not matter.
                for found in element.attributes().with_checks(false) {
                    let found = found.ok()?;
                    if found.key.local_name().as_ref() == attribute {
                        values.push(found.normalized_value(XmlVersion::Implicit1_0).ok()?.trim().to_ascii_lowercase());
                    }
                }
            }
            Event::DocType(_) => return None,
            Event::Eof => return Some(values),
            _ => {}
        }
    }
}

/// A file in an archive; nothing, if it is too long.
fn read(
    archive: &ZipArchive<rawzip::FileReader>,
    (wayfinder, method): Place,
) -> Result<Option<Vec<u8>>, rawzip::Error> {
    let entry = archive.get_entry(wayfinder)?;
    let mut bytes = Vec::new();
    let read: io::Result<usize> = if method == CompressionMethod::DEFLATE {
        DeflateDecoder::new(entry.reader()).take(MOST).read_to_end(&mut bytes)
    } else {
        entry.reader().take(MOST).read_to_end(&mut bytes)
    };
    let length = u64::try_from(read?).unwrap_or(MOST);
    Ok((length < MOST).then_some(bytes))
}
