//! Meetings: planned by their holder, found by everybody.

use actix_web::{get, post, put};
use merzim_domain::engine::{Actor, NamedParty, Procedure};
use merzim_domain::procedures::open_meeting::{Command, Facts, MeetingFormat, OpenMeeting, end, guaranteed};
use merzim_domain::zone::rfc3339;
use merzim_domain::{Bin, Role, Text, Vocabulary};
use merzim_persistence::meetings::{self, Changes, Filter};
use merzim_persistence::page::{Found, ListPlace, Order, ranked};
use merzim_persistence::{attachments, attendance, cases};
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::form_of;
use super::form::{MeetingForm, MeetingFormatCode, look_at_files};
use super::view::{Meeting, MeetingStateCode, Meetings, show_meeting, summarise_meeting};
use crate::app::{Ask, Desk};
use crate::cases::{Parties, flow};
use crate::gatherings::{self, OfficialLanguageCode, StartOrderCode};
use crate::http::{Answer, GivenBin, Listed, Looked, Paging, PathId, Query, RegionCode, Since, paging};
use crate::problem::{Problem, Wrong, WrongCode};

/// What meetings are narrowed to.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MeetingFilter {
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
    /// In this format.
    #[param(inline)]
    format: Option<MeetingFormatCode>,
    /// In this language.
    #[param(inline)]
    language: Option<OfficialLanguageCode>,
    /// In this state.
    #[param(inline)]
    state: Option<MeetingStateCode>,
    /// With every one of these words in its holder, collegial body, title, place or agenda. What holds them as they are spelt
    /// comes first, then what holds them with the letters of Kazakh for those of Russian, or the other way round.
    #[param(format = "words", max_length = 200, example = "бюджет")]
    text: Option<String>,
}

/// The order, the page and the filter.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PageOfMeetings {
    /// In which order: by default the latest first, with `modifiedSince` in the order of change.
    #[param(inline)]
    order: Option<StartOrderCode>,
    #[serde(flatten)]
    #[param(ignore)]
    asked: Listed<MeetingFilter>,
}

impl MeetingFilter {
    /// The filter as storage knows it.
    pub fn stored(&self, since: &Since) -> Filter {
        Filter {
            holder: self.holder.as_ref().map(|given| given.0.clone()),
            region: self.region.map(|region| region.0),
            from: self.from,
            to: self.to,
            format: self.format.map(|format| format.0),
            language: self.language.map(|language| language.0),
            state: self.state.map(|state| state.0),
            text: self.text.clone(),
            modified_since: since.modified_since,
        }
    }
}

/// Begins the case of a meeting of `holder`.
fn begin(desk: &mut Desk<'_>, actor: &Actor, holder: &Bin, mut form: MeetingForm) -> Result<Uuid, Problem> {
    let late = std::mem::take(&mut form.late);
    let party = |role| NamedParty::organisation(role, holder, form.holder_name.clone());
    let addressees = OpenMeeting::ADDRESSEES.iter().copied().map(party).collect();
    let parties = Parties { initiator: party(OpenMeeting::INITIATOR), addressees };
    let facts = Facts {
        holder: form.holder_kind.0,
        starts_at: form.starts_at,
        ends_at: end(form.starts_at, form.ends_at),
        format: form.format.0,
        access: false,
        guests_came: false,
        emergency: None,
        closed: None,
    };
    let id = flow::begin::<OpenMeeting>(desk, actor, parties, facts, &Command::Plan { late })?;
    meetings::create(desk.connection, id, holder, form.starts_at, form.columns(false)?)?;
    Ok(id)
}

/// Plan a meeting
///
/// By the information holder. From now on the announcement is owed, three working days before the start (605-6). A time for which
/// that is too late is taken only if `late` says that the holder knows it. Both formats must be possible (605-3); a situation of ¶6 makes
/// it online only afterwards. Nobody else sees the meeting until it is announced. Attach files, name them in the agenda, then announce it.
#[utoipa::path(operation_id = "createMeeting", extensions(("x-refusals" = json!("act-not-in-force calendar-year-unknown format-not-guaranteed outside-scope too-late too-late-to-tell wording-not-held"))), request_body = MeetingForm, responses((status = CREATED, description = "The meeting, planned", body = Meeting)))]
#[post("/meetings")]
pub async fn create(ask: Ask, form: Looked<MeetingForm>) -> Answer {
    ask.change(form, |desk, Looked { form, mut faults }| {
        let holder = desk.call.organisation()?;
        look_at_files(&form.files(), &[], &mut faults);
        let id = faults.and(begin(desk, &desk.call.actor, holder, form))?;
        show_meeting(desk, id)?.created()
    })
    .await
}

