//! The Register as files: CSV and XLSX with the six columns of Annex 2, streamed.

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get};
use futures_util::stream;
use merzim_domain::{Lang, Text};
use merzim_persistence::Connection;
use merzim_persistence::register::{self, Filter};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::entries::{RegisterFilter, show_page};
use super::view::RegisterEntry;
use crate::app::App;
use crate::app::lanes::Wanted;
use crate::http::edge::is_head;
use crate::http::reply::{disposition, public, stream_file, tag_of};
use crate::http::{File, Listed, Query, Since, sheet};
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
    #[serde(flatten)]
    #[param(ignore)]
    asked: Listed<RegisterFilter>,
}

/// Titles of the six columns (Annex 2).
fn columns(lang: Lang) -> [String; 6] {
    [
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
    ]
    .map(|title| title.get(lang).to_owned())
}

/// The six cells of an entry.
fn cells(entry: &RegisterEntry, lang: Lang) -> [String; 6] {
    let changes: Vec<String> =
        entry.changes.iter().map(|change| format!("{}: {}", change.entered_on, change.note.get(lang))).collect();
    let removal = entry.removal.as_ref();
    [
        entry.number.to_string(),
        entry.channel_name.get(lang).to_owned(),
        entry.body_name.get(lang).to_owned(),
        entry.included_on.to_string(),
        changes.join("; "),
        removal.map(|removal| format!("{}: {}", removal.stopped_on, removal.note.get(lang))).unwrap_or_default(),
    ]
}

/// How many entries are read at once.
const BATCH: i64 = 500;

struct Rest {
    app: Data<App>,
    filter: Filter,
    lang: Lang,
    /// Serial number of the last entry sent; none when the head is still to be sent.
    after: Option<i64>,
    done: bool,
}

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The headers of a file of the Register, and whether the client has it already.
async fn head(
    app: &App,
    request: &HttpRequest,
    kind: &'static str,
    name: &str,
    asked: &impl std::fmt::Debug,
) -> Result<(HttpResponseBuilder, bool), Problem> {
    let age = app.query(|connection| Ok(register::age(connection)?)).await?;
    // The same program makes the same file of the same Register.
    let etag = tag_of(format!("{kind} {} {age} {asked:?}", env!("CARGO_PKG_VERSION")).as_bytes());
    let (mut answer, known) = public(request, &etag);
    if !known {
        answer
            .insert_header((header::CONTENT_TYPE, kind))
            .insert_header((header::CONTENT_DISPOSITION, disposition(name)));
    }
    Ok((answer, known))
}

async fn next_rows(mut rest: Rest) -> Result<Option<(Bytes, Rest)>, Problem> {
    if rest.done {
        return Ok(None);
    }
    let Some(after) = rest.after else {
        rest.after = Some(0);
        // The byte order mark tells spreadsheets that it is UTF-8.
        let head = [sheet::BOM, &sheet::csv([columns(rest.lang)])?].concat();
        return Ok(Some((Bytes::from(head), rest)));
    };
    let filter = rest.filter.clone();
    let page = rest.app.look(move |connection| show_page(connection, &filter, after, BATCH)).await?;
    rest.done = !page.more;
    rest.after = page.items.last().map(|entry| entry.number);
    let rows = sheet::csv(page.items.iter().map(|entry| cells(entry, rest.lang)))?;
    Ok(Some((Bytes::from(rows), rest)))
}

/// Download the Register as CSV
///
/// The six columns of Annex 2 in one of the two languages, UTF-8, streamed, with the same filters as the list.
#[utoipa::path(operation_id = "downloadRegisterCsv", params(CsvQuery, RegisterFilter, Since), security(()), responses((status = OK, description = "The file", content_type = "text/csv", body = String)))]
#[get("/register-entries.csv")]
pub async fn download_csv(
    app: Data<App>,
    request: HttpRequest,
    asked: Query<CsvQuery>,
) -> Result<HttpResponse, Problem> {
    let Query(CsvQuery { lang, asked: Listed { filter, since, .. } }) = asked;
    let lang = if lang.unwrap_or_default() == RegisterLanguage::Ru { Lang::Ru } else { Lang::Kk };
    let filter = filter.stored(&since)?;
    let (mut answer, known) = head(&app, &request, CSV, "register.csv", &(lang, &filter)).await?;
    answer.insert_header((header::CONTENT_LANGUAGE, lang.code()));
    if known {
        return Ok(answer.finish());
    }
    let rest = Rest { filter, app, lang, after: None, done: false };
    Ok(answer.streaming(Box::pin(stream::try_unfold(rest, next_rows))))
}

