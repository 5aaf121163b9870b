//! Tables that are downloaded: as CSV, streamed, and as a workbook with a sheet in Kazakh and one in Russian.

use std::fs;
use std::io::Seek;

use actix_web::web::{Bytes, Data};
use futures_util::stream::{self, Stream, StreamExt};
use merzim_domain::{Lang, Text};
use merzim_persistence::Connection;
use merzim_persistence::storage::FileStore;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::App;
use super::lanes::Wanted;
use crate::http::sheet::{self, Cell, Separator};
use crate::problem::Problem;

/// The cells of some rows, and after which place to go on, if there are more.
pub type Batch<const N: usize, P> = (Vec<[Cell; N]>, Option<P>);

/// A table of `N` columns, read batch by batch.
pub trait Table<const N: usize>: Clone + Send + 'static {
    /// Where a batch ends.
    type Place: Send + 'static;
    /// The titles of the columns, and how wide each is in a workbook.
    const COLUMNS: [(Text, f64); N];

    /// The next rows after a place, or the first ones.
    fn batch(
        &self,
        connection: &mut Connection,
        lang: Lang,
        after: Option<Self::Place>,
    ) -> Result<Batch<N, Self::Place>, Problem>;
}

/// How many rows a batch has.
pub const BATCH: i64 = 500;

/// The head of a table.
pub fn titles<T: Table<N>, const N: usize>(lang: Lang) -> [Cell; N] {
    T::COLUMNS.map(|(title, _)| Cell::Text(title.get(lang).to_owned()))
}

/// A table as CSV. No batch waits for a slow client with a connection in hand.
pub fn csv<T: Table<N>, const N: usize>(
    app: Data<App>,
    table: T,
    lang: Lang,
    separator: Separator,
) -> Result<impl Stream<Item = Result<Bytes, Problem>>, Problem> {
    // The byte order mark tells spreadsheets that it is UTF-8.
    let first = [sheet::BOM, &sheet::csv([titles::<T, N>(lang)], separator)?].concat();
    let rows = stream::try_unfold(Some(None), move |after| {
        let (app, table) = (app.clone(), table.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let (rows, next) = app.look(move |connection| table.batch(connection, lang, after)).await?;
            Ok::<_, Problem>(Some((Bytes::from(sheet::csv(rows, separator)?), next.map(Some))))
        }
    });
    Ok(stream::iter([Ok(Bytes::from(first))]).chain(rows))
}

/// Begins a sheet with its head.
fn begin_sheet<'book, T: Table<N>, const N: usize>(
    workbook: &'book mut Workbook,
    name: &str,
    lang: Lang,
) -> Result<&'book mut Worksheet, XlsxError> {
    // Rows go to the disk as they are written, so that memory does not grow with the table.
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    for (column, (_, width)) in (0_u16..).zip(T::COLUMNS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_format(0, &Format::new().set_bold().set_text_wrap())?;
    sheet::write_row(sheet, 0, titles::<T, N>(lang))?;
    Ok(sheet)
}

/// Writes the workbook, as long as somebody waits for it.
fn write<T: Table<N>, const N: usize>(
    connection: &mut Connection,
    wanted: &Wanted,
    files: &dyn FileStore,
    table: &T,
) -> Result<fs::File, Problem> {
    let failed = |error: XlsxError| match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => files.failed(error).into(),
        XlsxError::ZipError(error) => files.failed(error.into()).into(),
        error => Problem::internal(error),
    };
    let mut book = Workbook::new();
    book.set_tempdir(files.staging()).map_err(failed)?;
    for (name, lang) in [("Қазақша", Lang::Kk), ("На русском", Lang::Ru)] {
        let sheet = begin_sheet::<T, N>(&mut book, name, lang).map_err(failed)?;
        let (mut row, mut after) = (0_u32, Some(None));
        while let Some(last) = after {
            wanted.still()?;
            let (rows, next) = table.batch(connection, lang, last)?;
            for cells in rows {
                row += 1;
                sheet::write_row(sheet, row, cells).map_err(failed)?;
            }
            after = next.map(Some);
        }
    }
    wanted.still()?;
    let mut file = tempfile::tempfile_in(files.staging()).map_err(|error| files.failed(error))?;
    book.save_to_writer(&mut file).map_err(failed)?;
    file.rewind().map_err(Problem::internal)?;
    Ok(file)
}

/// A table as a workbook.
pub async fn workbook<T: Table<N>, const N: usize>(app: &App, table: T) -> Result<fs::File, Problem> {
    let files = app.files.clone();
    app.export(move |connection, wanted| write(connection, wanted, &*files, &table)).await
}
