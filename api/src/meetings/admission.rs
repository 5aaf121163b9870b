//! The list for the entrance (№ 605-НҚ ¶10–11): as a file, and as a page to be printed.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get};
use maud::{DOCTYPE, Markup, html};
use merzim_domain::{Lang, Text, zone};
use merzim_persistence::attendance::AttendanceRow;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::meetings::{self, MeetingRow};
use merzim_persistence::{Sealed, attendance, cases};
use serde::Deserialize;
use time::macros::format_description;
use utoipa::IntoParams;
use uuid::Uuid;

use super::audience::is_staff;
use super::facts::form_of;
use super::view::AttendanceStateCode;
use crate::app::Ask;
use crate::cases::view::note_viewings;
use crate::http::download::send_made;
use crate::http::edge::STYLED_POLICY;
use crate::http::sheet::{self, Cell, Separator, SeparatorCode};
use crate::http::{Code, File, PathId, Query};
use crate::problem::{Fault, Problem};

/// A line of the list, as in `COLUMNS`; who it is, is empty after the erasure.
type Line = [String; 6];

/// How the list is written.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AdmissionCsvQuery {
    /// What stands between the cells: `comma` in English, else `semicolon`, if not said.
    #[param(inline)]
    separator: Option<SeparatorCode>,
}

fn line((case, row): (CaseRow, AttendanceRow), lang: Lang) -> Result<Line, Problem> {
    let state: AttendanceStateCode = Code::known(&case.state)?;
    Ok([
        case.number.unwrap_or_default(),
        Sealed::opened(row.surname).unwrap_or_default(),
        Sealed::opened(row.first_name).unwrap_or_default(),
        Sealed::opened(row.patronymic).unwrap_or_default(),
        row.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        state.title(lang),
    ])
}

/// The meeting and who may come in, for its holder.
async fn read(ask: &Ask, id: Uuid) -> Result<(MeetingRow, Vec<Line>), Problem> {
    ask.query(move |desk| {
        let (_, meeting) = meetings::find(desk.connection, &desk.call.viewer(), id)?;
        let parties = cases::parties(desk.connection, &[id])?;
        if !is_staff(desk.call, &parties)? {
            return Err(Fault::NotFound.into());
        }
        let admitted = attendance::admitted(desk.connection, id)?;
        note_viewings(desk, &admitted.iter().map(|(case, _)| case.id.0).collect::<Vec<_>>())?;
        Ok((meeting, admitted.into_iter().map(|one| line(one, desk.call.lang)).collect::<Result<_, _>>()?))
    })
    .await
}

const TITLE: Text = Text::new("Кіруге рұқсат берілгендер тізімі", "Список допущенных", "Admission list");
const COLUMNS: [Text; 6] = [
    Text::new("Өтінім", "Заявка", "Request"),
    Text::new("Тегі", "Фамилия", "Surname"),
    Text::new("Аты", "Имя", "First name"),
    Text::new("Әкесінің аты", "Отчество", "Patronymic"),
    Text::new("Туған жылы", "Год рождения", "Year of birth"),
    Text::new("Жай-күйі", "Состояние", "State"),
];
const CAME: Text = Text::new("Келді", "Пришёл", "Came");

/// Download the admission list as CSV
///
/// Who may come in, by surname as the Kazakh alphabet orders them: those registered, those admitted, and those who have come. Every
/// cell stands in quotation marks. Where a spreadsheet could take a part of a cell for a formula, an apostrophe stands before it.
#[utoipa::path(operation_id = "downloadAdmissionListCsv", params(("id" = Uuid, Path, description = "Id of the meeting"), AdmissionCsvQuery), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The file", content_type = "text/csv", body = inline(File)), (status = PARTIAL_CONTENT, description = "The part that `Range` names", content_type = "text/csv", body = inline(File))))]
#[get("/meetings/{id}/admission-list.csv")]
pub async fn download_csv(
    ask: Ask,
    id: PathId,
    request: HttpRequest,
    asked: Query<AdmissionCsvQuery>,
) -> Result<HttpResponse, Problem> {
    let lang = ask.call.lang;
    let (_, lines) = read(&ask, id.0).await?;
    let head = COLUMNS.map(|title| title.get(lang).to_owned());
    let rows = std::iter::once(head).chain(lines).map(|line| line.map(Cell::Text));
    let separator = asked.0.separator.map_or(Separator::of(lang), |separator| separator.0);
    let content = [sheet::BOM, &sheet::csv(rows, separator)?].concat();
    send_made(&request, sheet::CSV, "admission-list.csv", lang.code(), content)
}

/// How the page looks, on the screen and on A4.
const STYLE: &str = include_str!("admission.css");

fn page(meeting: &MeetingRow, lines: &[Line], lang: Lang) -> Result<Markup, Problem> {
    let form = form_of(meeting)?;
    let starts = zone::local(meeting.starts_at.0)
        .format(format_description!("[day].[month].[year] [hour]:[minute]"))
        .map_err(Problem::internal)?;
    Ok(html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                title { (TITLE.get(lang)) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                h1 { (TITLE.get(lang)) }
                p { (form.holder_name.get(lang)) " · " (form.collegial_body.get(lang)) }
                p { b { (form.title.get(lang)) } }
                p { (starts) " · " (form.place.get(lang)) }
                @if let Some(rules) = &form.access_rules { p { (rules.get(lang)) } }
                table {
                    thead { tr {
                        th { "№" }
                        @for title in &COLUMNS { th { (title.get(lang)) } }
                        th { (CAME.get(lang)) }
                    } }
                    tbody {
                        @for (place, line) in lines.iter().enumerate() {
                            tr {
                                td { (place + 1) }
                                @for cell in line { td { (cell) } }
                                td.box {}
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Print the admission list
///
/// The same list as a page with a box for each guest, laid out for A4; a browser prints it or saves it as PDF.
#[utoipa::path(operation_id = "printAdmissionList", params(("id" = Uuid, Path, description = "Id of the meeting")), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The page", content_type = "text/html", body = inline(File))))]
#[get("/meetings/{id}/admission-list.html")]
pub async fn print(ask: Ask, id: PathId) -> Result<HttpResponse, Problem> {
    let lang = ask.call.lang;
    let (meeting, lines) = read(&ask, id.0).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, STYLED_POLICY))
        .body(page(&meeting, &lines, lang)?.into_string()))
}
