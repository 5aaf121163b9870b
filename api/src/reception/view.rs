//! How an appeal is shown, and to whom how much of it.

use std::collections::HashSet;

use merzim_domain::engine::{CommonRefusal, Party, Procedure, Refusal};
use merzim_domain::procedures::video_reception::{
    AppealLanguage, ReceptionChannel, ReceptionOutcome, ReceptionState, RefusalGround, VideoReception,
};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_persistence::cases::{CaseRow, PartyRow};
use merzim_persistence::reception::appeals::{self, AppealRow};
use merzim_persistence::reception::bookings::{self, BookingRow, SlotRow};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::{Connection, DbError, cases, complaints};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::appeals::StoredAppeal;
use super::offices::OfficeReference;
use super::slots::{Receiver, form_of_slot};
use crate::app::App;
use crate::cases::view::{CaseBody, CaseHead, show_body, show_head};
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, Bilingual};
use crate::problem::Problem;

pub(crate) type ReceptionStateCode = Code<ReceptionState>;
pub(crate) type ReceptionOutcomeCode = Code<ReceptionOutcome>;
pub(crate) type ReceptionChannelCode = Code<ReceptionChannel>;
pub(crate) type RefusalGroundCode = Code<RefusalGround>;
pub(crate) type AppealLanguageCode = Code<AppealLanguage>;

/// A hearing before a refusal (№ 213/НҚ ¶6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionHearing)]
pub struct Hearing {
    /// When the participant was notified.
    #[schema(format = DateTime, example = "2025-12-24T10:00:00+05:00")]
    pub notified_at: String,
    /// When the participant will be heard.
    #[schema(format = DateTime, example = "2025-12-29T10:00:00+05:00")]
    pub hearing_at: String,
    /// Where, or by what link.
    #[schema(example = "Министрлік, 305-кабинет (демо)")]
    pub place: String,
    /// On which day the refusal is planned.
    pub decision_on: Date,
    /// The preliminary decision and its reasons.
    pub preliminary_decision: Bilingual,
}

/// An objection to the preliminary decision (art. 73(3) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionObjection)]
pub struct Objection {
    /// When it was made.
    #[schema(format = DateTime, example = "2025-12-25T10:00:00+05:00")]
    pub at: String,
    /// What it says.
    #[schema(example = "Мәселе басшының құзыретіне жатады")]
    pub text: String,
    /// Whether an office of the State Corporation entered it.
    pub by_office: bool,
}

/// Protocol of a hearing (art. 73 of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionProtocol)]
pub struct Protocol {
    /// When it was entered.
    #[schema(format = DateTime, example = "2025-12-29T11:00:00+05:00")]
    pub at: String,
    /// Whether the participant came.
    pub attended: bool,
    /// Who conducted the hearing.
    #[schema(example = "ДЕМО: департамент директоры")]
    pub conducted_by: String,
    /// What was said.
    #[schema(example = "Қатысушы өз ұстанымын білдірді")]
    pub text: String,
}

/// Why a reception is refused.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionRefusal {
    /// When.
    #[schema(format = DateTime, example = "2026-01-06T10:00:00+05:00")]
    pub at: String,
    /// The ground.
    pub ground: RefusalGroundCode,
    /// The reasons.
    pub reasons: Bilingual,
}

/// An extension of the term (art. 76(3) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionExtension)]
pub struct TermExtension {
    /// When it was decided.
    #[schema(format = DateTime, example = "2026-01-06T10:00:00+05:00")]
    pub at: String,
    /// The last day from then on.
    pub until: Date,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Where an appeal was forwarded (art. 65 of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionForwarding)]
pub struct Forwarding {
    /// When.
    #[schema(format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: String,
    /// BIN of the competent body.
    #[schema(pattern = r"^\d{12}$", example = "000740000004")]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
    /// Why it is the competent one.
    pub reasons: Bilingual,
    /// The appeal there; none if the act was not in force any more, and that body is to be told by other means.
    pub appeal: Option<Uuid>,
}

