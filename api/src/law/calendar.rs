//! The working calendar.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::{Lang, Text, Vocabulary, calendar, pictures, zone};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};

use super::deadlines::DayKindCode;
use super::pictures::{InLanguage, send_picture};
use super::said;
use crate::app::App;
use crate::http::ical::{ICS, Ical};
use crate::http::reply::send_public;
use crate::http::{Answer, Code, File, Query, Reply, Visit, list_of};
use crate::problem::{Fault, Problem, Wrong};

/// A date of the calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// Whether state bodies work.
    pub working: bool,
    /// What the date is.
    pub kind: DayKindCode,
    /// Which holiday it is, or stands in for.
    #[schema(example = "Nauryz")]
    pub occasion: Option<String>,
    /// The act that says so; none for an ordinary working day.
    #[schema(example = "Law on holidays")]
    pub basis: Option<String>,
    /// The date that it was exchanged with or stands in for.
    pub counterpart: Option<Date>,
    /// Whether this year's data may still change.
    pub provisional: bool,
}

list_of!(Days, Day, "Dates in order.");

/// A year of the calendar.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Year {
    /// The year.
    #[schema(minimum = 2015, maximum = 2100, example = 2026)]
    pub year: i32,
    /// Whether its data may still change.
    pub provisional: bool,
    /// How many days state bodies work.
    #[schema(minimum = 0, maximum = 366, example = 247)]
    pub working_days: u32,
    /// Every date that is neither an ordinary working day nor an ordinary weekend.
    pub exceptions: Vec<Day>,
}

/// From when to when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Span {
    /// First date.
    #[param(example = "2026-03-01")]
    pub from: Date,
    /// Last date; at most 366 dates in all.
    #[param(example = "2026-03-31")]
    pub to: Date,
}

const MOST_DAYS: i64 = 366;

fn show(day: calendar::Day<'_>, lang: Lang) -> Day {
    Day {
        date: day.date,
        working: day.kind.is_working(),
        kind: Code(day.kind),
        occasion: day.occasion.map(|occasion| said(occasion, lang)),
        basis: day.basis.map(|basis| said(basis, lang)),
        counterpart: day.counterpart,
        provisional: day.provisional,
    }
}

/// List the days of a span
///
/// Which dates are worked, and which act says so. A year without data is an error, never a guess.
#[utoipa::path(tag = "Calendar", operation_id = "listDays", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(Span), responses((status = OK, description = "The dates", body = Days)))]
#[get("/calendar/days")]
pub async fn list(app: Data<App>, visit: Visit, span: Query<Span>) -> Answer {
    let Query(Span { from, to }) = span;
    let count = (to - from).whole_days() + 1;
    if !(1..=MOST_DAYS).contains(&count) {
        let message = Text::new(
            "кезеңде 1–366 күн болуы керек",
            "в периоде должно быть от 1 до 366 дней",
            "the span must have 1 to 366 days",
        );
        return Err(Problem::parameter("to", Wrong::from(message).at_least(1).at_most(MOST_DAYS)));
    }
    let dates = std::iter::successors(Some(from), |date| date.next_day()).take_while(|date| *date <= to);
    let items =
        dates.map(|date| app.law.calendar.day(date).map(|day| show(day, visit.lang))).collect::<Result<_, _>>()?;
    Ok(Reply::ok(&Days { items })?.public())
}

/// The number of a year in a path.
fn number_of(year: &str) -> Result<i32, Problem> {
    let digits = Some(year).filter(|year| year.bytes().all(|sign| sign.is_ascii_digit()));
    Ok(digits.and_then(|digits| digits.parse().ok()).ok_or(Fault::NotFound)?)
}

/// Draw a year
///
/// Every day of a year, marked where it is not ordinary, and under the months which act says so. It says the same in words, for those
/// who do not see it.
#[utoipa::path(tag = "Calendar", operation_id = "getYearPicture", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("year" = i32, Path, description = "The year", example = 2026), InLanguage), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/calendar/years/{year}.svg")]
pub async fn draw(
    app: Data<App>,
    visit: Visit,
    year: Path<String>,
    asked: Query<InLanguage>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (year, lang) = (number_of(&year)?, asked.0.of(visit));
    Ok(send_picture(&request, pictures::year::draw(&app.law.calendar, year, lang)?, lang))
}

/// How often a program may ask again: the calendar of a year changes by an act.
const EVERY: &str = "P1D";

const NAME: Text = Text::new("Жұмыс күнтізбесі", "Рабочий календарь", "Working calendar");

/// Subscribe to a year
///
/// An iCalendar (RFC 5545) of the days off and of the working days that were moved, each with its act.
#[utoipa::path(tag = "Calendar", operation_id = "subscribeYear", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("year" = i32, Path, description = "The year", example = 2026), InLanguage), responses((status = OK, description = "The calendar", content_type = "text/calendar", body = inline(File))))]
#[get("/calendar/years/{year}.ics")]
pub async fn subscribe(
    app: Data<App>,
    visit: Visit,
    year: Path<String>,
    asked: Query<InLanguage>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (year, lang) = (number_of(&year)?, asked.0.of(visit));
    let mut written = Ical::begin("Working calendar", &format!("{} {year}", NAME.get(lang)), EVERY, lang);
    for day in app.law.calendar.exceptions_of(year)? {
        let words = |words: [Option<&Text>; 2], between: &str| {
            words.into_iter().flatten().map(|text| text.get(lang)).collect::<Vec<_>>().join(between)
        };
        let kind = day.kind.title();
        written.line("BEGIN", "VEVENT");
        written.line("UID", &format!("{}@calendar.merzim", day.date));
        // The act that says so has no hour: a program that compares has the day itself.
        written.instant("DTSTAMP", zone::start_of(day.date));
        written.date("DTSTART", day.date);
        written.date("DTEND", day.date.next_day().unwrap_or(day.date));
        written.text("SUMMARY", &words([day.occasion, Some(&kind)], " · "));
        written.text("DESCRIPTION", &words([day.basis, None], ""));
        written.line("CATEGORIES", day.kind.code());
        written.line("TRANSP", "TRANSPARENT");
        written.line("END", "VEVENT");
    }
    Ok(send_public(&request, ICS, None, written.written(), lang))
}

/// Get a year
///
/// The number of working days of a year and every date that is not ordinary.
#[utoipa::path(tag = "Calendar", operation_id = "getYear", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("year" = i32, Path, description = "The year", example = 2026)), responses((status = OK, description = "The year", body = Year)))]
#[get("/calendar/years/{year}")]
pub async fn get_year(app: Data<App>, visit: Visit, year: Path<String>) -> Answer {
    let year = number_of(&year)?;
    let calendar = &app.law.calendar;
    let exceptions = calendar.exceptions_of(year)?.into_iter().map(|day| show(day, visit.lang)).collect();
    let shown = Year {
        year,
        provisional: calendar.is_provisional(year),
        working_days: calendar.working_days_in(year)?,
        exceptions,
    };
    Ok(Reply::ok(&shown)?.public())
}
