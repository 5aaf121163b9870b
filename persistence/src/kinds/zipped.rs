//! Which document stands in a ZIP archive: the newer office formats are archives, and the directory at the end tells which.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
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
/// How it names programs: in the name of a part, in the kind of the document or of a part, or of the tie to a part. Sheets of macros
/// are older programs.
const PROGRAMS: [&str; 5] = ["macroenabled", "vbaproject", "vbadata", "macrosheet", "activex"];
/// How the names of files end that tie a part to what it is made of.
const TIES: &str = ".rels";
/// What a document loads when it is opened, unasked, by the kind of its tie.
const LOADED: [&str; 4] = ["/attachedtemplate", "/oleobject", "/frame", "/subdocument"];
/// Folders of programs in OpenDocument.
const OPEN_PROGRAMS: [&str; 2] = ["basic", "scripts"];

/// Where OpenDocument says what it is: in so many words, or in the list of its files.
const SAY: [&str; 2] = ["mimetype", "meta-inf/manifest.xml"];
/// What the list says of each file that is encrypted.
const ENCRYPTED: &str = "encryption-data";

/// How much of a file is read, at most; no document says so much.
const MOST: u64 = 2 * 1024 * 1024;
/// How much is read of all the files of an archive, at most.
const MOST_IN_ALL: u64 = 64 * 1024 * 1024;

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
    /// Whether a name stands twice, or a file has another name where it stands: then others might open another file under it.
    is_ambiguous: bool,
    has_programs: bool,
    has_open_programs: bool,
    /// Which documents of Office Open XML are there.
    office: [bool; OFFICE.len()],
    /// Where it is said what the archive is, each by its name.
    said: Vec<(String, Place)>,
    /// How much may still be read.
    left: Cell<u64>,
}

