//! How a case is shown: its head, which is the same for every procedure, and its obligations.

use actix_web::http::Method;
use merzim_domain::engine::{self, Party, Possible};
use merzim_domain::{Vocabulary, zone};
use merzim_persistence::cases::{CaseRow, PartyRow, as_parties};
use merzim_persistence::page::Page;
use merzim_persistence::{Connection, Id, attachments, cases, obligations};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::attachments::{Attachment, readable};
use super::flow::built;
use super::obligations::{Obligation, show_obligation};
use super::redress::Redress;
use crate::app::{Desk, Record, Serves};
use crate::http::{At, BASE, Bilingual, Code, GivenBin};
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
    #[schema(value_type = Option<GivenBin>)]
    pub organisation: Option<String>,
    /// Its name; of a person, no more than the role.
    pub name: Bilingual,
}

/// Something that the caller may do, now or at another time. Without `from` and `until` it is possible now, as far as the case
/// and the clock say; what is said with it may still be refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedAction {
    /// Code of the action.
    #[schema(example = "submit")]
    pub code: String,
    /// The same as `code`, for clients that know no other name.
    #[schema(example = "submit", deprecated)]
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
    /// Name of the schema of its body in the contract, if it takes one.
    #[schema(example = "Submission")]
    pub body: Option<String>,
    /// From when it will be possible, where it is too early now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<At>,
    /// Until when it was possible, where it is too late now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<At>,
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
    /// Whether that act is in force today, and whether the wording on which the case rests is held.
    #[serde(flatten)]
    pub standing: Standing,
    /// When it was begun.
    pub created_at: At,
    /// When it last changed.
    pub updated_at: At,
    /// When it came: when it was filed, or handed in on paper.
    pub received_at: Option<At>,
    /// The day on which whoever deals with it registered it; none before that.
    pub registered_on: Option<Date>,
    /// When nothing more could happen to it.
    pub closed_at: Option<At>,
    /// Who takes part.
    pub parties: Vec<PartyView>,
    /// How one may complain of the latest decision, as it says; none, where there is none or it does not say. Then one has six
    /// months (L8-5), else three (L8-3).
    pub redress: Option<Redress>,
    /// What the caller may do, now or at another time.
    pub actions: Vec<AllowedAction>,
}

/// What every case has when it is shown alone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseBody)]
pub struct CaseBelow {
    /// Who owes what to whom, by when, and why.
    pub obligations: Vec<Obligation>,
    /// What is attached.
    pub attachments: Vec<Attachment>,
}

/// Shows a party.
pub fn show_party(row: &PartyRow) -> Result<PartyView, Problem> {
    Ok(PartyView {
        role: Code::known(&row.role)?,
        organisation: row.party()?.who.organisation().map(ToString::to_string),
        name: Bilingual { kk: row.name_kk.clone(), ru: row.name_ru.clone() },
    })
}

/// The name of an organisation that is among the parties of a case; what nobody knows has its BIN for a name.
pub fn name_of(parties: &[PartyRow], case: Id, bin: &str) -> Bilingual {
    let named = parties.iter().find(|party| party.case_id == case && party.party == bin);
    let (kk, ru) = named.map_or((bin, bin), |party| (&party.name_kk, &party.name_ru));
    Bilingual { kk: kk.to_owned(), ru: ru.to_owned() }
}

