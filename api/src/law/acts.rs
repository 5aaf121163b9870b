//! Legal acts.

use actix_web::get;
use actix_web::web::{Data, Path};
use merzim_domain::Lang;
use merzim_domain::rulebook::{self, ActKind, Certainty, Provenance};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};

use super::{said, today};
use crate::app::App;
use crate::http::{Answer, Code, LangCode, Query, Reply, Visit, list_of};
use crate::problem::Fault;

type ActKindCode = Code<ActKind>;
type ProvenanceCode = Code<Provenance>;
type CertaintyCode = Code<Certainty>;

/// Whether an act is in force on a day, and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Whether it is in force.
    #[schema(example = true)]
    pub in_force: bool,
    /// False where it is in force, but its wording is not held here; the last one held before is applied, if there is one.
    #[schema(example = true)]
    pub wording_held: bool,
    /// `inForce`, `wordingNotHeld`, `notYetInForce`, `repealed` or `editionEnded`.
    #[schema(example = "inForce")]
    pub standing: String,
    /// Why, in the caller's language.
    #[schema(example = "The order is in force from the day it states.")]
    pub reason: String,
    /// The edition that covers the day.
    #[schema(example = "2024-03-24")]
    pub edition: Option<String>,
}

impl Standing {
    /// The standing of `act` on `day`.
    pub fn of(act: &rulebook::Act, day: Date, lang: Lang) -> Self {
        Self::shown(act.standing(day), lang)
    }

    /// The standing of `rule` on `day`.
    pub fn of_rule(book: &rulebook::Rulebook, rule: &rulebook::Rule, day: Date, lang: Lang) -> Self {
        Self::shown(book.standing_of(rule, day), lang)
    }

    /// The standing of `act` on `day` for what rests on one of its editions.
    pub fn under(act: &rulebook::Act, edition: &str, day: Date, lang: Lang) -> Self {
        let own = act.editions.iter().find(|known| known.id == edition);
        Self {
            edition: Self::of(act, day, lang).edition,
            wording_held: own.is_none_or(rulebook::Edition::is_held),
            ..Self::shown(act.standing_under(edition, day), lang)
        }
    }

    fn shown(standing: Option<rulebook::Standing<'_>>, lang: Lang) -> Self {
        Self {
            in_force: standing.as_ref().is_some_and(rulebook::Standing::is_in_force),
            wording_held: !matches!(standing, Some(rulebook::Standing::WordingNotHeld(_))),
            standing: standing.as_ref().map_or("notYetInForce", rulebook::Standing::code).to_owned(),
            reason: standing.as_ref().map(|standing| said(standing.note(), lang)).unwrap_or_default(),
            edition: standing.as_ref().and_then(|standing| standing.edition()).map(|edition| edition.id.clone()),
        }
    }
}

/// One wording of an act.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Edition {
    /// Its name: the day from which it is in force.
    #[schema(example = "2024-03-24")]
    pub id: String,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// Whether its wording is held here.
    pub wording_held: bool,
    /// The edition whose wording is applied: this one, or the last one before it that is held.
    #[schema(example = "2024-03-24")]
    pub wording: Option<String>,
    /// How sure it is that the act is in force then; none where the wording is held.
    pub certainty: Option<CertaintyCode>,
    /// Who says that it is in force, and where the dates come from.
    #[schema(example = "The earliest possible day, counted from registration.")]
    pub note: String,
}

/// Registration by the Ministry of Justice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registration {
    /// Number in the state register of legal acts.
    #[schema(example = "34142")]
    pub number: String,
    /// Day of registration.
    pub on: Date,
}

/// Repeal of an act.
#[derive(Debug, Serialize, ToSchema)]
pub struct Repeal {
    /// First day without the act.
    pub from: Date,
    /// By which act.
    #[schema(example = "№ 115-НҚ")]
    pub by: String,
    /// Where the date comes from.
    #[schema(example = "The earliest possible day.")]
    pub note: String,
}

