//! Procedures: their states, actions, roles and rules, from the very tables that run them.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::pictures::ladder;
use merzim_domain::procedures::{self, Built, Line, Named};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::{Lang, Text, Vocabulary};
use serde::Serialize;
use utoipa::ToSchema;

use super::acts::Standing;
use super::pictures::{InLanguage, send_picture};
use super::{said, today};
use crate::app::App;
use crate::http::{Answer, File, Query, Reply, Visit, list_of};
use crate::problem::{Fault, Problem};

/// A code with its title.
#[derive(Debug, Serialize, ToSchema)]
pub struct Word {
    /// Stable code.
    #[schema(example = "received")]
    pub code: String,
    /// Title in the caller's language.
    #[schema(example = "received")]
    pub title: String,
}

/// A line of a procedure's table.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transition {
    /// What is done.
    #[schema(example = "accredit")]
    pub action: String,
    /// In which states.
    #[schema(example = json!(["received"]))]
    pub from: Vec<String>,
    /// The state that follows.
    #[schema(example = "accredited")]
    pub to: String,
    /// By which roles.
    #[schema(example = json!(["commAuthority"]))]
    pub by: Vec<String>,
    /// What is decided, if anything.
    #[schema(example = "accredited")]
    pub outcome: Option<String>,
    /// Rules whose duties begin.
    #[schema(example = json!(["93-4"]))]
    pub opens: Vec<String>,
    /// Rules whose duties are done.
    #[schema(example = json!(["93-3"]))]
    pub meets: Vec<String>,
    /// Rules whose duties fall away.
    #[schema(example = json!(["93-3"]))]
    pub voids: Vec<String>,
    /// Kinds of notices sent.
    #[schema(example = json!(["accredited"]))]
    pub notices: Vec<String>,
}

/// A procedure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Procedure {
    /// Code.
    #[schema(example = "accreditation")]
    pub code: String,
    /// Name.
    #[schema(example = "Accreditation of a channel of communications")]
    pub title: String,
    /// Id of the act that it runs under.
    #[schema(example = "93")]
    pub act: String,
    /// Whether that act is in force today, and whether the wordings of all acts that its rules come from are held.
    #[serde(flatten)]
    pub standing: Standing,
    /// States, the first one first.
    pub states: Vec<Word>,
    /// Actions.
    pub actions: Vec<Word>,
    /// Outcomes.
    pub outcomes: Vec<Word>,
    /// Roles that act.
    pub roles: Vec<Word>,
    /// Ids of the rules that it uses.
    #[schema(example = json!(["93-3"]))]
    pub rules: Vec<String>,
    /// The table.
    pub transitions: Vec<Transition>,
}

list_of!(Procedures, Procedure, "All procedures that are built.");

fn show(app: &App, built: &Built, lang: Lang) -> Option<Procedure> {
    let word = |code: &str, title: &Text| Word { code: code.to_owned(), title: said(title, lang) };
    let words = |named: &[Named]| named.iter().map(|named| word(named.code, &named.title)).collect();
    let owned = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
    let ids = |rules: &[RuleId]| rules.iter().map(ToString::to_string).collect();
    let line = |line: &Line| Transition {
        action: line.action.to_owned(),
        from: owned(&line.from),
        to: line.to.to_owned(),
        by: line.by.iter().map(|role| role.code().to_owned()).collect(),
        outcome: line.outcome.map(str::to_owned),
        opens: ids(line.opens),
        meets: ids(line.meets),
        voids: ids(line.voids),
        notices: line.tells.iter().map(|(notice, _)| (*notice).to_owned()).collect(),
    };
    let (rulebook, today) = (&app.law.rulebook, today(app));
    let act = rulebook.act(built.act)?;
    let mut standing = Standing::of(act, today, lang);
    let rules = built.rules();
    let acts = rules.iter().filter_map(|id| rulebook.act(&rulebook.rule(id)?.act));
    standing.wording_held &= acts.into_iter().all(|act| Standing::of(act, today, lang).wording_held);
    Some(Procedure {
        code: built.code.to_owned(),
        title: said(&built.title, lang),
        act: built.act.to_owned(),
        standing,
        states: words(&built.states),
        actions: words(&built.actions),
        outcomes: words(&built.outcomes),
        roles: built.roles().iter().map(|role| word(role.code(), &role.title())).collect(),
        rules: ids(&rules),
        transitions: built.lines.iter().map(line).collect(),
    })
}

/// List the procedures
///
/// Every procedure with its states, actions, roles, rules and table.
#[utoipa::path(tag = "Law", operation_id = "listProcedures", responses((status = OK, description = "The procedures", body = Procedures)))]
#[get("/procedures")]
pub async fn list(app: Data<App>, visit: Visit) -> Answer {
    let items = procedures::all().iter().filter_map(|built| show(&app, built, visit.lang)).collect();
    Ok(Reply::ok(&Procedures { items })?.public())
}

/// Get a procedure
///
/// States, actions, roles, rules and the table of transitions.
#[utoipa::path(tag = "Law", operation_id = "getProcedure", params(("code" = String, Path, description = "Code of the procedure", example = "accreditation")), responses((status = OK, description = "The procedure", body = Procedure)))]
#[get("/procedures/{code}")]
pub async fn get(app: Data<App>, visit: Visit, code: Path<String>) -> Answer {
    let built = procedures::find(&code).ok_or(Fault::NotFound)?;
    let shown = show(&app, built, visit.lang).ok_or(Fault::NotFound)?;
    Ok(Reply::ok(&shown)?.public())
}

/// Draw a procedure
///
/// Its table as a picture, titled in the caller's language: each state a rail, each action a rung from the states in which it
/// may be taken to the one that it leads to, with the duties that it opens, meets and voids. Public.
#[utoipa::path(tag = "Law", operation_id = "getProcedureDiagram", params(("code" = String, Path, description = "Code of the procedure", example = "accreditation"), InLanguage), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/procedures/{code}/diagram.svg")]
pub async fn draw(
    visit: Visit,
    code: Path<String>,
    asked: Query<InLanguage>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (built, lang) = (procedures::find(&code).ok_or(Fault::NotFound)?, asked.0.of(visit));
    Ok(send_picture(&request, ladder::draw(built, lang), lang))
}