/// A time that was set, or changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionTimeSet)]
pub struct SetTime {
    /// When that was decided.
    #[schema(format = DateTime, example = "2025-12-18T10:00:00+05:00")]
    pub at: String,
    /// When the reception begins.
    #[schema(format = DateTime, example = "2026-01-13T10:00:00+05:00")]
    pub starts_at: String,
    /// Why it was changed, if it was.
    pub reason: Option<Bilingual>,
}

/// A technical failure.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionFailure)]
pub struct Failure {
    /// When it was recorded.
    #[schema(format = DateTime, example = "2026-01-13T10:15:00+05:00")]
    pub at: String,
    /// What failed.
    #[schema(example = "Бөлімшеде байланыс үзілді")]
    pub explanation: String,
}

/// Something that the head ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReceptionOrder)]
pub struct HeadsOrder {
    /// What is to be done.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Өтінішті қарап, жауап беру")]
    pub text: String,
    /// By whom.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S", example = "ДЕМО: департамент директоры")]
    pub responsible: String,
    /// By when, if that was said.
    pub due_on: Option<Date>,
}

/// What was said and ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReceptionRecord {
    /// When it was entered.
    #[schema(format = DateTime, example = "2026-01-13T10:30:00+05:00")]
    pub at: String,
    /// What was said.
    #[schema(example = "Мәселе талқыланды")]
    pub said: String,
    /// What the head ordered.
    pub orders: Vec<HeadsOrder>,
}

/// Something that was noted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionNote)]
pub struct Note {
    /// When.
    #[schema(format = DateTime, example = "2026-01-13T10:30:00+05:00")]
    pub at: String,
    /// What.
    #[schema(example = "Тапсырма орындалды")]
    pub text: String,
}

/// What happened in the case, for the participant and the state body.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = ReceptionProceedings)]
pub struct Proceedings {
    /// The hearing before a refusal, the latest.
    pub hearing: Option<Hearing>,
    /// Objections to the preliminary decision.
    pub objections: Vec<Objection>,
    /// The protocol of the hearing.
    pub protocol: Option<Protocol>,
    /// The refusal.
    pub refusal: Option<ReceptionRefusal>,
    /// Refusals that a satisfied complaint has taken back.
    pub earlier_refusals: Vec<ReceptionRefusal>,
    /// Extensions of the term.
    pub extensions: Vec<TermExtension>,
    /// Where it was forwarded.
    pub forwarding: Option<Forwarding>,
    /// The appeal that was forwarded to this body, if this one was.
    pub forwarded_from: Option<Uuid>,
    /// The times that were set, the first one first.
    pub times: Vec<SetTime>,
    /// Technical failures.
    pub failures: Vec<Failure>,
    /// What was said and ordered.
    pub record: Option<ReceptionRecord>,
    /// That the participant did not come.
    pub no_show: Option<Note>,
    /// How what was ordered was followed up.
    pub follow_up: Option<Note>,
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
pub struct ReceptionAppeal {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ReceptionStateCode,
    /// What was decided, or became of it.
    pub outcome: Option<ReceptionOutcomeCode>,
    /// How it was filed.
    pub channel: ReceptionChannelCode,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub state_body: String,
    /// Name of the state body.
    pub state_body_name: Bilingual,
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
    /// What happened in the case, for the person, the state body, and whoever considers a complaint.
    pub proceedings: Option<Proceedings>,
    /// Opens this appeal to a visitor for whom an office filed it, in the header `Lookup-Token`. It is told here and never
    /// again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// An appeal in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionAppealSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ReceptionStateCode,
    /// What was decided, or became of it.
    pub outcome: Option<ReceptionOutcomeCode>,
    /// How it was filed.
    pub channel: ReceptionChannelCode,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub state_body: String,
    /// Name of the state body.
    pub state_body_name: Bilingual,
    /// IIN of the participant, of which only the end is shown.
    #[schema(example = "********0012")]
    pub iin: String,
    /// Surname, first name, patronymic; not for the operator.
    #[schema(example = "ДЕМО: Сынақов Сынақ")]
    pub full_name: Option<String>,
    /// Id of the office where the reception is to be held.
    pub office: Uuid,
    /// When the reception begins, once that is set.
    pub starts_at: Option<At>,
    /// Whether another time comes before everybody else's, after a technical failure.
    pub priority: bool,
}

page_of!(ReceptionAppeals, ReceptionAppealSummary, "Appeals, the newest first.");

/// How much of an appeal somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Insight {
    /// How it stands and what is owed, and nothing else: the body as the one complained of, while nobody complains.
    Standing,
    /// Neither who it is nor what it is about: the operator.
    Place,
    /// Who comes when: the State Corporation.
    Visitor,
    /// All but the IIN: whoever considers a complaint, and the body complained of.
    Case,
    /// All of it: the person, and the body that receives.
    Whole,
}

