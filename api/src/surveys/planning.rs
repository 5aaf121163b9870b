//! Surveys: prepared by their holder, found by everybody.

use actix_web::{get, post, put};
use merzim_domain::Role;
use merzim_domain::engine::{NamedParty, Procedure};
use merzim_domain::procedures::survey::{Command, Facts, Survey, may_close};
use merzim_persistence::surveys::{self, Changes, Filter, SurveyRow};
use merzim_persistence::{Id, Instant, cases};
use serde::Deserialize;
use utoipa::IntoParams;

use super::counts::Counts;
use super::facts::{End, StoredPublication};
use super::form::SurveyForm;
use super::view::{SurveyPhaseCode, SurveyStateCode, SurveyView, Surveys, show_survey, summarise_survey};
use crate::app::{Ask, Record, stored};
use crate::auth::lookup::random;
use crate::cases::{Parties, flow, parties_of};
use crate::digest::hex;
use crate::http::{Answer, GivenBin, Listed, Looked, Paging, PathId, Query, Since, paging};

/// Prepare a survey
///
/// By the information holder, or whoever prepares it there (L2-23). Nobody else sees it until it is announced; then its questions do not
/// change any more.
#[utoipa::path(operation_id = "createSurvey", extensions(("x-refusals" = json!("act-not-in-force calendar-year-unknown too-late wording-not-held"))), request_body = SurveyForm, responses((status = CREATED, description = "The survey, as a draft", body = SurveyView)))]
#[post("/surveys")]
pub async fn create(ask: Ask, form: Looked<SurveyForm>) -> Answer {
    ask.change(form, |desk, Looked { form, faults }| {
        let holder = desk.call.organisation()?;
        let party = |role| NamedParty::organisation(role, holder, form.holder_name.clone());
        let addressees = Survey::ADDRESSEES.iter().copied().map(party).collect();
        let parties = Parties { initiator: party(Survey::INITIATOR), addressees };
        let facts = Facts { opens_at: form.opens_at, closes_at: form.closes_at };
        let begun = flow::begin::<Survey>(desk, &desk.call.actor, parties, facts, &Command::Prepare);
        let id = faults.and(begun)?;
        let none = Counts::none_of(&form).write()?;
        let row = SurveyRow {
            case_id: Id(id),
            holder: holder.to_string(),
            opens_at: Instant(form.opens_at),
            closes_at: Instant(form.closes_at),
            form: stored(&form)?,
            public_at: None,
            counts: none.clone(),
            shown_counts: none,
            secret: Some(hex(&random::<32>()?)),
            ends: Vec::<End>::new().write()?,
            publications: Vec::<StoredPublication>::new().write()?,
            cancellation: None,
        };
        surveys::create(desk.connection, row)?;
        show_survey(desk, id)?.created()
    })
    .await
}

/// What surveys are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct SurveyFilter {
    /// Of this body (BIN).
    #[param(inline)]
    holder: Option<GivenBin>,
    /// In this state.
    #[param(inline)]
    state: Option<SurveyStateCode>,
    /// Where the clock has brought them by now.
    #[param(inline)]
    phase: Option<SurveyPhaseCode>,
}

/// List surveys
///
/// Every survey that was announced; with a token, also those of the caller's organisation that are not.
#[utoipa::path(operation_id = "listSurveys", params(SurveyFilter, Since, Paging), responses((status = OK, description = "A page of surveys", body = Surveys)))]
#[get("/surveys")]
pub async fn list(ask: Ask, asked: Query<Listed<SurveyFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let filter = Filter {
            holder: asked.holder.map(|given| given.0),
            state: asked.state.map(|state| state.0),
            phase: asked.phase.map(|phase| (phase.0, desk.now)),
        };
        let page = surveys::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |survey| summarise_survey(desk, &survey, &parties))
    })
    .await
}

/// Get a survey
///
/// What is asked, until when one may respond, how many have, whether the caller has, and what is owed by when and why.
#[utoipa::path(operation_id = "getSurvey", params(("id" = Uuid, Path, description = "Id of the survey")), responses((status = OK, description = "The survey", body = SurveyView)))]
#[get("/surveys/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_survey(desk, id.0)?.reply()).await
}

/// Replace a survey
///
/// While it is a draft.
#[utoipa::path(operation_id = "replaceSurvey", extensions(("x-refusals" = json!("calendar-year-unknown state-forbids-action too-late"))), params(("id" = Uuid, Path, description = "Id of the survey")), request_body = SurveyForm, responses((status = OK, description = "The survey", body = SurveyView)))]
#[put("/surveys/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<SurveyForm>) -> Answer {
    flow::take::<Survey, _, _>(ask, id.0, form, move |desk, survey, Looked { form, faults }| {
        survey.expect_draft(desk)?;
        faults.and(may_close(form.closes_at, desk.now, &desk.app.law).map_err(Into::into))?;
        survey.replace(desk)?;
        for role in [Role::InformationHolder, Role::ResponsiblePerson] {
            cases::rename_party(desk.connection, id.0, role, &form.holder_name.clone().into())?;
        }
        let none = Counts::none_of(&form).write()?;
        let changes = Changes { counts: Some(none.clone()), shown_counts: Some(none), ..form.changes()? };
        surveys::record(desk.connection, id.0, changes)?;
        show_survey(desk, id.0)?.reply()
    })
    .await
}
