//! Meetings: planned by their holder, found by everybody.

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::Text;
use merzim_domain::engine::{Actor, NamedParty, Party, Procedure};
use merzim_domain::identity::{Bin, Who};
use merzim_domain::procedures::open_meeting::{Command, MeetingFormat, OpenMeeting, guaranteed};
use merzim_domain::role::Role;
use merzim_persistence::meetings::{self, Changes, Filter, FormColumns, MeetingRow, Order};
use merzim_persistence::page::Place as ListPlace;
use merzim_persistence::sql_types::{Id, Instant, Json};
use merzim_persistence::{Connection, attachments, attendance, cases};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::MEETINGS;
use super::form::{MeetingForm, MeetingFormatCode, MeetingLanguageCode};
use super::view::{Meeting, MeetingStateCode, Meetings, form_of, reply, summarise};
use crate::app::App;
use crate::cases::flow;
use crate::cases::obligations::{bin_parameter, words_parameter};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::RegionCode;
use crate::http::input::{Body, PathId, Query, stored};
use crate::http::paging;
use crate::http::reply::Reply;
use crate::problem::Problem;

/// In which order meetings come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum MeetingOrder {
    /// The latest start first.
    Latest,
    /// The earliest start first.
    Earliest,
}

/// What meetings are narrowed to.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MeetingFilter {
    /// Held by this body (BIN).
    #[param(pattern = r"^\d{12}$", example = "100140000003")]
    holder: Option<String>,
    /// About this region.
    #[param(inline)]
    region: Option<RegionCode>,
    /// On this day or later.
    from: Option<Date>,
    /// On this day or earlier.
    to: Option<Date>,
    /// In this format.
    #[param(inline)]
    format: Option<MeetingFormatCode>,
    /// In this language.
    #[param(inline)]
    language: Option<MeetingLanguageCode>,
    /// In this state.
    #[param(inline)]
    state: Option<MeetingStateCode>,
    /// With every one of these words in its holder, collegial body, title, place or agenda.
    #[param(max_length = 200, example = "бюджет")]
    text: Option<String>,
    /// Changed at this instant or later, for clients that keep a copy.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    modified_since: Option<OffsetDateTime>,
}

/// The filter and the page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PageOfMeetings {
    /// In which order: by default the latest first.
    #[param(inline)]
    order: Option<MeetingOrder>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    filter: MeetingFilter,
}

impl MeetingFilter {
    /// The filter as storage knows it.
    ///
    /// # Errors
    /// A 400 when the BIN is none or the text has no word.
    pub fn stored(&self) -> Result<Filter, Problem> {
        Ok(Filter {
            holder: bin_parameter("holder", self.holder.as_deref())?,
            region: self.region.map(|region| region.0),
            from: self.from,
            to: self.to,
            format: self.format.map(|format| format.0),
            language: self.language.map(|language| language.0),
            state: self.state.map(|state| state.0),
            text: words_parameter("text", self.text.as_deref())?,
            modified_since: self.modified_since,
        })
    }
}

/// Begins the case of a meeting of `holder`.
///
/// # Errors
/// A [`Problem`] when the actor may not, or the engine refuses.
pub(crate) fn begin(
    app: &App,
    actor: &Actor,
    connection: &mut Connection,
    holder: &Bin,
    form: &MeetingForm,
    now: OffsetDateTime,
) -> Result<Uuid, Problem> {
    let party = |role| NamedParty {
        party: Party { role, who: Who::Organisation(holder.clone()) },
        name: form.holder_name.clone().into(),
    };
    let command = Command::Plan { holder: form.holder_kind.0, starts_at: form.starts_at };
    let (initiator, addressees) = (party(OpenMeeting::INITIATOR), OpenMeeting::ADDRESSEES.iter().copied().map(party));
    let id = flow::begin::<OpenMeeting>(app, actor, connection, initiator, addressees.collect(), &command, now)?;
    let FormColumns { ends_at, region, format, in_kazakh, in_russian, form: whole, search } = form.columns()?;
    let row = MeetingRow {
        case_id: Id(id),
        holder: holder.to_string(),
        starts_at: Instant(form.starts_at),
        ends_at,
        day: form.day(),
        region,
        format,
        in_kazakh,
        in_russian,
        form: whole,
        search,
        public_at: None,
        announced_at: None,
        turn: 0,
        postponements: Json(json!([])),
        emergency: None,
        closure: None,
        seats: None,
        broadcast: None,
        outcome: None,
        cancellation: None,
    };
    meetings::create(connection, row)?;
    Ok(id)
}

