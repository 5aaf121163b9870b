//! The directory (№ 444-НҚ ¶4): listed, shown, downloaded.

use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::{Lang, Text, zone};
use merzim_persistence::Connection;
use merzim_persistence::cases::Viewer;
use merzim_persistence::media::officers::{self, Filter, OfficerRow};
use merzim_persistence::page::Walk;
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use uuid::Uuid;

use super::form::{PressContact, SpokenLanguageCode};
use super::view::{OfficerEntry, OrganisationKindCode, PressOfficerView, PressOfficers, bodies_of, show, summarise};
use crate::app::Ask;
use crate::app::table::{self, BATCH, Batch, Table};
use crate::cases::parties_of;
use crate::http::download::{begin_private, stream_file};
use crate::http::edge::is_head;
use crate::http::sheet::{CSV, Cell, CsvOptions, XLSX};
use crate::http::{Answer, File, GivenBin, Listed, Paging, PathId, Query, RegionCode, Since, paging};
use crate::problem::Problem;

/// What the directory is narrowed to.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PressOfficerFilter {
    /// Of this state body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
    /// Of bodies of this kind.
    #[param(inline)]
    body_kind: Option<OrganisationKindCode>,
    /// Of bodies of this region.
    #[param(inline)]
    region: Option<RegionCode>,
    /// With every one of these words in the names, positions, telephone numbers and addresses, or in the name of the body, in either language.
    #[param(format = "words", max_length = 200, example = "Сынақова")]
    text: Option<String>,
    /// Holding now, or ended.
    current: Option<bool>,
    /// Holding with contacts that nobody has confirmed for six months, or not.
    unconfirmed: Option<bool>,
    /// Holding on this day, with the contacts of its end.
    on: Option<Date>,
}

impl PressOfficerFilter {
    /// The filter as storage knows it.
    fn stored(self, today: Date) -> Filter {
        Filter {
            body: self.body.map(|given| given.0),
            body_kind: self.body_kind.map(|kind| kind.0),
            region: self.region.map(|region| region.0),
            text: self.text,
            current: self.current,
            unconfirmed: self.unconfirmed,
            on: self.on,
            today,
        }
    }
}

fn today(ask: &Ask) -> Date {
    zone::local(ask.app.clock.now()).date()
}

/// List press officers
///
/// The directory of authorised persons and units of state bodies (¶4), for state bodies and the authorised body: who answers to the mass
/// media for whom now, or with `on` at the end of that day.
#[utoipa::path(operation_id = "listPressOfficers", params(PressOfficerFilter, Since, Paging), responses((status = OK, description = "A page of press officers", body = PressOfficers)))]
#[get("/press-officers")]
pub async fn list(ask: Ask, asked: Query<Listed<PressOfficerFilter>>) -> Answer {
    let Query(Listed { filter, since, page }) = asked;
    let filter = filter.stored(today(&ask));
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = officers::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let bodies = bodies_of(desk.connection, page.items.iter().map(|(_, row)| row))?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |officer| summarise(desk, officer, &parties, &bodies, filter.on))
    })
    .await
}

/// Get a press officer
///
/// One appointment, with what its contacts were before.
#[utoipa::path(operation_id = "getPressOfficer", params(("id" = Uuid, Path, description = "Id of the appointment")), responses((status = OK, description = "The appointment", body = PressOfficerView)))]
#[get("/press-officers/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

/// The directory, narrowed, as a table.
#[derive(Clone, Debug)]
struct Directory {
    viewer: Viewer,
    filter: Filter,
}

/// The cells of a contact: name, position, telephone numbers, e-mail address, languages.
fn contact(contact: Option<&PressContact>, lang: Lang) -> [Cell; 5] {
    let Some(PressContact { name, position, phones, email, languages }) = contact else {
        return std::array::from_fn(|_| Cell::Text(String::new()));
    };
    let phones: Vec<&str> = phones.iter().map(|phone| phone.0.as_str()).collect();
    let languages: Vec<String> = languages.iter().map(|language: &SpokenLanguageCode| language.title(lang)).collect();
    [
        name.get(lang).to_owned(),
        position.as_ref().map(|position| position.get(lang).to_owned()).unwrap_or_default(),
        phones.join("; "),
        email.0.as_str().to_owned(),
        languages.join(", "),
    ]
    .map(Cell::Text)
}

impl Table<16> for Directory {
    type Place = Uuid;
    const COLUMNS: [(Text, f64); 16] = [
        (Text::new("БСН", "БИН", "BIN"), 14.0),
        (Text::new("Мемлекеттік орган", "Государственный орган", "State body"), 50.0),
        (Text::new("Өңір", "Регион", "Region"), 20.0),
        (Text::new("Уәкілетті тұлға (бөлімше)", "Уполномоченное лицо (подразделение)", "Press officer"), 40.0),
        (Text::new("Лауазымы", "Должность", "Position"), 30.0),
        (Text::new("Телефоны", "Телефоны", "Telephone"), 24.0),
        (Text::new("Электрондық пошта", "Электронная почта", "E-mail"), 28.0),
        (Text::new("Тілдер", "Языки", "Languages"), 20.0),
        (Text::new("Алмастырушы", "Замещающее лицо", "Deputy"), 40.0),
        (Text::new("Алмастырушының лауазымы", "Должность замещающего лица", "Position of the deputy"), 30.0),
        (Text::new("Алмастырушының телефоны", "Телефоны замещающего лица", "Telephone of the deputy"), 24.0),
        (Text::new("Алмастырушының поштасы", "Почта замещающего лица", "E-mail of the deputy"), 28.0),
        (Text::new("Алмастырушының тілдері", "Языки замещающего лица", "Languages of the deputy"), 20.0),
        (Text::new("Тағайындалған күні", "Дата назначения", "Appointed on"), 14.0),
        (Text::new("Тоқтатылған күні", "Дата прекращения", "Ended on"), 14.0),
        (Text::new("Байланыс деректері", "Контактные данные", "Contacts"), 24.0),
    ];