impl Insight {
    /// What the caller sees of an appeal with these parties; `contested` if somebody has complained in it.
    fn of(call: &Call, parties: &[Party], contested: bool) -> Self {
        let seen_as = parties.iter().filter(|party| call.actor.is(party)).map(|party| match party.role {
            Role::Participant | Role::StateBody | Role::ResponsibleEmployee => Self::Whole,
            Role::ComplaintBody => Self::Case,
            Role::AdministrativeBody => {
                if contested {
                    Self::Case
                } else {
                    Self::Standing
                }
            }
            Role::StateCorporation => Self::Visitor,
            _ => Self::Place,
        });
        seen_as.max().unwrap_or(Self::Standing)
    }

    /// Whether the reception is theirs to attend or to provide for.
    const fn attends(self) -> bool {
        matches!(self, Self::Place | Self::Visitor | Self::Whole)
    }
}

pub(super) fn stored_of(row: &AppealRow) -> Result<StoredAppeal, Problem> {
    serde_json::from_value(row.form.0.clone()).map_err(Problem::internal)
}

pub(super) fn proceedings_of(row: &AppealRow) -> Result<Proceedings, Problem> {
    serde_json::from_value(row.story.0.clone()).map_err(Problem::internal)
}

/// The reception that an appeal has, as its parties may see it.
fn reception(
    app: &App,
    connection: &mut Connection,
    row: &AppealRow,
    (booking, slot): &(BookingRow, SlotRow),
    takes_part: bool,
) -> Result<ReceptionTime, Problem> {
    let office = offices::find(connection, booking.office_id.0)?;
    let form = form_of_slot(connection, slot)?;
    let receiver = form.receiver(&slot.receiver).ok_or_else(|| Problem::internal("a slot without a receiver"))?.into();
    let (now, margin) = (app.clock.now(), app.config.receptions.room_margin);
    let near = slot.starts_at.0 - margin <= now && now < slot.ends_at.0 + margin;
    Ok(ReceptionTime {
        is_set: row.starts_at.is_some(),
        slot: slot.id.0,
        receiver,
        starts_at: slot.starts_at.into(),
        ends_at: slot.ends_at.into(),
        office: (&office).into(),
        room: booking.room,
        room_url: row.room_url.clone().filter(|_| takes_part && near && row.starts_at.is_some()),
    })
}

fn applicant(stored: &StoredAppeal, row: &AppealRow, insight: Insight, reveals: bool) -> Result<Applicant, Problem> {
    let iin = row.iin()?;
    let whole = insight >= Insight::Case;
    let visitor = insight >= Insight::Visitor;
    let only = |text: &String| whole.then(|| text.clone());
    Ok(Applicant {
        iin: if reveals && insight == Insight::Whole { iin.reveal().to_owned() } else { iin.to_string() },
        full_name: visitor.then(|| stored.full_name.clone()),
        phones: if visitor { stored.phones.clone() } else { Vec::new() },
        address: only(&stored.address),
        email: only(&stored.email),
        workplace: stored.workplace.as_ref().and_then(only),
        position: stored.position.as_ref().and_then(only),
    })
}

