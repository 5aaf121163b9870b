//! Appeals for a reception: filed on the portal or at an office, found again (№ 213/НҚ, annex).

use actix_web::{get, post};
use merzim_domain::engine::NamedParty;
use merzim_domain::procedures::video_reception::{Command, Facts, ReceptionChannel, VideoReception};
use merzim_domain::rulebook::ids::{L3, R213_11};
use merzim_domain::{Bin, Iin, Role, Text, Vocabulary, zone};
use merzim_persistence::reception::appeals::{self, Filter, NewAppeal};
use merzim_persistence::reception::offices;
use merzim_persistence::{Id, complaints, obligations};
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use uuid::Uuid;

use super::access::insight;
use super::bodies::body;
use super::booking::{held_until, keep_slot, open_office, tell_unmet};
use super::facts::{Proceedings, StoredAppeal};
use super::form::{ReceptionAppealForm, no_such};
use super::view::{
    ReceptionAppeal, ReceptionAppeals, ReceptionStateCode, show_appeal, show_appeal_with_iin, summarise_appeal,
};
use crate::app::{Ask, Desk, Record};
use crate::auth::lookup::LookupToken;
use crate::cases::receipt::{self, Attempt, Receipt};
use crate::cases::signing::{self, SigningDocument, Verification};
use crate::cases::{Parties, parties_of};
use crate::http::{
    Answer, Bilingual, BilingualName, Body, GivenBin, Listed, Looked, Paging, PathId, Query, Since, paging,
};
use crate::organisations::expect_known;
use crate::problem::{Fault, FieldFaults, Problem, Wrong, WrongCode};

/// The parties of an appeal to this body, besides the participant.
pub(super) fn addressees(desk: &Desk<'_>, body: &Bin, name: &Bilingual) -> Result<Vec<NamedParty>, Problem> {
    let single = [Role::StateCorporation, Role::EgovOperator];
    for role in single {
        desk.app.organisation(role)?;
    }
    let of_the_body = [Role::StateBody, Role::AdministrativeBody, Role::ResponsibleEmployee, Role::HeadOfBody]
        .map(|role| NamedParty::organisation(role, body, name.clone()));
    Ok(of_the_body.into_iter().chain(desk.app.addressees(&single)).collect())
}

/// How the caller files: on the portal for themselves, or for a visitor at an office of the State Corporation. None if the IIN is
/// that of neither. Else 403 when their token says for none of both who they are.
fn channel(desk: &Desk<'_>, iin: &Iin) -> Result<Option<ReceptionChannel>, Problem> {
    let actor = &desk.call.actor;
    let for_themselves = actor.roles.contains(&Role::Participant) && desk.call.person.as_ref() == Some(iin);
    let clerk = actor.roles.contains(&Role::StateCorporation) && !for_themselves;
    if clerk && actor.organisation.as_ref() == Some(&desk.app.organisation(Role::StateCorporation)?.bin) {
        return Ok(Some(ReceptionChannel::Office));
    }
    if actor.roles.contains(&Role::Participant) {
        desk.call.by_person()?;
    }
    match &desk.call.person {
        Some(person) => Ok((person == iin).then_some(ReceptionChannel::Portal)),
        None if actor.roles.contains(&Role::Participant) => Err(Problem::from(Fault::Forbidden).because(Text::new(
            "токенде ЖСН жоқ (iin): өтінішті өз атынан беру үшін ол қажет",
            "в токене нет ИИН (iin): без него нельзя подать обращение от своего имени",
            "the token has no IIN (iin), which it takes to file an appeal for oneself",
        ))),
        None => Err(Problem::from(Fault::Forbidden).because(Text::new(
            "токендегі ұйым (org) – Мемлекеттік корпорация емес",
            "организация в токене (org) не является Государственной корпорацией",
            "the organisation of the token (org) is not the State Corporation",
        ))),
    }
}

