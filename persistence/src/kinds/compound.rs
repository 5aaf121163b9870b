//! Which document stands in a compound file (MS-CFB), the container of the older office formats.
//!
//! Its directory is read, wherever it stands, and the stream of the document. No step is taken more often than the file has sectors: the libraries for this
//! container follow a table as often as the file says.

use std::io::{self, Read, Seek, SeekFrom};

use super::Unfit;

/// How each such file begins.
pub const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The stream that each kind of document has in its root, and the media type.
const DOCUMENTS: [(&str, &str); 4] = [
    ("worddocument", "application/msword"),
    ("workbook", "application/vnd.ms-excel"),
    ("book", "application/vnd.ms-excel"),
    ("powerpoint document", "application/vnd.ms-powerpoint"),
];

/// What the table says of a sector that is not used.
const FREE: u32 = u32::MAX;

/// Length of an entry of the directory.
const ENTRY: usize = 128;
/// From this length on a stream has sectors of its own.
const SHORT: u32 = 4096;

/// Folders of programs, wherever they stand.
const PROGRAMS: [&str; 3] = ["macros", "vba", "_vba_project_cur"];
/// What an encrypted document has in its root: it is a newer one, or one of slides.
const ENCRYPTED: [&str; 2] = ["encryptedpackage", "encryptedsummary"];

/// The media type of the document, if it is one that is kept.
///
/// # Errors
/// [`io::Error`] when the file cannot be read.
pub fn media_type(file: impl Read + Seek) -> io::Result<Result<&'static str, Unfit>> {
    let mut sectors = Sectors::of(file)?;
    if sectors.are_cut_off()? {
        return Ok(Err(Unfit::EndsOtherwise));
    }
    let entries = sectors.directory()?;
    let root = in_root(&entries).unwrap_or_default();
    if root.iter().any(|entry| ENCRYPTED.contains(&entry.name.as_str())) {
        return Ok(Err(Unfit::Encrypted));
    }
    if entries.iter().any(|entry| entry.is_folder && PROGRAMS.contains(&entry.name.as_str())) {
        return Ok(Err(Unfit::Programs));
    }
    let stream = |name: &str| root.iter().find(|entry| entry.name == name);
    let found = DOCUMENTS.iter().find_map(|(name, kind)| Some((stream(name)?, *kind)));
    let Some((entry, media_type)) = found else { return Ok(Err(Unfit::Unknown)) };
    // A shorter stream stands elsewhere, and holds no document.
    let content = if entry.length < SHORT { Vec::new() } else { sectors.chain(entry.first)? };
    Ok(unfit(media_type, &content).map_or(Ok(media_type), Err))
}

/// What its own stream says against a document.
fn unfit(media_type: &str, content: &[u8]) -> Option<Unfit> {
    match media_type {
        // The flag `fEncrypted` (MS-DOC 2.5.2).
        "application/msword" => content.get(11).is_some_and(|flags| flags & 1 != 0).then_some(Unfit::Encrypted),
        "application/vnd.ms-excel" => in_workbook(content),
        // That there are programs (MS-PPT 2.4.10, 2.4.11); between stands where they are.
        _ => content
            .windows(24)
            .any(|bytes| {
                bytes.starts_with(b"\x0f\0\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0") && bytes.ends_with(b"\x01\0\0\0")
            })
            .then_some(Unfit::Programs),
    }
}

