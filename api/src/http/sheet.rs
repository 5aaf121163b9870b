//! Tables for spreadsheets: rows as CSV, and as XLSX.

use csv::{QuoteStyle, WriterBuilder};
use merzim_domain::{Lang, vocabulary, zone};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use serde::Deserialize;
use time::{Date, OffsetDateTime};
use utoipa::IntoParams;

use super::code::Code;
use crate::problem::Problem;

/// What tells spreadsheets that a file is UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// A cell of a table.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A number, which can be counted with.
    Number(i64),
    /// A day.
    Day(Date),
    /// A moment, to the minute, by Kazakhstan's clocks.
    Moment(OffsetDateTime),
    /// Text, also what only looks like a number: an id, a phone number.
    Text(String),
}

vocabulary! {
    /// What stands between the cells of CSV.
    Separator {
        /// `,`
        Comma = "comma", "үтір", "запятая", "a comma";
        /// `;`
        Semicolon = "semicolon", "нүктелі үтір", "точка с запятой", "a semicolon";
        /// A tabulator.
        Tab = "tab", "табуляция", "табуляция", "a tabulator";
    }
}

pub(crate) type SeparatorCode = Code<Separator>;

impl Separator {
    /// What a spreadsheet in this language expects.
    pub const fn of(lang: Lang) -> Self {
        match lang {
            Lang::Kk | Lang::Ru => Self::Semicolon,
            Lang::En => Self::Comma,
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

vocabulary! {
    /// A language in which a file is kept.
    SheetLanguage {
        /// Kazakh.
        Kk = "kk", "қазақша", "казахский", "Kazakh";
        /// Russian.
        Ru = "ru", "орысша", "русский", "Russian";
    }
}

type SheetLanguageCode = Code<SheetLanguage>;

/// How a table in both languages is written as CSV.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CsvOptions {
    /// Language of the file; else the one of the two that `Accept-Language` prefers, and Kazakh where that is neither.
    #[param(inline)]
    lang: Option<SheetLanguageCode>,
    /// What stands between the cells: `semicolon`, unless the caller prefers English and no language of the file is named; then `comma`.
    #[param(inline)]
    separator: Option<SeparatorCode>,
}

impl CsvOptions {
    /// The language of the file, and what stands between its cells, for a caller who prefers this language.
    pub fn of(self, preferred: Lang) -> (Lang, Separator) {
        let expected = Separator::of(if self.lang.is_some() { Lang::Kk } else { preferred });
        let lang = match (self.lang.map(|lang| lang.0), preferred) {
            (Some(SheetLanguage::Ru), _) | (None, Lang::Ru) => Lang::Ru,
            (Some(SheetLanguage::Kk), _) | (None, Lang::Kk | Lang::En) => Lang::Kk,
        };
        (lang, self.separator.map_or(expected, |separator| separator.0))
    }
}

/// The media type of CSV.
pub const CSV: &str = "text/csv; charset=utf-8";
/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What spreadsheets part cells and rows by, whichever the file has.
const PARTS: [char; 6] = [',', ';', '\t', '|', '\r', '\n'];
/// What a formula begins with, in all its widths: what begins nothing else, and what stands before numbers and names too.
const EQUALS: &str = "=＝﹦";
const AT: &str = "@＠﹫";
const SIGNS: &str = "+-＋－﹢﹣";

/// Text of which no spreadsheet takes any part for a formula, whatever it parts cells by, and whatever blanks and quotation marks the
/// part begins with.
fn harmless(text: &str) -> String {
    let begins_formula = |sign: char| [EQUALS, AT, SIGNS].iter().any(|begins| begins.contains(sign));
    let mut safe = String::with_capacity(text.len());
    if text.starts_with(['\t', '\r', '\n']) {
        safe.push('\'');
    }
    for part in text.split_inclusive(PARTS) {
        let rest = part.trim_start_matches(is_blank);
        if rest.starts_with(begins_formula) {
            safe.push('\'');
        }
        safe.push_str(part.strip_suffix(rest).unwrap_or_default());
        let mut before = None;
        for (at, sign) in rest.char_indices() {
            if before.is_some_and(|before| may_begin(before, rest.get(at..).unwrap_or_default())) {
                safe.push('\'');
            }
            safe.push(sign);
            before = Some(sign);
        }
    }
    safe
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || "\"\u{feff}\u{200b}".contains(sign)
}

/// Whether a formula may begin there for who parts cells by what stands `before`, which in most texts parts nothing. A number, a
/// telephone and a dash are none, nor what is in an address of the web.
fn may_begin(before: char, rest: &str) -> bool {
    let mut signs = rest.chars();
    let begins = |known: &str| signs.clone().next().is_some_and(|sign| known.contains(sign));
    let parts = |sign: char| is_blank(sign) || ":^".contains(sign);
    let (is_equals, is_at, is_sign) = (begins(EQUALS), begins(AT), begins(SIGNS));
    signs.next();
    if signs.as_str().starts_with(char::is_whitespace) {
        return false;
    }
    let token = || signs.as_str().split(parts).next().unwrap_or_default();
    (is_equals && !before.is_alphanumeric() && !"<>!=_)]%".contains(before))
        || (is_at && parts(before))
        || (is_sign && parts(before) && token().contains(['(', '!', '|', '=']) && token().contains(char::is_alphabetic))
}

/// Rows as CSV.
pub fn csv<const N: usize>(
    rows: impl IntoIterator<Item = [Cell; N]>,
    separator: Separator,
) -> Result<Vec<u8>, Problem> {
    let mut writer =
        WriterBuilder::new().delimiter(separator.byte()).quote_style(QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        let row = row.map(|cell| match cell {
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Moment(at) => {
                let at = zone::local(at);
                format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
            }
            Cell::Text(text) => harmless(&text),
        });
        writer.write_record(row).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}

/// What XLSX holds in one cell, in units of UTF-16; longer text is cut.
const LONGEST_CELL: usize = 32_767;

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or_default(), day.month().into(), day.day())
}

fn shown_as(format: &str) -> Format {
    Format::new().set_num_format(format)
}

/// Writes a row of a sheet: numbers, days and moments as such.
pub fn write_row(sheet: &mut Worksheet, row: u32, cells: impl IntoIterator<Item = Cell>) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Number(number) => sheet.write(row, column, number)?,
            Cell::Day(day) => {
                sheet.write_datetime_with_format(row, column, excel_day(day)?, &shown_as("dd.mm.yyyy"))?
            }
            Cell::Moment(at) => {
                let at = zone::local(at);
                let moment = excel_day(at.date())?.and_hms(at.hour().into(), at.minute(), 0)?;
                sheet.write_datetime_with_format(row, column, moment, &shown_as("dd.mm.yyyy hh:mm"))?
            }
            Cell::Text(text) => {
                let mut units = 0;
                let fits = |sign: &char| {
                    units += sign.len_utf16();
                    units <= LONGEST_CELL
                };
                sheet.write_string(row, column, text.chars().take_while(fits).collect::<String>())?
            }
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_cell_is_a_formula_whatever_parts_cells() {
        for (text, safe) in [
            ("Демо", "Демо"),
            ("=1+1", "'=1+1"),
            ("Демо;=1+1;", "Демо;'=1+1;"),
            ("a, \"@x", "a,' \"@x"),
            ("a\t＝1|+2\r\n-3", "a\t'＝1|'+2\r\n'-3"),
            ("\t\u{feff} =1", "'\t'\u{feff} =1"),
            ("\r1", "'\r1"),
            ("+7 701 000 00 00", "'+7 701 000 00 00"),
            // Whatever else parts them.
            ("x:=1+1", "x:'=1+1"),
            ("x^=1+1", "x^'=1+1"),
            ("x/\"＝1", "x/\"'＝1"),
            ("x =1+1", "x '=1+1"),
            ("x :@SUM(A1)", "x :'@SUM(A1)"),
            ("x +cmd|' /C calc'!A0", "x '+cmd|' /C calc'!A0"),
            ("x:-HYPERLINK(A1)", "x:'-HYPERLINK(A1)"),
            ("https://demo.example/?a=1&b=@x&c[]=2 a = b, a<=b", "https://demo.example/?a=1&b=@x&c[]=2 a = b, a<=b"),
            ("https://t.example/@merzim қара", "https://t.example/@merzim қара"),
            ("Тел.: +7(701)000-00-00 немесе -5, Астана - Алматы", "Тел.: +7(701)000-00-00 немесе -5, Астана - Алматы"),
            ("synaq@demo.example; 10:00-12:00", "synaq@demo.example; 10:00-12:00"),
            ("Көлік – жол, 1-бап; a=b", "Көлік – жол, 1-бап; a=b"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), safe, "{text:?}");
        }
    }
}
