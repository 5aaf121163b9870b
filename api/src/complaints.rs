//! Complaints against a decision or silence in a case of whatever procedure (articles 91, 92 and 99 of the Code).

use actix_web::web::Data;
use actix_web::{get, post};
use merzim_domain::engine::{CommonRefusal, NamedParty, Party, Procedure, Refusal};
use merzim_domain::identity::{Bin, Who};
use merzim_domain::procedures::BuiltRedress;
use merzim_domain::procedures::complaint::ComplaintRefusal;
use merzim_domain::procedures::complaint::{
    Command, Complaint, ComplaintDecision, ComplaintGround, ComplaintOutcome, ComplaintState,
};
use merzim_domain::procedures::video_reception::VideoReception;
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{L8_3, L8_4};
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual as Name, Text};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::complaints::{self, ComplaintRow, Filter};
use merzim_persistence::sql_types::{Id, Json};
use merzim_persistence::{Connection, DbError, notices, obligations};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::app::App;
use crate::app::part::{Part, Place};
use crate::cases::flow::{self, Deed};
use crate::cases::receipt::{self, Receipt};
use crate::cases::view::{CaseBody, CaseHead, parties_of, show_head, show_whole};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, Query, is_bin, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{Bilingual, paging, rfc3339};
use crate::problem::{Fault, Problem};

/// Where complaints stand in the API.
pub const PLACE: Place = Place::plain(
    Complaint::CODE,
    "complaints",
    &[
        ("passOn", "passing-on"),
        ("satisfy", "decision"),
        ("satisfyPartly", "decision"),
        ("reject", "decision"),
        ("withdraw", "withdrawal"),
    ],
);

/// What this folder brings to the program.
pub const PART: Part = Part {
    tag: (
        "Complaints",
        "Complaints against a decision or silence in a case of whatever procedure (articles 91, 92 and 99 of the Code).",
    ),
    places: &[PLACE],
    things: &[],
    routes,
    keeps: None,
};

fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create).service(list).service(get).service(pass_on).service(decide).service(withdraw);
}

pub(crate) type ComplaintStateCode = Code<ComplaintState>;
pub(crate) type ComplaintOutcomeCode = Code<ComplaintOutcome>;
pub(crate) type ComplaintGroundCode = Code<ComplaintGround>;
pub(crate) type ComplaintDecisionCode = Code<ComplaintDecision>;

/// A complaint.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "case": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "ground": "decision",
    "text": "Бас тарту заңсыз: мәселе басшының құзыретіне жатады",
    "demand": "Жолданымды қайта қарау",
}))]
pub struct ComplaintForm {
    /// The case in which it was decided, or should have been.
    pub case: Uuid,
    /// What is complained of.
    pub ground: ComplaintGroundCode,
    /// Why.
    #[schema(
        min_length = 1,
        max_length = 50_000,
        pattern = r"\S",
        example = "Бас тарту заңсыз: мәселе басшының құзыретіне жатады"
    )]
    pub text: String,
    /// What is asked for.
    #[schema(max_length = 10_000, example = "Жолданымды қайта қарау")]
    pub demand: Option<String>,
    /// On which day the participant learned of the decision; the day on which it was told, if none.
    pub known_on: Option<Date>,
}

/// To whom a complaint was passed on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ComplaintPassedOn)]
pub struct PassedOn {
    /// When.
    #[schema(format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: String,
    /// BIN of the body that considers it.
    #[schema(pattern = r"^\d{12}$", example = "940740000911")]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
}

/// How a complaint was decided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplaintDecided)]
pub struct DecidedComplaint {
    /// When.
    #[schema(format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: String,
    /// How.
    pub decision: ComplaintDecisionCode,
    /// The reasons.
    pub reasons: Bilingual,
    /// Whether the case complained of is considered anew.
    pub reopened: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Story {
    passed_on: Option<PassedOn>,
    decision: Option<DecidedComplaint>,
}

/// The case complained of.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContestedCase {
    /// Id.
    pub id: Uuid,
    /// Code of its procedure.
    #[schema(example = "video-reception")]
    pub procedure: String,
    /// Its number.
    #[schema(example = "VRC-2025-000001")]
    pub number: Option<String>,
    /// Where it stands in the API.
    #[schema(format = "uri-reference", example = "/api/v1/reception-appeals/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: String,
}

