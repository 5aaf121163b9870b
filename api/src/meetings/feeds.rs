//! Meetings as a calendar and as a feed.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_domain::{Lang, Text};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::meetings::{self, MeetingRow};
use merzim_persistence::page::Order;
use merzim_persistence::words::Hits;

use super::MEETINGS;
use super::facts::form_of;
use super::planning::MeetingFilter;
use super::view::MeetingStateCode;
use crate::app::App;
use crate::gatherings::feeds::{Channel, EVERYBODY, FeedQuery, Firmness, MOST, Told};
use crate::http::{Code, File, Listed, PathId, Query, Since, Visit};
use crate::law::pictures::InLanguage;
use crate::problem::Problem;

const CHANNEL: Channel = Channel {
    collection: MEETINGS.collection,
    product: "Open meetings",
    name: Text::new("Ашық отырыстар", "Открытые заседания", "Open meetings"),
};

/// A meeting: who meets, and the questions of the agenda, unless they are hidden.
fn told<'row>((case, row): &'row (CaseRow, MeetingRow), lang: Lang) -> Result<Told<'row>, Problem> {
    let form = form_of(row)?;
    let state: MeetingStateCode = Code::known(&case.state)?;
    let firmness = match state.0 {
        MeetingState::Cancelled => Firmness::Cancelled,
        // Put off or open again, and not announced anew.
        MeetingState::Planned | MeetingState::Postponed | MeetingState::Reopened => Firmness::Tentative,
        MeetingState::Announced
        | MeetingState::Closed
        | MeetingState::Held
        | MeetingState::Published
        | MeetingState::HeldClosed => Firmness::Confirmed,
    };
    let holder = form.holder_name.get(lang).to_owned();
    let mut lines = vec![holder.clone(), form.collegial_body.get(lang).to_owned()];
    if !row.agenda_hidden {
        let agenda = form.agenda.iter().enumerate();
        lines.extend(agenda.map(|(place, item)| format!("{}. {}", place + 1, item.question.get(lang))));
    }
    Ok(Told {
        case,
        path: MEETINGS.path(case.id.0),
        title: form.title.get(lang).to_owned(),
        holder,
        place: Some(form.place.get(lang).to_owned()),
        description: lines.join("\n"),
        standing: state.title(lang),
        firmness,
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        public_at: row.public_at.map(|at| at.0),
    })
}

/// What everybody sees of the meetings asked for, in that order.
async fn shown(app: &App, asked: Listed<MeetingFilter>, order: Order) -> Result<Vec<(CaseRow, MeetingRow)>, Problem> {
    let filter = asked.filter.stored(&asked.since);
    app.look(move |connection| Ok(meetings::list(connection, &EVERYBODY, &filter, Hits::All, order, None, MOST)?.items))
        .await
}

/// Subscribe to meetings as a calendar
///
/// An iCalendar (RFC 5545) of at most 500 meetings, the latest first, with the same filters as the list. A meeting that is put off moves,
/// one that is cancelled stays, marked as such.
#[utoipa::path(operation_id = "subscribeMeetings", params(InLanguage, MeetingFilter, Since), security(()), responses((status = OK, description = "The calendar", content_type = "text/calendar", body = inline(File))))]
#[get("/meetings.ics")]
pub async fn subscribe(
    app: Data<App>,
    visit: Visit,
    asked: Query<FeedQuery<MeetingFilter>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.lang.of(visit);
    let rows = shown(&app, asked.0.asked, Order::Latest).await?;
    let told = rows.iter().map(|row| told(row, lang)).collect::<Result<Vec<_>, _>>()?;
    Ok(CHANNEL.send_calendar(&request, None, &told, lang))
}

/// Get a meeting for a calendar
///
/// One meeting as an iCalendar file (RFC 5545), to be put into a calendar.
#[utoipa::path(operation_id = "getMeetingIcs", params(("id" = Uuid, Path, description = "Id of the meeting"), InLanguage), security(()), responses((status = OK, description = "The file", content_type = "text/calendar", body = inline(File))))]
#[get("/meetings/{id}/meeting.ics")]
pub async fn one(
    app: Data<App>,
    visit: Visit,
    id: PathId,
    lang: Query<InLanguage>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.of(visit);
    let meeting = app.query(move |connection| Ok(meetings::find(connection, &EVERYBODY, id.0)?)).await?;
    Ok(CHANNEL.send_calendar(&request, Some("meeting.ics"), &[told(&meeting, lang)?], lang))
}

/// Follow meetings as a feed
///
/// An Atom feed (RFC 4287) of the announcements that changed last, at most 500, with the same filters as the list. Each filter and
/// each language make a feed with an id and an address of its own.
#[utoipa::path(operation_id = "followMeetings", params(InLanguage, MeetingFilter, Since), security(()), responses((status = OK, description = "The feed", content_type = "application/atom+xml", body = inline(File))))]
#[get("/meetings.atom")]
pub async fn follow(
    app: Data<App>,
    visit: Visit,
    asked: Query<FeedQuery<MeetingFilter>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.lang.of(visit);
    let rows = shown(&app, asked.0.asked, Order::Changed).await?;
    let told = rows.iter().map(|row| told(row, lang)).collect::<Result<Vec<_>, _>>()?;
    CHANNEL.send_feed(&app, &request, told.iter().map(Told::item), lang)
}
