//! Conferences: planned by their holder, found by everybody.

use actix_web::{get, post, put};
use merzim_domain::Role;
use merzim_domain::engine::NamedParty;
use merzim_domain::procedures::internet_conference::{Command, InternetConference};
use merzim_domain::zone::rfc3339;
use merzim_persistence::cases;
use merzim_persistence::conferences::{self, ConferenceRow, Filter};
use merzim_persistence::page::{Found, ListPlace, Order, ranked};
use merzim_persistence::{Id, Instant};
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::Story;
use super::form::ConferenceForm;
use super::view::{Conference, ConferenceStateCode, Conferences, show, summarise};
use crate::app::{Ask, Record, stored};
use crate::cases::{Parties, flow};
use crate::gatherings::{self, StartOrderCode};
use crate::http::{Answer, GivenBin, Listed, Looked, Paging, PathId, Query, RegionCode, Since, paging};
use crate::organisations::name_or_bin;
use crate::problem::Wrong;

/// What conferences are narrowed to.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ConferenceFilter {
    /// Held by this body (BIN).
    #[param(inline)]
    holder: Option<GivenBin>,
    /// About this region.
    #[param(inline)]
    region: Option<RegionCode>,
    /// On this day or later; one of several days, if its last one is.
    from: Option<Date>,
    /// On this day or earlier.
    to: Option<Date>,
    /// In this state.
    #[param(inline)]
    state: Option<ConferenceStateCode>,
    /// With every one of these words in its holder, topic or speaker. What holds them as they are spelt comes first, then what holds them
    /// with the letters of Kazakh for those of Russian, or the other way round.
    #[param(format = "words", max_length = 200, example = "жолдар")]
    text: Option<String>,
}

/// The order, the page and the filter.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PageOfConferences {
    /// In which order: by default the latest first, with `modifiedSince` in the order of change.
    #[param(inline)]
    order: Option<StartOrderCode>,
    #[serde(flatten)]
    #[param(ignore)]
    asked: Listed<ConferenceFilter>,
}

impl ConferenceFilter {
    /// The filter as storage knows it.
    pub fn stored(&self, since: &Since) -> Filter {
        Filter {
            holder: self.holder.as_ref().map(|given| given.0.clone()),
            region: self.region.map(|region| region.0),
            from: self.from,
            to: self.to,
            state: self.state.map(|state| state.0),
            text: self.text.clone(),
            modified_since: since.modified_since,
        }
    }
}

/// Plan a conference
///
/// By the body or quasi-state entity itself, without an application. Nobody else sees it until it is announced.
#[utoipa::path(operation_id = "createConference", extensions(("x-refusals" = json!("act-not-in-force calendar-year-unknown too-late wording-not-held"))), security(("bearer" = ["informationHolder"]), ("bearer" = ["portalAdministrator"])), request_body = ConferenceForm, responses((status = CREATED, description = "The conference, planned", body = Conference)))]
#[post("/conferences")]
pub async fn create(ask: Ask, form: Looked<ConferenceForm>) -> Answer {
    ask.change(form, |desk, Looked { form, faults }| {
        faults.none()?;
        let holder = desk.call.organisation()?.clone();
        let name = name_or_bin(desk, &holder)?;
        let party = |role: Role| NamedParty::organisation(role, &holder, name.clone());
        let parties =
            Parties { initiator: party(Role::InformationHolder), addressees: vec![party(Role::PortalAdministrator)] };
        let (time, columns) = (form.time(), form.columns(&name)?);
        let id = flow::begin::<InternetConference>(desk, &desk.call.actor, parties, time, &Command::Plan(time))?;
        conferences::create(
            desk.connection,
            ConferenceRow {
                case_id: Id(id),
                holder: holder.to_string(),
                starts_at: Instant(time.starts_at),
                ends_at: Instant(time.ends_at),
                region: columns.region.flatten(),
                form: Some(stored(&form)?),
                application: None,
                applicant: None,
                contact: None,
                search: columns.search.unwrap_or_default(),
                plain: columns.plain.unwrap_or_default(),
                public_at: None,
                turns_at: None,
                story: Story::default().write()?,
                personal: false,
                known: false,
            },
        )?;
        show(desk, id)?.created()
    })
    .await
}

/// List conferences
///
/// Every conference that was announced, by holder, region, day, state and words; with a token, also those that are only applied for or
/// planned, for the holder and for whoever applied.
#[utoipa::path(operation_id = "listConferences", security((), ("bearer" = []), ("lookupToken" = [])), params(PageOfConferences, Paging, ConferenceFilter, Since), responses((status = OK, description = "A page of conferences", body = Conferences)))]
#[get("/conferences")]
pub async fn list(ask: Ask, asked: Query<PageOfConferences>) -> Answer {
    let Query(PageOfConferences { order, asked: Listed { filter, since, page } }) = asked;
    let filter = filter.stored(&since);
    let order = gatherings::order(order, &since);
    let (after, limit) = (page.place::<Found<ListPlace>>()?, page.limit());
    ask.list(move |desk| {
        let viewer = desk.call.viewer();
        // In the order of change, one search finds all.
        let is_ranked = filter.text.is_some() && order != Order::Modified;
        let page = ranked(is_ranked, after, limit, |hits, after, limit| {
            conferences::list(desk.connection, &viewer, &filter, hits, order, after, limit)
        })?;
        let ids: Vec<Uuid> = page.items.iter().map(|(_, (case, _))| case.id.0).collect();
        let parties = cases::parties(desk.connection, &ids)?;
        let counts = conferences::counts(desk.connection, &ids)?;
        paging::reply(
            page,
            |(alike, (case, row))| Found { alike: *alike, place: order.place(case, row.starts_at) },
            |(_, conference)| summarise(desk, &conference, &parties, &counts),
        )
    })
    .await
}

/// Get a conference
///
/// What the announcement says, how it stands, how many questions were asked, and what was published of it.
#[utoipa::path(operation_id = "getConference", params(("id" = Uuid, Path, description = "Id of the conference")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The conference", body = Conference)))]
#[get("/conferences/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

/// Replace what a conference's announcement will say
///
/// While it is planned, before it is announced. Its time is changed by a postponement.
#[utoipa::path(operation_id = "replaceConference", extensions(("x-refusals" = json!("state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the conference")), request_body = ConferenceForm, responses((status = OK, description = "The conference", body = Conference)))]
#[put("/conferences/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<ConferenceForm>) -> Answer {
    flow::take::<InternetConference, _, _>(ask, id.0, form, move |desk, conference, Looked { form, mut faults }| {
        conference.expect_draft(desk)?;
        let time = conference.case.facts;
        for (pointer, before, now) in
            [("/startsAt", time.starts_at, form.starts_at), ("/endsAt", time.ends_at, form.ends_at)]
        {
            if before != now {
                faults.tell_of(&[pointer], Wrong::unchangeable(rfc3339(before)));
            }
        }
        faults.none()?;
        conference.replace(desk)?;
        let holder = cases::party(desk.connection, id.0, Role::InformationHolder)?.name;
        conferences::record(desk.connection, id.0, form.columns(&holder)?)?;
        show(desk, id.0)?.reply()
    })
    .await
}
