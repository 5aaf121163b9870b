//! Which document stands in a compound file (MS-CFB), the container of the older office formats.
//!
//! Only the directory is read, wherever it stands. No step is taken more often than the file has sectors: the libraries for this
//! container follow a table as often as the file says.

use std::io::{self, Read, Seek, SeekFrom};

/// How each such file begins.
pub const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The stream that each kind of document has in its root, and the media type.
const DOCUMENTS: [(&str, &str); 4] = [
    ("worddocument", "application/msword"),
    ("workbook", "application/vnd.ms-excel"),
    ("book", "application/vnd.ms-excel"),
    ("powerpoint document", "application/vnd.ms-powerpoint"),
];

/// Length of an entry of the directory.
const ENTRY: usize = 128;

/// The media type of the document, if it is one of these.
///
/// # Errors
/// [`io::Error`] when the file cannot be read.
pub fn media_type(mut file: impl Read + Seek) -> io::Result<Option<&'static str>> {
    let names = root_names(&mut file)?.unwrap_or_default();
    Ok(DOCUMENTS.iter().find(|(stream, _)| names.iter().any(|name| name == stream)).map(|(_, kind)| *kind))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A compound file.
struct Sectors<F> {
    file: F,
    /// Length of a sector.
    length: usize,
    /// How many there are.
    number: usize,
    /// Those that hold the table of what follows what.
    table: Vec<u32>,
}

impl<F: Read + Seek> Sectors<F> {
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

/// The names in the root of a compound file, in lower case; none if it cannot be made out.
fn root_names(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<String>>> {
    let size = file.seek(SeekFrom::End(0))?;
    let mut header = Vec::new();
    file.rewind()?;
    file.by_ref().take(512).read_to_end(&mut header)?;
    // Sectors have 512 bytes, or 4096.
    let length = if header.get(30..32) == Some(&[12, 0]) { 4096 } else { 512 };
    let number_of = usize::try_from(size).unwrap_or_default() / length;
    let mut sectors = Sectors { file, length, number: number_of, table: Vec::new() };
    sectors.read_table(&header)?;
    let Some(first) = number(&header, 48) else { return Ok(None) };
    let directory = sectors.chain(first)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
    let entry = |place: u32| entries.get(usize::try_from(place).ok()?).copied();
    let Some(root) = entry(0) else { return Ok(None) };
    // What stands in the root is a tree of siblings; what is embedded in a document stands deeper.
    let (mut names, mut left) = (Vec::new(), vec![number(root, 76)]);
    while let Some(next) = left.pop() {
        if names.len() > entries.len() {
            return Ok(None);
        }
        if let Some(found) = next.and_then(entry) {
            names.push(name(found));
            left.extend([number(found, 68), number(found, 72)]);
        }
    }
    Ok(Some(names))
}

/// The name of an entry, in lower case.
fn name(entry: &[u8]) -> String {
    let units = entry.chunks_exact(2).take(32).filter_map(|unit| Some(u16::from_le_bytes(unit.try_into().ok()?)));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units).to_ascii_lowercase()
}