    fn batch(&self, connection: &mut Connection, lang: Lang, after: Option<Uuid>) -> Result<Batch<16, Uuid>, Problem> {
        let Self { viewer, filter } = self;
        let page = officers::list(connection, viewer, filter, Walk::Begun(after), BATCH)?;
        let bodies = bodies_of(connection, page.items.iter().map(|(_, row)| row))?;
        let next = page.items.last().filter(|_| page.more).map(|(case, _)| case.id.0);
        let row = |row: &OfficerRow| {
            let entry = OfficerEntry::of(row, &bodies, filter.today, filter.on)?;
            let day = |day: Option<Date>| day.map_or_else(|| Cell::Text(String::new()), Cell::Day);
            let region = entry.region.map(|region| region.title(lang)).unwrap_or_default();
            let flag = match (entry.ended_on, entry.unconfirmed) {
                (Some(_), _) => Text::same(""),
                (None, true) => Text::new("расталмаған", "не подтверждены", "unconfirmed"),
                (None, false) => Text::new("расталған", "подтверждены", "confirmed"),
            };
            let [name, position, phones, email, languages] = contact(Some(&entry.contacts.officer), lang);
            let [deputy, deputy_position, deputy_phones, deputy_email, deputy_languages] =
                contact(entry.contacts.deputy.as_ref(), lang);
            Ok([
                Cell::Text(entry.body),
                Cell::Text(entry.body_name.get(lang).to_owned()),
                Cell::Text(region),
                name,
                position,
                phones,
                email,
                languages,
                deputy,
                deputy_position,
                deputy_phones,
                deputy_email,
                deputy_languages,
                Cell::Day(entry.appointed_on),
                day(entry.ended_on),
                Cell::Text(flag.get(lang).to_owned()),
            ])
        };
        Ok((page.items.iter().map(|(_, officer)| row(officer)).collect::<Result<_, Problem>>()?, next))
    }
}

/// The directory as whoever asks sees it.
fn asked_for(ask: &Ask, filter: PressOfficerFilter) -> Result<Directory, Problem> {
    Ok(Directory { viewer: ask.call.viewer(), filter: filter.stored(today(ask)) })
}

/// What of the directory is downloaded, and how.
#[derive(Debug, Deserialize)]
pub struct CsvQuery {
    #[serde(flatten)]
    options: CsvOptions,
    #[serde(flatten)]
    filter: PressOfficerFilter,
}

/// Download press officers as CSV
///
/// In one of the two languages, UTF-8, with the same filters as the list. Every cell stands in quotation marks. Where a spreadsheet could take a
/// part of a cell for a formula, an apostrophe stands before it.
#[utoipa::path(operation_id = "downloadPressOfficersCsv", params(CsvOptions, PressOfficerFilter), security(("bearer" = ["stateBody"]), ("bearer" = ["massMediaAuthority"]), ("bearer" = ["authorisedPerson"])), responses((status = OK, description = "The file", content_type = "text/csv", body = inline(File))))]
#[get("/press-officers.csv")]
pub async fn download_csv(ask: Ask, asked: Query<CsvQuery>) -> Result<HttpResponse, Problem> {
    let Query(CsvQuery { options, filter }) = asked;
    let (lang, separator) = options.of(ask.call.lang);
    let rows = table::csv(ask.app.clone(), asked_for(&ask, filter)?, lang, separator)?;
    Ok(begin_private(CSV, "press-officers.csv", lang.code()).streaming(rows))
}

/// Download press officers as XLSX
///
/// One sheet in Kazakh and one in Russian, with the same filters as the list.
#[utoipa::path(operation_id = "downloadPressOfficersXlsx", params(PressOfficerFilter), security(("bearer" = ["stateBody"]), ("bearer" = ["massMediaAuthority"]), ("bearer" = ["authorisedPerson"])), responses((status = OK, description = "The file", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = inline(File))))]
#[get("/press-officers.xlsx")]
pub async fn download_xlsx(
    ask: Ask,
    request: HttpRequest,
    asked: Query<PressOfficerFilter>,
) -> Result<HttpResponse, Problem> {
    let directory = asked_for(&ask, asked.0)?;
    let mut answer = begin_private(XLSX, "press-officers.xlsx", "kk, ru");
    if is_head(&request) {
        return Ok(answer.finish());
    }
    let file = table::workbook(&ask.app, directory).await?;
    Ok(answer.streaming(stream_file(file, u64::MAX)))
}
