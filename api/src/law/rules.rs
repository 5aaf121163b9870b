//! Rules: the duties, rights and powers in the acts.

use actix_web::get;
use actix_web::web::{Data, Path};
use merzim_domain::Lang;
use merzim_domain::rulebook::{self, RuleKind, Trigger, Unit};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};

use super::acts::Standing;
use super::{RoleCode, said, today};
use crate::app::App;
use crate::http::{Answer, Code, LangCode, Query, Reply, Visit, list_of};
use crate::problem::Fault;

type RuleKindCode = Code<RuleKind>;
type TriggerCode = Code<Trigger>;
type UnitCode = Code<Unit>;

/// How long one has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// `within` so much after the event, `before` the event, `weekly`, `atOnce` on the day of the event, `atEvent` by its very
    /// moment, or `with` another rule.
    #[schema(example = "within")]
    pub kind: String,
    /// How many.
    #[schema(minimum = 0, maximum = 400, example = 8)]
    pub amount: Option<u32>,
    /// Of what.
    pub unit: Option<UnitCode>,
    /// On which day of the week, in English.
    #[schema(example = "thursday")]
    pub weekday: Option<String>,
    /// The rule whose term it is measured from or shares.
    #[schema(example = "93-3")]
    pub rule: Option<String>,
}

impl Term {
    fn of(term: &rulebook::Term) -> Self {
        let (kind, counted, weekday) = match term {
            rulebook::Term::Within { amount, unit, .. } => ("within", Some((*amount, *unit)), None),
            rulebook::Term::Before { amount, unit, .. } => ("before", Some((*amount, *unit)), None),
            rulebook::Term::Weekly(weekday) => ("weekly", None, Some(weekday.to_string().to_lowercase())),
            rulebook::Term::AtOnce => ("atOnce", None, None),
            rulebook::Term::AtEvent => ("atEvent", None, None),
            rulebook::Term::With(_) => ("with", None, None),
        };
        Self {
            kind: kind.to_owned(),
            amount: counted.map(|(amount, _)| amount),
            unit: counted.map(|(_, unit)| Code(unit)),
            weekday,
            rule: term.refers_to().map(str::to_owned),
        }
    }
}

/// Where a rule stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Basis {
    /// Id of the act.
    #[schema(example = "93")]
    pub act: String,
    /// Its official number.
    #[schema(example = "№ 93-НҚ")]
    pub number: String,
    /// Number of the paragraph; `8.1` is its first part.
    #[schema(example = "5")]
    pub provision: String,
    /// The verbatim words that the rule rests on, where the text of the edition by which it is shown is held: not of the Law № 401-V, nor
    /// of the Code № 350-VI before 28 December 2025.
    #[schema(example = "келіп түскен күннен бастап 8 (сегіз) жұмыс күні ішінде")]
    pub phrase: Option<String>,
    /// The language of the phrase: Kazakh, or Russian for the Code.
    pub phrase_language: Option<LangCode>,
}

impl Basis {
    /// The basis of `rule` in `edition` of its act.
    pub fn of(app: &App, rule: &rulebook::Rule, edition: &str) -> Self {
        let (phrase, language) = app.law.rulebook.phrase_in(rule, edition).unzip();
        Self {
            act: rule.act.clone(),
            number: app.law.rulebook.act(&rule.act).map(|act| act.number.clone()).unwrap_or_default(),
            provision: rule.provision.clone(),
            phrase: phrase.map(str::to_owned),
            phrase_language: language.map(Code),
        }
    }

    /// The basis of `rule` as it is shown on `date`.
    pub fn on(app: &App, rule: &rulebook::Rule, date: Date) -> Self {
        Self::of(app, rule, app.law.rulebook.edition_of(rule, date).unwrap_or_default())
    }
}

