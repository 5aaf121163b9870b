//! What an uploaded file is, by its bytes and by its name.

use std::io::{Read, Seek};

use merzim_domain::Text;
use tempfile::NamedTempFile;

use crate::problem::{Fault, Problem};

/// Plain text.
const TEXT: &str = "text/plain";
/// Office documents are archives inside, and not every archive tells at its beginning which.
const ZIPPED: &[&str] = &["zip", "docx", "xlsx", "pptx", "odt", "ods"];
/// The older ones have one container for all three.
const OLDER: &[&str] = &["doc", "xls", "ppt"];

/// Media types that may be attached, and the ends of names that agree with them.
const ACCEPTED: [(&str, &[&str]); 14] = [
    ("application/pdf", &["pdf"]),
    ("application/msword", OLDER),
    ("application/vnd.ms-excel", OLDER),
    ("application/vnd.ms-powerpoint", OLDER),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/tiff", &["tif", "tiff"]),
    ("application/zip", ZIPPED),
    (TEXT, &["txt", "text", "csv", "tsv", "log", "md"]),
];

/// Whether bytes that come in pieces are plain text in UTF-8.
#[derive(Debug, Default)]
pub(super) struct TextCheck {
    /// The beginning of a character cut at the end of the last piece.
    cut: Vec<u8>,
    broken: bool,
}

impl TextCheck {
    pub(super) fn read(&mut self, piece: &[u8]) {
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

    pub(super) const fn holds(&self) -> bool {
        !self.broken && self.cut.is_empty()
    }
}

/// What the bytes are, if it is something that may be attached.
pub(super) fn sniff(file: &NamedTempFile, is_text: bool) -> Result<Option<&'static str>, Problem> {
    let mut file = file.as_file();
    let mut head = Vec::new();
    file.rewind().and_then(|()| file.take(8192).read_to_end(&mut head)).map_err(Problem::internal)?;
    Ok(match infer::get(&head) {
        Some(kind) => ACCEPTED.iter().map(|(accepted, _)| *accepted).find(|accepted| *accepted == kind.mime_type()),
        None => is_text.then_some(TEXT),
    })
}

/// Checks that the end of a name agrees with what the bytes are: whoever opens the file goes by its name. A name without an end
/// says nothing. Else 415 when it does not.
pub(super) fn expect_named_so(name: &str, media_type: &str) -> Result<(), Problem> {
    let ends = ACCEPTED.iter().find(|(accepted, _)| *accepted == media_type).map_or(&[][..], |(_, ends)| ends);
    // What follows a point may be a number, as in «№ 5.1».
    let is_end = |end: &str| end.chars().all(char::is_alphanumeric) && end.chars().any(char::is_alphabetic);
    let Some((_, end)) = name.rsplit_once('.').filter(|(_, end)| is_end(end)) else { return Ok(()) };
    if ends.iter().any(|fitting| fitting.eq_ignore_ascii_case(end)) {
        return Ok(());
    }
    let fitting = ends.iter().map(|end| format!(".{end}")).collect::<Vec<_>>().join(", ");
    Err(Problem::from(Fault::UnsupportedMediaType).because(Text {
        kk: format!("мазмұны {media_type}, ал аты олай аяқталмайды; сай келетіндері: {fitting}").into(),
        ru: format!("содержимое {media_type}, а имя оканчивается иначе; подходят: {fitting}").into(),
        en: format!("it is {media_type}, but its name ends otherwise; these fit: {fitting}").into(),
    }))
}

/// Signs with a meaning to file systems, and those that turn the direction of writing, so that a name reads otherwise than it is.
const MISLEADING: &str = "\"<>|:*?\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{61c}\u{200b}";

/// A file name without folders and signs that could mislead.
pub(super) fn plain_name(given: &str) -> String {
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
            assert_eq!(expect_named_so(name, media_type).is_ok(), agrees, "{name}");
        }
        assert_eq!(plain_name("a.exe . ."), "a.exe");
        assert_eq!(plain_name("../..\\b.txt"), "b.txt");
        assert_eq!(plain_name(" ... "), "file");
    }
}