/// Shows an appeal as the caller may see it. Its IIN is revealed only where the answer is not remembered.
///
/// # Errors
/// A [`Problem`] when the database fails or what is stored is not what it should be.
pub(super) fn show(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    case: &CaseRow,
    row: &AppealRow,
    reveals: bool,
) -> Result<ReceptionAppeal, Problem> {
    let parties = cases::parties(connection, &[case.id.0])?;
    let known: Vec<Party> = parties.iter().map(PartyRow::party).collect::<Result<_, DbError>>()?;
    let insight = Insight::of(call, &known, complaints::has_any(connection, &[case.id.0])?.contains(&case.id.0));
    let (whole, visitor) = (insight >= Insight::Case, insight >= Insight::Visitor);
    let stored = stored_of(row)?;
    let mut body = show_body(app, call, connection, case, &parties)?;
    if !whole {
        body.attachments.clear();
    }
    let booked = bookings::of_case(connection, case.id.0)?;
    let office: OfficeRow = offices::find(connection, row.office_id.0)?;
    Ok(ReceptionAppeal {
        head: show_head(app, call, case, &parties)?,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        channel: Code::known(&row.channel)?,
        state_body: row.body.clone(),
        applicant: applicant(&stored, row, insight, reveals)?,
        office: (&office).into(),
        preferred_date: stored.preferred_date.filter(|_| visitor),
        receiver: stored.receiver.filter(|_| insight >= Insight::Place),
        appeal: stored.appeal.filter(|_| whole),
        language: stored.language.filter(|_| visitor),
        question: whole.then_some(stored.question),
        state_body_name: stored.state_body_name,
        reception: booked.map(|booked| reception(app, connection, row, &booked, insight.attends())).transpose()?,
        priority: row.priority,
        proceedings: if whole { Some(proceedings_of(row)?) } else { None },
        lookup_token: None,
        body,
    })
}

/// Shows an appeal in a list.
///
/// # Errors
/// A [`Problem`] when what is stored is not what it should be.
pub(super) fn summarise(
    app: &App,
    call: &Call,
    case: &CaseRow,
    row: &AppealRow,
    (parties, contested): (&[PartyRow], &HashSet<Uuid>),
) -> Result<ReceptionAppealSummary, Problem> {
    let own = parties.iter().filter(|party| party.case_id == case.id);
    let known: Vec<Party> = own.map(PartyRow::party).collect::<Result<_, DbError>>()?;
    let stored = stored_of(row)?;
    let visitor = Insight::of(call, &known, contested.contains(&case.id.0)) >= Insight::Visitor;
    Ok(ReceptionAppealSummary {
        head: show_head(app, call, case, parties)?,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        channel: Code::known(&row.channel)?,
        state_body: row.body.clone(),
        state_body_name: stored.state_body_name,
        iin: row.iin()?.to_string(),
        full_name: visitor.then_some(stored.full_name),
        office: row.office_id.0,
        starts_at: row.starts_at.map(At::from),
        priority: row.priority,
    })
}

/// Whether the caller has an insight into the files of an appeal.
///
/// # Errors
/// A [`Problem`] when what is stored is not what it should be.
pub fn sees_files(call: &Call, connection: &mut Connection, case: &CaseRow) -> Result<bool, Problem> {
    let parties = cases::parties(connection, &[case.id.0])?;
    let known: Vec<Party> = parties.iter().map(PartyRow::party).collect::<Result<_, DbError>>()?;
    let contested = complaints::has_any(connection, &[case.id.0])?.contains(&case.id.0);
    Ok(Insight::of(call, &known, contested) >= Insight::Case)
}

/// Checks that an office attaches files to what it filed for a visitor only.
///
/// # Errors
/// 403 when it was filed on the portal.
pub fn attaches(call: &Call, connection: &mut Connection, row: &CaseRow, parties: &[Party]) -> Result<(), Problem> {
    let mut own = parties.iter().filter(|party| call.actor.is(party));
    let inside =
        own.any(|party| VideoReception::ATTACHERS.contains(&party.role) && party.role != Role::StateCorporation);
    let by_office = appeals::of_case(connection, row.id.0)?.channel == ReceptionChannel::Office.code();
    if inside || by_office { Ok(()) } else { Err(Refusal::of(CommonRefusal::RoleForbidsAction).into()) }
}

/// Reads an appeal again and answers with it; its IIN stays masked, for the answer may be remembered.
///
/// # Errors
/// A [`Problem`] when the database fails.
pub(super) fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    answer(app, call, connection, id, false)
}

pub(super) fn answer(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    id: Uuid,
    reveals: bool,
) -> Result<Reply, Problem> {
    let case = cases::find(connection, &call.viewer(), VideoReception::CODE, id)?;
    let row = appeals::of_case(connection, id)?;
    Ok(Reply::ok(&show(app, call, connection, &case, &row, reveals)?)?.version(case.version))
}
