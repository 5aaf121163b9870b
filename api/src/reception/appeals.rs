//! Appeals for a reception: filed on the portal or at an office, found again (№ 213/НҚ, annex).

use actix_web::web::Data;
use actix_web::{get, post};
use merzim_domain::engine::{NamedParty, Party, Refusal};
use merzim_domain::identity::{Bin, Iin, Who};
use merzim_domain::procedures::video_reception::ReceptionRefusal;
use merzim_domain::procedures::video_reception::{Command, ReceptionChannel, VideoReception};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual as Name, Text, zone};
use merzim_persistence::reception::appeals::{self, Filter, NewAppeal};
use merzim_persistence::reception::bookings;
use merzim_persistence::sql_types::Json;
use merzim_persistence::{Connection, DbError, cases, complaints};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::slots::{can_register, holder, office};
use super::view::{
    AppealLanguageCode, Proceedings, ReceptionAppeal, ReceptionAppeals, ReceptionStateCode, answer, show, summarise,
};
use super::{APPEALS, unknown};
use crate::app::App;
use crate::auth::lookup::LookupToken;
use crate::cases::flow::found;
use crate::cases::obligations::bin_parameter;
use crate::cases::receipt::{self, Receipt};
use crate::cases::view::parties_of;
use crate::http::call::{Call, IdempotencyKey};
use crate::http::input::{Body, PathId, Query, is_bin, stored};
use crate::http::reply::Reply;
use crate::http::{Bilingual, paging};
use crate::problem::Problem;

/// An appeal for a reception by videoconference, as the annex has it (№ 213/НҚ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "identified"))]
#[schema(example = json!({
    "stateBody": "100140000003",
    "stateBodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
    "iin": "061211600012",
    "fullName": "ДЕМО: Сынақов Сынақ Сынақұлы",
    "address": "Астана қаласы, Демо көшесі, 1",
    "email": "synaq@demo.example",
    "phones": ["+7 701 000 00 00"],
    "office": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "preferredDate": "2026-01-13",
    "language": "kk",
    "question": "Ауылда интернет қашан болады?",
}))]
pub struct ReceptionAppealForm {
    /// BIN of the state body whose head is addressed.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub state_body: String,
    /// Its name.
    pub state_body_name: Bilingual,
    /// Code of the head or deputy addressed, in the body's Reception Schedule.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,39}$", example = "minister")]
    pub receiver: Option<String>,
    /// IIN of the participant (ЖСН); that of the token, if the participant files it.
    #[schema(pattern = r"^\d{12}$", example = "061211600012")]
    pub iin: String,
    /// Surname, first name, patronymic (аты-жөні).
    #[schema(min_length = 1, max_length = 300, pattern = r"\S", example = "ДЕМО: Сынақов Сынақ Сынақұлы")]
    pub full_name: String,
    /// Address.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"\S", example = "Астана қаласы, Демо көшесі, 1")]
    pub address: String,
    /// E-mail address.
    #[schema(format = Email, max_length = 254, example = "synaq@demo.example")]
    pub email: String,
    /// Telephone numbers.
    #[schema(min_items = 1, max_items = 5, example = json!(["+7 701 000 00 00"]))]
    pub phones: Vec<PhoneNumber>,
    /// Place of reception: an office of the State Corporation.
    pub office: Uuid,
    /// The date that the participant would like.
    pub preferred_date: Option<Date>,
    /// Place of work.
    #[schema(max_length = 300, example = "Демо мектебі")]
    pub workplace: Option<String>,
    /// Position held.
    #[schema(max_length = 300, example = "Мұғалім")]
    pub position: Option<String>,
    /// The appeal in words (жолданым).
    #[schema(max_length = 10_000, example = "Цифрлық қызметтер туралы жолданым")]
    pub appeal: Option<String>,
    /// Its language.
    pub language: Option<AppealLanguageCode>,
    /// The question.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ауылда интернет қашан болады?")]
    pub question: String,
    /// The slot that the caller holds, to be kept for the appeal.
    pub hold: Option<Uuid>,
}

/// A telephone number.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(pattern = r"^\+?[0-9][0-9 ()-]{3,28}[0-9]$", example = "+7 701 000 00 00")]
pub struct PhoneNumber(pub String);

/// An appeal as it is stored, without the IIN.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAppeal {
    /// Name of the state body.
    pub state_body_name: Bilingual,
    /// Code of the receiver addressed.
    pub receiver: Option<String>,
    /// Surname, first name, patronymic.
    pub full_name: String,
    /// Address.
    pub address: String,
    /// E-mail address.
    pub email: String,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// The date that the participant would like.
    pub preferred_date: Option<Date>,
    /// Place of work.
    pub workplace: Option<String>,
    /// Position held.
    pub position: Option<String>,
    /// The appeal in words.
    pub appeal: Option<String>,
    /// Its language.
    pub language: Option<AppealLanguageCode>,
    /// The question.
    pub question: String,
}