/// A complaint and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Complaint)]
pub struct ComplaintView {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ComplaintStateCode,
    /// What became of it.
    pub outcome: Option<ComplaintOutcomeCode>,
    /// The case complained of.
    pub contested: ContestedCase,
    /// What it says.
    pub form: ComplaintForm,
    /// To whom it was passed on.
    pub passed_on: Option<PassedOn>,
    /// How it was decided.
    pub decision: Option<DecidedComplaint>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// A complaint in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComplaintSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ComplaintStateCode,
    /// What became of it.
    pub outcome: Option<ComplaintOutcomeCode>,
    /// Id of the case complained of.
    pub case: Uuid,
    /// What is complained of.
    pub ground: ComplaintGroundCode,
}

page_of!(Complaints, ComplaintSummary, "Complaints, the newest first.");

/// What complaints are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ComplaintFilter {
    /// In this case.
    case: Option<Uuid>,
    /// In this state.
    #[param(inline)]
    state: Option<ComplaintStateCode>,
    /// Changed at this instant or later, for clients that keep a copy.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    modified_since: Option<OffsetDateTime>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

fn story_of(row: &ComplaintRow) -> Result<Story, Problem> {
    serde_json::from_value(row.story.0.clone()).map_err(Problem::internal)
}

fn show(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<(ComplaintView, i64), Problem> {
    let case = cases::find(connection, &call.viewer(), Complaint::CODE, id)?;
    let row = complaints::of_case(connection, id)?;
    let contested = cases::by_id(connection, row.contested_id.0)?;
    let place = app.place(&contested.procedure).ok_or_else(|| Problem::internal("a case without a place"))?;
    let (head, body) = show_whole(app, call, connection, &case)?;
    let Story { passed_on, decision } = story_of(&row)?;
    let shown = ComplaintView {
        head,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        contested: ContestedCase {
            id: contested.id.0,
            href: place.path(contested.id.0),
            procedure: contested.procedure,
            number: contested.number,
        },
        form: serde_json::from_value(row.form.0).map_err(Problem::internal)?,
        passed_on,
        decision,
        body,
    };
    Ok((shown, case.version))
}

fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (shown, version) = show(app, call, connection, id)?;
    Ok(Reply::ok(&shown)?.version(version))
}

/// What is complained of, as the procedure complained of knows it.
struct Contested {
    row: CaseRow,
    redress: BuiltRedress,
    /// The role of whomever it was begun for.
    initiator: Role,
    /// Who complains: for whom the case was begun.
    participant: Who,
    /// The body complained of.
    body: NamedParty,
}

/// Finds the case that the caller, for whom it was begun, complains of.
fn contested(call: &Call, connection: &mut Connection, id: Uuid) -> Result<Contested, Problem> {
    let missing = || Problem::field("/case", Text::new("мұндай іс жоқ", "такого дела нет", "there is no such case"));
    let row = flow::found(cases::visible(connection, &call.viewer(), id), missing)?;
    let nothing = || Problem::from(Refusal::by(ComplaintRefusal::NothingToComplainOf, L8_3));
    let built = flow::built(&row.procedure)?;
    let redress = built.redress.clone().ok_or_else(nothing)?;
    let parties = cases::parties(connection, &[id])?;
    let of = |role: Role| parties.iter().find(|party| party.role == role.code());
    let own = of(built.initiator).ok_or_else(nothing)?.party()?;
    if !call.actor.is(&own) {
        return Err(Refusal::of(CommonRefusal::RoleForbidsAction).into());
    }
    let NamedParty { party, name } = of(redress.of).ok_or_else(nothing)?.named()?;
    let body = NamedParty { party: Party { role: Role::AdministrativeBody, ..party }, name };
    Ok(Contested { row, redress, initiator: built.initiator, participant: own.who, body })
}

