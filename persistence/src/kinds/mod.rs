//! What a file is, by its bytes and by its name.

use std::io::{self, Read, Seek};

use tempfile::NamedTempFile;

mod compound;
mod ends;
mod pdf;
mod zipped;

pub use zipped::PLAIN;

/// Plain text.
const TEXT: &str = "text/plain";

/// A kind of file that is kept.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its media type.
    pub media_type: &'static str,
    /// The ends of names that agree with it.
    pub ends: &'static [&'static str],
}

/// Why a file is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is of another kind, or cannot be made out.
    Unknown,
    /// It is a document with programs in it (macros).
    Programs,
    /// It is encrypted, so that nobody without its password can read it.
    Encrypted,
    /// It is cut off, or something else follows where it ends.
    EndsOtherwise,
    /// Two files in it have one name, or one has two.
    Ambiguous,
    /// It loads something over a network when it is opened.
    Remote,
    /// It acts when it is opened or read: it runs scripts, starts programs, or brings files along.
    Acts,
}

/// Every kind that is kept.
const KINDS: [Kind; 14] = [
    Kind::new(pdf::MEDIA_TYPE, &["pdf"]),
    Kind::new("application/msword", &["doc"]),
    Kind::new("application/vnd.ms-excel", &["xls"]),
    Kind::new("application/vnd.ms-powerpoint", &["ppt"]),
    Kind::new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    Kind::new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    Kind::new("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    Kind::new("application/vnd.oasis.opendocument.text", &["odt"]),
    Kind::new("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    Kind::new("image/jpeg", &["jpg", "jpeg"]),
    Kind::new("image/png", &["png"]),
    Kind::new("image/tiff", &["tif", "tiff"]),
    Kind::new(zipped::PLAIN, &["zip"]),
    Kind::new(TEXT, &["txt", "text", "csv", "tsv", "log", "md"]),
];

/// Whether bytes that come in pieces are plain text in UTF-8.
#[derive(Debug, Default)]
pub struct TextCheck {
    /// The beginning of a character cut at the end of the last piece.
    cut: Vec<u8>,
    broken: bool,
}

impl TextCheck {
    /// Reads the next piece.
    pub fn read(&mut self, piece: &[u8]) {
        if self.broken {
            return;
        }
        let bytes = [self.cut.as_slice(), piece].concat();
        let (text, rest) = match std::str::from_utf8(&bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(whole).unwrap_or("\0"), rest)
            }
            Err(_) => ("\0", &[][..]),
        };
        self.broken = text.contains(|sign: char| sign.is_control() && !"\r\n\t".contains(sign));
        self.cut = rest.to_vec();
    }

    /// Whether all that was read is such text.
    #[must_use]
    pub const fn holds(&self) -> bool {
        !self.broken && self.cut.is_empty()
    }
}

impl Kind {
    const fn new(media_type: &'static str, ends: &'static [&'static str]) -> Self {
        Self { media_type, ends }
    }

    /// What the bytes of a file are; else why it is not kept.
    ///
    /// # Errors
    /// [`io::Error`] when the file cannot be read.
    pub fn of(file: &NamedTempFile, is_text: bool) -> io::Result<Result<&'static Self, Unfit>> {
        let mut file = file.as_file();
        let mut head = Vec::new();
        file.rewind()?;
        file.take(8192).read_to_end(&mut head)?;
        let is_archive = zipped::MAGIC.iter().any(|magic| head.starts_with(magic));
        // What a container holds is not told by its beginning.
        let found = if head.starts_with(compound::MAGIC) {
            compound::media_type(file)?
        } else if is_archive {
            zipped::media_type(file.try_clone()?)
        } else {
            infer::get(&head).map(|found| found.mime_type()).or_else(|| is_text.then_some(TEXT)).ok_or(Unfit::Unknown)
        };
        let kind = found.and_then(|found| KINDS.iter().find(|kind| kind.media_type == found).ok_or(Unfit::Unknown));
        Ok(match kind {
            Ok(kind) if !ends::as_it_must(file, kind.media_type, is_archive)? => Err(Unfit::EndsOtherwise),
            Ok(kind) if kind.media_type == pdf::MEDIA_TYPE => pdf::look(file)?.map_or(Ok(kind), Err),
            kind => kind,
        })
    }