fn identified(form: &ReceptionAppealForm) -> Result<(), ValidationError> {
    is_bin("/stateBody", &form.state_body)?;
    if Iin::parse(&form.iin).is_err() {
        let message = "ЖСН қате: бақылау цифры сәйкес емес|неверный ИИН: не сходится контрольная цифра|is not an IIN: its check digit is wrong";
        return Err(ValidationError::new("/iin").with_message(message.into()));
    }
    Ok(())
}

/// The parties of an appeal to this body, besides the participant.
pub(super) fn addressees(app: &App, body: &Bin, name: &Name) -> Result<Vec<NamedParty>, Problem> {
    for role in [Role::StateCorporation, Role::EgovOperator] {
        app.organisation(role)?;
    }
    let of_the_body = [Role::StateBody, Role::AdministrativeBody, Role::ResponsibleEmployee]
        .map(|role| NamedParty { party: Party { role, who: Who::Organisation(body.clone()) }, name: name.clone() });
    let others = app.addressees(&[Role::StateCorporation, Role::EgovOperator]);
    Ok(of_the_body.into_iter().chain(others).collect())
}

/// Whether an office of the State Corporation files for a visitor.
fn by_office(app: &App, call: &Call, iin: &Iin) -> Result<bool, Problem> {
    let for_themselves = call.actor.roles.contains(&Role::Participant) && call.person.as_ref() == Some(iin);
    let clerk = call.actor.roles.contains(&Role::StateCorporation) && !for_themselves;
    Ok(clerk && call.actor.organisation.as_ref() == Some(&app.organisation(Role::StateCorporation)?.bin))
}

