//! What a file is, by its bytes and by its name.

use std::io::{self, Read, Seek};

use tempfile::NamedTempFile;

/// Plain text.
const TEXT: &str = "text/plain";
/// Office documents are archives inside, and not every archive tells at its beginning which.
const ZIPPED: &[&str] = &["zip", "docx", "xlsx", "pptx", "odt", "ods"];
/// The older ones have one container for all three.
const OLDER: &[&str] = &["doc", "xls", "ppt"];

/// A kind of file that is kept.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its media type.
    pub media_type: &'static str,
    /// The ends of names that agree with it.
    pub ends: &'static [&'static str],
}

/// Every kind that is kept.
const KINDS: [Kind; 14] = [
    Kind::new("application/pdf", &["pdf"]),
    Kind::new("application/msword", OLDER),
    Kind::new("application/vnd.ms-excel", OLDER),
    Kind::new("application/vnd.ms-powerpoint", OLDER),
    Kind::new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    Kind::new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    Kind::new("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    Kind::new("application/vnd.oasis.opendocument.text", &["odt"]),
    Kind::new("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    Kind::new("image/jpeg", &["jpg", "jpeg"]),
    Kind::new("image/png", &["png"]),
    Kind::new("image/tiff", &["tif", "tiff"]),
    Kind::new("application/zip", ZIPPED),
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

    /// What the bytes of a file are, if it is something that is kept.
    ///
    /// # Errors
    /// [`io::Error`] when the file cannot be read.
    pub fn of(file: &NamedTempFile, is_text: bool) -> io::Result<Option<&'static Self>> {
        let mut file = file.as_file();
        let mut head = Vec::new();
        file.rewind()?;
        file.take(8192).read_to_end(&mut head)?;
        let media_type = match infer::get(&head) {
            Some(found) => found.mime_type(),
            None if is_text => TEXT,
            None => return Ok(None),
        };
        Ok(KINDS.iter().find(|kind| kind.media_type == media_type))
    }

    /// Whether a name agrees with what the bytes are: whoever opens the file goes by its end. A name without an end says nothing.
    #[must_use]
    pub fn agrees(&self, name: &str) -> bool {
        // What follows a point may be a number, as in «№ 5.1».
        let is_end = |end: &str| end.chars().all(char::is_alphanumeric) && end.chars().any(char::is_alphabetic);
        let fits = |end: &str| self.ends.iter().any(|fitting| fitting.eq_ignore_ascii_case(end));
        name.rsplit_once('.').is_none_or(|(_, end)| !is_end(end) || fits(end))
    }
}

/// Signs with a meaning to file systems, and those that turn the direction of writing, so that a name reads otherwise than it is.
const MISLEADING: &str = "\"<>|:*?\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{61c}\u{200b}";

/// A file name without folders and signs that could mislead.
#[must_use]
pub fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String =
        last.chars().filter(|sign| !sign.is_control() && !MISLEADING.contains(*sign)).take(200).collect();
    // Some systems leave out a point or a blank at the end, and see another kind of file then.
    let plain = plain.trim_matches(|sign: char| sign == '.' || sign.is_whitespace()).to_owned();
    if plain.is_empty() { "file".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_what_the_file_is() {
        for (name, media_type, agrees) in [
            ("letter.PDF", "application/pdf", true),
            ("letter.pdf.exe", "application/pdf", false),
            ("letter", TEXT, true),
            ("Бұйрық № 5.1", TEXT, true),
            ("letter.txt", TEXT, true),
            ("page.html", TEXT, false),
            ("page.hta", TEXT, false),
            ("page.svg", TEXT, false),
            ("table.xls", "application/msword", true),
            ("form.docx", "application/zip", true),
            ("form.docm", "application/zip", false),
        ] {
            let kind = KINDS.iter().find(|kind| kind.media_type == media_type).unwrap();
            assert_eq!(kind.agrees(name), agrees, "{name}");
        }
        assert_eq!(plain_name("a.exe . ."), "a.exe");
        assert_eq!(plain_name("../..\\b.txt"), "b.txt");
        assert_eq!(plain_name(" ... "), "file");
    }
}
