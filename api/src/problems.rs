//! Everything that can go wrong: for programs as a list, for people as a table.

use actix_web::get;
use merzim_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{Answer, Reply, Visit, list_of};
use crate::problem::lines;

/// Something that can go wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownProblem {
    /// Stable name, the `type` of the problem.
    #[schema(example = "urn:merzim:problem:criterion-unmet")]
    pub r#type: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    pub status: u16,
    /// What it is, in the caller's language.
    #[schema(example = "The criteria are not met in aggregate")]
    pub title: String,
    /// What to do about it, in the caller's language.
    #[schema(example = "Refuse, or correct the assessment")]
    pub remedy: String,
    /// Codes of the procedures in which alone it can arise; none, if it can anywhere.
    #[schema(example = json!(["accreditation"]))]
    pub procedures: Vec<String>,
}

list_of!(KnownProblems, KnownProblem, "All problems.");

/// List the problems
///
/// Everything that can go wrong, with its stable name, status and title.
#[utoipa::path(tag = "Problems", operation_id = "listProblems", responses((status = OK, description = "The problems", body = KnownProblems)))]
#[get("/problems")]
pub async fn list(visit: Visit) -> Answer {
    let items = lines()
        .into_iter()
        .map(|(line, arises)| KnownProblem {
            r#type: format!("urn:merzim:problem:{}", line.code),
            status: line.status.as_u16(),
            title: line.title.get(visit.lang).to_owned(),
            remedy: line.remedy.get(visit.lang).to_owned(),
            procedures: arises.iter().map(|built| built.code.to_owned()).collect(),
        })
        .collect();
    Ok(Reply::ok(&KnownProblems { items })?.public())
}

/// Everything that can go wrong, as a table in each language, in Markdown.
pub fn table() -> String {
    let languages = [
        (Lang::En, "English", "status | code | problem | what to do | only in"),
        (Lang::Ru, "Русский", "статус | код | проблема | что делать | только в процедурах"),
        (Lang::Kk, "Қазақша", "мәртебе | код | мәселе | не істеу керек | тек мына рәсімдерде"),
    ];
    let mut table = String::from(
        "# Problems\n\nEverything that can go wrong, as `GET /api/v1/problems` tells it. Made from the code by `./dev openapi`; \
         do not edit.\n",
    );
    for (lang, name, head) in languages {
        let rows: String = lines()
            .iter()
            .map(|(line, arises)| {
                let (title, remedy) = (line.title.get(lang), line.remedy.get(lang));
                let only = arises.iter().map(|built| built.title.get(lang)).collect::<Vec<_>>().join("; ");
                format!("| {} | `{}` | {title} | {remedy} | {only} |\n", line.status.as_u16(), line.code)
            })
            .collect();
        table.push_str(&format!("\n## {name}\n\n| {head} |\n|---|---|---|---|---|\n{rows}"));
    }
    table
}