    /// The name under which a file of this kind is kept: whoever opens it goes by the end of its name. One that ends as other kinds
    /// do is refused; one without an end gets it.
    #[must_use]
    pub fn name(&self, given: &str) -> Option<String> {
        // What follows a point may be a number or a word, as in «№ 5.1» and «г.Астана»: kinds of files are named in ASCII.
        let is_end = |end: &str| {
            end.chars().all(|sign| sign.is_ascii_alphanumeric())
                && end.contains(|sign: char| sign.is_ascii_alphabetic())
        };
        let end = given.rsplit_once('.').map(|(_, end)| end).filter(|end| is_end(end));
        match end {
            Some(end) => self.ends.iter().any(|fitting| fitting.eq_ignore_ascii_case(end)).then(|| plain_name(given)),
            None => Some(plain_name(&format!("{}.{}", plain_name(given), self.ends.first()?))),
        }
    }
}

/// Signs with a meaning to file systems, and those that turn the direction of writing, so that a name reads otherwise than it is.
const MISLEADING: &str = "\"<>|:*?\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{61c}\u{200b}";

/// The longest name that every file system takes, in bytes of UTF-8.
const LONGEST: usize = 255;

/// A file name without folders and signs that could mislead, of at most 255 bytes; what is too long loses of its stem, not of its
/// end.
#[must_use]
pub fn plain_name(given: &str) -> String {
    // Some systems leave out a point or a blank at the end, and see another kind of file then.
    let is_edge = |sign: char| sign == '.' || sign.is_whitespace();
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|sign| !sign.is_control() && !MISLEADING.contains(*sign)).collect();
    let plain = plain.trim_matches(is_edge);
    let (stem, end) = plain.rfind('.').map_or((plain, ""), |point| plain.split_at(point));
    let plain = match LONGEST.checked_sub(end.len()) {
        Some(room) if room > 0 => cut(stem, room).trim_end_matches(is_edge).to_owned() + end,
        _ => cut(plain, LONGEST).trim_end_matches(is_edge).to_owned(),
    };
    if plain.is_empty() { "file".to_owned() } else { plain }
}

/// The beginning of a text that has at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let ends = text.char_indices().map(|(at, sign)| at + sign.len_utf8());
    text.get(..ends.take_while(|end| *end <= most).last().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_what_the_file_is() {
        for (name, media_type, kept) in [
            ("letter.PDF", "application/pdf", Some("letter.PDF")),
            ("letter.pdf.exe", "application/pdf", None),
            ("letter", TEXT, Some("letter.txt")),
            ("letter.", "image/jpeg", Some("letter.jpg")),
            (".pdf", "application/pdf", Some("pdf.pdf")),
            ("Бұйрық № 5.1", TEXT, Some("Бұйрық № 5.1.txt")),
            ("Хат г.Астана", "application/pdf", Some("Хат г.Астана.pdf")),
            ("a.ex e", TEXT, Some("a.ex e.txt")),
            ("letter.txt", TEXT, Some("letter.txt")),
            ("page.html", TEXT, None),
            ("page.hta", TEXT, None),
            ("page.svg", TEXT, None),
            ("table.xls", "application/msword", None),
            ("form.docx", "application/zip", None),
            ("forms.zip", "application/zip", Some("forms.zip")),
        ] {
            let kind = KINDS.iter().find(|kind| kind.media_type == media_type).unwrap();
            assert_eq!(kind.name(&plain_name(name)).as_deref(), kept, "{name}");
        }
        let long = KINDS[0].name(&"ә".repeat(300)).unwrap();
        assert!(long.len() <= LONGEST && long.ends_with("ә.pdf"), "{long}");
        assert_eq!(plain_name("a.exe . ."), "a.exe");
        assert_eq!(plain_name("../..\\b.txt"), "b.txt");
        assert_eq!(plain_name(" ... "), "file");
        for (stem, end) in [("ә", ".pdf"), ("a", ".pdf"), ("Ұ. ", ".docx"), ("😀", ".txt")] {
            let name = plain_name(&(stem.repeat(300) + end));
            assert!(name.len() <= LONGEST && name.len() > LONGEST - 8 && name.ends_with(end), "{name}");
        }
        assert_eq!(plain_name(&format!("a.{}", "ә".repeat(300))).len(), 254);
    }
}
