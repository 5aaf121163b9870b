//! Rows as CSV.

use crate::problem::Problem;

/// What tells spreadsheets that a file is UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// A cell that no spreadsheet takes for a formula, whatever blanks it begins with.
fn harmless(cell: String) -> String {
    let is_blank = |sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}');
    let begins_formula = cell.trim_start_matches(is_blank).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins_formula || cell.starts_with(['\t', '\r']) { format!("'{cell}") } else { cell }
}

/// Rows as CSV.
pub fn csv<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(harmless)).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}
