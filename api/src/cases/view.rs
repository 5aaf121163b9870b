//! How a case is shown: its head, which is the same for every procedure, and its obligations.

use merzim_domain::engine::{self, Party};
use merzim_domain::procedures::Built;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::zone;
use merzim_persistence::cases::{CaseRow, PartyRow};
use merzim_persistence::page::Page;
use merzim_persistence::{Connection, attachments, cases, obligations};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::attachments::Attachment;
use super::flow::built;
use super::obligations::{Obligation, show_obligation};
use crate::app::App;
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::{At, Bilingual};
use crate::law::RoleCode;
use crate::law::acts::Standing;
use crate::problem::Problem;

/// Somebody's part in a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Party)]
pub struct PartyView {
    /// In which role.
    pub role: RoleCode,
    /// BIN of the organisation; none where a person takes part.
    #[schema(pattern = r"^\d{12}$", example = "940740000911")]
    pub organisation: Option<String>,
    /// Its name; of a person, no more than the role.
    pub name: Bilingual,
}

/// Something that the caller may do now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedAction {
    /// Code of the action.
    #[schema(example = "submit")]
    pub action: String,
    /// Its title in the caller's language.
    #[schema(example = "submit")]
    pub title: String,
    /// How.
    #[schema(example = "POST")]
    pub method: String,
    /// Where.
    #[schema(
        format = "uri-reference",
        example = "/api/v1/accreditation-applications/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11/submission"
    )]
    pub href: String,
}

/// What every case has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseHead {
    /// Id.
    pub id: Uuid,
    /// Number, once filed.
    pub number: Option<String>,
    /// Grows with every change; the entity tag of the case.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// Title of the state in the caller's language.
    #[schema(example = "draft")]
    pub state_title: String,
    /// Id of the act that it runs under.
    #[schema(example = "93")]
    pub act: String,
    /// The edition pinned to it.
    #[schema(example = "2024-03-24")]
    pub pinned_edition: String,
    /// Whether that act is in force today.
    #[serde(flatten)]
    pub standing: Standing,
    /// When it was begun.
    pub created_at: At,
    /// When it last changed.
    pub updated_at: At,
    /// When it was filed.
    pub received_at: Option<At>,
    /// The day on which it is registered, from which terms run.
    pub registered_on: Option<Date>,
    /// When nothing more could happen to it.
    pub closed_at: Option<At>,
    /// Who takes part.
    pub parties: Vec<PartyView>,
    /// What the caller may do now.
    pub actions: Vec<AllowedAction>,
}

/// What every case has when it is shown alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBody {
    /// Who owes what to whom, by when, and why.
    pub obligations: Vec<Obligation>,
    /// What is attached.
    pub attachments: Vec<Attachment>,
}

/// Shows a party.
///
/// # Errors
/// A [`Problem`] when what is stored is not what it should be.
pub fn show_party(row: &PartyRow) -> Result<PartyView, Problem> {
    Ok(PartyView {
        role: Code::known(&row.role)?,
        organisation: row.party()?.who.organisation().map(ToString::to_string),
        name: Bilingual { kk: row.name_kk.clone(), ru: row.name_ru.clone() },
    })
}

/// Whether the caller sees how a case with these parties stands, but neither its story nor what is owed in it.
#[must_use]
pub fn is_outsider(call: &Call, built: &Built, parties: &[Party]) -> bool {
    let mut own = parties.iter().filter(|party| call.actor.is(party));
    !built.outsiders.is_empty() && own.all(|party| built.outsiders.contains(&party.role))
}

