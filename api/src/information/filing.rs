//! Requests for information filed: by those who ask, by the holder's staff for what came on paper or was asked orally (Law № 401-V
//! art. 11(3)–(8)), and on the blog platform (№ 95 ¶3).

use actix_web::post;
use merzim_domain::engine::NamedParty;
use merzim_domain::organisation::{OrganisationKind, StateShare};
use merzim_domain::procedures::information_request::{
    Addressee, Command, Facts, Identity, InformationRequest, Publication, RequestChannel,
};
use merzim_domain::rulebook::ids::L2_11;
use merzim_domain::signing::SignatureFault;
use merzim_domain::{Bilingual, Bin, Role, Text, zone};
use merzim_persistence::information::{self, NewRequest};
use merzim_persistence::organisations;
use time::OffsetDateTime;

use super::facts::{OralAnswer, StoredRequest, Story};
use super::form::{Asker, InformationRequestForm, OralRequestForm};
use super::view::{InformationRequestView, show};
use crate::app::{Ask, Desk, Record};
use crate::auth::lookup::LookupToken;
use crate::cases::receipt::{self, Receipt};
use crate::cases::signing::{self, Evidence, Signable, SigningDocument, Verification, not_verified};
use crate::cases::{Parties, flow};
use crate::http::{Answer, Body, GivenIin, Looked};
use crate::organisations::{name_of, unknown};
use crate::problem::{Fault, FieldFaults, Problem, Wrong};
use crate::signature::Unverified;

/// Those who enter what came to a holder in another way.
const STAFF: [Role; 2] = [Role::InformationHolder, Role::ResponsibleEmployee];

/// The parties of a request to a holder, besides whoever asks.
pub(super) fn addressees(holder: &Bin, name: &Bilingual, channel: RequestChannel) -> Vec<NamedParty> {
    let every = [Role::InformationHolder, Role::HolderHead, Role::ResponsibleEmployee];
    let platform = [Role::QuasiStateEntity, Role::PortalAdministrator];
    let platform = platform.into_iter().filter(|_| channel == RequestChannel::Platform);
    every.into_iter().chain(platform).map(|role| NamedParty::organisation(role, holder, name.clone())).collect()
}

/// Whether the caller is of the holder's staff.
fn is_staff(desk: &Desk<'_>, holder: &Bin) -> bool {
    let actor = &desk.call.actor;
    actor.organisation.as_ref() == Some(holder) && STAFF.iter().any(|role| actor.roles.contains(role))
}

/// How a request with this form comes.
fn channel_of(form: &InformationRequestForm) -> RequestChannel {
    match (form.receipt.is_some(), form.platform) {
        (true, _) => RequestChannel::Paper,
        (false, true) => RequestChannel::Platform,
        (false, false) => RequestChannel::Electronic,
    }
}

/// Get the document of a request for information
///
/// What is to be signed for this form: the same form gives the same bytes. Nothing is stored. `signature` and `receipt` are no part of it.
#[utoipa::path(operation_id = "documentInformationRequest", security(("bearer" = ["informationUser"])), request_body = InformationRequestForm, responses((status = OK, description = "The document", body = SigningDocument)))]
#[post("/information-requests/document")]
pub async fn give_document(ask: Ask, form: Body<InformationRequestForm>) -> Answer {
    signing::give_document(&ask, &form.0)
}

const NOT_OF_TOKEN: Text = Text::new("токендегі ЖСН емес", "это не ИИН из токена", "is not the IIN of the token");
const OTHER_ORGANISATION: Text =
    Text::new("токендегі ұйым емес", "это не организация из токена", "is not the organisation of the token");

/// How it is known who asks, and their signature if there is one. What the form says of them is compared with their token.
fn identity<'form>(
    desk: &'form Desk<'_>,
    form: &'form InformationRequestForm,
    verification: Option<Verification>,
    faults: &mut FieldFaults,
) -> Result<(Identity, Option<Evidence>), Problem> {
    let Some(asker) = &form.asker else { return Ok((Identity::Anonymous, None)) };
    let call = desk.call;
    // Whoever acts, by the IIN of their token where the form says none.
    let iin_or_own = |iin: &'form Option<GivenIin>| iin.as_ref().map(|iin| &iin.0).or(call.person.as_ref());
    let acting = match (&form.representative, &asker.person) {
        (Some(one), _) => Some((iin_or_own(&one.iin), "/representative/iin")),
        (None, Some(person)) => Some((iin_or_own(&person.iin), "/asker/person/iin")),
        (None, None) => None,
    };
    let bin = asker.entity.as_ref().map(|entity| entity.bin.as_ref().map(|bin| &bin.0));
    if acting.is_some() {
        call.by_person()?;
    }
    match (acting, bin) {
        (Some((iin, at)), _) => match &call.person {
            Some(person) if Some(person) == iin => {}
            Some(_) => faults.tell_of(&[at], NOT_OF_TOKEN),
            None => {
                return Err(Problem::from(Fault::Forbidden).because(Text::new(
                    "токенде ЖСН жоқ (iin): сұрау салуды жіберу үшін ол қажет",
                    "в токене нет ИИН (iin): без него нельзя направить запрос",
                    "the token has no IIN (iin), which it takes to file a request",
                )));
            }
        },
        (None, Some(bin)) if bin.is_none() || call.actor.organisation.as_ref() != bin => {
            faults.tell_of(&["/asker/entity/bin"], OTHER_ORGANISATION);
        }
        (None, _) => {}
    }
    let Some(verification) = verification else {
        return Ok((if call.has_phone { Identity::LinkedAccount } else { Identity::Unproven }, None));
    };
    let evidence = verification.evidence(desk, &form.document()?).and_then(|evidence| {
        let signer = evidence.signer();
        let other = match (acting, bin) {
            (Some((iin, _)), _) if iin != Some(&signer.person) => Some(SignatureFault::OtherPerson),
            (None, Some(bin)) if signer.organisation.as_ref() != bin => Some(SignatureFault::OtherOrganisation),
            (None, None) => Some(SignatureFault::OtherPerson),
            _ => None,
        };
        other.map_or(Ok(evidence), |other| Err(other.into()))
    });
    match evidence {
        Ok(evidence) => Ok((Identity::Signed, Some(evidence))),
        // A corrected form needs another signature anyway.
        Err(Unverified::Fault(_)) if !faults.is_empty() => Ok((Identity::Signed, None)),
        Err(why) => Err(not_verified(L2_11, why)),
    }
}

