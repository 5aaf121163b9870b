//! How schedules, rosters and appeals are shown.

use merzim_domain::Role;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::reception_roster::{ReceptionRoster, RosterState};
use merzim_domain::procedures::reception_schedule::{self as schedule, ReceptionSchedule, ScheduleState};
use merzim_domain::procedures::video_reception::{ReceptionChannel, ReceptionNotice, ReceptionState, VideoReception};
use merzim_domain::reception::{Insight, Quarter, month_name};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::complaints;
use merzim_persistence::reception::appeals::{self, AppealRow};
use merzim_persistence::reception::bookings::{self, BookingRow, SlotRow};
use merzim_persistence::reception::offices;
use merzim_persistence::reception::rosters::{self, RosterRow};
use merzim_persistence::reception::schedules::{self, ScheduleRow};
use serde::Serialize;
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::{insight, is_party};
use super::facts::{
    Proceedings, RosterEntry, ScheduleStory, StoredAppeal, appeal_facts, due_at, form_of, roster_facts,
};
use super::form::{AppealLanguageCode, ReceptionScheduleForm};
use super::offices::OfficeReference;
use super::settings::ReceptionSettings;
use super::slots::Receiver;
use crate::app::{Desk, Record};
use crate::cases::notified::Notified;
use crate::cases::slip::Slip;
use crate::cases::{Shown, Summary, name_of, show_below};
use crate::http::{At, Bilingual, Code, GivenBin, page_of, periods};
use crate::problem::Problem;

pub(super) type ScheduleStateCode = Code<ScheduleState>;
pub(super) type RosterStateCode = Code<RosterState>;
pub(super) type ReceptionStateCode = Code<ReceptionState>;
pub(super) type ReceptionChannelCode = Code<ReceptionChannel>;

/// A quarterly schedule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionSchedule)]
pub struct ScheduleDetails {
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// What it says.
    pub form: ReceptionScheduleForm,
    /// What happened to it besides.
    #[serde(flatten)]
    pub story: ScheduleStory,
    /// When it was posted.
    pub posted_at: Option<At>,
}

/// A schedule as it is shown alone.
pub type ScheduleView = Shown<ReceptionSchedule, ScheduleDetails>;

/// A quarterly schedule in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionScheduleSummary)]
pub struct ScheduleBrief {
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// The quarter.
    #[schema(value_type = periods::Quarter)]
    pub quarter: Quarter,
    /// When it was posted.
    pub posted_at: Option<At>,
}

/// A schedule as a list shows it.
pub type ScheduleSummary = Summary<ReceptionSchedule, ScheduleBrief>;

page_of!(ReceptionSchedules, ScheduleSummary, "Quarterly schedules, the newest first.");