/// Whom and what an appeal names, looked at all at once: how it is filed, and the name of the body.
fn check(
    desk: &mut Desk<'_>,
    filing: &Attempt,
    form: &ReceptionAppealForm,
    mut faults: FieldFaults,
) -> Result<(ReceptionChannel, BilingualName), Problem> {
    let (bin, iin) = (&form.body.0, &form.iin.0);
    let channel = channel(desk, iin)?;
    if channel.is_none() {
        let message = Text::new("токендегі ЖСН емес", "это не ИИН из токена", "is not the IIN of the token");
        faults.tell_of(&["/iin"], message);
    }
    if form.accepted_by.is_some() && channel != Some(ReceptionChannel::Office) {
        let message = Text::new(
            "Мемлекеттік корпорацияның бөлімшесі ғана көрсетеді",
            "указывает только отделение Государственной корпорации",
            "is given by an office of the State Corporation only",
        );
        faults.tell_of(&["/acceptedBy"], message);
    }
    if form.accepted_by.is_none() && channel == Some(ReceptionChannel::Office) {
        let message = Text::new(
            "бөлімше үшін міндетті: жолданымды кім қабылдады (ӘРПК 64-бабының 2-бөлігі)",
            "обязательно для отделения: кто принял обращение (часть 2 статьи 64 АППК)",
            "is required of an office: who accepted the appeal (art. 64(2) of the Code)",
        );
        faults.tell_of(&["/acceptedBy"], message);
    }
    if form.signature.is_some() && channel == Some(ReceptionChannel::Office) {
        let message = Text::new(
            "бөлімше қабылдаған жолданымда қағаздағы қол қойылады",
            "обращение, принятое отделением, подписано на бумаге",
            "what an office accepts is signed on paper",
        );
        faults.tell_of(&["/signature"], message);
    }
    let since = filing.first(desk)?;
    if let Err(error) = iin.lives_on(zone::local(since).date()) {
        faults.tell_of(&["/iin"], error.text());
    }
    let body = body(desk, bin)?;
    if let (Some(body), Some(receiver)) = (&body, &form.receiver)
        && !body.receivers.contains(receiver)
    {
        let message = Text::new(
            "бұл органда мұндай кодпен қабылдау жүргізетін адам жоқ",
            "в этом органе никто с таким кодом не ведёт приём",
            "nobody receives at this body under this code",
        );
        let receivers = body.receivers.iter().cloned().collect();
        faults.tell_of(&["/receiver", "/body"], Wrong::of(WrongCode::NotAllowed, message).among(receivers));
    }
    if open_office(desk.connection, form.office)?.is_none() {
        faults.tell_of(&["/office"], no_such());
    }
    let today = zone::local(since).date();
    if form.preferred_date.is_some_and(|day| day < today) {
        let message = Text::new("өтіп кеткен күн болмауы керек", "не должна быть в прошлом", "must not be past");
        faults.tell_of(&["/preferredDate"], Wrong::from(message).not_before(today));
    }
    tell_unmet(desk, form, &mut faults)?;
    let body = expect_known(body, "/body", faults)?;
    let channel = channel.ok_or_else(|| Problem::internal("an appeal without a channel"))?;
    Ok((channel, body.name))
}

/// Get the document of an appeal
///
/// What is signed of this form: the same form gives the same bytes. Nothing is stored. `signature` and `hold` are no part of it.
#[utoipa::path(operation_id = "documentReceptionAppeal", security(("bearer" = ["participant"])), request_body = ReceptionAppealForm, responses((status = OK, description = "The document", body = SigningDocument)))]
#[post("/reception-appeals/document")]
pub async fn give_document(ask: Ask, form: Body<ReceptionAppealForm>) -> Answer {
    signing::give_document(&ask, &form.0)
}