/// What of the form can only be seen with the clock.
fn look_at_days(asker: &Asker, now: OffsetDateTime, faults: &mut FieldFaults) {
    let today = zone::local(now).date();
    if asker.entity.as_ref().and_then(|entity| entity.outgoing_on).is_some_and(|on| on > today) {
        let message = Text::new("болашақта болмауы керек", "не должна быть в будущем", "must not be in the future");
        faults.tell_of(&["/asker/entity/outgoingOn"], Wrong::from(message).not_after(today));
    }
    let iin = asker.person.as_ref().and_then(|person| person.iin.as_ref());
    if let Some(Err(error)) = iin.map(|iin| iin.0.lives_on(today)) {
        faults.tell_of(&["/asker/person/iin"], error.text());
    }
}

/// To whom a request on the platform is addressed.
fn addressee(desk: &mut Desk<'_>, holder: &Bin) -> Result<Addressee, Problem> {
    let known = organisations::with_bin(desk.connection, holder)?;
    let known = known.filter(|known| known.kind == OrganisationKind::QuasiStateEntity);
    Ok(match known.and_then(|entity| entity.state_share) {
        None => Addressee::OtherHolder,
        Some(StateShare::WHOLE) => Addressee::WhollyStateOwned,
        Some(_) => Addressee::QuasiStateEntity,
    })
}

/// Whoever asks, as a party: a legal entity, a person with an account, or somebody who is known by a token on their receipt.
fn initiator(
    desk: &Desk<'_>,
    form: &InformationRequestForm,
    channel: RequestChannel,
) -> Result<(NamedParty, Option<LookupToken>), Problem> {
    let entity = form.asker.as_ref().and_then(|asker| asker.entity.as_ref()).filter(|_| form.representative.is_none());
    if let Some((entity, bin)) = entity.and_then(|entity| Some((entity, entity.bin.as_ref()?))) {
        let party = NamedParty::organisation(Role::InformationUser, &bin.0, entity.name.as_both());
        return Ok((party, None));
    }
    let token = if channel == RequestChannel::Paper { Some(LookupToken::new()?) } else { None };
    let person = desk.call.filer(token.as_ref())?;
    Ok((NamedParty::person(Role::InformationUser, person), token))
}