/// Shows a schedule as the caller may see it.
pub(super) fn show_schedule(desk: &mut Desk<'_>, id: Uuid) -> Result<ScheduleView, Problem> {
    let (case, row) = schedules::find(desk.connection, &desk.call.viewer(), id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let mut below = show_below(desk, &case, &parties)?;
    let mut story = ScheduleStory::read(&row.story)?;
    if !is_party(desk.call, &parties)? {
        below.attachments.clear();
        story.returns.clear();
    }
    let form = form_of(&row)?;
    let facts = schedule::Facts { quarter: row.quarter };
    let details = ScheduleDetails {
        body_name: form.body_name.clone().into(),
        form,
        story,
        posted_at: row.public_at.map(At::from),
        body: row.body,
    };
    Ok(Summary::of(desk, &case, &parties, &facts, details)?.with_below(below))
}

/// Shows a schedule in a list.
pub(super) fn summarise_schedule(
    desk: &Desk<'_>,
    case: &CaseRow,
    row: ScheduleRow,
    parties: &[PartyRow],
) -> Result<ScheduleSummary, Problem> {
    let form = form_of(&row)?;
    let facts = schedule::Facts { quarter: row.quarter };
    let brief = ScheduleBrief {
        body: row.body,
        body_name: form.body_name.into(),
        quarter: form.quarter,
        posted_at: row.public_at.map(At::from),
    };
    Summary::of(desk, case, parties, &facts, brief)
}

/// A monthly roster of receptions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionRoster)]
pub struct RosterDetails {
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// The month.
    #[schema(value_type = periods::Month)]
    pub month: String,
    /// The schedule of the quarter.
    pub schedule: Uuid,
    /// From when it can be compiled: registration for the month closes then, unless one may register up to the day before the
    /// reception (reading `receptionRegistration`); what comes later is added when it is compiled again.
    pub registration_until: At,
    /// When it was compiled.
    pub compiled_at: Option<At>,
    /// When it was posted.
    pub posted_at: Option<At>,
    /// The receptions: as compiled, for its parties; as posted, for everybody else.
    pub receptions: Vec<RosterEntry>,
}

/// A roster as it is shown alone.
pub type RosterView = Shown<ReceptionRoster, RosterDetails>;

/// A monthly roster in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionRosterSummary)]
pub struct RosterBrief {
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// The month.
    #[schema(value_type = periods::Month)]
    pub month: String,
    /// The schedule of the quarter.
    pub schedule: Uuid,
    /// When it was posted.
    pub posted_at: Option<At>,
}

/// A roster as a list shows it.
pub type RosterSummary = Summary<ReceptionRoster, RosterBrief>;

page_of!(ReceptionRosters, RosterSummary, "Monthly rosters, the newest first.");

/// Shows a roster as the caller may see it.
pub(super) fn show_roster(desk: &mut Desk<'_>, id: Uuid) -> Result<RosterView, Problem> {
    let (case, row) = rosters::find(desk.connection, &desk.call.viewer(), id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let mut below = show_below(desk, &case, &parties)?;
    let is_party = is_party(desk.call, &parties)?;
    if !is_party {
        below.attachments.clear();
    }
    // Compiled again, everybody else sees what was posted until the next posting.
    let state: RosterStateCode = Code::known(&case.state)?;
    let compiled = is_party && state.0.shows_compiled(&desk.call.actor.roles);
    let entries = if compiled { Some(row.entries) } else { row.posted };
    let form = form_of(&schedules::of_case(desk.connection, row.schedule_id.0)?)?;
    let facts = roster_facts(desk.app, row.month);
    let details = RosterDetails {
        body_name: form.body_name.into(),
        month: month_name(row.month),
        schedule: row.schedule_id.0,
        registration_until: At(facts.closes_at),
        compiled_at: row.compiled_at.map(At::from),
        posted_at: row.public_at.map(At::from),
        receptions: Vec::<RosterEntry>::read_some(entries.as_ref())?.unwrap_or_default(),
        body: row.body,
    };
    Ok(Summary::of(desk, &case, &parties, &facts, details)?.with_below(below))
}

/// Shows a roster in a list.
pub(super) fn summarise_roster(
    desk: &Desk<'_>,
    case: &CaseRow,
    row: RosterRow,
    parties: &[PartyRow],
) -> Result<RosterSummary, Problem> {
    let facts = roster_facts(desk.app, row.month);
    let brief = RosterBrief {
        body_name: name_of(parties, case.id, &row.body),
        body: row.body,
        month: month_name(row.month),
        schedule: row.schedule_id.0,
        posted_at: row.public_at.map(At::from),
    };
    Summary::of(desk, case, parties, &facts, brief)
}

/// Who asks for a reception.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionApplicant)]
pub struct Applicant {
    /// IIN: whole for the person and the state body when they read the appeal, else its last four digits.
    #[schema(example = "********0012")]
    pub iin: String,
    /// Surname, first name, patronymic; not for the operator.
    #[schema(example = "ДЕМО: Сынақов Сынақ")]
    pub full_name: Option<String>,
    /// Telephone numbers; not for the operator.
    #[schema(example = json!(["+7 701 000 00 00"]))]
    pub phones: Vec<String>,
    /// Address, for the person, the state body, and whoever considers a complaint.
    #[schema(example = "Астана қаласы, Демо көшесі, 1")]
    pub address: Option<String>,
    /// E-mail address, for the person, the state body, and whoever considers a complaint.
    #[schema(example = "synaq@demo.example")]
    pub email: Option<String>,
    /// Place of work, for the person, the state body, and whoever considers a complaint.
    #[schema(example = "Демо мектебі")]
    pub workplace: Option<String>,
    /// Position held, for the person, the state body, and whoever considers a complaint.
    #[schema(example = "Мұғалім")]
    pub position: Option<String>,
}

/// The reception that an appeal has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionTime {
    /// Whether the state body has set it; before that, it is only kept for the appeal.
    pub is_set: bool,
    /// The slot.
    pub slot: Uuid,
    /// Who receives.
    pub receiver: Receiver,
    /// When it begins.
    pub starts_at: At,
    /// When it ends.
    pub ends_at: At,
    /// The office.
    pub office: OfficeReference,
    /// Number of the room there.
    #[schema(minimum = 1, example = 1)]
    pub room: i64,
    /// Where the participants meet online, for them alone and around the reception only.
    #[schema(format = "uri", example = "https://room.demo.example/1")]
    pub room_url: Option<String>,
}

/// An appeal for a reception by the head of a state body or a deputy (№ 213/НҚ).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionAppeal)]
pub struct AppealDetails {
    /// How it was filed.
    pub channel: ReceptionChannelCode,
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// Who asks.
    pub applicant: Applicant,
    /// Where the reception is to be held.
    pub office: OfficeReference,
    /// The date that the participant would like.
    pub preferred_date: Option<Date>,
    /// The head or deputy addressed, if the participant named one.
    #[schema(example = "minister")]
    pub receiver: Option<String>,
    /// The appeal in words, for the person, the state body, and whoever considers a complaint.
    #[schema(example = "Цифрлық қызметтер туралы жолданым")]
    pub appeal: Option<String>,
    /// Its language.
    pub language: Option<AppealLanguageCode>,
    /// The question, for the person, the state body, and whoever considers a complaint.
    #[schema(example = "Ауылда интернет қашан болады?")]
    pub question: Option<String>,
    /// The reception that it has.
    pub reception: Option<ReceptionTime>,
    /// Whether another time comes before everybody else's, after a technical failure.
    pub priority: bool,
    /// That it was filed, when and with whom (L4-4); not for the operator.
    pub slip: Option<Slip>,
    /// How the participant was notified of the latest decision (213-8), once they were; for those who see the proceedings.
    pub notified: Option<Notified>,
    /// The same of the latest extension of the term (L7-3).
    pub extension_notified: Option<Notified>,
    /// What happened in the case, for the person, the state body, and whoever considers a complaint.
    pub proceedings: Option<Proceedings>,
    /// Opens this appeal to a visitor for whom an office filed it, in the header `Lookup-Token`. It is told here and never
    /// again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
}

/// An appeal as it is shown alone.
pub type ReceptionAppeal = Shown<VideoReception, AppealDetails>;

/// An appeal in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionAppealSummary)]
pub struct AppealBrief {
    /// How it was filed.
    pub channel: ReceptionChannelCode,
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// IIN of the participant, of which only the end is shown.
    #[schema(example = "********0012")]
    pub iin: String,
    /// Surname, first name, patronymic; not for the operator.
    #[schema(example = "ДЕМО: Сынақов Сынақ")]
    pub full_name: Option<String>,
    /// Where the reception is to be held.
    pub office: OfficeReference,
    /// When the reception begins, once that is set.
    pub starts_at: Option<At>,
    /// Whether another time comes before everybody else's, after a technical failure.
    pub priority: bool,
}

/// An appeal as a list shows it.
pub type ReceptionAppealSummary = Summary<VideoReception, AppealBrief>;

page_of!(ReceptionAppeals, ReceptionAppealSummary, "Appeals, the newest first.", gone);

/// The reception that an appeal has, as its parties may see it.
fn reception(
    desk: &mut Desk<'_>,
    row: &AppealRow,
    (booking, slot): &(BookingRow, SlotRow),
    takes_part: bool,
) -> Result<ReceptionTime, Problem> {
    let office = offices::find(desk.connection, booking.office_id.0)?;
    let form = form_of(&schedules::of_case(desk.connection, slot.schedule_id.0)?)?;
    let margin = desk.app.config.part::<ReceptionSettings>().room_margin;
    let near = slot.starts_at.0 - margin <= desk.now && desk.now < slot.ends_at.0 + margin;
    Ok(ReceptionTime {
        is_set: row.starts_at.is_some(),
        slot: slot.id.0,
        receiver: Receiver::of(&form, slot)?,
        starts_at: slot.starts_at.into(),
        ends_at: slot.ends_at.into(),
        office: (&office).into(),
        room: booking.room,
        room_url: row.room_url.clone().filter(|_| takes_part && near && row.starts_at.is_some()),
    })
}

/// Who asks; the IIN is masked unless it is asked for and may be seen.
fn applicant(stored: &StoredAppeal, row: &AppealRow, insight: Insight, with_iin: bool) -> Result<Applicant, Problem> {
    let iin = &row.iin;
    let of_the_case = |text: &String| insight.sees_case().then(|| text.clone());
    Ok(Applicant {
        iin: if with_iin && insight.sees_iin() { iin.reveal().to_owned() } else { iin.to_string() },
        full_name: insight.sees_visitor().then(|| stored.full_name.clone()),
        phones: if insight.sees_visitor() { stored.phones.clone() } else { Vec::new() },
        address: of_the_case(&stored.address),
        email: of_the_case(&stored.email),
        workplace: stored.workplace.as_ref().and_then(of_the_case),
        position: stored.position.as_ref().and_then(of_the_case),
    })
}

/// Shows an appeal as the caller may see it. Its IIN stays masked, for the answer may be remembered.
pub(super) fn show_appeal(desk: &mut Desk<'_>, id: Uuid) -> Result<ReceptionAppeal, Problem> {
    appeal(desk, id, false)
}

/// Shows an appeal as the caller may see it, with the IIN whole for those who may see it so: in an answer that is not
/// remembered.
pub(super) fn show_appeal_with_iin(desk: &mut Desk<'_>, id: Uuid) -> Result<ReceptionAppeal, Problem> {
    appeal(desk, id, true)
}

/// How the participant was notified of the decision, if there is one that was not taken back, and of an extension.
fn notified(desk: &mut Desk<'_>, case: &CaseRow, insight: Insight) -> Result<[Option<Notified>; 2], Problem> {
    use ReceptionNotice as N;
    const DECISIONS: [ReceptionNotice; 5] = [N::TimeSet, N::ReceptionRefused, N::Returned, N::Forwarded, N::Withdrawn];
    if !insight.sees_case() {
        return Ok([None, None]);
    }
    let mut of = |last_of: &[N]| Notified::of(desk, case.id.0, Role::Participant, last_of);
    let decision = if case.outcome.is_some() { of(&DECISIONS)? } else { None };
    Ok([decision, of(&[N::Extended])?])
}

fn appeal(desk: &mut Desk<'_>, id: Uuid, with_iin: bool) -> Result<ReceptionAppeal, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), VideoReception::CODE, id)?;
    let row = &appeals::of_case(desk.connection, id)?;
    let facts = appeal_facts(&case, row, due_at(desk, id)?)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let contested = complaints::has_any(desk.connection, &[id])?;
    let insight = insight(desk.call, &case, &parties, &contested)?;
    let stored = StoredAppeal::read(&row.form)?;
    let mut below = show_below(desk, &case, &parties)?;
    if !insight.sees_case() {
        below.attachments.clear();
    }
    let [notified, extension_notified] = notified(desk, &case, insight)?;
    let booked = bookings::of_case(desk.connection, id)?;
    let office = offices::find(desk.connection, row.office_id.0)?;
    let details = AppealDetails {
        channel: Code(facts.channel),
        body: row.body.clone(),
        applicant: applicant(&stored, row, insight, with_iin)?,
        office: (&office).into(),
        preferred_date: stored.preferred_date.filter(|_| insight.sees_visitor()),
        receiver: stored.receiver.filter(|_| insight.sees_place()),
        appeal: stored.appeal.filter(|_| insight.sees_case()),
        language: stored.language.filter(|_| insight.sees_visitor()),
        question: insight.sees_case().then_some(stored.question),
        body_name: stored.body_name,
        reception: booked.map(|booked| reception(desk, row, &booked, insight.attends())).transpose()?,
        priority: row.priority,
        slip: insight.sees_visitor().then(|| Slip::of(&case, stored.accepted_by)),
        notified,
        extension_notified,
        proceedings: if insight.sees_case() { Some(Proceedings::read(&row.story)?) } else { None },
        lookup_token: None,
    };
    Ok(Summary::of(desk, &case, &parties, &facts, details)?.with_below(below))
}

/// Shows an appeal in a list to somebody with this insight.
pub(super) fn summarise_appeal(
    desk: &Desk<'_>,
    (case, row): &(CaseRow, AppealRow),
    office: OfficeReference,
    due_at: Option<OffsetDateTime>,
    parties: &[PartyRow],
    insight: Insight,
) -> Result<ReceptionAppealSummary, Problem> {
    let (stored, facts) = (StoredAppeal::read(&row.form)?, appeal_facts(case, row, due_at)?);
    let brief = AppealBrief {
        channel: Code(facts.channel),
        body: row.body.clone(),
        body_name: stored.body_name,
        iin: row.iin.to_string(),
        full_name: insight.sees_visitor().then_some(stored.full_name),
        office,
        starts_at: row.starts_at.map(At::from),
        priority: row.priority,
    };
    Summary::of(desk, case, parties, &facts, brief)
}