/// What the format holds in one cell; longer ones are cut.
const LONGEST_CELL: usize = 32_767;

fn write_sheet(
    connection: &mut Connection,
    wanted: &Wanted,
    sheet: &mut Worksheet,
    filter: &Filter,
    lang: Lang,
    failed: impl Fn(XlsxError) -> Problem,
) -> Result<(), Problem> {
    let bold = Format::new().set_bold().set_text_wrap();
    for (column, width) in (0_u16..).zip([6.0, 40.0, 50.0, 14.0, 60.0, 50.0]) {
        sheet.set_column_width(column, width).map_err(&failed)?;
    }
    for (column, title) in (0_u16..).zip(columns(lang)) {
        sheet.write_with_format(0, column, title, &bold).map_err(&failed)?;
    }
    let (mut after, mut more, mut row) = (0, true, 1_u32);
    while more {
        wanted.still()?;
        let page = show_page(connection, filter, after, BATCH)?;
        for entry in &page.items {
            for (column, cell) in (0_u16..).zip(cells(entry, lang)) {
                let cell: String = cell.chars().take(LONGEST_CELL).collect();
                sheet.write_string(row, column, cell).map_err(&failed)?;
            }
            row += 1;
        }
        more = page.more;
        after = page.items.last().map_or(after, |entry| entry.number);
    }
    Ok(())
}

/// Download the Register as XLSX
///
/// The six columns of Annex 2, one sheet in Kazakh and one in Russian, with the same filters as the list.
#[utoipa::path(operation_id = "downloadRegisterXlsx", params(RegisterFilter, Since), security(()), responses((status = OK, description = "The file", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = inline(File))))]
#[get("/register-entries.xlsx")]
pub async fn download_xlsx(
    app: Data<App>,
    request: HttpRequest,
    asked: Query<Listed<RegisterFilter>>,
) -> Result<HttpResponse, Problem> {
    let filter = asked.0.filter.stored(&asked.0.since)?;
    let (mut answer, known) = head(&app, &request, XLSX, "register.xlsx", &filter).await?;
    answer.insert_header((header::CONTENT_LANGUAGE, "kk, ru"));
    if known {
        return Ok(answer.finish());
    }
    if is_head(&request) {
        return Ok(answer.streaming(stream::empty::<std::io::Result<Bytes>>()));
    }
    let files = app.files.clone();
    let file = app
        .export(move |connection, wanted| {
            let failed = |error: XlsxError| match error {
                XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => files.failed(error).into(),
                XlsxError::ZipError(error) => files.failed(error.into()).into(),
                error => Problem::internal(error),
            };
            let mut workbook = Workbook::new();
            workbook.set_tempdir(files.staging()).map_err(failed)?;
            for (name, lang) in [("Қазақша", Lang::Kk), ("На русском", Lang::Ru)] {
                // Rows go to the disk as they are written, so that memory does not grow with the Register.
                let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
                sheet.set_name(name).map_err(failed)?;
                write_sheet(connection, wanted, sheet, &filter, lang, failed)?;
            }
            wanted.still()?;
            let mut file = tempfile::tempfile_in(files.staging()).map_err(|error| files.failed(error))?;
            workbook.save_to_writer(&mut file).map_err(failed)?;
            std::io::Seek::rewind(&mut file).map_err(Problem::internal)?;
            Ok(file)
        })
        .await?;
    Ok(answer.streaming(stream_file(file)))
}
