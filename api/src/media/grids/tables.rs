//! A grid for programs and spreadsheets: JSON, CSV, XLSX.

use actix_web::{HttpResponse, get};
use merzim_domain::{Lang, Text, zone};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::entry::GridEntry;
use super::shown::{Shown, WhichGrid, contacts, filming, joined, moment, organisers, place, read, send_file, speakers};
use crate::app::Ask;
use crate::http::sheet::{self, Cell, Separator};
use crate::http::{Answer, At, Bilingual, File, PathId, Query, Reply};
use crate::law::pictures::InLanguage;
use crate::problem::Problem;

/// The grid of a week for programs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaGridFile {
    /// The week, by ISO 8601.
    #[schema(example = "2026-W13")]
    pub week: String,
    /// The number of the version; none of what is compiled.
    #[schema(minimum = 1, example = 1)]
    pub revision: Option<i64>,
    /// When it was sent.
    pub sent_at: Option<At>,
    /// Who sends it.
    pub issuer: Bilingual,
    /// The events, the first to begin first.
    pub entries: Vec<GridEntry>,
    /// Those that were sent once and are left out now.
    pub withdrawn: Vec<GridEntry>,
}

/// Download a media grid as JSON
///
/// Every event with all that is said of it.
#[utoipa::path(operation_id = "downloadMediaGridJson", params(("id" = Uuid, Path, description = "Id of the grid"), WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The grid", body = MediaGridFile)))]
#[get("/media-grids/{id}/grid.json")]
pub async fn download_json(ask: Ask, id: PathId, which: Query<WhichGrid>) -> Answer {
    let Shown { week, version, entries, withdrawn, issuer, .. } = read(&ask, id, which.0).await?;
    let (revision, sent_at) = version.map(|(number, at)| (number, At(at))).unzip();
    Reply::ok(&MediaGridFile { week: week.to_string(), revision, sent_at, issuer, entries, withdrawn })
}

const COLUMNS: [(Text, f64); 14] = [
    (Text::new("№", "№", "No."), 6.0),
    (Text::new("Тақырып", "Рубрика", "Heading"), 24.0),
    (Text::new("Күні", "Дата", "Day"), 12.0),
    (Text::new("Басталуы", "Начало", "Begins"), 17.0),
    (Text::new("Аяқталуы", "Окончание", "Ends"), 17.0),
    (Text::new("Іс-шара", "Мероприятие", "Event"), 50.0),
    (Text::new("Орны", "Место", "Place"), 40.0),
    (Text::new("Өңір", "Регион", "Region"), 24.0),
    (Text::new("Орган", "Орган", "Body"), 40.0),
    (Text::new("Ұйымдастырушылар", "Организаторы", "Organisers"), 40.0),
    (Text::new("Байланыс", "Контакты", "Contacts"), 40.0),
    (Text::new("Спикерлер", "Спикеры", "Speakers"), 50.0),
    (Text::new("Мәртебесі", "Статус", "Status"), 22.0),
    (Text::new("Түсірілім, эмбарго", "Съёмка, эмбарго", "Filming, embargo"), 40.0),
];
const EMBARGO: Text = Text::new("эмбарго: {} дейін", "эмбарго до {}", "under embargo until {}");

fn titles(lang: Lang) -> [Cell; 14] {
    COLUMNS.map(|(title, _)| Cell::Text(title.get(lang).to_owned()))
}

fn cells(number: i64, entry: &GridEntry, lang: Lang) -> [Cell; 14] {
    let event = &entry.event;
    let embargo = event.embargo_until.map(|until| EMBARGO.with(&Text::same(moment(until))));
    let filmed = joined([filming(entry, lang).as_str(), embargo.as_ref().map_or("", |words| words.get(lang))], "; ");
    [
        Cell::Number(number),
        Cell::Text(entry.heading.as_ref().map_or("", |heading| heading.get(lang)).to_owned()),
        Cell::Day(zone::local(event.starts_at).date()),
        Cell::Text(moment(event.starts_at)),
        Cell::Text(moment(event.ends_at)),
        Cell::Text(event.title.get(lang).to_owned()),
        Cell::Text(place(entry, lang)),
        Cell::Text(event.place.region.map(|region| region.title(lang)).unwrap_or_default()),
        Cell::Text(entry.body_name.get(lang).to_owned()),
        Cell::Text(organisers(entry, lang)),
        Cell::Text(contacts(entry)),
        Cell::Text(speakers(entry, lang)),
        Cell::Text(event.status.title(lang)),
        Cell::Text(filmed),
    ]
}

/// How a table is written.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GridCsvQuery {
    /// What stands between the cells: `comma` in English, else `semicolon`, if not said.
    #[param(inline)]
    separator: Option<Separator>,
}

/// Download a media grid as CSV
///
/// A row for each event, UTF-8. Every cell stands in quotation marks. Where a spreadsheet could take a part of a cell for a formula, an
/// apostrophe stands before it.
#[utoipa::path(operation_id = "downloadMediaGridCsv", params(("id" = Uuid, Path, description = "Id of the grid"), InLanguage, WhichGrid, GridCsvQuery), security((), ("bearer" = [])), responses((status = OK, description = "The file", content_type = "text/csv", body = inline(File))))]
#[get("/media-grids/{id}/grid.csv")]
pub async fn download_csv(
    ask: Ask,
    id: PathId,
    lang: Query<InLanguage>,
    which: Query<WhichGrid>,
    asked: Query<GridCsvQuery>,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.or(ask.call.lang);
    let shown = read(&ask, id, which.0).await?;
    let rows = (1..).zip(&shown.entries).map(|(number, entry)| cells(number, entry, lang));
    let separator = asked.0.separator.unwrap_or(Separator::of(lang));
    let body = [sheet::BOM, &sheet::csv([titles(lang)].into_iter().chain(rows), separator)?].concat();
    Ok(send_file("text/csv; charset=utf-8", &format!("{}.csv", shown.week), body, lang))
}

fn workbook(shown: &Shown) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for (name, lang) in [("Қазақша", Lang::Kk), ("На русском", Lang::Ru)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_freeze_panes(1, 0)?;
        for (column, (_, width)) in (0_u16..).zip(COLUMNS) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_row_format(0, &Format::new().set_bold().set_text_wrap())?;
        sheet::write_row(sheet, 0, titles(lang))?;
        for ((row, number), entry) in (1_u32..).zip(1_i64..).zip(&shown.entries) {
            sheet::write_row(sheet, row, cells(number, entry, lang))?;
        }
    }
    book.save_to_buffer()
}

/// Download a media grid as XLSX
///
/// A row for each event, one sheet in Kazakh and one in Russian.
#[utoipa::path(operation_id = "downloadMediaGridXlsx", params(("id" = Uuid, Path, description = "Id of the grid"), WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The file", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = inline(File))))]
#[get("/media-grids/{id}/grid.xlsx")]
pub async fn download_xlsx(ask: Ask, id: PathId, which: Query<WhichGrid>) -> Result<HttpResponse, Problem> {
    let shown = read(&ask, id, which.0).await?;
    let body = workbook(&shown).map_err(Problem::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(send_file(kind, &format!("{}.xlsx", shown.week), body, ask.call.lang))
}
