//! iCalendar (RFC 5545), as far as Merzim writes it.
//!
//! A writer of our own: what the library at hand folds, it may part within an escape, and it walks through a line anew for each fold.

use merzim_domain::Lang;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

/// The media type.
pub const ICS: &str = "text/calendar; charset=utf-8";

/// Words as a calendar and a feed have them: lines end in one way, and nothing is in them that XML or iCalendar does not hold.
pub fn plain(words: &str) -> String {
    let holds = |sign: &char| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}') || "\n\t".contains(*sign);
    words.replace("\r\n", "\n").replace('\r', "\n").chars().filter(holds).collect()
}

/// A calendar as it is written, line by line.
#[derive(Debug, Default)]
pub struct Ical(String);

impl Ical {
    /// Begins a calendar with what is in it, in English for programs and in `lang` for people, and how often a program may ask
    /// again (RFC 5545, a duration).
    pub fn begin(product: &str, name: &str, every: &str, lang: Lang) -> Self {
        let mut calendar = Self::default();
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", &format!("-//Merzim//{product}//{}", lang.code().to_uppercase()));
        calendar.line("CALSCALE", "GREGORIAN");
        // Programs know the one or the other.
        calendar.text("NAME", name);
        calendar.text("X-WR-CALNAME", name);
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION", every);
        calendar.line("X-PUBLISHED-TTL", every);
        calendar
    }

    /// A line whose value is a word of the format.
    pub fn line(&mut self, name: &str, value: &str) {
        /// In octets of UTF-8, without the end of the line.
        const LONGEST: usize = 75;
        let mut length = 0;
        let line = format!("{name}:{value}");
        let mut signs = line.chars();
        while let Some(sign) = signs.next() {
            // An escape stays whole.
            let escaped = if sign == '\\' { signs.next() } else { None };
            let more = sign.len_utf8() + escaped.map_or(0, char::len_utf8);
            if length + more > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.extend([Some(sign), escaped].into_iter().flatten());
            length += more;
        }
        self.0.push_str("\r\n");
    }

    /// A line of text.
    pub fn text(&mut self, name: &str, words: &str) {
        let escaped: String = words
            .chars()
            .flat_map(|sign| match sign {
                '\n' => [Some('\\'), Some('n')],
                '\\' | ';' | ',' => [Some('\\'), Some(sign)],
                _ => [Some(sign), None],
            })
            .flatten()
            .collect();
        self.line(name, &escaped);
    }

    /// A line with an instant.
    pub fn instant(&mut self, name: &str, at: OffsetDateTime) {
        let form = format_description!("[year][month][day]T[hour][minute][second]Z");
        self.line(name, &at.to_offset(UtcOffset::UTC).format(form).unwrap_or_default());
    }

    /// A line with a date.
    pub fn date(&mut self, name: &str, date: Date) {
        let form = format_description!("[year][month][day]");
        self.line(&format!("{name};VALUE=DATE"), &date.format(form).unwrap_or_default());
    }

    /// What was written, ended.
    pub fn written(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fold_parts_an_escape_or_a_character() {
        for before in 0..80 {
            let words = format!("{}{}", "a".repeat(before), "\n,Ә;\\😀 ".repeat(40));
            let mut calendar = Ical::default();
            calendar.text("SUMMARY", &words);
            let Ical(written) = calendar;
            let lines: Vec<&str> = written.trim_end_matches("\r\n").split("\r\n ").collect();
            for line in &lines {
                assert!(line.len() < 75 || (line.len() == 75 && line.starts_with("SUMMARY")), "{line}");
                let escapes = line.replace("\\\\", "");
                assert!(!escapes.ends_with('\\'), "{line}");
            }
            let read = lines.concat();
            let read = read.strip_prefix("SUMMARY:").unwrap().replace("\\\\", "\0").replace("\\n", "\n");
            assert_eq!(read.replace("\\,", ",").replace("\\;", ";").replace('\0', "\\"), words);
        }
    }
}