/// Plan a meeting
///
/// By the information holder. From now on the announcement is owed, three working days before the start (605-6).
/// Nobody else sees the meeting until it is announced. Attach files, name them in the agenda, then announce it.
#[utoipa::path(tag = "Meetings", operation_id = "createMeeting", params(IdempotencyKey), request_body = MeetingForm, security(("bearer" = ["informationHolder"])), responses((status = CREATED, description = "The meeting, planned", body = Meeting)))]
#[post("/meetings")]
pub async fn create(app: Data<App>, call: Call, form: Body<MeetingForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&form)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let holder = asked.organisation()?;
        form.check_files(&[])?;
        let id = begin(&inner, &asked.actor, connection, holder, &form, inner.clock.now())?;
        let (case, row) = meetings::by_id(connection, id)?;
        let shown = super::view::show(&inner, &asked, connection, &case, &row)?;
        Ok(Reply::created(&shown, MEETINGS.path(id))?.version(case.version))
    })
    .await
}

/// List meetings
///
/// Every meeting that was announced, or closed with notice, by holder, region, day, format, language, state and words;
/// for its holder, with a token, also those that are only planned.
#[utoipa::path(tag = "Meetings", operation_id = "listMeetings", params(PageOfMeetings, MeetingFilter), security((), ("bearer" = [])), responses((status = OK, description = "A page of meetings", body = Meetings)))]
#[get("/meetings")]
pub async fn list(app: Data<App>, call: Call, asked: Query<PageOfMeetings>) -> Result<Reply, Problem> {
    let Query(asked) = asked;
    let filter = asked.filter.stored()?;
    let order = match asked.order {
        None | Some(MeetingOrder::Latest) => Order::Latest,
        Some(MeetingOrder::Earliest) => Order::Earliest,
    };
    let after = paging::place::<ListPlace>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = meetings::list(connection, &call.viewer(), &filter, order, after, limit)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let parties = cases::parties(connection, &ids)?;
        let heads = attendance::heads(connection, &ids)?;
        paging::reply(
            page,
            |(case, row)| ListPlace { at: row.starts_at.0, id: case.id.0 },
            |(case, row)| summarise(&inner, &call, &case, &row, &parties, &heads),
        )
    })
    .await
}

/// Get a meeting
///
/// What the announcement says, by when one may ask to attend, how many have, what is owed by when and why, and what was
/// published of it.
#[utoipa::path(tag = "Meetings", operation_id = "getMeeting", params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The meeting", body = Meeting)))]
#[get("/meetings/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply(&inner, &call, connection, id.0)).await
}

/// Replace what a meeting's announcement will say
///
/// While it is planned or postponed, before it is announced. Its time is changed by a postponement.
#[utoipa::path(tag = "Meetings", operation_id = "replaceMeeting", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch), request_body = MeetingForm, security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The meeting", body = Meeting)))]
#[put("/meetings/{id}")]
pub async fn replace(app: Data<App>, call: Call, id: PathId, form: Body<MeetingForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&form)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let loaded = flow::load::<OpenMeeting>(&inner, &asked, connection, id.0)?;
        flow::expect_draft(&asked, &loaded)?;
        let (_, row) = meetings::by_id(connection, id.0)?;
        let before = form_of(&row)?;
        let fixed = Text::new("өзгермейді", "не меняется", "cannot be changed");
        if form.holder_kind != before.holder_kind {
            return Err(Problem::field("/holderKind", fixed));
        }
        if form.starts_at != before.starts_at {
            let message = Text::new(
                "басқа уақыт postponement арқылы белгіленеді",
                "другое время назначается через postponement",
                "another time is set by a postponement",
            );
            return Err(Problem::field("/startsAt", message));
        }
        if row.public_at.is_some() {
            // What everybody was told is the holder's to change, as an announcement is.
            flow::expect_in(&asked, &loaded, OpenMeeting::DRAFTS, &[Role::InformationHolder])?;
            let moves_online = form.format.0 == MeetingFormat::Online && before.format != form.format;
            if moves_online {
                guaranteed(form.format.0, &inner.law)?;
            }
        }
        form.check_files(&attachments::of_case(connection, id.0)?)?;
        cases::touch(connection, id.0, loaded.row.version, inner.clock.now())?;
        for role in [Role::InformationHolder, Role::ResponsiblePerson] {
            cases::rename_party(connection, id.0, role, &form.holder_name.clone().into())?;
        }
        meetings::replace_form(connection, id.0, form.columns()?)?;
        if form.format.0 == MeetingFormat::Online && before.format != form.format {
            // Those who asked to attend in person must be told.
            meetings::record(connection, id.0, Changes { turn: Some(row.turn + 1), ..Changes::default() })?;
        }
        if form.format.0 != MeetingFormat::Online && row.emergency.is_some() {
            // The situation is over.
            meetings::record(connection, id.0, Changes { emergency: Some(None), ..Changes::default() })?;
        }
        reply(&inner, &asked, connection, id.0)
    })
    .await
}