/// Shows the head of a case of `P`, which knows `facts` and whose parties are among `parties`.
pub fn show_head<P: Serves>(
    desk: &Desk<'_>,
    row: &CaseRow,
    parties: &[PartyRow],
    facts: &P::Facts,
) -> Result<CaseHead, Problem> {
    let built = built(P::CODE)?;
    let (app, call, lang) = (desk.app, desk.call, desk.call.lang);
    let mut own: Vec<&PartyRow> = parties.iter().filter(|party| party.case_id == row.id).collect();
    let known: Vec<Party> = own.iter().map(|party| party.party()).collect::<Result<_, _>>()?;
    if !P::PLACE.said_to_all {
        call.note_viewing(row.id.0, &known);
    }
    if built.keeps_outside(&call.actor, &known) {
        // Who joined tells that somebody complained.
        own.retain(|party| !built.joins.iter().any(|role| role.code() == party.role));
    }
    let act = app.law.rulebook.act(&row.act).ok_or_else(|| Problem::internal(format!("no act {}", row.act)))?;
    let state: Code<P::State> = Code::known(&row.state)?;
    let possible = engine::actions::<P>(state.0, facts, &known, &call.actor, desk.now, &app.law);
    Ok(CaseHead {
        id: row.id.0,
        number: row.number.clone(),
        version: row.version,
        state_title: state.title(lang),
        act: row.act.clone(),
        pinned_edition: row.edition.clone(),
        standing: Standing::under(act, &row.edition, zone::local(desk.now).date(), lang),
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        received_at: row.received_at.map(At::from),
        registered_on: row.registered_on,
        closed_at: row.closed_at.map(At::from),
        redress: Redress::read_some(row.redress.as_ref())?.filter(|_| row.outcome.is_some()),
        parties: own.into_iter().map(show_party).collect::<Result<_, _>>()?,
        actions: possible.into_iter().filter_map(|one| show_action::<P>(desk, row.id.0, one)).collect(),
    })
}

/// Shows what the caller may do with a case, where that has a place in the API.
fn show_action<P: Serves>(desk: &Desk<'_>, case: Uuid, Possible { action, window }: Possible) -> Option<AllowedAction> {
    let (_, resource) = P::PLACE.actions.iter().find(|(code, _)| *code == action)?;
    let pattern = format!("{BASE}/{}/{{id}}/{resource}", P::PLACE.collection);
    Some(AllowedAction {
        code: action.to_owned(),
        action: action.to_owned(),
        title: P::Action::parse(action)?.title().get(desk.call.lang).to_owned(),
        method: Method::POST.to_string(),
        href: format!("{}/{resource}", P::PLACE.path(case)),
        body: desk.app.door.contract.operation(&Method::POST, &pattern).body_schema.clone(),
        from: window.from.filter(|from| desk.now < *from).map(At),
        until: window.until.filter(|until| desk.now >= *until).map(At),
    })
}

/// SQLite takes about thirty thousand values in a statement.
const AT_ONCE: usize = 10_000;

/// Notes that each of these cases is viewed. One query, as long as they are not very many.
pub fn note_viewings(desk: &mut Desk<'_>, ids: &[Uuid]) -> Result<(), Problem> {
    for some in ids.chunks(AT_ONCE) {
        let parties = cases::parties(desk.connection, some)?;
        for case in parties.chunk_by(|one, next| one.case_id == next.case_id) {
            if let Some(first) = case.first() {
                desk.call.note_viewing(first.case_id.0, &as_parties(case)?);
            }
        }
    }
    Ok(())
}

/// The parties of the cases of a page: one query for all.
pub fn parties_of<T>(connection: &mut Connection, page: &Page<(CaseRow, T)>) -> Result<Vec<PartyRow>, Problem> {
    let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
    Ok(cases::parties(connection, &ids)?)
}

/// Shows the obligations and attachments of a case with these parties: two queries.
pub fn show_below(desk: &mut Desk<'_>, row: &CaseRow, parties: &[PartyRow]) -> Result<CaseBelow, Problem> {
    if built(&row.procedure)?.keeps_outside(&desk.call.actor, &as_parties(parties)?) {
        return Ok(CaseBelow { obligations: Vec::new(), attachments: Vec::new() });
    }
    let obligations = obligations::of_cases(desk.connection, &[row.id.0])?
        .into_iter()
        .map(|(obligation, trace)| show_obligation(desk, &obligation, row.number.as_deref(), parties, Some(trace.0)))
        .collect::<Result<_, _>>()?;
    let files = attachments::of_case(desk.connection, row.id.0)?;
    let files = readable(desk, row, files)?;
    let attachments = files.into_iter().map(Attachment::try_from).collect::<Result<_, _>>()?;
    Ok(CaseBelow { obligations, attachments })
}