/// The command by which a complaint is filed: there must be a decision, or a term that has run out without one.
fn complain(
    connection: &mut Connection,
    form: &ComplaintForm,
    contested: &Contested,
    now: OffsetDateTime,
) -> Result<Command, Problem> {
    let Contested { row, redress, initiator, .. } = contested;
    match form.ground.0 {
        ComplaintGround::Decision => {
            let decided = row.outcome.as_deref().is_some_and(|outcome| redress.decisions.contains(&outcome));
            if !decided {
                return Err(Refusal::by(ComplaintRefusal::NothingToComplainOf, L8_3).into());
            }
            // Whoever complains before the notice has come has learned of the decision all the same.
            let told = notices::told_at(connection, row.id.0, *initiator)?.unwrap_or(now);
            let known_at = form.known_on.map_or(told, merzim_domain::zone::start_of);
            if known_at < merzim_domain::zone::start_of(merzim_domain::zone::local(told).date()) || known_at > now {
                let message = Text::new(
                    "шешім күнінен бүгінге дейін болуы керек",
                    "должен быть не раньше решения и не позже сегодняшнего дня",
                    "must not be before the decision or after today",
                );
                return Err(Problem::field("/knownOn", message));
            }
            Ok(Command::Complain { known_at })
        }
        ComplaintGround::Silence => {
            let due = obligations::running_due(connection, row.id.0, redress.silence)?;
            match due.filter(|due| *due <= now) {
                Some(_) => Ok(Command::ComplainOfSilence),
                None => Err(Refusal::by(ComplaintRefusal::NothingToComplainOf, L8_4).into()),
            }
        }
    }
}

/// File a complaint
///
/// Against a decision, within three months of learning of it (L8-3), or against silence once the term has run out, which
/// counts as a refusal (L8-4); in a case of whatever procedure, by whomever it was begun for. It is filed with the body
/// complained of, which passes it on within three working days (L8-2). A later complaint is taken all the same, and late.
#[utoipa::path(tag = "Complaints", operation_id = "createComplaint", params(IdempotencyKey), request_body = ComplaintForm, security(("bearer" = ["participant"]), ("lookupToken" = [])), responses((status = CREATED, description = "The complaint", body = ComplaintView)))]
#[post("/complaints")]
pub async fn create(app: Data<App>, call: Call, form: Body<ComplaintForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let whole = stored(&form)?;
    receipt::file(&app, &call, &whole.clone(), move |connection, filing| {
        let contested = contested(&asked, connection, form.case)?;
        let twice = || Problem::from(Refusal::of(ComplaintRefusal::AlreadyComplained));
        if complaints::is_pending(connection, form.case)? {
            return Err(twice());
        }
        let last = complain(connection, &form, &contested, filing.now)?.last_moment(filing.now, &inner.law)?;
        let (participant, body) = (contested.participant.clone(), contested.body.clone());
        let initiator = match participant {
            Who::Person(key) => NamedParty::person(Role::Participant, key),
            who @ Who::Organisation(_) => {
                let parties = cases::parties(connection, &[form.case])?;
                let named = parties.iter().find(|party| party.party == who.as_str());
                let name = named.map(PartyRow::named).transpose()?.map(|named| named.name);
                let name = name.ok_or_else(|| Problem::internal("a party without a name"))?;
                NamedParty { party: Party { role: Role::Participant, who }, name }
            }
        };
        let (id, _) = filing.begin::<Complaint>(
            connection,
            &asked.actor,
            (initiator, vec![body]),
            Receipt::Sent(last),
            |connection, at| complain(connection, &form, &contested, at),
        )?;
        let row = ComplaintRow {
            case_id: Id(id),
            contested_id: Id(form.case),
            ground: form.ground.0.code().to_owned(),
            form: Json(whole),
            pending: true,
            story: Json(stored(&Story::default())?),
        };
        complaints::create(connection, row).map_err(|error| match error {
            // Somebody was faster.
            DbError::Duplicate(_) => twice(),
            error => error.into(),
        })?;
        let (shown, version) = show(&inner, &asked, connection, id)?;
        Ok(Reply::created(&shown, PLACE.path(id))?.version(version))
    })
    .await
}

