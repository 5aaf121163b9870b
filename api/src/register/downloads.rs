//! The Register as files: CSV and XLSX with the six columns of Annex 2, streamed.

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get};
use futures_util::stream;
use merzim_domain::{Lang, Text};
use merzim_persistence::Connection;
use merzim_persistence::register::{self, EntryPlace, Filter};
use merzim_persistence::words::Hits;
use serde::Deserialize;

use super::entries::{RegisterFilter, show_page};
use super::view::RegisterEntry;
use crate::app::App;
use crate::app::table::{self, BATCH, Batch, Table};
use crate::http::download::{disposition, stream_file};
use crate::http::edge::is_head;
use crate::http::reply::public;
use crate::http::sheet::{CSV, Cell, CsvOptions, XLSX};
use crate::http::tags::tag_of;
use crate::http::{File, Listed, Query, Since, Visit};
use crate::law::today;
use crate::problem::Problem;

/// What of the Register is downloaded, and how.
#[derive(Debug, Deserialize)]
pub struct CsvQuery {
    #[serde(flatten)]
    options: CsvOptions,
    #[serde(flatten)]
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

/// The Register, narrowed: the six columns of Annex 2.
#[derive(Clone, Debug)]
struct Narrowed(Filter);

impl Table<6> for Narrowed {
    type Place = i64;
    const COLUMNS: [(Text, f64); 6] = [
        (Text::new("№", "№", "№"), 6.0),
        (Text::new("Коммуникация арнасының атауы", "Наименование канала коммуникаций", "Name of the channel"), 40.0),
        (
            Text::new(
                "Қолданысында коммуникация арнасы бар орталық мемлекеттік немесе жергілікті атқарушы органның атауы",
                "Наименование центрального государственного или местного исполнительного органа, использующего канал коммуникаций",
                "Body that uses the channel",
            ),
            50.0,
        ),
        (
            Text::new(
                "Коммуникациялар арнасының Тізілімге енгізілген күні",
                "Дата включения канала коммуникаций в реестр",
                "Date of inclusion",
            ),
            14.0,
        ),
        (
            Text::new(
                "Коммуникациялар арнасы бойынша енгізілген өзгерістер және (немесе) толықтырулар туралы мәліметтер",
                "Сведения о внесённых изменениях и (или) дополнениях по каналу коммуникаций",
                "Changes and additions",
            ),
            60.0,
        ),
        (
            Text::new(
                "Коммуникациялар арнасын алып тастау туралы мәліметтер",
                "Сведения об исключении канала коммуникаций",
                "Removal",
            ),
            50.0,
        ),
    ];

    fn batch(&self, connection: &mut Connection, lang: Lang, after: Option<i64>) -> Result<Batch<6, i64>, Problem> {
        let after = EntryPlace::Number(after.unwrap_or_default());
        let page = show_page(connection, &self.0, Hits::All, after, BATCH)?;
        let next = page.items.last().filter(|_| page.more).map(|(_, entry)| entry.number);
        Ok((page.items.iter().map(|(_, entry)| cells(entry, lang)).collect(), next))
    }
}

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
#[utoipa::path(operation_id = "downloadRegisterCsv", params(CsvOptions, RegisterFilter, Since), security(()), responses((status = OK, description = "The file", content_type = "text/csv", body = String)))]
#[get("/register-entries.csv")]
pub async fn download_csv(
    app: Data<App>,
    visit: Visit,
    request: HttpRequest,
    asked: Query<CsvQuery>,
) -> Result<HttpResponse, Problem> {
    let Query(CsvQuery { options, asked: Listed { filter, since, .. } }) = asked;
    let (lang, separator) = options.of(visit.lang);
    let filter = filter.stored(&since, today(&app));
    let (mut answer, known) = begin_answer(&app, &request, CSV, "register.csv", &(lang, separator, &filter)).await?;
    answer.insert_header((header::CONTENT_LANGUAGE, lang.code()));
    if known {
        return Ok(answer.finish());
    }
    Ok(answer.streaming(table::csv(app, Narrowed(filter), lang, separator)?))
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
    let filter = asked.0.filter.stored(&asked.0.since, today(&app));
    let (mut answer, known) = begin_answer(&app, &request, XLSX, "register.xlsx", &filter).await?;
    answer.insert_header((header::CONTENT_LANGUAGE, "kk, ru"));
    if known {
        return Ok(answer.finish());
    }
    if is_head(&request) {
        return Ok(answer.streaming(stream::empty::<std::io::Result<Bytes>>()));
    }
    let file = table::workbook(&app, Narrowed(filter)).await?;
    Ok(answer.streaming(stream_file(file, u64::MAX)))
}