/// What the records of a workbook say against it (MS-XLS 2.4.28, 2.4.117): it is encrypted, or has a sheet of macros.
fn in_workbook(mut records: &[u8]) -> Option<Unfit> {
    while let [a, b, c, d, rest @ ..] = records {
        match u16::from_le_bytes([*a, *b]) {
            0x2F => return Some(Unfit::Encrypted),
            0x85 if rest.get(5) == Some(&1) => return Some(Unfit::Programs),
            0x0A => return None,
            _ => records = rest.get(usize::from(u16::from_le_bytes([*c, *d]))..)?,
        }
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A compound file.
struct Sectors<F> {
    file: F,
    /// Length of a sector.
    length: usize,
    /// How many there are that are whole, with the header.
    number: usize,
    /// Whether a part of one follows.
    has_rest: bool,
    /// Those that hold the table of what follows what.
    table: Vec<u32>,
    /// The first of the directory.
    directory: Option<u32>,
}

impl<F: Read + Seek> Sectors<F> {
    fn of(mut file: F) -> io::Result<Self> {
        let size = file.seek(SeekFrom::End(0))?;
        let mut header = Vec::new();
        file.rewind()?;
        file.by_ref().take(512).read_to_end(&mut header)?;
        // Sectors have 512 bytes, or 4096.
        let length = if header.get(30..32) == Some(&[12, 0]) { 4096 } else { 512 };
        let size = usize::try_from(size).unwrap_or_default();
        let (number_of, has_rest) = (size / length, size % length > 0);
        let (table, directory) = (Vec::new(), number(&header, 48));
        let mut sectors = Self { file, length, number: number_of, has_rest, table, directory };
        sectors.read_table(&header)?;
        Ok(sectors)
    }

    fn directory(&mut self) -> io::Result<Vec<Entry>> {
        let Some(first) = self.directory else { return Ok(Vec::new()) };
        Ok(self.chain(first)?.chunks_exact(ENTRY).filter_map(Entry::read).collect())
    }

    /// Whether the file ends before the last sector that the table knows to be used begins.
    fn are_cut_off(&mut self) -> io::Result<bool> {
        let used: Vec<(usize, u32)> =
            self.table.iter().copied().enumerate().filter(|(_, held_by)| *held_by < FREE).collect();
        let Some((place, held_by)) = used.last().copied() else { return Ok(false) };
        let list = self.read(held_by)?;
        let in_list = self.length / 4;
        let last = (0..in_list).rev().find(|at| number(&list, at * 4).is_some_and(|next| next != FREE));
        let is_there = |sector: usize| sector + 1 < self.number + usize::from(self.has_rest);
        Ok(list.len() < self.length || last.is_some_and(|last| !is_there(place * in_list + last)))
    }

    /// The bytes of a sector; fewer at the end of the file.
    fn read(&mut self, sector: u32) -> io::Result<Vec<u8>> {
        let length = u64::try_from(self.length).unwrap_or_default();
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start((u64::from(sector) + 1) * length))?;
        (&mut self.file).take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The sectors of the table: the first ones stand in the header, the others in a chain of lists.
    fn read_table(&mut self, header: &[u8]) -> io::Result<()> {
        let in_list = self.length / 4;
        let most = self.number / in_list + 1;
        let mut next = number(header, 68);
        let mut list = header.get(76..).unwrap_or_default().to_vec();
        loop {
            self.table.extend((0..list.len() / 4).filter_map(|place| number(&list, place * 4)));
            if self.table.len() >= most {
                return Ok(());
            }
            let Some(sector) = next else { return Ok(()) };
            list = self.read(sector)?;
            if list.len() < self.length {
                return Ok(());
            }
            next = number(&list, self.length - 4);
            list.truncate(self.length - 4);
        }
    }

    /// The sectors from this one on, as they follow one another.
    fn chain(&mut self, first: u32) -> io::Result<Vec<u8>> {
        let in_list = self.length / 4;
        let (mut chain, mut next, mut list) = (Vec::new(), Some(first), (None, Vec::new()));
        for _ in 0..self.number {
            let Some(sector) = next else { break };
            let bytes = self.read(sector)?;
            if bytes.is_empty() {
                break;
            }
            chain.extend(bytes);
            let place = usize::try_from(sector).unwrap_or(usize::MAX);
            let Some(held_by) = self.table.get(place / in_list).copied() else { break };
            if list.0 != Some(held_by) {
                list = (Some(held_by), self.read(held_by)?);
            }
            next = number(&list.1, place % in_list * 4);
        }
        Ok(chain)
    }
}

/// An entry of the directory.
struct Entry {
    /// In lower case.
    name: String,
    is_folder: bool,
    /// The sector where its content begins, and how much there is of it.
    first: u32,
    length: u32,
    /// Its siblings, and the first of what stands in it.
    siblings: [Option<u32>; 2],
    child: Option<u32>,
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let units = bytes.chunks_exact(2).take(32).filter_map(|unit| Some(u16::from_le_bytes(unit.try_into().ok()?)));
        let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        Some(Self {
            name: String::from_utf16_lossy(&units).to_ascii_lowercase(),
            is_folder: bytes.get(66) == Some(&1),
            first: number(bytes, 116)?,
            length: number(bytes, 120)?,
            siblings: [number(bytes, 68), number(bytes, 72)],
            child: number(bytes, 76),
        })
    }
}

/// What stands in the root: a tree of siblings; what is embedded in a document stands deeper. Nothing, if it cannot be made out.
fn in_root(entries: &[Entry]) -> Option<Vec<&Entry>> {
    let entry = |place: u32| entries.get(usize::try_from(place).ok()?);
    let (mut found, mut left) = (Vec::new(), vec![entry(0)?.child]);
    while let Some(next) = left.pop() {
        if found.len() > entries.len() {
            return None;
        }
        if let Some(entry) = next.and_then(entry) {
            left.extend(entry.siblings);
            found.push(entry);
        }
    }
    Some(found)
}