/// List meetings
///
/// Every meeting that was announced, or closed with notice, by holder, region, day, format, language, state and words;
/// for its holder, with a token, also those that are only planned.
#[utoipa::path(operation_id = "listMeetings", params(PageOfMeetings, Paging, MeetingFilter, Since), responses((status = OK, description = "A page of meetings", body = Meetings)))]
#[get("/meetings")]
pub async fn list(ask: Ask, asked: Query<PageOfMeetings>) -> Answer {
    let Query(PageOfMeetings { order, asked: Listed { filter, since, page } }) = asked;
    let filter = filter.stored(&since);
    let order = gatherings::order(order, &since);
    let (after, limit) = (page.place::<Found<ListPlace>>()?, page.limit());
    ask.list(move |desk| {
        let viewer = desk.call.viewer();
        // In the order of change, one search finds all.
        let is_ranked = filter.text.is_some() && order != Order::Modified;
        let page = ranked(is_ranked, after, limit, |hits, after, limit| {
            meetings::list(desk.connection, &viewer, &filter, hits, order, after, limit)
        })?;
        let ids: Vec<Uuid> = page.items.iter().map(|(_, (case, _))| case.id.0).collect();
        let parties = cases::parties(desk.connection, &ids)?;
        let heads = attendance::heads(desk.connection, &ids)?;
        paging::reply(
            page,
            |(alike, (case, row))| Found { alike: *alike, place: order.place(case, row.starts_at) },
            |(_, meeting)| summarise_meeting(desk, &meeting, &parties, &heads),
        )
    })
    .await
}

/// Get a meeting
///
/// What the announcement says, by when one may ask to attend, how many have, what is owed by when and why, and what was
/// published of it.
#[utoipa::path(operation_id = "getMeeting", params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The meeting", body = Meeting)))]
#[get("/meetings/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_meeting(desk, id.0)?.reply()).await
}

/// Replace what a meeting's announcement will say
///
/// While it is planned, postponed or open again, before it is announced. Its time is changed by a postponement; what made it
/// online only is lifted by an emergency-end.
#[utoipa::path(operation_id = "replaceMeeting", extensions(("x-refusals" = json!("format-not-guaranteed state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = MeetingForm, responses((status = OK, description = "The meeting", body = Meeting)))]
#[put("/meetings/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<MeetingForm>) -> Answer {
    flow::take::<OpenMeeting, _, _>(ask, id.0, form, move |desk, meeting, Looked { mut form, mut faults }| {
        form.late = false;
        meeting.expect_draft(desk)?;
        let (_, row) = meetings::by_id(desk.connection, id.0)?;
        let before = form_of(&row)?;
        if form.holder_kind != before.holder_kind {
            faults.tell_of(&["/holderKind"], Wrong::unchangeable(before.holder_kind.0.code().to_owned()));
        }
        if form.starts_at != before.starts_at {
            let message = Text::new(
                "басқа уақытқа отырысты кейінге қалдыру арқылы ауыстырылады",
                "на другое время заседание переносится отдельным действием",
                "another time is set by postponing the meeting",
            );
            let known = vec![rfc3339(before.starts_at)];
            faults.tell_of(&["/startsAt"], Wrong::of(WrongCode::NotAllowed, message).among(known));
        } else if let Some(wrong) = form.ends_on_another_day(&row) {
            faults.tell_of(&["/endsAt"], wrong);
        }
        let online = form.format.0 == MeetingFormat::Online;
        let was_online = before.format.0 == MeetingFormat::Online;
        if row.emergency.is_some() && online != was_online {
            let message = Text::new(
                "екі формат тек онлайн өткізу негізі аяқталған соң қайтарылады",
                "оба формата возвращаются, когда отмечено, что основание проводить заседание только онлайн отпало",
                "both formats return when it is recorded that the situation is over",
            );
            let known = vec![before.format.0.code().to_owned()];
            faults.tell_of(&["/format"], Wrong::of(WrongCode::NotAllowed, message).among(known));
        }
        look_at_files(&form.files(), &attachments::of_case(desk.connection, id.0)?, &mut faults);
        faults.none()?;
        if row.public_at.is_some() {
            // What everybody was told is the holder's to change, as an announcement is.
            meeting.expect_in(desk, OpenMeeting::DRAFTS, &[Role::InformationHolder])?;
        }
        if row.emergency.is_none() {
            guaranteed(form.format.0, &desk.app.law)?;
        }
        meeting.replace(desk)?;
        for role in [Role::InformationHolder, Role::ResponsiblePerson] {
            cases::rename_party(desk.connection, id.0, role, &form.holder_name.clone().into())?;
        }
        meetings::replace_form(desk.connection, id.0, form.columns(row.agenda_hidden)?)?;
        // Those who asked to attend in person must be told.
        let changes = Changes { turn: (online != was_online).then_some(row.turn + 1), ..Changes::default() };
        meetings::record(desk.connection, id.0, changes)?;
        show_meeting(desk, id.0)?.reply()
    })
    .await
}
