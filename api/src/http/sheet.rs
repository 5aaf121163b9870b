//! Rows as CSV.

use super::problem::Problem;

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

/// Rows as CSV.
///
/// # Errors
/// A [`Problem`] when they cannot be written.
pub fn csv<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(harmless)).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}