/// List complaints
///
/// Those that the caller filed, was complained of in, or considers.
#[utoipa::path(tag = "Complaints", operation_id = "listComplaints", params(ComplaintFilter), security(("bearer" = ["participant"]), ("bearer" = ["administrativeBody"]), ("bearer" = ["complaintBody"]), ("lookupToken" = [])), responses((status = OK, description = "A page of complaints", body = Complaints)))]
#[get("/complaints")]
pub async fn list(app: Data<App>, call: Call, filter: Query<ComplaintFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter =
        Filter { case: asked.case, state: asked.state.map(|state| state.0), modified_since: asked.modified_since };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = complaints::list(connection, &call.viewer(), &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(
            page,
            |(case, _)| case.id.0,
            |(case, row)| {
                Ok(ComplaintSummary {
                    head: show_head(&inner, &call, &case, &parties)?,
                    state: Code::known(&case.state)?,
                    outcome: case.outcome.as_deref().and_then(Code::stored),
                    case: row.contested_id.0,
                    ground: Code::known(&row.ground)?,
                })
            },
        )
    })
    .await
}

/// Get a complaint
///
/// How it stands, and what is owed by when and why.
#[utoipa::path(tag = "Complaints", operation_id = "getComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), security(("bearer" = ["participant"]), ("bearer" = ["administrativeBody"]), ("bearer" = ["complaintBody"]), ("lookupToken" = [])), responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[get("/complaints/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply(&inner, &call, connection, id.0)).await
}

/// To whom a complaint is passed on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "is_a_body"))]
#[schema(example = json!({
    "to": "940740000911",
    "toName": { "kk": "ДЕМО: Жоғары тұрған орган", "ru": "ДЕМО: Вышестоящий орган" },
}))]
#[schema(as = ComplaintPassingOnForm)]
pub struct PassingOnForm {
    /// BIN of the body that considers the complaint.
    #[schema(pattern = r"^\d{12}$", example = "940740000911")]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
}

fn is_a_body(form: &PassingOnForm) -> Result<(), ValidationError> {
    is_bin("/to", &form.to)
}

/// Pass a complaint on
///
/// By the body complained of, with the case, to the body that considers it, within three working days (L8-2). Until it is
/// decided that body sees both, and considers the complaint in twenty working days (L8, 213-12).
#[utoipa::path(tag = "Complaints", operation_id = "passOnComplaint", params(("id" = Uuid, Path, description = "Id of the complaint"), IfMatch, IdempotencyKey), request_body = PassingOnForm, security(("bearer" = ["administrativeBody"])), responses((status = OK, description = "The complaint, passed on", body = ComplaintView)))]
#[post("/complaints/{id}/passing-on")]
pub async fn pass_on(app: Data<App>, call: Call, id: PathId, form: Body<PassingOnForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let own = call.organisation()?.clone();
    flow::take(app, call, id.0, &form.clone(), reply, move |app, connection, loaded, now| {
        let row = complaints::of_case(connection, id.0)?;
        let bin = Bin::parse(&form.to).map_err(|_| Problem::from(Fault::Invalid))?;
        let involved = [cases::parties(connection, &[id.0])?, cases::parties(connection, &[row.contested_id.0])?];
        if bin == own || involved.iter().flatten().any(|party| party.party == bin.as_str()) {
            let message = Text::new(
                "іске қатысатын орган шағымды қарамайды",
                "участник дела жалобу не рассматривает",
                "whoever takes part in the case does not consider the complaint",
            );
            return Err(Problem::field("/to", message));
        }
        let of_reception = cases::by_id(connection, row.contested_id.0)?.procedure == VideoReception::CODE;
        let party = Party { role: Role::ComplaintBody, who: Who::Organisation(bin) };
        let to = NamedParty { party, name: Name::from(form.to_name.clone()) };
        let filed_at = loaded.row.received_at.map_or(now, |at| at.0);
        let command = Command::pass_on(to, of_reception, filed_at, now, &app.law);
        Ok(Deed::<Complaint>::with(command, move |_, _, connection, now| {
            complaints::hand_over(connection, id.0, row.contested_id.0)?;
            let mut story = story_of(&row)?;
            story.passed_on = Some(PassedOn { at: rfc3339(now), to: form.to, to_name: form.to_name });
            Ok(complaints::record(connection, id.0, true, Json(stored(&story)?))?)
        }))
    })
    .await
}

