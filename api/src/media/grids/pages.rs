//! A grid as a picture, and as a page.

use std::collections::HashMap;

use actix_web::{HttpResponse, get};
use merzim_domain::Lang;
use merzim_domain::pictures::grid::{self, Entry, Grid};
use merzim_domain::procedures::media_grid::GridChangeKind;

use super::entry::{GridChange, GridEntry};
use super::shown::{Shown, WhichGrid, details, place, read};
use crate::app::Ask;
use crate::http::{File, PathId, Query};
use crate::law::pictures::{InLanguage, send_private, send_private_picture};
use crate::problem::Problem;

/// A change that the status of its event does not tell, in words.
fn news(change: &GridChange, lang: Lang) -> Option<(&str, String)> {
    match change.kind.0 {
        GridChangeKind::Added | GridChangeKind::Moved | GridChangeKind::Changed => {
            Some((change.uid.as_str(), change.kind.title(lang)))
        }
        GridChangeKind::Removed | GridChangeKind::Cancelled | GridChangeKind::Postponed => None,
    }
}

/// The grid as it is drawn.
fn drawn(shown: &Shown, lang: Lang) -> Grid {
    let changed: HashMap<&str, String> = shown.changes.iter().filter_map(|change| news(change, lang)).collect();
    let entry = |entry: &GridEntry| Entry {
        title: entry.event.title.get(lang).to_owned(),
        starts_at: entry.event.starts_at,
        ends_at: entry.event.ends_at,
        place: place(entry, lang),
        region: entry.region(),
        organiser: entry.body_name.get(lang).to_owned(),
        status: entry.event.status.0,
        change: changed.get(entry.uid.as_str()).cloned(),
        embargo_until: entry.event.embargo_until.filter(|_| entry.is_under_embargo(shown.now)),
        heading: entry.heading.as_ref().map(|heading| heading.get(lang).to_owned()),
        details: details(entry, lang),
    };
    Grid {
        week: shown.week,
        lang,
        issuer: shown.issuer.get(lang).to_owned(),
        now: shown.now,
        version: shown.version.map(|(number, at)| (u32::try_from(number).unwrap_or(u32::MAX), at)),
        reason: shown.reason.as_ref().map(|reason| reason.get(lang).to_owned()),
        entries: shown.entries.iter().map(entry).collect(),
        left_out: shown.withdrawn.iter().map(entry).collect(),
    }
}

/// Draw a media grid
///
/// The week hour by hour, for a sheet of A4 in landscape. It says the same in words, for those who do not see it.
#[utoipa::path(operation_id = "getMediaGridPicture", params(("id" = Uuid, Path, description = "Id of the grid"), InLanguage, WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/media-grids/{id}/grid.svg")]
pub async fn draw(
    ask: Ask,
    id: PathId,
    lang: Query<InLanguage>,
    which: Query<WhichGrid>,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.or(ask.call.lang);
    let shown = read(&ask, id, which.0).await?;
    Ok(send_private_picture(grid::draw(&ask.app.law.calendar, &drawn(&shown, lang)), lang))
}

/// Show a media grid as a page
///
/// The picture, and every event in words, day by day, under the headings of the ministry and in its order, with what this version changes and
/// leaves out: to be read on a screen of any size, and to be printed.
#[utoipa::path(operation_id = "getMediaGridPage", params(("id" = Uuid, Path, description = "Id of the grid"), InLanguage, WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The page", content_type = "text/html", body = inline(File))))]
#[get("/media-grids/{id}/grid.html")]
pub async fn print(
    ask: Ask,
    id: PathId,
    lang: Query<InLanguage>,
    which: Query<WhichGrid>,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.or(ask.call.lang);
    let shown = read(&ask, id, which.0).await?;
    let page = grid::page(&ask.app.law.calendar, &drawn(&shown, lang));
    Ok(send_private("text/html; charset=utf-8", page, lang))
}
