//! Obligations: who owes what to whom, by when, and why.

use actix_web::get;
use merzim_domain::engine::ObligationStatus;
use merzim_domain::rulebook::Rule;
use merzim_domain::{Vocabulary, zone};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::obligations::{self, Filter, ObligationRow};
use merzim_persistence::page::ListPlace;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::Date;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::{PartyView, show_party};
use crate::app::{App, Ask, Desk};
use crate::http::{Answer, At, Code, GivenBin, Listed, Paging, PathId, Query, Reply, Since, page_of, paging};
use crate::law::RoleCode;
use crate::law::acts::Standing;
use crate::law::deadlines::{Step, show_steps};
use crate::law::rules::Basis;
use crate::problem::Problem;

type ObligationStatusCode = Code<ObligationStatus>;

/// Which case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReference {
    /// Id of the case.
    pub id: Uuid,
    /// Number, once filed.
    #[schema(example = "ACC-2026-000123")]
    pub number: Option<String>,
    /// Code of the procedure.
    #[schema(example = "accreditation")]
    pub procedure: String,
    /// Where the case stands in the API.
    #[schema(
        format = "uri-reference",
        example = "/api/v1/accreditation-applications/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11"
    )]
    pub href: Option<String>,
}

impl CaseReference {
    /// A reference to a case.
    pub fn to(app: &App, id: Uuid, number: Option<&str>, procedure: &str) -> Self {
        Self {
            id,
            number: number.map(str::to_owned),
            procedure: procedure.to_owned(),
            href: app.place(procedure).map(|place| place.path(id)),
        }
    }
}

/// One duty owed in one case.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Obligation {
    /// Id.
    pub id: Uuid,
    /// In which case.
    pub case: CaseReference,
    /// Id of the rule.
    #[schema(example = "93-3")]
    pub rule: String,
    /// What must be done.
    #[schema(example = "decide: accredit with inclusion in the Register, or refuse")]
    pub what: String,
    /// Where the rule stands.
    pub basis: Basis,
    /// Whether its act is in force today, and whether the wording by which it is owed is held.
    #[serde(flatten)]
    pub standing: Standing,
    /// Who owes.
    pub bearer: PartyView,
    /// To whom, in which role.
    pub owed_to: Option<RoleCode>,
    /// To whom, where that is a party to the case.
    pub creditor: Option<PartyView>,
    /// How it stands now.
    pub status: ObligationStatusCode,
    /// When it began.
    pub opened_at: At,
    /// When the event happened from which the term runs.
    pub event_at: At,
    /// The day from which the term is counted.
    pub counted_from: Date,
    /// The last day on which it is done in time; none where the act states no term.
    #[schema(example = "2026-03-30")]
    pub due_on: Option<Date>,
    /// The instant at which that day ends, 24:00 in Kazakhstan, or of the event, if it is due by then.
    pub due_at: Option<At>,
    /// Where the due date is not worked and may not move later: the working day before it.
    pub practical_on: Option<Date>,
    /// Whether a year on the way to that day has data in the calendar that may still change.
    pub provisional: bool,
    /// When it was done.
    pub met_at: Option<At>,
    /// When it fell away.
    pub voided_at: Option<At>,
    /// When it last changed: when it began, was done or fell away.
    pub updated_at: At,
    /// Every date stepped over when the due date was computed; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<Step>>,
}

page_of!(Obligations, Obligation, "Obligations, by due date.", gone);

/// The rule by which something is owed. Files of the law that have come since may state it in another edition only.
pub fn rule_of<'app>(app: &'app App, row: &ObligationRow) -> Result<&'app Rule, Problem> {
    let rulebook = &app.law.rulebook;
    let known = rulebook.rule_in(&row.rule, &row.edition).or_else(|| rulebook.rule(&row.rule));
    known.ok_or_else(|| Problem::internal(format!("obligation {} has no rule", row.id.0)))
}

