//! A grid for programs and spreadsheets: JSON, CSV, XLSX.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::week::Week;
use merzim_domain::{Lang, Text, zone};
use merzim_persistence::Connection;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::entry::GridEntry;
use super::shown::{
    AIM, BROADCAST, KEY_MESSAGES, OUTCOME, SUMMARY, Shown, TASK, WhichGrid, broadcast, contacts, embargo, filming,
    joined, key_messages, organisers, place, read, speakers, summary,
};
use crate::app::Ask;
use crate::app::table::{self, Batch, Table};
use crate::http::download::{begin_private, send_made, stream_file};
use crate::http::edge::is_head;
use crate::http::sheet::{self, CSV, Cell, CsvOptions, XLSX};
use crate::http::{Answer, At, Bilingual, File, PathId, Query, Reply, periods};
use crate::problem::Problem;

/// The grid of a week for programs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaGridFile {
    /// The week.
    #[schema(value_type = periods::Week)]
    pub week: Week,
    /// The number of the version; none of what is compiled.
    #[schema(minimum = 1, example = 1)]
    pub revision: Option<i64>,
    /// When it was sent.
    pub sent_at: Option<At>,
    /// Who sends it.
    pub issuer: Bilingual,
    /// The events, in the order of the ministry.
    #[schema(max_items = 300)]
    pub entries: Vec<GridEntry>,
    /// Those that were sent once and are left out now.
    #[schema(max_items = 1_000)]
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
    Reply::ok(&MediaGridFile { week, revision, sent_at, issuer, entries, withdrawn })
}

fn cells(number: i64, entry: &GridEntry, now: OffsetDateTime, lang: Lang) -> [Cell; 20] {
    let event = &entry.event;
    let filmed = joined([filming(entry, lang).as_str(), embargo(entry, now, lang).as_str()], "; ");
    [
        Cell::Number(number),
        Cell::Text(entry.heading.as_ref().map_or("", |heading| heading.get(lang)).to_owned()),
        Cell::Day(zone::local(event.starts_at).date()),
        Cell::Moment(event.starts_at),
        Cell::Moment(event.ends_at),
        Cell::Text(event.title.get(lang).to_owned()),
        Cell::Text(place(entry, lang)),
        Cell::Text(event.place.region.map(|region| region.title(lang)).unwrap_or_default()),
        Cell::Text(entry.body_name.get(lang).to_owned()),
        Cell::Text(organisers(entry, lang)),
        Cell::Text(contacts(entry).collect::<Vec<_>>().join("; ")),
        Cell::Text(event.purpose.get(lang).to_owned()),
        Cell::Text(event.objective.get(lang).to_owned()),
        Cell::Text(key_messages(entry, lang)),
        Cell::Text(speakers(entry, lang)),
        Cell::Text(event.expected_outcome.get(lang).to_owned()),
        Cell::Text(event.status.title(lang)),
        Cell::Text(filmed),
        Cell::Text(broadcast(entry).to_owned()),
        Cell::Text(summary(entry, lang).to_owned()),
    ]
}

/// The events of a grid, a row for each.
#[derive(Clone, Debug)]
struct Events(Arc<[GridEntry]>, OffsetDateTime);

impl Table<20> for Events {
    type Place = ();
    const COLUMNS: [(Text, f64); 20] = [
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
        (AIM, 40.0),
        (TASK, 40.0),
        (KEY_MESSAGES, 50.0),
        (Text::new("Спикерлер", "Спикеры", "Speakers"), 50.0),
        (OUTCOME, 40.0),
        (Text::new("Мәртебесі", "Статус", "Status"), 22.0),
        (Text::new("Түсірілім, эмбарго", "Съёмка, эмбарго", "Filming, embargo"), 40.0),
        (BROADCAST, 40.0),
        (SUMMARY, 50.0),
    ];

    fn batch(&self, _: &mut Connection, lang: Lang, _: Option<()>) -> Result<Batch<20, ()>, Problem> {
        Ok(((1..).zip(&*self.0).map(|(number, entry)| cells(number, entry, self.1, lang)).collect(), None))
    }
}

/// Which grid is downloaded, and how.
#[derive(Debug, Deserialize)]
pub struct CsvQuery {
    #[serde(flatten)]
    options: CsvOptions,
    #[serde(flatten)]
    which: WhichGrid,
}

/// Download a media grid as CSV
///
/// A row for each event, in the order of the ministry, in one of the two languages, UTF-8. Every cell stands in quotation marks. Where a spreadsheet could take a part of a
/// cell for a formula, an apostrophe stands before it.
#[utoipa::path(operation_id = "downloadMediaGridCsv", params(("id" = Uuid, Path, description = "Id of the grid"), CsvOptions, WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The file", content_type = "text/csv", body = inline(File)), (status = PARTIAL_CONTENT, description = "The part that `Range` names", content_type = "text/csv", body = inline(File))))]
#[get("/media-grids/{id}/grid.csv")]
pub async fn download_csv(
    ask: Ask,
    id: PathId,
    request: HttpRequest,
    asked: Query<CsvQuery>,
) -> Result<HttpResponse, Problem> {
    let Query(CsvQuery { options, which }) = asked;
    let (lang, separator) = options.of(ask.call.lang);
    let Shown { week, entries, now, .. } = read(&ask, id, which).await?;
    let rows = (1..).zip(&entries).map(|(number, entry)| cells(number, entry, now, lang));
    let rows = std::iter::once(table::titles::<Events, 20>(lang)).chain(rows);
    let content = [sheet::BOM, &sheet::csv(rows, separator)?].concat();
    send_made(&request, CSV, &format!("{week}.csv"), lang.code(), content)
}

/// Download a media grid as XLSX
///
/// A row for each event, one sheet in Kazakh and one in Russian.
#[utoipa::path(operation_id = "downloadMediaGridXlsx", params(("id" = Uuid, Path, description = "Id of the grid"), WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The file", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = inline(File))))]
#[get("/media-grids/{id}/grid.xlsx")]
pub async fn download_xlsx(
    ask: Ask,
    id: PathId,
    request: HttpRequest,
    which: Query<WhichGrid>,
) -> Result<HttpResponse, Problem> {
    let Shown { week, entries, now, .. } = read(&ask, id, which.0).await?;
    let mut answer = begin_private(XLSX, &format!("{week}.xlsx"), "kk, ru");
    if is_head(&request) {
        return Ok(answer.finish());
    }
    let file = table::workbook(&ask.app, Events(entries.into(), now)).await?;
    Ok(answer.streaming(stream_file(file, u64::MAX)))
}