/// How a complaint is decided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ComplaintDecisionForm {
    /// How.
    pub decision: ComplaintDecisionCode,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Decide a complaint
///
/// By the body that considers it. If it is satisfied, even in part, the case complained of is considered anew where its
/// procedure knows that, as an appeal for a reception does.
#[utoipa::path(tag = "Complaints", operation_id = "decideComplaint", params(("id" = Uuid, Path, description = "Id of the complaint"), IfMatch, IdempotencyKey), request_body = ComplaintDecisionForm, security(("bearer" = ["complaintBody"])), responses((status = OK, description = "The complaint, decided", body = ComplaintView)))]
#[post("/complaints/{id}/decision")]
pub async fn decide(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ComplaintDecisionForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, _, _, _| {
        let ComplaintDecisionForm { decision, reasons } = form;
        Ok(Deed::<Complaint>::with(Command::Decide(decision.0), move |app, _, connection, now| {
            let row = complaints::of_case(connection, id.0)?;
            let reopened = decision.0.reopens() && reopen(app, connection, row.contested_id.0, now)?;
            let mut story = story_of(&row)?;
            story.decision = Some(DecidedComplaint { at: rfc3339(now), decision, reasons, reopened });
            complaints::hand_back(connection, row.contested_id.0)?;
            Ok(complaints::record(connection, id.0, false, Json(stored(&story)?))?)
        }))
    })
    .await
}

/// Has the case complained of considered anew, where its procedure knows that and it is still where that can be.
fn reopen(app: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<bool, Problem> {
    let row = cases::locked(connection, id)?;
    let built = flow::built(&row.procedure)?;
    let Some(redress) = &built.redress else { return Ok(false) };
    let file = cases::file(connection, &row, Vec::new())?;
    match (redress.reopen)(&row.state, file.clone(), now, &app.law).map_err(DbError::from)? {
        None => Ok(false),
        Some(Ok(change)) => {
            cases::save(connection, &file, built.code, &change)?;
            if let Some(reopened) = app.place(built.code).and_then(|place| place.reopened) {
                reopened(connection, id, now)?;
            }
            Ok(true)
        }
        // It has gone on meanwhile, as when a time was set after all.
        Some(Err(refusal)) if refusal.is(CommonRefusal::StateForbidsAction) => Ok(false),
        Some(Err(refusal)) => Err(refusal.into()),
    }
}

/// Withdraw a complaint
///
/// By whoever filed it, before it is decided.
#[utoipa::path(tag = "Complaints", operation_id = "withdrawComplaint", params(("id" = Uuid, Path, description = "Id of the complaint"), IfMatch, IdempotencyKey), security(("bearer" = ["participant"]), ("lookupToken" = [])), responses((status = OK, description = "The complaint, withdrawn", body = ComplaintView)))]
#[post("/complaints/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, move |_, _, _, _| {
        Ok(Deed::<Complaint>::with(Command::Withdraw, move |_, _, connection, _| {
            let row = complaints::of_case(connection, id.0)?;
            complaints::hand_back(connection, row.contested_id.0)?;
            Ok(complaints::record(connection, id.0, false, row.story)?)
        }))
    })
    .await
}
