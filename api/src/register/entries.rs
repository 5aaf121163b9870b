//! The public Register (№ 93-НҚ Annex 2): no login, every wording kept.

use actix_web::get;
use actix_web::web::Data;
use merzim_persistence::Connection;
use merzim_persistence::page::{Found, ListPlace, Page, ranked};
use merzim_persistence::register::{self, EntryPlace, EntryRow, Filter, RevisionRow};
use merzim_persistence::words::Hits;
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{EntryStatus, EntryStatusCode, RegisterEntries, RegisterEntry, Revision, Revisions, show_entry};
use crate::app::App;
use crate::app::lanes::Lane;
use crate::http::{Answer, Code, GivenBin, Listed, Paging, PathId, Query, RegionCode, Reply, Since, paging};
use crate::law::today;
use crate::problem::Problem;

/// What the Register is narrowed to.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RegisterFilter {
    /// Used by this body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
    /// Serving this region.
    #[param(inline)]
    region: Option<RegionCode>,
    /// With every one of these words in its name, purpose or body, in either language. What holds them as they are spelt
    /// comes first, then what holds them with the letters of Kazakh for those of Russian, or the other way round.
    #[param(format = "words", max_length = 200, example = "чат")]
    text: Option<String>,
    /// In use, or removed: from the day on which the channel stops.
    #[param(inline)]
    status: Option<EntryStatusCode>,
    /// Included on this day or later.
    included_from: Option<Date>,
    /// Included on this day or earlier.
    included_to: Option<Date>,
    /// As the Register was at the end of this day.
    as_of: Option<Date>,
}

impl RegisterFilter {
    /// The filter as storage knows it today.
    pub fn stored(&self, since: &Since, today: Date) -> Filter {
        Filter {
            body: self.body.as_ref().map(|given| given.0.clone()),
            region: self.region.map(|region| region.0),
            text: self.text.clone(),
            removed: self.status.map(|status| status.0 == EntryStatus::Removed),
            included_from: self.included_from,
            included_to: self.included_to,
            as_of: self.as_of,
            day: self.as_of.unwrap_or(today),
            modified_since: since.modified_since,
        }
    }
}

/// Shows the entries after a place, each with its own in the order of change: two queries.
pub fn show_page(
    connection: &mut Connection,
    filter: &Filter,
    hits: Hits,
    after: EntryPlace,
    limit: i64,
) -> Result<Page<(ListPlace, RegisterEntry)>, Problem> {
    let Page { items, gone, more } = register::list(connection, filter, hits, after, limit)?;
    let ids: Vec<Uuid> = items.iter().map(|(entry, _)| entry.id.0).collect();
    let history = register::history(connection, &ids, filter.as_of)?;
    let show = |(entry, current): &(EntryRow, RevisionRow)| {
        let place = ListPlace { at: current.entered_at.0, id: entry.id.0 };
        Ok((place, show_entry(entry, current, &history, filter.day)?))
    };
    Ok(Page { items: items.iter().map(show).collect::<Result<_, Problem>>()?, gone, more })
}

/// List the Register
///
/// The public Register of channels of communications of state bodies with the population, in Kazakh and Russian:
/// the six columns of Annex 2. Removed channels stay. With `asOf` it is shown as it was at the end of that day.
#[utoipa::path(operation_id = "listRegisterEntries", params(Paging, RegisterFilter, Since), security(()), responses((status = OK, description = "A page of entries", body = RegisterEntries)))]
#[get("/register-entries")]
pub async fn list(app: Data<App>, asked: Query<Listed<RegisterFilter>>) -> Answer {
    let Query(Listed { filter, since, page }) = asked;
    let filter = filter.stored(&since, today(&app));
    let limit = page.limit();
    if since.modified_since.is_some() {
        let after = EntryPlace::Changed(page.place()?);
        let reply = app.answer(Lane::Search, move |connection| {
            let page = show_page(connection, &filter, Hits::All, after, limit)?;
            paging::reply_changes(page, |(place, _)| *place, |(_, entry)| Ok(entry))
        });
        return Ok(reply.await?.public());
    }
    let after = page.place::<Found<i64>>()?;
    let reply = app.answer(Lane::Search, move |connection| {
        let found = ranked(filter.text.is_some(), after, limit, |hits, after, limit| {
            let after = EntryPlace::Number(after.unwrap_or_default());
            show_page(connection, &filter, hits, after, limit)
        })?;
        let place =
            |(alike, (_, entry)): &(bool, (ListPlace, RegisterEntry))| Found { alike: *alike, place: entry.number };
        paging::reply(found, place, |(_, (_, entry))| Ok(entry))
    });
    Ok(reply.await?.public())
}

/// Get a Register entry
///
/// One channel, as it stands now.
#[utoipa::path(operation_id = "getRegisterEntry", params(("id" = Uuid, Path, description = "Id of the entry")), security(()), responses((status = OK, description = "The entry", body = RegisterEntry)))]
#[get("/register-entries/{id}")]
pub async fn get(app: Data<App>, id: PathId) -> Answer {
    let day = today(&app);
    let reply = app.answer(Lane::Read, move |connection| {
        let (entry, current) = register::find(connection, id.0)?;
        let history = register::history(connection, &[id.0], None)?;
        Reply::ok(&show_entry(&entry, &current, &history, day)?)
    });
    Ok(reply.await?.public())
}

/// List the wordings of an entry
///
/// Every wording that the entry has had, with the day on which each was entered and superseded.
#[utoipa::path(operation_id = "listRegisterEntryHistory", params(("id" = Uuid, Path, description = "Id of the entry")), security(()), responses((status = OK, description = "The wordings", body = Revisions)))]
#[get("/register-entries/{id}/history")]
pub async fn wordings(app: Data<App>, id: PathId) -> Answer {
    let reply = app.answer(Lane::Read, move |connection| {
        let (entry, _) = register::find(connection, id.0)?;
        let items = register::history(connection, &[entry.id.0], None)?
            .into_iter()
            .map(|row| {
                Ok(Revision {
                    channel_name: row.channel_name().into(),
                    body_name: row.body_name().into(),
                    purpose: row.purpose().into(),
                    note: row.note().map(Into::into),
                    revision: row.revision,
                    kind: row.kind,
                    entered_at: row.entered_at.into(),
                    entered_on: row.entered_on,
                    superseded_on: row.superseded_on,
                    coverage: Code::known(&row.coverage)?,
                    region: Code::some(row.region.as_deref())?,
                    format: Code::known(&row.format)?,
                    stopped_on: row.removed_on,
                })
            })
            .collect::<Result<_, Problem>>()?;
        Reply::ok(&Revisions { items })
    });
    Ok(reply.await?.public())
}