/// Shows the head of a case whose parties are among `parties`.
///
/// # Errors
/// A [`Problem`] when what is stored is not what it should be.
pub fn show_head(app: &App, call: &Call, row: &CaseRow, parties: &[PartyRow]) -> Result<CaseHead, Problem> {
    let built = built(&row.procedure)?;
    let lang = call.lang;
    let mut own: Vec<&PartyRow> = parties.iter().filter(|party| party.case_id == row.id).collect();
    let known: Vec<Party> = own.iter().map(|party| party.party()).collect::<Result<_, _>>()?;
    if is_outsider(call, built, &known) {
        // Who joined tells that somebody complained.
        own.retain(|party| !built.joins.iter().any(|role| role.code() == party.role));
    }
    let act = app.law.rulebook.act(&row.act).ok_or_else(|| Problem::internal(format!("no act {}", row.act)))?;
    let place = app.place(&row.procedure);
    let actions = (built.actions_in)(&row.state, &known, &call.actor);
    Ok(CaseHead {
        id: row.id.0,
        number: row.number.clone(),
        version: row.version,
        state_title: built.state_title(&row.state).map(|title| title.get(lang).to_owned()).unwrap_or_default(),
        act: row.act.clone(),
        pinned_edition: row.edition.clone(),
        standing: Standing::of(act, zone::local(app.clock.now()).date(), lang),
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        received_at: row.received_at.map(At::from),
        registered_on: row.registered_on,
        closed_at: row.closed_at.map(At::from),
        parties: own.into_iter().map(show_party).collect::<Result<_, _>>()?,
        actions: actions
            .into_iter()
            .filter_map(|action| {
                let place = place?;
                let (_, resource) = place.actions.iter().find(|(code, _)| *code == action)?;
                let title = built.actions.iter().find(|known| known.code == action)?.title.get(lang).to_owned();
                Some(AllowedAction {
                    action: action.to_owned(),
                    title,
                    method: "POST".to_owned(),
                    href: format!("{}/{resource}", place.path(row.id.0)),
                })
            })
            .collect(),
    })
}

/// The parties of the cases of a page: one query for all.
///
/// # Errors
/// A [`Problem`] when the database fails.
pub fn parties_of<T>(connection: &mut Connection, page: &Page<(CaseRow, T)>) -> Result<Vec<PartyRow>, Problem> {
    let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
    Ok(cases::parties(connection, &ids)?)
}

/// Reads the parties of a case and shows its head, obligations and attachments: three queries.
///
/// # Errors
/// A [`Problem`] when the database fails.
pub fn show_whole(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    row: &CaseRow,
) -> Result<(CaseHead, CaseBody), Problem> {
    let parties = cases::parties(connection, &[row.id.0])?;
    Ok((show_head(app, call, row, &parties)?, show_body(app, call, connection, row, &parties)?))
}

/// Shows the obligations and attachments of a case with these parties: two queries.
///
/// # Errors
/// A [`Problem`] when the database fails.
pub fn show_body(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    row: &CaseRow,
    parties: &[PartyRow],
) -> Result<CaseBody, Problem> {
    let now = app.clock.now();
    let known: Vec<Party> = parties.iter().map(PartyRow::party).collect::<Result<_, _>>()?;
    if is_outsider(call, built(&row.procedure)?, &known) {
        return Ok(CaseBody { obligations: Vec::new(), attachments: Vec::new() });
    }
    let obligations = obligations::of_cases(connection, &[row.id.0])?
        .into_iter()
        .map(|(obligation, trace)| {
            show_obligation(app, call.lang, now, &obligation, row.number.as_deref(), parties, Some(trace.0))
        })
        .collect::<Result<_, _>>()?;
    let attachments = attachments::of_case(connection, row.id.0)?.into_iter().map(Attachment::from).collect();
    Ok(CaseBody { obligations, attachments })
}

/// How an obligation stands, as a code.
#[must_use]
pub fn status(row: &obligations::ObligationRow, now: time::OffsetDateTime) -> engine::ObligationStatus {
    let at = |instant: Option<merzim_persistence::sql_types::Instant>| instant.map(|instant| instant.0);
    engine::status(at(row.due_at), at(row.met_at), at(row.voided_at), now)
}