/// Until when the caller holds a slot, if they do.
fn held_until(connection: &mut Connection, hold: Uuid, by: &str) -> Result<Option<OffsetDateTime>, Problem> {
    match bookings::find(connection, hold) {
        Ok((booking, _)) if booking.held_by.as_deref() == Some(by) => Ok(booking.held_until.map(|until| until.0)),
        Ok(_) | Err(DbError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Keeps the slot that the caller holds for the appeal of this case.
fn keep_slot(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    form: &ReceptionAppealForm,
    case: Uuid,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let Some(hold) = form.hold else { return Ok(()) };
    let expired = || Problem::from(Refusal::of(ReceptionRefusal::HoldExpired));
    let (booking, slot) = found(bookings::find(connection, hold), expired)?;
    let fits = |pointer, fits: bool| {
        let message = Text::new(
            "сақталған уақытқа сәйкес емес, немесе басқа жолданымыңызға уақыт сақталған",
            "не соответствует закреплённому времени, либо время уже закреплено за другим вашим обращением",
            "does not fit the slot that is held, or another appeal of yours keeps one already",
        );
        if fits { Ok(()) } else { Err(Problem::field(pointer, message)) }
    };
    fits("/stateBody", slot.body == form.state_body)?;
    fits("/office", booking.office_id.0 == form.office)?;
    fits("/receiver", form.receiver.as_ref().is_none_or(|receiver| *receiver == slot.receiver))?;
    can_register(app, &slot, now)?;
    // One slot is enough for whoever waits for a decision; more would be taken from the others.
    let parties = cases::parties(connection, &[case])?;
    for party in parties.iter().filter(|party| party.role == Role::Participant.code()) {
        if let Who::Person(person) = party.party()?.who {
            fits("/hold", bookings::kept_for(connection, &slot.body, &person)? == 0)?;
        }
    }
    if bookings::keep(connection, hold, &holder(call)?, case, now)? { Ok(()) } else { Err(expired()) }
}

/// File an appeal
///
/// For a reception by videoconference by the head of a state body or a deputy, at an office of the State Corporation: by the
/// participant with an account, or by an office for a visitor, who is told a `lookupToken`. The body decides in fifteen
/// working days (213-11), which are counted from the day of registration. Name a `hold` to keep the slot chosen.
#[utoipa::path(tag = "Receptions", operation_id = "createReceptionAppeal", params(IdempotencyKey), request_body = ReceptionAppealForm, security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = CREATED, description = "The appeal, filed", body = ReceptionAppeal)))]
#[post("/reception-appeals")]
pub async fn create(app: Data<App>, call: Call, form: Body<ReceptionAppealForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    receipt::file(&app, &call, &form.clone(), move |connection, filing| {
        let now = filing.now;
        let body = Bin::parse(&form.state_body).map_err(|_| unknown("/stateBody"))?;
        let iin = Iin::parse(&form.iin).map_err(|_| unknown("/iin"))?;
        let by_office = by_office(&inner, &asked, &iin)?;
        if !by_office && asked.person.as_ref() != Some(&iin) {
            let message = Text::new("токендегі ЖСН емес", "это не ИИН из токена", "is not the IIN of the token");
            return Err(Problem::field("/iin", message));
        }
        let office = office(connection, form.office, "/office")?;
        // A visitor has no account, and is known by the token on their receipt.
        let token = if by_office { Some(LookupToken::new()?) } else { None };
        let person = match &token {
            Some(token) => Some(token.person()),
            None => asked.actor.person.clone(),
        };
        let person = person.ok_or_else(|| Problem::internal("a participant without a key"))?;
        let initiator = NamedParty::person(Role::Participant, person);
        let name = Name::from(form.state_body_name.clone());
        let addressees = addressees(&inner, &body, &name)?;
        let receipt = if by_office {
            Receipt::At(now)
        } else {
            // Whoever holds a slot is not kept waiting until it is free for others.
            Receipt::Sent(form.hold.map(|hold| held_until(connection, hold, &holder(&asked)?)).transpose()?.flatten())
        };
        let parties = (initiator, addressees);
        let (id, received_at) =
            filing.begin::<VideoReception>(connection, &asked.actor, parties, receipt, |_, at| {
                Ok(Command::file(at, &inner.law))
            })?;
        let channel = if by_office { ReceptionChannel::Office } else { ReceptionChannel::Portal };
        let new = NewAppeal {
            case: id,
            body: &body,
            office: office.id.0,
            channel: channel.code(),
            iin: &iin,
            form: Json(stored(&StoredAppeal::from(form.clone()))?),
            received_at,
            story: Json(stored(&Proceedings::default())?),
        };
        appeals::create(connection, new)?;
        keep_slot(&inner, &asked, connection, &form, id, now)?;
        let case = cases::by_id(connection, id)?;
        let row = appeals::of_case(connection, id)?;
        let mut shown = show(&inner, &asked, connection, &case, &row, false)?;
        shown.lookup_token = token.map(LookupToken::reveal);
        Ok(Reply::created(&shown, APPEALS.path(id))?.version(case.version))
    })
    .await
}

impl From<ReceptionAppealForm> for StoredAppeal {
    fn from(form: ReceptionAppealForm) -> Self {
        Self {
            state_body_name: form.state_body_name,
            receiver: form.receiver,
            full_name: form.full_name,
            address: form.address,
            email: form.email,
            phones: form.phones.into_iter().map(|PhoneNumber(number)| number).collect(),
            preferred_date: form.preferred_date,
            workplace: form.workplace,
            position: form.position,
            appeal: form.appeal,
            language: form.language,
            question: form.question,
        }
    }
}

/// What appeals are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AppealFilter {
    /// To this state body (BIN).
    #[param(pattern = r"^\d{12}$", example = "100140000003")]
    body: Option<String>,
    /// At this office.
    office: Option<Uuid>,
    /// In this state.
    #[param(inline)]
    state: Option<ReceptionStateCode>,
    /// Those that wait for another time before everybody else, after a technical failure, or those that do not.
    priority: Option<bool>,
    /// With a reception on this day or later.
    from: Option<Date>,
    /// With a reception on this day or earlier.
    to: Option<Date>,
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

/// List appeals
///
/// For the participant, their own; for a state body, those to it; for the State Corporation and the operator, all, with
/// what they need of them.
#[utoipa::path(tag = "Receptions", operation_id = "listReceptionAppeals", params(AppealFilter), security(("bearer" = ["participant"]), ("bearer" = ["stateBody"]), ("bearer" = ["administrativeBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["stateCorporation"]), ("bearer" = ["egovOperator"]), ("bearer" = ["complaintBody"]), ("lookupToken" = [])), responses((status = OK, description = "A page of appeals", body = ReceptionAppeals)))]
#[get("/reception-appeals")]
pub async fn list(app: Data<App>, call: Call, filter: Query<AppealFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter = Filter {
        body: bin_parameter("body", asked.body.as_deref())?,
        office: asked.office,
        state: asked.state.map(|state| state.0),
        priority: asked.priority,
        from: asked.from.map(zone::start_of),
        to: asked.to.map(zone::end_of),
        modified_since: asked.modified_since,
    };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = appeals::list(connection, &call.viewer(), &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let contested = complaints::has_any(connection, &ids)?;
        let known = (parties.as_slice(), &contested);
        paging::reply(page, |(case, _)| case.id.0, |(case, row)| summarise(&inner, &call, &case, &row, known))
    })
    .await
}

/// Get an appeal
///
/// How it stands, when and where the reception is, what is owed by when and why. Its IIN is whole for the person and the
/// state body, and nobody else.
#[utoipa::path(tag = "Receptions", operation_id = "getReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal")), security(("bearer" = ["participant"]), ("bearer" = ["stateBody"]), ("bearer" = ["administrativeBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["stateCorporation"]), ("bearer" = ["egovOperator"]), ("bearer" = ["complaintBody"]), ("lookupToken" = [])), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[get("/reception-appeals/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| answer(&inner, &call, connection, id.0, true)).await
}