/// File an appeal
///
/// For a reception by videoconference by the head of a state body or a deputy, at an office of the State Corporation: by the
/// participant with an account, or by an office for a visitor, who is told a `lookupToken`. The body decides in fifteen
/// working days (213-11), which are counted from the day of registration. Name a `hold` to keep the slot chosen. The body is named by
/// its BIN; whoever it asks to be received by, the office and the date must be there to be chosen.
#[utoipa::path(operation_id = "createReceptionAppeal", extensions(("x-refusals" = json!("act-not-in-force body-unknown calendar-year-unknown day-not-worked hold-expired not-configured person-needed registration-closed signature-invalid too-late wording-not-held"))), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), request_body = ReceptionAppealForm, responses((status = CREATED, description = "The appeal, filed", body = ReceptionAppeal)))]
#[post("/reception-appeals")]
pub async fn create(ask: Ask, form: Looked<ReceptionAppealForm>) -> Answer {
    let verification = Verification::of_form(&ask, &form.form).await?;
    receipt::file(ask, form, |desk, filing, Looked { form, faults }| {
        let (channel, name) = check(desk, filing, &form, faults)?;
        let evidence = verification.map(|one| one.evidence_of(desk, &form, L3)).transpose()?;
        let (body, iin) = (&form.body.0, &form.iin.0);
        // A visitor has no account, and is known by the token on their receipt.
        let token = match channel {
            ReceptionChannel::Office => Some(LookupToken::new()?),
            ReceptionChannel::Portal => None,
        };
        let person = desk.call.filer(token.as_ref())?;
        let addressees = addressees(desk, body, &name.clone().into())?;
        let form = ReceptionAppealForm { body_name: Some(name.into()), ..form.clone() };
        let parties = Parties { initiator: NamedParty::person(Role::Participant, person), addressees };
        let receipt = match channel {
            ReceptionChannel::Office => Receipt::At(desk.now),
            // Whoever holds a slot is not kept waiting until it is free for others.
            ReceptionChannel::Portal => Receipt::Sent(held_until(desk, form.hold)?),
        };
        let filed = |desk: &mut Desk<'_>| Ok((Facts::filed(channel, desk.now), Command::File));
        let (id, received_at) = filing.begin::<VideoReception>(desk, &desk.call.actor, parties, receipt, filed)?;
        let new = NewAppeal {
            case: id,
            body,
            office: form.office,
            channel: channel.code(),
            iin,
            form: StoredAppeal::of(&form)?.write()?,
            received_at,
            story: Proceedings::default().write()?,
        };
        appeals::create(desk.connection, new)?;
        keep_slot(desk, &form, id)?;
        if let Some(evidence) = evidence {
            evidence.keep(desk, id, L3)?;
        }
        let mut shown = show_appeal(desk, id)?;
        shown.own.lookup_token = token.map(LookupToken::reveal);
        shown.created()
    })
    .await
}

/// What appeals are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AppealFilter {
    /// To this state body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
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
}

/// List appeals
///
/// For the participant, their own; for a state body, those to it; for the State Corporation and the operator, all, with
/// what they need of them.
#[utoipa::path(operation_id = "listReceptionAppeals", params(AppealFilter, Since, Paging), security(("bearer" = ["participant"]), ("bearer" = ["stateBody"]), ("bearer" = ["administrativeBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["headOfBody"]), ("bearer" = ["stateCorporation"]), ("bearer" = ["egovOperator"]), ("bearer" = ["complaintBody"]), ("lookupToken" = [])), responses((status = OK, description = "A page of appeals", body = ReceptionAppeals)))]
#[get("/reception-appeals")]
pub async fn list(ask: Ask, asked: Query<Listed<AppealFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter {
        body: asked.body.map(|given| given.0),
        office: asked.office,
        state: asked.state.map(|state| state.0),
        priority: asked.priority,
        from: asked.from.map(zone::start_of),
        to: asked.to.map(zone::end_of),
    };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = appeals::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let contested = complaints::has_any(desk.connection, &ids)?;
        let dues = obligations::running_dues(desk.connection, &ids, &[R213_11])?;
        let offices: Vec<Id> = page.items.iter().map(|(_, row)| row.office_id).collect();
        let offices = offices::these(desk.connection, &offices)?;
        paging::reply_cases(page, walk, |appeal| {
            let (case, row) = &appeal;
            let office = offices.iter().find(|office| office.id == row.office_id);
            let office = office.ok_or_else(|| Problem::internal(format!("appeal {} without an office", case.id.0)))?;
            let insight = insight(desk.call, case, &parties, &contested)?;
            summarise_appeal(desk, &appeal, office.into(), dues.get(&case.id.0).copied(), &parties, insight)
        })
    })
    .await
}

/// Get an appeal
///
/// How it stands, when and where the reception is, what is owed by when and why. Its IIN is whole for the person and the
/// state body, and nobody else.
#[utoipa::path(operation_id = "getReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal")), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[get("/reception-appeals/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_appeal_with_iin(desk, id.0)?.reply()).await
}