/// Request information
///
/// Under the Law, any information holder is asked; the request is signed. As long as № 95 is in force, the first head of a quasi-state entity
/// is asked through the blog platform too. There an account with a subscriber number does without a signature. The holder's staff enter what
/// came on paper in the same way, with `receipt`. Whoever asked so finds it again with the `lookupToken` of the answer. A name is
/// enough to be registered (L2-12). `lacks` tells what the Law wants besides; a request that lacks it may be refused as `nonconforming`. It is
/// registered at once; on the platform it is moderated first (95-3). The answer is due in fifteen calendar days (L2), a refusal in five
/// working days (L2-10). What others have asked and been answered is in `listPublishedAnswers`.
#[utoipa::path(operation_id = "createInformationRequest", extensions(("x-refusals" = json!("act-not-in-force anonymous-request body-unknown calendar-year-unknown identity-unproven not-on-platform person-needed request-unsigned signature-invalid too-early wholly-state-owned wording-not-held"))), security(("bearer" = ["informationUser"]), ("bearer" = ["informationHolder"]), ("bearer" = ["responsibleEmployee"])), request_body = InformationRequestForm, responses((status = CREATED, description = "The request, filed", body = InformationRequestView)))]
#[post("/information-requests")]
pub async fn create(ask: Ask, form: Looked<InformationRequestForm>) -> Answer {
    let verification = Verification::of_form(&ask, &form.form).await?;
    receipt::file(ask, form, |desk, filing, Looked { form, mut faults }| {
        let (holder, channel) = (&form.holder.0, channel_of(&form));
        let on_paper = channel == RequestChannel::Paper;
        if on_paper && !is_staff(desk, holder) {
            let message = Text::new(
                "ақпарат иеленушінің қызметкерлері ғана көрсетеді",
                "указывают только работники обладателя информации",
                "is given by the holder's staff only",
            );
            faults.tell_of(&["/receipt", "/holder"], message);
        }
        let now = filing.first(desk)?;
        if let Some(asker) = &form.asker {
            look_at_days(asker, now, &mut faults);
        }
        let (identity, evidence) =
            if on_paper { (Identity::Unproven, None) } else { identity(desk, &form, verification, &mut faults)? };
        let Some(name) = name_of(desk, holder)? else { return Err(unknown("/holder", faults)) };
        let (initiator, token) = initiator(desk, &form, channel)?;
        let addressee = addressee(desk, holder)?;
        let parties = Parties { initiator, addressees: addressees(holder, &name, channel) };
        let came_at = form.receipt.as_ref().map(|receipt| receipt.received_at);
        let receipt = if on_paper { Receipt::At(desk.now) } else { Receipt::Sent(None) };
        let make = |desk: &mut Desk<'_>| {
            let facts = Facts {
                costs_exempt: form.socially_vulnerable,
                publication: form.publication.then_some(Publication::Allowed),
                ..Facts::new(channel, came_at.unwrap_or(desk.now), desk.now)
            };
            let command = match channel {
                RequestChannel::Platform => Command::Send { identity, addressee },
                RequestChannel::Paper => Command::Enter { received_at: facts.sent_at, anonymous: form.asker.is_none() },
                _ => Command::File { identity },
            };
            Ok((facts, command))
        };
        let begun = filing.begin::<InformationRequest>(desk, &desk.call.actor, parties, receipt, make);
        let (id, at) = faults.and(begun)?;
        let with_holder = Some(at).filter(|_| channel != RequestChannel::Platform);
        let person = form.asker.as_ref().and_then(|asker| asker.person.as_ref());
        let new = NewRequest {
            case: id,
            holder,
            channel,
            iin: person.and_then(|person| person.iin.as_ref()).map(|iin| &iin.0),
            language: form.language.0,
            form: StoredRequest::of(&form, name.into()).write()?,
            root: id,
            sent_at: came_at.unwrap_or(at),
            received_at: with_holder.map(|at| came_at.unwrap_or(at)),
            registered_at: with_holder,
            consent: form.publication,
            story: Story::default().write()?,
        };
        information::create(desk.connection, new)?;
        if let Some(evidence) = evidence {
            evidence.keep(desk, id, L2_11)?;
        }
        let mut shown = show(desk, id)?;
        shown.own.lookup_token = token.map(LookupToken::reveal);
        shown.created()
    })
    .await
}

/// Record an oral request
///
/// By the holder's staff: what was asked and answered at once, and by whom (L2-21). Nothing more is owed, and whoever asked is not named.
#[utoipa::path(operation_id = "recordOralRequest", extensions(("x-refusals" = json!("act-not-in-force body-unknown calendar-year-unknown too-early wording-not-held"))), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsibleEmployee"])), request_body = OralRequestForm, responses((status = CREATED, description = "The request, answered", body = InformationRequestView)))]
#[post("/oral-requests")]
pub async fn record_oral(ask: Ask, form: Looked<OralRequestForm>) -> Answer {
    ask.change(form, |desk, Looked { form, mut faults }| {
        let holder = &form.holder.0;
        if !is_staff(desk, holder) {
            faults.tell_of(&["/holder"], OTHER_ORGANISATION);
        }
        let Some(name) = name_of(desk, holder)? else { return Err(unknown("/holder", faults)) };
        let channel = RequestChannel::Oral;
        let parties = Parties {
            initiator: NamedParty::person(Role::InformationUser, merzim_domain::PersonKey::nobody()),
            addressees: addressees(holder, &name, channel),
        };
        let facts = Facts::new(channel, form.at, desk.now);
        let oral = Command::RecordOral { at: form.at };
        let begun = flow::begin::<InformationRequest>(desk, &desk.call.actor, parties, facts, &oral);
        let id = faults.and(begun)?;
        let OralRequestForm { at, subject, language, text, answer, answered_by, .. } = form.clone();
        let stored = StoredRequest {
            holder_name: name.into(),
            full_name: None,
            entity: None,
            address: None,
            email: None,
            phones: Vec::new(),
            representative: None,
            language,
            text,
            answer_form: Vec::new(),
            socially_vulnerable: false,
            on_paper: false,
            accepted_by: None,
        };
        let story = Story { oral: Some(OralAnswer { subject, text: answer, answered_by }), ..Story::default() };
        let new = NewRequest {
            case: id,
            holder,
            channel,
            iin: None,
            language: language.0,
            form: stored.write()?,
            root: id,
            sent_at: at,
            received_at: Some(at),
            registered_at: Some(desk.now),
            consent: false,
            story: story.write()?,
        };
        information::create(desk.connection, new)?;
        show(desk, id)?.created()
    })
    .await
}
