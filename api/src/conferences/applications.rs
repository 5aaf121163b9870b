//! Applications for a conference: filed by anybody, considered by the administrator of the holder.

use actix_web::post;
use merzim_domain::Role;
use merzim_domain::engine::{NamedParty, Procedure};
use merzim_domain::procedures::internet_conference::{Command, InternetConference, Time};
use merzim_persistence::conferences::{self, Changes, ConferenceRow};
use merzim_persistence::{Id, Instant, Sealed};

use super::actions::act;
use super::facts::{Reasons, Story};
use super::form::{ConferenceApplicationForm, ConferenceForm, ConferenceRefusalForm};
use super::view::{Conference, show};
use crate::app::{Ask, Record, stored};
use crate::auth::lookup::LookupToken;
use crate::cases::Parties;
use crate::cases::receipt::{self, Receipt};
use crate::http::{Answer, At, Looked, PathId};
use crate::organisations::{expect_known, name_of, name_or_bin};

/// Apply for a conference
///
/// By anybody, for themselves or for the legal entity that they act for: with an account, or without, when the answer has a `lookupToken`
/// to find the application again. The administrator of the holder considers it, and whoever applied is told. Only they and the holder see it.
#[utoipa::path(operation_id = "applyForConference", extensions(("x-refusals" = json!("act-not-in-force body-unknown calendar-year-unknown wording-not-held"))), security((), ("bearer" = ["informationUser"]), ("lookupToken" = [])), request_body = ConferenceApplicationForm, responses((status = CREATED, description = "The application", body = Conference)))]
#[post("/conference-applications")]
pub async fn create(ask: Ask, form: Looked<ConferenceApplicationForm>) -> Answer {
    receipt::file(ask, form, move |desk, filing, Looked { form, faults }| {
        let (holder, [applicant, contact], application, (search, plain)) = form.parts();
        let name = expect_known(name_of(desk, &holder)?, "/holder", faults)?;
        let (asking, initiator, token) = match &desk.call.actor.organisation {
            Some(bin) => {
                // Who applied for it is erased some time; the name of a party stays.
                let named = name_or_bin(desk, bin)?;
                (desk.call.clone(), NamedParty::organisation(Role::InformationUser, bin, named), None)
            }
            None => {
                let (asking, person, token) = desk.call.in_person()?;
                (asking, NamedParty::person(Role::InformationUser, person), token)
            }
        };
        let party = |role: &Role| NamedParty::organisation(*role, &holder, name.clone());
        let parties = Parties { initiator, addressees: InternetConference::ADDRESSEES.iter().map(party).collect() };
        let receipt = Receipt::Sent(None);
        let (id, came_at) = filing.begin::<InternetConference>(desk, &asking.actor, parties, receipt, |desk| {
            Ok((Time { starts_at: desk.now, ends_at: desk.now }, Command::Apply))
        })?;
        conferences::create(
            desk.connection,
            ConferenceRow {
                case_id: Id(id),
                holder: holder.to_string(),
                starts_at: Instant(came_at),
                ends_at: Instant(came_at),
                region: None,
                form: None,
                application: Some(stored(&application)?),
                applicant: Some(Sealed(applicant)),
                contact: Some(Sealed(contact)),
                search,
                plain,
                public_at: None,
                turns_at: None,
                story: Story::default().write()?,
                personal: true,
                known: true,
            },
        )?;
        let mut shown = show(&mut desk.for_another(&asking), id)?;
        shown.own.lookup_token = token.map(LookupToken::reveal);
        shown.created()
    })
    .await
}

/// Accept an application
///
/// Sets the topic in both languages, the speaker and the time. Whoever applied is told. The conference is to be announced then.
#[utoipa::path(operation_id = "acceptConferenceApplication", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the conference")), request_body = ConferenceForm, responses((status = OK, description = "The conference, planned", body = Conference)))]
#[post("/conferences/{id}/acceptance")]
pub async fn accept(ask: Ask, id: PathId, form: Looked<ConferenceForm>) -> Answer {
    act(ask, id, form, |conference, form| {
        let changes = form.columns(&conference.holder)?;
        Ok((Command::Accept(form.time()), changes))
    })
    .await
}

/// Decline an application
///
/// With reasons, which whoever applied is told. They may complain.
#[utoipa::path(operation_id = "declineConferenceApplication", params(("id" = Uuid, Path, description = "Id of the conference")), request_body = ConferenceRefusalForm, responses((status = OK, description = "The application, declined", body = Conference)))]
#[post("/conferences/{id}/refusal")]
pub async fn decline(ask: Ask, id: PathId, form: Looked<ConferenceRefusalForm>) -> Answer {
    act(ask, id, form, |conference, ConferenceRefusalForm { reasons }| {
        conference.story.declined = Some(Reasons { reasons, decided_at: At(conference.now) });
        Ok((Command::Decline, Changes::default()))
    })
    .await
}

/// Withdraw an application
///
/// By whoever applied, until it is decided on.
#[utoipa::path(operation_id = "withdrawConferenceApplication", params(("id" = Uuid, Path, description = "Id of the conference")), responses((status = OK, description = "The application, withdrawn", body = Conference)))]
#[post("/conferences/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Looked::nothing(), |_, ()| Ok((Command::Withdraw, Changes::default()))).await
}
