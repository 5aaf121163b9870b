//! The Register as files: CSV and XLSX with the six columns of Annex 2, streamed.

use std::fs;
use std::io::Seek;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get};
use futures_util::{StreamExt, stream};
use merzim_domain::{Lang, Text};
use merzim_persistence::Connection;
use merzim_persistence::page::Hits;
use merzim_persistence::register::{self, EntryPlace, Filter};
use merzim_persistence::storage::FileStore;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::entries::{RegisterFilter, show_page};
use super::view::RegisterEntry;
use crate::app::App;
use crate::app::lanes::Wanted;
use crate::http::download::{disposition, stream_file};
use crate::http::edge::is_head;
use crate::http::reply::public;
use crate::http::sheet::{self, Cell, Separator};
use crate::http::tags::tag_of;
use crate::http::{File, Listed, Query, Since, Visit};
use crate::law::today;
use crate::problem::Problem;

/// A language in which the Register is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RegisterLanguage {
    /// Kazakh.
    #[default]
    Kk,
    /// Russian.
    Ru,
}

/// The language of the file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CsvQuery {
    /// Language of the file.
    #[param(inline)]
    lang: Option<RegisterLanguage>,
    /// What stands between the cells: `semicolon`, unless the caller prefers English and no language of the file is named; then `comma`.
    #[param(inline)]
    separator: Option<Separator>,
    #[serde(flatten)]
    #[param(ignore)]
    asked: Listed<RegisterFilter>,
}

/// The six cells of an entry.
fn cells(entry: &RegisterEntry, lang: Lang) -> [Cell; 6] {
    let changes: Vec<String> = entry.changes.iter().map(|change| change.line(lang)).collect();
    let removal = entry.removal.as_ref();
    let removal = removal.map(|removal| format!("{}: {}", removal.stopped_on, removal.note.get(lang)));
    [
        Cell::Number(entry.number),
        Cell::Text(entry.channel_name.get(lang).to_owned()),
        Cell::Text(entry.body_name.get(lang).to_owned()),
        Cell::Day(entry.included_on),
        Cell::Text(changes.join("; ")),
        Cell::Text(removal.unwrap_or_default()),
    ]
}

/// Titles of the six columns of the Register (№ 93-НҚ Annex 2).
const COLUMNS: [Text; 6] = [
    Text::new("№", "№", "№"),
    Text::new("Коммуникация арнасының атауы", "Наименование канала коммуникаций", "Name of the channel"),
    Text::new(
        "Қолданысында коммуникация арнасы бар орталық мемлекеттік немесе жергілікті атқарушы органның атауы",
        "Наименование центрального государственного или местного исполнительного органа, использующего канал коммуникаций",
        "Body that uses the channel",
    ),
    Text::new(
        "Коммуникациялар арнасының Тізілімге енгізілген күні",
        "Дата включения канала коммуникаций в реестр",
        "Date of inclusion",
    ),
    Text::new(
        "Коммуникациялар арнасы бойынша енгізілген өзгерістер және (немесе) толықтырулар туралы мәліметтер",
        "Сведения о внесённых изменениях и (или) дополнениях по каналу коммуникаций",
        "Changes and additions",
    ),
    Text::new(
        "Коммуникациялар арнасын алып тастау туралы мәліметтер",
        "Сведения об исключении канала коммуникаций",
        "Removal",
    ),
];

/// The titles of the six columns.
fn titles(lang: Lang) -> [Cell; 6] {
    COLUMNS.map(|title| Cell::Text(title.get(lang).to_owned()))
}

/// The cells of the next entries after a serial number, and after which number to go on, if there are more.
fn batch(
    connection: &mut Connection,
    filter: &Filter,
    lang: Lang,
    after: i64,
) -> Result<(Vec<[Cell; 6]>, Option<i64>), Problem> {
    const SIZE: i64 = 500;
    let page = show_page(connection, filter, Hits::All, EntryPlace::Number(after), SIZE)?;
    let next = page.items.last().filter(|_| page.more).map(|(_, entry)| entry.number);
    Ok((page.items.iter().map(|(_, entry)| cells(entry, lang)).collect(), next))
}

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Begins the answer that is a file of the Register, with its headers; and whether the client has the file already.
async fn begin_answer(
    app: &App,
    request: &HttpRequest,
    kind: &'static str,
    name: &str,
    asked: &impl std::fmt::Debug,
) -> Result<(HttpResponseBuilder, bool), Problem> {
    let age = app.query(|connection| Ok(register::age(connection)?)).await?;
    // The same program makes the same file of the same Register on the same day.
    let etag = tag_of(format!("{kind} {} {age} {asked:?}", env!("CARGO_PKG_VERSION")).as_bytes());
    let (mut answer, known) = public(request, &etag);
    if !known {
        answer
            .insert_header((header::CONTENT_TYPE, kind))
            .insert_header((header::CONTENT_DISPOSITION, disposition(name)));
    }
    Ok((answer, known))
}