/// Shows an obligation of a case whose parties are among `parties`.
pub fn show_obligation(
    desk: &Desk<'_>,
    row: &ObligationRow,
    number: Option<&str>,
    parties: &[PartyRow],
    trace: Option<Value>,
) -> Result<Obligation, Problem> {
    let (app, lang, now) = (desk.app, desk.call.lang, desk.now);
    let missing = || Problem::internal(format!("obligation {} has no act or no bearer", row.id.0));
    let rule = rule_of(app, row)?;
    let act = app.law.rulebook.act(&rule.act).ok_or_else(missing)?;
    let party = |role: &str| {
        let found = parties.iter().find(|party| party.case_id == row.case_id && party.role == role);
        found.map(show_party).transpose()
    };
    let owed_to: Option<RoleCode> = Code::some(row.owed_to.as_deref())?;
    Ok(Obligation {
        id: row.id.0,
        case: CaseReference::to(app, row.case_id.0, number, &row.procedure),
        rule: row.rule.clone(),
        what: rule.what.get(lang).to_owned(),
        basis: Basis::of(app, rule, &row.edition),
        standing: Standing::under(act, &row.edition, zone::local(now).date(), lang),
        bearer: party(&row.bearer_role)?.ok_or_else(missing)?,
        creditor: owed_to.map(|role| party(role.0.code())).transpose()?.flatten(),
        owed_to,
        status: Code(row.status(rule.kind, now)),
        opened_at: row.opened_at.into(),
        event_at: row.event_at.into(),
        counted_from: row.counted_from,
        due_on: row.due_on,
        due_at: row.due_at.map(At::from),
        practical_on: row.practical_on,
        provisional: app.law.calendar.is_provisional_among(row.days()),
        met_at: row.met_at.map(At::from),
        voided_at: row.voided_at.map(At::from),
        updated_at: At(row.changed_at()),
        trace: trace
            .map(|trace| serde_json::from_value(trace).map(|steps| show_steps(app, steps, lang)))
            .transpose()
            .map_err(Problem::internal)?,
    })
}

/// The obligations of a case that the caller sees, each with every date stepped over.
pub(super) fn of_case(desk: &mut Desk<'_>, case: &CaseRow) -> Result<Vec<Obligation>, Problem> {
    let parties = cases::parties(desk.connection, &[case.id.0])?;
    let rows = obligations::of_cases(desk.connection, &[case.id.0])?.into_iter();
    rows.map(|(row, trace)| show_obligation(desk, &row, case.number.as_deref(), &parties, Some(trace.0))).collect()
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ObligationFilter {
    /// How they stand now.
    #[param(inline)]
    status: Option<ObligationStatusCode>,
    /// Owed by this organisation (BIN).
    #[param(inline)]
    bearer: Option<GivenBin>,
    /// In this procedure.
    #[param(format = "procedure", max_length = 60, example = "accreditation")]
    procedure: Option<String>,
    /// Under this rule.
    #[param(format = "rule", max_length = 20, example = "93-3")]
    rule: Option<String>,
    /// In this case.
    case: Option<Uuid>,
    /// Due on this day or earlier.
    due_before: Option<Date>,
    /// Due on this day or later.
    due_after: Option<Date>,
}

/// List obligations
///
/// Every duty in every case that the caller may see: who owes what to whom, by when, and how it stands.
#[utoipa::path(tag = "Cases", operation_id = "listObligations", params(ObligationFilter, Since, Paging), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of obligations", body = Obligations)))]
#[get("/obligations")]
pub async fn list(ask: Ask, asked: Query<Listed<ObligationFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter {
        status: asked.status.map(|status| status.0),
        bearer: asked.bearer.map(|given| given.0),
        procedure: asked.procedure,
        rule: asked.rule,
        case: asked.case,
        due_before: asked.due_before,
        due_after: asked.due_after,
        modified_since: since.modified_since,
        ..Filter::default()
    };
    let (after, limit) = (page.place::<ListPlace>()?, page.limit());
    ask.list(move |desk| {
        let rulebook = &desk.app.law.rulebook;
        let entitlements = rulebook.entitlements().map(str::to_owned).collect();
        let never_voided_overdue = rulebook.never_voided_overdue().map(str::to_owned).collect();
        let filter = Filter { entitlements, never_voided_overdue, ..filter };
        let page = obligations::list(desk.connection, &desk.call.viewer(), &filter, desk.now, after, limit)?;
        let cases: Vec<Uuid> = page.items.iter().map(|(row, _)| row.case_id.0).collect();
        let parties = cases::parties(desk.connection, &cases)?;
        let by_change = filter.modified_since.is_some();
        paging::reply_changes(
            page,
            |(row, _)| ListPlace { at: if by_change { row.changed_at() } else { row.sort_at.0 }, id: row.id.0 },
            |(row, number)| show_obligation(desk, &row, number.as_deref(), &parties, None),
        )
    })
    .await
}

/// Get an obligation
///
/// One duty with every date stepped over when its due date was computed.
#[utoipa::path(tag = "Cases", operation_id = "getObligation", params(("id" = Uuid, Path, description = "Id of the obligation")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The obligation", body = Obligation)))]
#[get("/obligations/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let (row, trace, number) = obligations::find(desk.connection, &desk.call.viewer(), id.0)?;
        let parties = cases::parties(desk.connection, &[row.case_id.0])?;
        Reply::ok(&show_obligation(desk, &row, number.as_deref(), &parties, Some(trace.0))?)
    })
    .await
}