/// A legal act.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Act {
    /// Id in paths.
    #[schema(example = "93")]
    pub id: String,
    /// Official number.
    #[schema(example = "№ 93-НҚ")]
    pub number: String,
    /// Sort of act.
    pub kind: ActKindCode,
    /// Day of adoption.
    pub adopted_on: Date,
    /// Title.
    #[schema(example = "On approval of the Rules for forming and keeping the register")]
    pub title: String,
    /// Who issued it.
    #[schema(example = "Minister of Culture and Information of the Republic of Kazakhstan")]
    pub issuer: Option<String>,
    /// Registration by the Ministry of Justice, if registered there.
    pub registration: Option<Registration>,
    /// Where the wording held here comes from.
    pub provenance: ProvenanceCode,
    /// Whether it is in force on the day asked for.
    #[serde(flatten)]
    pub standing: Standing,
    /// Editions, the oldest first.
    pub editions: Vec<Edition>,
    /// Repeal, if repealed.
    pub repeal: Option<Repeal>,
}

/// One paragraph.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Provision {
    /// Number of the paragraph; `8.1` is its first part.
    #[schema(example = "5")]
    pub id: String,
    /// Verbatim text, where that of the day asked for is held.
    #[schema(
        example = "7. Тізілімді қалыптастырудың мақсаты аккредиттелген коммуникация арналарын есепке алу болып табылады."
    )]
    pub text: Option<String>,
    /// The language of the text: Kazakh, or Russian for the Code.
    pub text_language: Option<LangCode>,
}

/// A legal act with its provisions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActInFull {
    /// The act.
    #[serde(flatten)]
    pub act: Act,
    /// The provisions that rules rest on.
    pub provisions: Vec<Provision>,
    /// Ids of its rules.
    #[schema(example = json!(["93-3"]))]
    pub rules: Vec<String>,
}

list_of!(Acts, Act, "All acts.");

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// The day for which standing is told; today, if none.
    #[param(example = "2026-03-16")]
    pub on: Option<Date>,
}

fn show(act: &rulebook::Act, day: Date, lang: Lang) -> Act {
    Act {
        id: act.id.clone(),
        number: act.number.clone(),
        kind: Code(act.kind),
        adopted_on: act.adopted_on,
        title: said(&act.title, lang),
        issuer: act.issuer.as_ref().map(|issuer| said(issuer, lang)),
        registration: act.registration.clone().map(|(number, on)| Registration { number, on }),
        provenance: Code(act.provenance),
        standing: Standing::of(act, day, lang),
        editions: act
            .editions
            .iter()
            .map(|edition| Edition {
                id: edition.id.clone(),
                from: edition.from,
                until: edition.until,
                wording_held: edition.is_held(),
                wording: edition.wording.clone(),
                certainty: edition.certainty.map(Code),
                note: said(&edition.note, lang),
            })
            .collect(),
        repeal: act.repeal.as_ref().map(|repeal| Repeal {
            from: repeal.from,
            by: repeal.by.clone(),
            note: said(&repeal.note, lang),
        }),
    }
}

/// List the acts
///
/// Every act that rules come from, whether or not it is in force.
#[utoipa::path(tag = "Law", operation_id = "listActs", params(OnDay), responses((status = OK, description = "The acts", body = Acts)))]
#[get("/acts")]
pub async fn list(app: Data<App>, visit: Visit, asked: Query<OnDay>) -> Answer {
    let day = asked.0.on.unwrap_or_else(|| today(&app));
    let items = app.law.rulebook.acts().iter().map(|act| show(act, day, visit.lang)).collect();
    Ok(Reply::ok(&Acts { items })?.public())
}

/// Get an act
///
/// An act with the verbatim text of its provisions and the ids of its rules.
#[utoipa::path(tag = "Law", operation_id = "getAct", params(("id" = String, Path, description = "Id of the act", example = "93"), OnDay), responses((status = OK, description = "The act", body = ActInFull)))]
#[get("/acts/{id}")]
pub async fn get(app: Data<App>, visit: Visit, id: Path<String>, asked: Query<OnDay>) -> Answer {
    let day = asked.0.on.unwrap_or_else(|| today(&app));
    let act = app.law.rulebook.act(&id).ok_or(Fault::NotFound)?;
    let rules = app.law.rulebook.rules().iter().filter(|rule| rule.act == act.id).map(|rule| rule.id.clone()).collect();
    let language = act.text_language_on(day);
    let provisions = act
        .provisions
        .iter()
        .map(|provision| Provision {
            id: provision.id.clone(),
            text: provision.text.clone().filter(|_| language.is_some()),
            text_language: language.map(Code),
        })
        .collect();
    Ok(Reply::ok(&ActInFull { act: show(act, day, visit.lang), provisions, rules })?.public())
}