/// A duty, right or power.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Stable id.
    #[schema(example = "93-3")]
    pub id: String,
    /// Sort of rule.
    pub kind: RuleKindCode,
    /// Where it stands.
    pub basis: Basis,
    /// Who owes.
    pub bearer: RoleCode,
    /// To whom, where the act says.
    pub owed_to: Option<RoleCode>,
    /// What must be done.
    #[schema(example = "decide: accredit with inclusion in the Register, or refuse")]
    pub what: String,
    /// What the term is counted from.
    #[schema(example = "the application is received")]
    pub event: String,
    /// Sort of event.
    pub trigger: TriggerCode,
    /// The term; none where the act states none.
    pub term: Option<Term>,
    /// Ids of the readings that bear on it.
    #[schema(example = json!(["eventDay"]))]
    pub readings: Vec<String>,
    /// Editions of the act that state it; one whose wording is not held states what the last one before it that is held does.
    #[schema(example = json!(["2024-03-24"]))]
    pub editions: Vec<String>,
    /// Codes of the procedures that use it.
    #[schema(example = json!(["accreditation"]))]
    pub procedures: Vec<String>,
    /// A remark on its source.
    #[schema(example = "Seen in one source only.")]
    pub note: Option<String>,
    /// Whether its act is in force today.
    #[serde(flatten)]
    pub standing: Standing,
}

list_of!(Rules, Rule, "Rules, by act and in the act's order.");

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RuleFilter {
    /// Rules of this act.
    #[param(format = "act", max_length = 40, example = "93")]
    pub act: Option<String>,
    /// Rules that this procedure uses.
    #[param(format = "procedure", max_length = 60, example = "accreditation")]
    pub procedure: Option<String>,
    /// Duties of this role.
    #[param(inline)]
    pub bearer: Option<RoleCode>,
}

fn show(app: &App, rule: &rulebook::Rule, today: Date, lang: Lang) -> Option<Rule> {
    Some(Rule {
        id: rule.id.clone(),
        kind: Code(rule.kind),
        basis: Basis::on(app, rule, today),
        bearer: Code(rule.bearer),
        owed_to: rule.owed_to.map(Code),
        what: said(&rule.what, lang),
        event: said(&rule.event, lang),
        trigger: Code(rule.trigger),
        term: rule.term.as_ref().map(Term::of),
        readings: rule.readings.clone(),
        editions: rule.editions.clone(),
        procedures: rule.procedures.clone(),
        note: rule.note.as_ref().map(|note| said(note, lang)),
        standing: Standing::of_rule(&app.law.rulebook, rule, today, lang),
    })
}

/// List the rules
///
/// Every duty, right and power of every act, with its term and the readings that bear on it.
#[utoipa::path(tag = "Law", operation_id = "listRules", params(RuleFilter), responses((status = OK, description = "The rules", body = Rules)))]
#[get("/rules")]
pub async fn list(app: Data<App>, visit: Visit, filter: Query<RuleFilter>) -> Answer {
    let Query(filter) = filter;
    let wanted = |rule: &&rulebook::Rule| {
        filter.act.as_ref().is_none_or(|act| rule.act == *act)
            && filter.procedure.as_ref().is_none_or(|procedure| rule.procedures.contains(procedure))
            && filter.bearer.is_none_or(|bearer| rule.bearer == bearer.0)
    };
    let today = today(&app);
    let rules = app.law.rulebook.rules().iter().filter(wanted);
    let items = rules.filter_map(|rule| show(&app, rule, today, visit.lang)).collect();
    Ok(Reply::ok(&Rules { items })?.public())
}

/// Get a rule
///
/// Who owes what to whom, from when, for how long, and under which paragraph.
#[utoipa::path(tag = "Law", operation_id = "getRule", params(("id" = String, Path, description = "Id of the rule", example = "93-3")), responses((status = OK, description = "The rule", body = Rule)))]
#[get("/rules/{id}")]
pub async fn get(app: Data<App>, visit: Visit, id: Path<String>) -> Answer {
    let rule = app.law.rulebook.rule(&id).ok_or(Fault::NotFound)?;
    let shown = show(&app, rule, today(&app), visit.lang).ok_or(Fault::NotFound)?;
    Ok(Reply::ok(&shown)?.public())
}