impl Directory {
    fn read(file: File) -> Result<Self, rawzip::Error> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file, &mut buffer)?;
        let (mut office, mut said) = ([false; OFFICE.len()], Vec::new());
        let (mut is_encrypted, mut is_ambiguous) = (false, false);
        let (mut has_programs, mut has_open_programs) = (false, false);
        let (mut names, mut header) = (HashSet::new(), vec![0; 2 * usize::from(u16::MAX)]);
        let mut entries = archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry()? {
            let here = archive.get_entry(entry.wayfinder())?;
            is_ambiguous |= here.local_header(&mut header)?.file_path().as_ref() != entry.file_path().as_ref();
            let name = String::from_utf8_lossy(entry.file_path().as_ref()).to_ascii_lowercase().replace('\\', "/");
            is_encrypted |= entry.flags().is_encrypted();
            has_open_programs |= name.split('/').rev().skip(1).any(|folder| OPEN_PROGRAMS.contains(&folder));
            for (found, (place, _)) in office.iter_mut().zip(OFFICE) {
                *found |= name.strip_prefix(place).is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/'));
            }
            has_programs |= PROGRAMS.iter().any(|program| name.contains(program));
            if name == CONTENT_TYPES || SAY.contains(&name.as_str()) || name.ends_with(TIES) {
                said.push((name.clone(), (entry.wayfinder(), entry.compression_method())));
            }
            is_ambiguous |= !names.insert(name);
        }
        let left = Cell::new(MOST_IN_ALL);
        Ok(Self { archive, is_encrypted, is_ambiguous, has_programs, has_open_programs, office, said, left })
    }

    fn media_type(&self) -> Result<Result<&'static str, Unfit>, rawzip::Error> {
        if self.is_encrypted {
            return Ok(Err(Unfit::Encrypted));
        }
        if self.is_ambiguous {
            return Ok(Err(Unfit::Ambiguous));
        }
        let office = self.office_type()?;
        if office != Ok(PLAIN) {
            return Ok(office);
        }
        self.open_type()
    }

    /// What is said under a name. Nothing, if nothing is, or too much.
    fn said(&self, name: &str) -> Result<Option<Vec<u8>>, rawzip::Error> {
        let found = self.said.iter().find(|(known, _)| known == name);
        found.map_or(Ok(None), |(_, place)| self.content(*place))
    }

    /// A file; nothing, if it is too long, or too much has been read.
    fn content(&self, (wayfinder, method): Place) -> Result<Option<Vec<u8>>, rawzip::Error> {
        let (entry, most) = (self.archive.get_entry(wayfinder)?, MOST.min(self.left.get()));
        let mut bytes = Vec::new();
        let read: io::Result<usize> = if method == CompressionMethod::DEFLATE {
            DeflateDecoder::new(entry.reader()).take(most).read_to_end(&mut bytes)
        } else {
            entry.reader().take(most).read_to_end(&mut bytes)
        };
        let length = u64::try_from(read?).unwrap_or(most);
        self.left.set(self.left.get() - length);
        Ok((length < most).then_some(bytes))
    }

    fn office_type(&self) -> Result<Result<&'static str, Unfit>, rawzip::Error> {
        let types = self.said(CONTENT_TYPES)?.and_then(|types| elements(&types));
        let Some(types) = types else { return Ok(Ok(PLAIN)) };
        let types: Vec<String> = types.into_iter().filter_map(|mut said| said.remove("contenttype")).collect();
        let is_program = |said: &str| PROGRAMS.iter().any(|program| said.contains(program));
        let (mut has_programs, mut is_remote) = (self.has_programs || types.iter().any(|said| is_program(said)), false);
        for (_, place) in self.said.iter().filter(|(name, _)| name.ends_with(TIES)) {
            let Some(ties) = self.content(*place)?.and_then(|ties| elements(&ties)) else { return Ok(Ok(PLAIN)) };
            for tie in ties {
                let said = |name: &str| tie.get(name).map_or("", String::as_str);
                has_programs |= is_program(said("type"));
                let loads = LOADED.iter().any(|kind| said("type").ends_with(kind));
                is_remote |= loads && said("targetmode") == "external" && is_elsewhere(said("target"));
            }
        }
        if has_programs {
            return Ok(Err(Unfit::Programs));
        }
        if is_remote {
            return Ok(Err(Unfit::Remote));
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

/// Whether a document loads this over a network: its target is no relative name and no place on a disk of whoever wrote it.
fn is_elsewhere(target: &str) -> bool {
    let target = target.replace('\\', "/");
    let path = target.strip_prefix("file:");
    let name = path.unwrap_or(&target).trim_start_matches('/');
    let slashes = path.unwrap_or(&target).len() - name.len();
    let on_disk = name.get(1..2) == Some(":");
    let elsewhere = match path {
        Some(_) => slashes == 2 || slashes > 3,
        None => slashes > 1 || name.contains(':'),
    };
    elsewhere && !on_disk
}

/// The attributes of each element, names and values in lower case; nothing of what is no plain XML in UTF-8.
fn elements(xml: &[u8]) -> Option<Vec<HashMap<String, String>>> {
    let (mut reader, mut elements) = (quick_xml::Reader::from_reader(xml), Vec::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                let mut said = HashMap::new();
                // Whether one stands twice does not matter: then both are looked at.
                for found in element.attributes().with_checks(false) {
                    let found = found.ok()?;
                    let name = String::from_utf8_lossy(found.key.local_name().as_ref()).to_ascii_lowercase();
                    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?.trim().to_ascii_lowercase();
                    let before: &mut String = said.entry(name).or_default();
                    before.push_str(&value);
                }
                elements.push(said);
            }
            Event::DocType(_) => return None,
            Event::Eof => return Some(elements),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_elsewhere;

    #[test]
    fn what_is_loaded_over_a_network_is_told_from_what_stands_on_a_disk() {
        for target in [
            "https://a.example/x.dotm",
            "\\\\host\\x.dotm",
            "//host/x",
            "file://host/x.dotm",
            "file:///\\\\host\\x",
            "ftp:x",
        ] {
            assert!(is_elsewhere(target), "{target}");
        }
        for target in [
            "normal.dotm",
            "../x.dotm",
            "c:\\templates\\x.dotm",
            "file:///c:\\templates\\x.dotm",
            "file:///c:/x",
            "/x.dotm",
        ] {
            assert!(!is_elsewhere(target), "{target}");
        }
    }
}