/// Download the Register as CSV
///
/// The six columns of Annex 2 in one of the two languages, UTF-8, streamed, with the same filters as the list. Every cell stands in
/// quotation marks. Where a spreadsheet could take a part of a cell for a formula, an apostrophe stands before it.
#[utoipa::path(operation_id = "downloadRegisterCsv", params(CsvQuery, RegisterFilter, Since), security(()), responses((status = OK, description = "The file", content_type = "text/csv", body = String)))]
#[get("/register-entries.csv")]
pub async fn download_csv(
    app: Data<App>,
    visit: Visit,
    request: HttpRequest,
    asked: Query<CsvQuery>,
) -> Result<HttpResponse, Problem> {
    let Query(CsvQuery { lang, separator, asked: Listed { filter, since, .. } }) = asked;
    let expected = Separator::of(if lang.is_some() { Lang::Kk } else { visit.lang });
    let separator = separator.unwrap_or(expected);
    let lang = if lang.unwrap_or_default() == RegisterLanguage::Ru { Lang::Ru } else { Lang::Kk };
    let filter = filter.stored(&since, today(&app))?;
    let (mut answer, known) = begin_answer(&app, &request, CSV, "register.csv", &(lang, separator, &filter)).await?;
    answer.insert_header((header::CONTENT_LANGUAGE, lang.code()));
    if known {
        return Ok(answer.finish());
    }
    // The byte order mark tells spreadsheets that it is UTF-8.
    let first = [sheet::BOM, &sheet::csv([titles(lang)], separator)?].concat();
    let rows = stream::try_unfold(Some(0), move |after| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let (rows, next) = app.look(move |connection| batch(connection, &filter, lang, after)).await?;
            Ok::<_, Problem>(Some((Bytes::from(sheet::csv(rows, separator)?), next)))
        }
    });
    Ok(answer.streaming(stream::iter([Ok(Bytes::from(first))]).chain(rows)))
}

/// Begins a sheet with its head.
fn begin_sheet<'book>(
    workbook: &'book mut Workbook,
    name: &str,
    lang: Lang,
) -> Result<&'book mut Worksheet, XlsxError> {
    // Rows go to the disk as they are written, so that memory does not grow with the Register.
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    for (column, width) in (0_u16..).zip([6.0, 40.0, 50.0, 14.0, 60.0, 50.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_format(0, &Format::new().set_bold().set_text_wrap())?;
    sheet::write_row(sheet, 0, titles(lang))?;
    Ok(sheet)
}

/// Writes the workbook: one sheet in Kazakh and one in Russian, as long as somebody waits for it.
fn workbook(
    connection: &mut Connection,
    wanted: &Wanted,
    files: &dyn FileStore,
    filter: &Filter,
) -> Result<fs::File, Problem> {
    let failed = |error: XlsxError| match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => files.failed(error).into(),
        XlsxError::ZipError(error) => files.failed(error.into()).into(),
        error => Problem::internal(error),
    };
    let mut book = Workbook::new();
    book.set_tempdir(files.staging()).map_err(failed)?;
    for (name, lang) in [("Қазақша", Lang::Kk), ("На русском", Lang::Ru)] {
        let sheet = begin_sheet(&mut book, name, lang).map_err(failed)?;
        let (mut row, mut after) = (0_u32, Some(0));
        while let Some(last) = after {
            wanted.still()?;
            let (rows, next) = batch(connection, filter, lang, last)?;
            for cells in rows {
                row += 1;
                sheet::write_row(sheet, row, cells).map_err(failed)?;
            }
            after = next;
        }
    }
    wanted.still()?;
    let mut file = tempfile::tempfile_in(files.staging()).map_err(|error| files.failed(error))?;
    book.save_to_writer(&mut file).map_err(failed)?;
    file.rewind().map_err(Problem::internal)?;
    Ok(file)
}

/// Download the Register as XLSX
///
/// The six columns of Annex 2, one sheet in Kazakh and one in Russian, with the same filters as the list. Numbers and dates are such,
/// everything else is text.
#[utoipa::path(operation_id = "downloadRegisterXlsx", params(RegisterFilter, Since), security(()), responses((status = OK, description = "The file", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = inline(File))))]
#[get("/register-entries.xlsx")]
pub async fn download_xlsx(
    app: Data<App>,
    request: HttpRequest,
    asked: Query<Listed<RegisterFilter>>,
) -> Result<HttpResponse, Problem> {
    let filter = asked.0.filter.stored(&asked.0.since, today(&app))?;
    let (mut answer, known) = begin_answer(&app, &request, XLSX, "register.xlsx", &filter).await?;
    answer.insert_header((header::CONTENT_LANGUAGE, "kk, ru"));
    if known {
        return Ok(answer.finish());
    }
    if is_head(&request) {
        return Ok(answer.streaming(stream::empty::<std::io::Result<Bytes>>()));
    }
    let files = app.files.clone();
    let file = app.export(move |connection, wanted| workbook(connection, wanted, &*files, &filter)).await?;
    Ok(answer.streaming(stream_file(file, u64::MAX)))
}
